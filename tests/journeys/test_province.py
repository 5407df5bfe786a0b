"""Dossiers come in; the province's figures follow, are right, are narrowed by rights, and open the list behind them."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from hoaban.connect import claims as format_
from hoaban.kernel import clock, outbox
from hoaban.kernel.actor import Scope
from hoaban.kernel.tests.sealing import seal_all
from hoaban.ops.demo import dossier, people, story, visits
from hoaban.oversight.command_centre import followers, queries, rules, services
from hoaban.oversight.command_centre.models import Cell, DiagnosisCell, VisitFact
from hoaban.shared.claims import api as claims
from tests import cast
from tests.small_province import browser

pytestmark = pytest.mark.django_db(transaction=True)

UNTIL = date(2026, 11, 22)
FIRST = UNTIL - timedelta(days=60)


@pytest.fixture
def province(tmp_path: Path) -> list[tuple[str, format_.Outgoing]]:
    """The story and some households, imported and followed."""
    told = list(story.story(UNTIL))
    for household in people.households(count=60, seed=7, until=UNTIL, years=1):
        found = visits.visits(household, seed=7, first=FIRST, last=UNTIL)
        told += [(one.facility, dossier.dossier(one, seed=7, ordinal=n)) for n, one in enumerate(found)]
    send(tmp_path, told)
    follow()
    return told


def send(folder: Path, told: list[tuple[str, format_.Outgoing]]) -> None:
    for number, (facility, one) in enumerate(told):
        (folder / f"{number:04d}.xml").write_bytes(format_.write_envelope([one], facility_code=facility))
    actor = cast.integration()
    batch = claims.open_batch(actor=actor, source="cli", paths=[folder], now=clock.now())
    claims.run_batch(batch, actor=actor, clock=clock.now)
    totals = claims.report(actor=actor, batch_id=batch).totals
    assert totals["rejected"] == 0


def follow() -> None:
    seal_all()
    for follower in followers.FOLLOWERS:
        while outbox.advance(follower):
            pass


def heads(told: list[tuple[str, format_.Outgoing]]) -> list[dict[str, Any]]:
    return [dict(one.tables["XML1"][0]) for _, one in told]


def wanted(**more: Any) -> queries.Wanted:
    return queries.Wanted(date(2026, 1, 1), UNTIL, sensitive=True, **more)


def test_figures_equal_what_the_dossiers_say(province: list[tuple[str, format_.Outgoing]]) -> None:
    rows = heads(province)
    found = queries.figures(wanted()).now

    assert found.visits == len(rows)
    assert found.total == sum((Decimal(row["T_TONGCHI_BV"]) for row in rows), Decimal())
    assert found.fund == sum((Decimal(row["T_BHTT"]) for row in rows), Decimal())
    assert found.admissions == sum(row["MA_LOAI_KCB"] in {"03", "09"} for row in rows)
    assert found.referrals == sum(row["MA_LOAI_RV"] == "2" for row in rows)


def test_the_story_can_be_read_off_the_figures(province: list[tuple[str, format_.Outgoing]]) -> None:
    measles = dict(queries.figures(wanted(commune=cast.DAO_SAN)).diagnoses)["B05"]
    province_hospital = queries.figures(
        queries.Wanted(date(2026, 11, 13), date(2026, 11, 13), facility=cast.PROVINCIAL, sensitive=True)
    ).now

    assert measles >= 5
    assert province_hospital.fund >= Decimal("195700.00")


def test_a_correction_moves_the_money_and_a_repeated_dossier_moves_nothing(
    province: list[tuple[str, format_.Outgoing]], tmp_path: Path
) -> None:
    before = queries.figures(wanted()).now
    again = tmp_path / "again"
    again.mkdir()
    send(again, province[:3])
    follow()
    assert queries.figures(wanted()).now == before

    facility, one = province[-1]
    moved = {**one.tables["XML1"][0], "GHI_CHU": "Đã điều chỉnh", "MA_BENH_CHINH": "K29.7"}
    corrected = tmp_path / "corrected"
    corrected.mkdir()
    send(corrected, [(facility, format_.Outgoing({**one.tables, "XML1": [moved]}, one.level))])
    follow()

    assert queries.figures(wanted()).now.visits == before.visits
    assert DiagnosisCell.objects.filter(category="K29").exists()
    assert not Cell.objects.filter(visits=0).exists()


def test_cells_equal_the_visits_they_sum(province: list[tuple[str, format_.Outgoing]]) -> None:
    for grain in "dm":
        with connection.cursor() as cursor:
            cursor.execute(
                "select sum(visits), sum(fund) from centre_cell where grain = %s"
                " group by facility_code = '*', commune_code = '*'",
                [grain],
            )
            sums = cursor.fetchall()
        facts = VisitFact.objects.values_list("fund", flat=True)
        assert sums == 4 * [(len(facts), sum(facts, Decimal()))], "of each and of all places the same"


def test_a_rebuild_finds_the_same_and_mends_what_was_tampered_with(
    province: list[tuple[str, format_.Outgoing]],
) -> None:
    before = queries.figures(wanted())
    assert not [one for one in services.rebuild() if one.only_before or one.only_after]
    Cell.objects.filter(grain="m").update(visits=999)

    differences = services.rebuild()

    assert [one.table for one in differences if one.only_before] == ["centre_cell"]
    assert queries.figures(wanted()) == before


def test_without_the_right_sensitive_visits_are_in_no_figure(
    province: list[tuple[str, format_.Outgoing]],
) -> None:
    VisitFact.objects.filter(icd10__startswith="B05").update(sensitive=False)
    hidden = VisitFact.objects.filter(sensitive=True).count()
    whole = queries.figures(wanted()).now.visits
    seen = queries.figures(queries.Wanted(date(2026, 1, 1), UNTIL, sensitive=False)).now.visits

    assert seen == whole - hidden


def test_periods_are_whole_months_and_the_days_left_over() -> None:
    months, days = rules.spans(date(2026, 1, 15), date(2026, 4, 2))

    assert months == [date(2026, 2, 1), date(2026, 3, 1)]
    assert days == [(date(2026, 1, 15), date(2026, 1, 31)), (date(2026, 4, 1), date(2026, 4, 2))]


class TestPage:
    def test_the_director_sees_numbers_and_no_names(
        self, province: list[tuple[str, format_.Outgoing]]
    ) -> None:
        director = browser("department_director", Scope("all"))

        page = director.get("/centre/?period=year").content.decode()
        listed = director.get("/centre/list/?period=year&category=B05").content.decode()

        assert "Dào San" in page
        assert "Sùng A Páo" not in page + listed
        assert "Danh sách này không có tên" in listed
        assert len(page.encode()) < 300 * 1024

    def test_a_hospital_director_counts_the_own_facility_only(
        self, province: list[tuple[str, format_.Outgoing]]
    ) -> None:
        page = browser("hospital_director", Scope("facility", cast.PROVINCIAL)).get("/centre/?period=year")
        own = queries.figures(
            queries.Wanted(date(2026, 1, 1), UNTIL, facilities=frozenset({cast.PROVINCIAL}), sensitive=True)
        )

        assert page.status_code == 200
        assert 0 < own.now.visits < queries.figures(wanted()).now.visits

    def test_the_poll_answers_only_when_something_moved(
        self, province: list[tuple[str, format_.Outgoing]]
    ) -> None:
        director = browser("department_director", Scope("all"))
        position, _ = queries.followed_to()

        assert director.get(f"/centre/live/?position={position}").status_code == 204
        assert director.get("/centre/live/?position=0").status_code == 200

    @pytest.mark.parametrize(
        "query",
        [
            "period=own",
            "period=own&first=2026-13-45&last=x",
            "facility=zz",
            "start=-9",
            "period=%00",
            "category='--",
        ],
    )
    def test_nonsense_is_answered_calmly(self, query: str) -> None:
        director = browser("department_director", Scope("all"))

        assert director.get(f"/centre/?{query}").status_code < 500
        assert director.get(f"/centre/list/?{query}").status_code < 500

    def test_others_are_refused(self) -> None:
        assert browser("reception", Scope("facility", cast.PROVINCIAL)).get("/centre/").status_code == 403
