"""Who held a role at a place, and when: as the trail is searched by unit."""

from __future__ import annotations

from datetime import date, datetime, time

import pytest

from hoaban.foundation.accounts import api
from hoaban.foundation.accounts.tests.people import HEALTH_CENTRE, HOSPITAL, NOW, OFFICER, account
from hoaban.foundation.audit.api import Stay
from hoaban.kernel.clock import VIETNAM

pytestmark = pytest.mark.django_db


def midnight(month: int, day: int) -> datetime:
    return datetime.combine(date(2026, month, day), time(), VIETNAM)


def given(username: str, role: str, first: date, last: date | None) -> None:
    api.assign(actor=OFFICER, username=username, role=role, scope=HOSPITAL, period=(first, last), now=NOW)


def test_times_of_one_person_are_joined_where_they_meet_and_parted_where_they_do_not() -> None:
    account("bs.an")
    given("bs.an", "doctor", date(2026, 1, 1), date(2026, 1, 31))
    given("bs.an", "nurse", date(2026, 1, 20), date(2026, 2, 10))
    given("bs.an", "doctor", date(2026, 2, 11), date(2026, 2, 20))
    given("bs.an", "doctor", date(2026, 6, 1), None)
    given("bs.an", "nurse", date(2026, 7, 1), date(2026, 7, 2))

    assert api.stays_at(HOSPITAL) == (
        Stay("account:bs.an", midnight(1, 1), midnight(2, 21)),
        Stay("account:bs.an", midnight(6, 1), None),
    )


def test_everybody_of_a_place_and_nobody_of_another() -> None:
    account("bs.an", "doctor")
    account("bs.binh", "nurse")
    account("bs.cuc", "doctor", HEALTH_CENTRE)

    assert [one.actor_id for one in api.stays_at(HOSPITAL)] == ["account:bs.an", "account:bs.binh"]
    assert [one.actor_id for one in api.stays_at(HEALTH_CENTRE)] == ["account:bs.cuc"]


def test_workers_are_known_with_their_roles_and_places_of_today() -> None:
    account("bs.an", "doctor")
    account("bs.binh")

    workers = api.workers(now=NOW)

    assert workers["account:bs.an"].roles == {"doctor"}
    assert workers["account:bs.an"].places == {HOSPITAL}
    assert workers["account:bs.binh"].roles == frozenset()
