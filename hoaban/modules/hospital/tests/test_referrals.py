"""Somebody comes with a referral paper: its number alone leads to them, and fills in their arrival."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from hoaban.foundation.audit import api as audit
from hoaban.kernel import clock
from hoaban.modules.hospital.queries import arriving, looking
from hoaban.modules.hospital.tests.house import HERE, signed_in
from hoaban.modules.hospital.tests.test_counter import sent
from hoaban.shared.papers import api as papers
from hoaban.shared.papers.tests.test_papers import REFERRAL
from hoaban.shared.papers.tests.world import doctor, seen
from hoaban.shared.visits import api as visits
from tests import arrivals, cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def visit() -> visits.Visit:
    return seen()


@pytest.fixture
def desk(visit: visits.Visit) -> Client:
    return signed_in("reception", HERE)


def referral(visit: visits.Visit) -> papers.Paper:
    wanted = papers.Wanted("referral", REFERRAL)
    return papers.write_paper(actor=doctor(), visit=visit.id, wanted=wanted, now=clock.now())


@pytest.mark.parametrize("typed", ["{}", " {} ", "small"])
def test_its_number_leads_to_the_arrival_of_whom_it_is_of(
    visit: visits.Visit, desk: Client, typed: str
) -> None:
    number = referral(visit).number
    text = number.lower() if typed == "small" else typed.format(number)
    before = {one.id for one in audit.list_entries(sought=audit.TrailFilter(), limit=200)}

    page = desk.post("/hospital/counter/", {"text": text})

    form = sent(page)
    assert (form["referral_paper"], form["referral_from"]) == (number, cast.PHONG_THO)
    assert "Có phiếu chuyển đến đây" in page.content.decode()
    entries = audit.list_entries(sought=audit.TrailFilter(), limit=200)
    told = [(one.act, visit.arrival.person in one.persons) for one in entries if one.id not in before]
    assert told == [("visits.see", True)]

    answer = desk.post(f"/hospital/counter/people/{visit.arrival.person}/", {**form, "reason": "Chuyển đến"})
    assert answer.status_code == 302, answer.content.decode()
    (made,) = visits.open_visits_of(
        actor=arrivals.desk(), facility_code=cast.PROVINCIAL, person=visit.arrival.person
    )
    assert (made.arrival.referral.paper, made.arrival.referral.from_facility) == (number, cast.PHONG_THO)


def test_one_that_is_no_longer_good_is_told_of_and_not_filled_in(visit: visits.Visit, desk: Client) -> None:
    paper = referral(visit)
    papers.cancel_paper(actor=doctor(), paper=paper.id, reason="Viết nhầm", now=clock.now())

    page = desk.post("/hospital/counter/", {"text": paper.number})

    assert "Phiếu chuyển không còn giá trị" in page.content.decode()
    assert sent(page)["referral_paper"] == ""


def test_a_number_that_nobody_gave_finds_nobody(desk: Client) -> None:
    page = desk.post("/hospital/counter/", {"text": "999/2026/GCT"})

    assert 'value="999/2026/GCT"' in page.content.decode()
    assert 'class="hit"' not in page.content.decode()


def test_a_paper_that_is_good_speaks_for_its_class_while_the_card_holds(visit: visits.Visit) -> None:
    paper, actor, now = referral(visit), arrivals.desk(), clock.now()
    card = visits.Card("HT3120000000103", None, None, cast.PHONG_THO)
    arrival = visits.Arrival(
        cast.PROVINCIAL, visit.arrival.person, "Lần trước", coverage_class="1.1", card=card
    )
    visits.open_visit(actor=actor, arrival=arrival, now=now)

    def proposed(at_days: int) -> str:
        at = now + timedelta(days=at_days)
        looked = looking.look_up(actor=actor, facility_code=cast.PROVINCIAL, text=paper.number, now=at)
        seen_there = arriving.see_arriving(
            actor=actor, facility_code=cast.PROVINCIAL, person=visit.arrival.person, now=at
        )
        with_it = arriving.with_referral(seen_there, looked.referral, facility_code=cast.PROVINCIAL, now=at)
        return with_it.proposal.code

    assert proposed(0) == "1.3"
    assert proposed(30) != "1.3"
