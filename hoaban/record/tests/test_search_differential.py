"""The access rule inside a search and a plain filter after it agree, whatever is asked and whoever asks."""

from __future__ import annotations

import pytest
from django.db import connection

from hoaban.record.engine import placement, structure
from hoaban.record.tests import differential

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("seed", [1, 2])
def test_random_searches_as_random_roles_find_what_a_plain_filter_finds(seed: int) -> None:
    assert differential.run(150, seed=seed) == []


def test_the_filter_and_the_door_hold_the_same_facts_for_hidden() -> None:
    made = differential.village(differential.Random(3))
    differential.write(made)
    with connection.cursor() as cursor:
        cursor.execute("select type, uid, labels from record_resource")
        stored = {(kind, uid): labels for kind, uid, labels in cursor.fetchall()}

    labels = {
        (structure.type_number(kind), placement.uid_of(kind, name)[0]): label
        for (kind, name), label in made.labels.items()
    }

    assert labels.items() <= stored.items()
    assert {0, 1, 16} <= set(labels.values())
