"""The access rule inside a search and a plain filter after it agree, whatever is asked and whoever asks."""

from __future__ import annotations

from random import Random

import pytest
from django.db import connection

from hoaban.record.engine import placement, structure
from hoaban.record.engine.search import rarity
from hoaban.record.tests.differential import comparing, village

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("seed", [1, 2])
def test_random_searches_as_random_roles_find_what_a_plain_filter_finds(seed: int) -> None:
    assert comparing.run(200, seed=seed) == []


@pytest.mark.parametrize("nearly_all", [0.0, 1.1])
def test_they_agree_as_well_where_rows_are_walked_in_order_instead_of_looked_up(
    nearly_all: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As in a large store: row by row for who knows nearly everybody, else person by person."""
    monkeypatch.setattr(rarity, "FEW", 1)
    monkeypatch.setattr(rarity, "_WALKED", 0)
    monkeypatch.setattr(rarity, "_NEARLY_ALL", nearly_all)

    assert comparing.run(150, seed=4) == []


def test_the_filter_and_the_door_hold_the_same_facts_for_hidden() -> None:
    chance = Random(3)  # noqa: S311
    made = village.village(chance)
    village.write(made, chance)
    with connection.cursor() as cursor:
        cursor.execute("select type, uid, labels from record_resource where not deleted")
        stored = {(kind, uid): labels for kind, uid, labels in cursor.fetchall()}

    labels = {
        (structure.type_number(kind), placement.uid_of(kind, name)[0]): made.labels[kind, name]
        for kind, name in made.resources
    }

    assert labels.items() <= stored.items()
    assert {0, 1, 16} <= set(labels.values())
