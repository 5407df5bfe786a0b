"""Who leaves loses access: the register of staff says so, the accounts follow."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from hoaban.foundation.accounts import api as accounts
from hoaban.foundation.places import api as places
from hoaban.foundation.workforce import api as workforce
from hoaban.foundation.workforce import tasks
from hoaban.foundation.workforce.services import leaving
from hoaban.foundation.workforce.tests import staff
from hoaban.kernel.actor import Scope, system_actor

pytestmark = pytest.mark.django_db
OFFICER = system_actor("test-officer", "accounts.manage")


def account(username: str, number: str) -> None:
    newcomer = accounts.Newcomer(
        username=username, display_name="Người Thử", post_vi="Hộ sinh", post_en="Midwife",
        password="Only-For-Tests-2026", staff_number=number,
    )  # fmt: skip
    accounts.register_account(actor=OFFICER, newcomer=newcomer, now=staff.NOW)


def test_an_account_is_shut_the_day_after_the_last_post() -> None:
    staff.open_places()
    midwife = staff.member()
    workforce.register_member(
        actor=staff.DEPARTMENT, member=midwife, post=staff.post(number="HS-0001"), now=staff.NOW
    )
    account("hs.thu", "HS-0001")
    account("khong.ro", "NOT-IN-THE-REGISTER")

    assert leaving.shut_accounts_of_leavers(actor=OFFICER, now=staff.NOW) == []
    workforce.end_post(
        actor=staff.DEPARTMENT,
        member=midwife.id,
        facility_code=staff.STATION,
        last=staff.TODAY,
        now=staff.NOW,
    )
    assert leaving.shut_accounts_of_leavers(actor=OFFICER, now=staff.NOW) == []

    gone = leaving.shut_accounts_of_leavers(actor=OFFICER, now=staff.NOW + timedelta(days=1))

    assert gone == ["hs.thu"]
    assert accounts.staff_numbers() == ["NOT-IN-THE-REGISTER"]


def test_who_has_another_post_keeps_the_account() -> None:
    staff.open_places()
    midwife = staff.member()
    for facility in (staff.STATION, staff.OTHER):
        post = staff.post(facility, number="HS-0002")
        if facility == staff.STATION:
            workforce.register_member(actor=staff.DEPARTMENT, member=midwife, post=post, now=staff.NOW)
        else:
            workforce.open_post(actor=staff.DEPARTMENT, member=midwife.id, post=post, now=staff.NOW)
    account("hs.thu", "HS-0002")
    yesterday = staff.TODAY - timedelta(days=1)
    workforce.end_post(
        actor=staff.DEPARTMENT, member=midwife.id, facility_code=staff.STATION, last=yesterday, now=staff.NOW
    )

    tasks.shut_leavers(timestamp=0)

    assert accounts.staff_numbers() == ["HS-0002"]


def test_who_goes_on_under_another_number_keeps_the_account() -> None:
    staff.open_places()
    midwife = staff.register(there=staff.post(number="TH-1", is_trainee=True))
    account("hs.thu", "TH-1")
    licensed = staff.post(start=staff.TODAY, number="000123/LCH-GPHN")
    workforce.open_post(actor=staff.DEPARTMENT, member=midwife, post=licensed, now=staff.NOW)

    assert leaving.shut_accounts_of_leavers(actor=OFFICER, now=staff.NOW) == []


@pytest.mark.parametrize("kind", ["facility", "department"])
def test_roles_end_where_somebody_no_longer_works_and_stay_where_they_do(kind: str) -> None:
    staff.open_places()
    midwife = staff.register(there=staff.post(staff.HOSPITAL, number="HS-3"))
    post = staff.post(staff.OTHER, number="HS-3")
    workforce.open_post(actor=staff.DEPARTMENT, member=midwife, post=post, now=staff.NOW)
    account("hs.thu", "HS-3")
    left = Scope(kind, staff.HOSPITAL + (".K19" if kind == "department" else ""))
    for scope in (left, Scope("facility", staff.OTHER)):
        accounts.assign(
            actor=OFFICER,
            username="hs.thu",
            role="nurse",
            scope=scope,
            now=staff.NOW,
        )
    tomorrow = staff.NOW + timedelta(days=1)
    workforce.end_post(
        actor=staff.DEPARTMENT, member=midwife, facility_code=staff.HOSPITAL, last=staff.TODAY, now=staff.NOW
    )
    assert leaving.end_roles_of_movers(actor=OFFICER, now=staff.NOW) == 0

    assert leaving.end_roles_of_movers(actor=OFFICER, now=tomorrow) == 1
    held = accounts.actor_of("hs.thu", now=tomorrow).scopes("record.read:TREAT")
    assert {one.facility for one in held if one.kind in ("facility", "department")} == {staff.OTHER}
    assert leaving.end_roles_of_movers(actor=OFFICER, now=tomorrow) == 0


def test_a_role_of_the_commune_ends_with_the_post_at_its_station() -> None:
    staff.open_places()
    facility = places.facility(staff.STATION, staff.TODAY)
    assert facility is not None
    places.register_facility(
        actor=staff.REGISTRAR, facility=replace(facility, commune_code="03391"), now=staff.NOW
    )
    nurse = staff.register(there=staff.post(number="DD-4"))
    post = staff.post(staff.OTHER, number="DD-4")
    workforce.open_post(actor=staff.DEPARTMENT, member=nurse, post=post, now=staff.NOW)
    account("dd.thu", "DD-4")
    accounts.assign(
        actor=OFFICER, username="dd.thu", role="station_nurse", scope=Scope("commune", "03391"), now=staff.NOW
    )
    workforce.end_post(
        actor=staff.DEPARTMENT, member=nurse, facility_code=staff.STATION, last=staff.TODAY, now=staff.NOW
    )
    tomorrow = staff.NOW + timedelta(days=1)

    assert leaving.end_roles_of_movers(actor=OFFICER, now=tomorrow) == 1
    assert accounts.actor_of("dd.thu", now=tomorrow).scopes("record.read:TREAT") == ()
