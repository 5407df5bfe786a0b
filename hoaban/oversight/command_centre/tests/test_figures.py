"""Each figure against a province counted by hand; corrections, withdrawals, moves and rebuilding."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from hoaban.kernel import outbox
from hoaban.oversight.command_centre import followers, queries, services
from hoaban.oversight.command_centre.models import Cell, DiagnosisCell, VisitFact
from hoaban.oversight.command_centre.queries import Sums, Wanted
from tests import cast
from tests.small_province import KHONG_LAO, TOLD, Visit, rebuild, tell, withdraw

pytestmark = pytest.mark.django_db(transaction=True)

NOVEMBER = Wanted(date(2026, 11, 1), date(2026, 11, 30))
A, B, C, D, E, F = TOLD


def count(wanted: Wanted = NOVEMBER, **more: object) -> Sums:
    return queries.figures(replace(wanted, **more)).now  # type: ignore[arg-type]


def test_every_figure_is_what_a_count_by_hand_gives() -> None:
    tell(*TOLD)
    found = queries.figures(NOVEMBER)

    assert found.now == Sums(4, 1, 1, Decimal(2_300_000), Decimal(2_140_000), Decimal(160_000), Decimal(0))
    assert found.before == Sums(1, 0, 0, Decimal(50_000), Decimal(0), Decimal(0), Decimal(50_000))
    assert found.by_commune == {cast.DAO_SAN: 3, KHONG_LAO: 1}
    assert found.by_day == {date(2026, 11, 10): 2, date(2026, 11, 12): 2}
    assert found.diagnoses == (("J18", 3), ("S06", 1))


def test_filters_narrow_every_figure() -> None:
    tell(*TOLD)

    assert count(facility=cast.PHONG_THO).visits == 2
    assert count(commune=KHONG_LAO).visits == 1
    assert count(facilities=frozenset({cast.PROVINCIAL})).total == Decimal(2_100_000)
    assert count(facility=cast.PHONG_THO, facilities=frozenset({cast.PROVINCIAL})) == Sums()
    assert count(Wanted(date(2026, 10, 5), date(2026, 11, 10))).visits == 3


def test_a_sensitive_visit_is_in_no_figure_without_the_right_and_in_every_one_with_it() -> None:
    tell(*TOLD)
    without, having = queries.figures(NOVEMBER), queries.figures(replace(NOVEMBER, sensitive=True))

    assert (having.now.visits, having.now.total) == (5, Decimal(3_000_000))
    assert dict(having.diagnoses)["B20"] == 1
    assert "B20" not in dict(without.diagnoses)
    assert queries.visits_behind(NOVEMBER, category="B20") == ([], 0)
    assert queries.visits_behind(replace(NOVEMBER, sensitive=True), category="B20")[1] == 1


def test_a_label_that_comes_later_moves_the_visit_out_of_sight() -> None:
    tell(A, B)
    tell(replace(A, labelled="B20", icd10="B20"))

    assert (count().visits, count(sensitive=True).visits) == (1, 2)


def test_a_correction_takes_the_old_away_and_adds_the_new() -> None:
    tell(*TOLD)
    tell(
        replace(
            B, start="2026-10-31T10:00:00+07:00", admitted=False, total=500_000, fund=400_000, icd10="K29.7"
        )
    )

    assert count() == Sums(3, 0, 1, Decimal(300_000), Decimal(240_000), Decimal(60_000), Decimal(0))
    assert count(Wanted(date(2026, 10, 31), date(2026, 10, 31))).total == Decimal(500_000)
    assert dict(queries.figures(NOVEMBER).diagnoses)["J18"] == 2
    assert not Cell.objects.filter(visits=0).exists()
    assert not DiagnosisCell.objects.filter(visits=0).exists()


def test_the_same_again_changes_nothing() -> None:
    tell(*TOLD)
    before = queries.figures(NOVEMBER)
    tell(*TOLD)

    assert queries.figures(NOVEMBER) == before


def test_a_withdrawal_takes_away_and_leaves_no_empty_cell() -> None:
    tell(A, C)
    withdraw(A)
    assert count() == Sums(1, 0, 1, Decimal(100_000), Decimal(80_000), Decimal(20_000), Decimal(0))
    withdraw(C)

    assert count() == Sums()
    assert not Cell.objects.exists()
    assert not DiagnosisCell.objects.exists()


def test_what_is_seen_twice_counts_once() -> None:
    tell(*TOLD)
    before = queries.figures(NOVEMBER)
    services.follow(outbox.read_after(0, topics=services.TOPICS, limit=500))

    assert queries.figures(NOVEMBER) == before


def test_who_moves_house_takes_no_past_visit_along() -> None:
    tell(replace(A, patient="mover"))
    tell(Visit("later", start="2026-11-20T09:00:00+07:00", commune=KHONG_LAO, patient="mover"))

    assert queries.figures(NOVEMBER).by_commune == {cast.DAO_SAN: 1, KHONG_LAO: 1}


def test_a_rebuild_gives_the_same_values_however_the_feed_was_cut() -> None:
    tell(*TOLD, replace(A, total=1_000), Visit("moved", commune=KHONG_LAO, patient="a"))
    withdraw(D)
    before = queries.figures(NOVEMBER)
    result = rebuild()

    assert result.exit_code == 0, result.output
    assert queries.figures(NOVEMBER) == before


def test_a_rebuild_tells_and_mends_what_was_wrong() -> None:
    tell(*TOLD)
    before = queries.figures(NOVEMBER)
    Cell.objects.filter(grain="m").update(visits=999)
    VisitFact.objects.filter(facility_code=cast.PHONG_THO).delete()
    result = rebuild()

    assert result.exit_code == 1
    assert "centre_cell" in result.output
    assert "centre_visit" in result.output
    assert queries.figures(NOVEMBER) == before


@pytest.mark.parametrize(
    ("start", "day"),
    [
        ("2026-10-31T23:59:59+07:00", date(2026, 10, 31)),
        ("2026-11-01T00:00:00+07:00", date(2026, 11, 1)),
        ("2026-10-31T17:00:00Z", date(2026, 11, 1)),
        ("2026-10-31T16:59:59Z", date(2026, 10, 31)),
    ],
)
def test_a_day_begins_at_midnight_in_viet_nam(start: str, day: date) -> None:
    tell(replace(A, start=start))

    assert VisitFact.objects.get().day == day
    assert count().visits == (day.month == 11)


def test_the_list_behind_a_number_has_as_many_rows_as_the_number_says() -> None:
    tell(*TOLD)
    for kind, expected in (("", {A, B, C, D}), ("admissions", {B}), ("referrals", {C})):
        rows, total = queries.visits_behind(NOVEMBER, kind=kind)
        assert {str(one.encounter) for one in rows} == {one.id_of("Encounter") for one in expected}
        assert total == len(expected)
    rows, total = queries.visits_behind(NOVEMBER, category="J18", start=2, count=2)
    assert (len(rows), total) == (1, 3)


def test_a_facility_is_heard_of_when_it_reports() -> None:
    tell(A, C)
    heard = queries.heard()

    assert heard.keys() == {cast.PROVINCIAL, cast.PHONG_THO}
    assert heard[cast.PHONG_THO].newest_day == date(2026, 11, 12)
    assert heard[cast.PHONG_THO].heard_at > heard[cast.PROVINCIAL].heard_at
    assert followers.FOLLOWERS[0].name == "command_centre"
