"""Who leaves loses access: the register of staff says so, the accounts follow."""

from __future__ import annotations

from datetime import timedelta

import pytest

from hoaban.foundation.accounts import api as accounts
from hoaban.foundation.workforce import api as workforce
from hoaban.foundation.workforce import tasks
from hoaban.foundation.workforce.services import leaving
from hoaban.foundation.workforce.tests import staff
from hoaban.kernel.actor import system_actor

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
