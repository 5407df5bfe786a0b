"""Batch matching lists pairs and joins nobody; it meets its measure on a labelled set."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from hoaban.kernel.errors import NotAllowed
from hoaban.shared.people import services
from hoaban.shared.people.models import Doubt, Human
from hoaban.shared.people.queries import batch
from hoaban.shared.people.tests.test_people import human_of, patient
from hoaban.shared.people.tests.test_stewarding import steward
from tests import cast
from tests.bench import labelled

NOW = datetime(2026, 11, 14, 3, 0, tzinfo=UTC)


@pytest.mark.django_db
class TestListing:
    def test_a_pair_that_no_rule_saw_is_listed_once_and_nobody_is_joined(self) -> None:
        one, other = human_of(patient()), human_of(patient("Lo Van Inh", commune="03583"))
        assert not Doubt.objects.exists()

        assert services.match_everybody(actor=steward(), now=NOW) == (1, 1)
        assert services.match_everybody(actor=steward(), now=NOW) == (1, 0)

        doubt = Doubt.objects.get()
        assert ({doubt.one, doubt.other}, doubt.reason) == ({one, other}, "matching")
        assert Human.objects.count() == 2

    def test_what_a_steward_told_apart_is_not_listed_again(self) -> None:
        one, other = human_of(patient()), human_of(patient())
        services.tell_apart(actor=steward(), one=one, other=other, reason="Hai anh em.", now=NOW)

        assert services.match_everybody(actor=steward(), now=NOW) == (1, 0)
        assert Doubt.objects.get().settled == "different"

    def test_an_empty_register_has_no_pairs(self) -> None:
        assert services.match_everybody(actor=steward(), now=NOW) == (0, 0)

    def test_nobody_matches_without_leave(self) -> None:
        with pytest.raises(NotAllowed):
            services.match_everybody(actor=cast.receptionist(), now=NOW)


@pytest.mark.parametrize(
    ("seed", "errors", "precision", "recall"),
    [(11, 1.0, 0.999, 0.99), (7, 0.5, 0.999, 0.997), (5, 2.0, 0.996, 0.95)],
)
def test_on_labelled_sets_hardly_a_pair_is_wrong_and_few_are_missed(
    seed: int, errors: float, precision: float, recall: float
) -> None:
    told = list(labelled.labelled(8000, seed=seed, errors=errors))
    truth = {(f"{uid[:-1]}a", uid) for uid, _ in told if uid.endswith("b")}

    found = {labelled.ordered(pair) for pair in batch.match(told)}

    assert len(found & truth) / len(found) >= precision
    assert len(found & truth) / len(truth) >= recall
