"""The teacher's sister opens his record, and the watch finds her."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from hoaban.foundation.accounts import api as accounts
from hoaban.foundation.workforce import api as workforce
from hoaban.kernel import clock
from hoaban.kernel.actor import Scope, system_actor
from hoaban.kernel.effective import Period
from hoaban.kernel.ids import uuid8_timeless
from hoaban.ops.demo import circles, unusual
from hoaban.ops.demo.facilities import register_demo_facilities
from hoaban.ops.demo.story import PHONG_THO, teacher
from hoaban.shared.auditing import api as auditing
from hoaban.shared.people import api as people

pytestmark = pytest.mark.django_db


def test_the_sister_who_looks_at_the_teachers_record_is_found() -> None:
    now = clock.now()
    officer = system_actor(
        "demo-test", "system.manage", "workforce.manage", "people.find", "people.register", "people.households",
        "accounts.manage", "audit.read",
    )  # fmt: skip
    register_demo_facilities(actor=officer, now=now)
    member = workforce.Member(
        uuid8_timeless("demo-staff", "cast:bs.pt"),
        "Lò Thị Hương",
        "doctor",
        "1980-03-04",
        "female",
        "099180000001",
    )
    post = workforce.Post(PHONG_THO, "090003/LCH-GPHN", "Bác sĩ", Period(date(2020, 1, 1)))
    workforce.register_member(actor=officer, member=member, post=post, now=now)
    newcomer = accounts.Newcomer(
        "bs.pt", "Lò Thị Hương", "Bác sĩ", "Doctor", "Hoa-Ban-2026-only-for-tests", staff_number=post.number
    )
    accounts.register_account(actor=officer, newcomer=newcomer, now=now)
    accounts.assign(
        actor=officer, username="bs.pt", role="doctor", scope=Scope("facility", PHONG_THO), now=now
    )
    inh = people.register(actor=officer, details=circles._details(teacher()), now=now)
    people.register_at(actor=officer, person=inh, facility_code=PHONG_THO, since=date(2026, 1, 1), now=now)

    sister = unusual._sister_of(inh, officer, now)

    def watched() -> int:
        hour = clock.now().replace(minute=0, second=0, microsecond=0)
        start, end = hour - timedelta(hours=1), hour + timedelta(hours=2)
        return auditing.look_through(actor=officer, since=start, until=end, now=clock.now())

    assert watched() == 0
    assert unusual._open(sister, inh)
    assert watched() == 1
