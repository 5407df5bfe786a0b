"""The demo's out-patient morning: people in every state at both facilities, and doing it again changes nothing."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from itertools import islice
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.db import connection

from hoaban.foundation.accounts import api as accounts
from hoaban.kernel import clock
from hoaban.kernel.actor import Actor, system_actor
from hoaban.ops.demo.accounts import link_demo_accounts, register_demo_accounts
from hoaban.ops.demo.circles import known_as
from hoaban.ops.demo.facilities import register_demo_facilities
from hoaban.ops.demo.facility_drugs import load_demo_drugs
from hoaban.ops.demo.morning import DESKS, live_a_morning
from hoaban.ops.demo.morning_cases import STAGES, cases
from hoaban.ops.demo.outpatients import PROVINCIAL, open_demo_rooms
from hoaban.ops.demo.people import people as invented
from hoaban.ops.demo.registers import register_demo_places
from hoaban.ops.demo.shapes import Person
from hoaban.ops.demo.signatures import issue_demo_keys
from hoaban.ops.demo.staff_files import register_demo_staff_files
from hoaban.ops.demo.story import PHONG_THO
from hoaban.shared.papers import api as papers
from hoaban.shared.people import api as people
from hoaban.shared.scheduling import api as scheduling
from hoaban.shared.signing import api as signing
from hoaban.shared.visits import api as visits

pytestmark = pytest.mark.django_db
PASSWORD = "Hoa-Ban-1234-kplm"
OFFICER = system_actor(
    "demo", "accounts.manage", "system.manage", "workforce.read", "workforce.manage", "people.register",
    "prescribing.lists", "scheduling.manage", "hospital.services",
)  # fmt: skip


@pytest.fixture
def somebody(settings: Any, tmp_path: Path) -> list[Person]:
    """The demo without its dossiers, and invented people of whom nobody has been registered."""
    settings.VAR, settings.SIGNING = tmp_path, ""
    now = clock.now()
    register_demo_facilities(actor=OFFICER, now=now)
    register_demo_places(actor=OFFICER, now=now)
    register_demo_accounts(actor=OFFICER, password=PASSWORD, now=now)
    register_demo_staff_files(actor=OFFICER, now=now)
    link_demo_accounts(actor=OFFICER, now=now)
    open_demo_rooms(actor=OFFICER, now=now)
    issue_demo_keys(actor=OFFICER, passphrase=PASSWORD, now=now)
    load_demo_drugs(actor=OFFICER, now=now)
    return list(islice(invented(count=500, seed=1, until=clock.vietnam_day(now)), 500))


def _known(one: Person) -> UUID | None:
    """Whom the register knows; whoever is asked for is registered first, as an import would have done."""
    if not one.personal_number:
        return None
    paper = people.Paper("national_id", one.personal_number, verified=True)
    sex = "male" if one.sex == "1" else "female"
    details = people.Details(
        one.name, sex, one.born_on.isoformat(), one.commune, one.village, "", "known", "QR_CCCD", (paper,)
    )
    return known_as(one) or people.register(actor=OFFICER, details=details, now=clock.now())


def test_a_morning_shows_every_state_once(somebody: list[Person]) -> None:
    now = clock.now()
    came = live_a_morning(somebody, known=_known, passphrase=PASSWORD, now=now)
    again = live_a_morning(somebody, known=_known, passphrase=PASSWORD, now=now + timedelta(minutes=1))

    assert (came, again) == (len(cases()), 0)
    assert {one.stage for one in cases()} == set(STAGES)
    today = clock.vietnam_day(now)
    states: Counter[str] = Counter()
    for facility, desk in DESKS.items():
        actor = accounts.actor_of(desk)
        here = visits.list_visits(actor=actor, facility_code=facility, day=today, count=100)
        states += Counter(one.state for one in here)
        assert len(here) == len([one for one in cases() if one.facility == facility])
        assert scheduling.list_sessions(actor=actor, facility_code=facility, first=today, days=5)
        assert _booked(actor, facility) > 0
    assert set(states) == {"arrived", "triaged", "seen", "ended"}
    assert _orders() == {"ordered", "sampled", "released"}
    _the_referral_is_found_where_it_goes()


def _the_referral_is_found_where_it_goes() -> None:
    today, desk = clock.vietnam_day(clock.now()), accounts.actor_of(DESKS[PROVINCIAL])
    (sent,) = [
        one
        for one in visits.list_visits(actor=desk, facility_code=PROVINCIAL, day=today, count=100)
        if one.arrival.referral.paper
    ]
    found = papers.find_referral(
        actor=desk, facility_code=PROVINCIAL, number=sent.arrival.referral.paper, now=clock.now()
    )
    assert found is not None
    assert (found.person, found.from_facility) == (sent.arrival.person, PHONG_THO)
    assert signing.offers_for("bs.kham")


def _booked(desk: Actor, facility: str) -> int:
    first = clock.vietnam_day(clock.now())
    days = [first + timedelta(days=after) for after in range(6)]
    return sum(len(scheduling.list_bookings(actor=desk, facility_code=facility, day=day)) for day in days)


def _orders() -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute("select distinct state from hospital_order")
        return {state for (state,) in cursor.fetchall()}
