"""A doctor of elsewhere is on duty at the health centre, where some people came within the last hours; told once."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from hoaban.foundation.accounts import api as accounts
from hoaban.foundation.workforce import api as workforce
from hoaban.kernel import clock
from hoaban.kernel.actor import Purpose, Scope, system_actor
from hoaban.kernel.effective import Period
from hoaban.kernel.ids import uuid8_timeless
from hoaban.ops.demo import presence
from hoaban.ops.demo.accounts import read_accounts
from hoaban.ops.demo.facilities import register_demo_facilities
from hoaban.ops.demo.people import households
from hoaban.ops.demo.story import PHONG_THO
from hoaban.record import api as record
from hoaban.shared.claims import api as claims
from tests import cast

pytestmark = pytest.mark.django_db

OFFICER = system_actor("demo-test", "system.manage", "workforce.manage", "workforce.read", "accounts.manage")


def test_the_doctor_on_duty_sees_those_who_came_within_the_last_hours(tmp_path: Path) -> None:
    now = clock.now()
    register_demo_facilities(actor=OFFICER, now=now)
    line = next(one for one in read_accounts() if one.username == presence.DOCTOR)
    _hire(line.staff_number)

    assert presence.plan_turn(actor=OFFICER, now=now)
    assert not presence.plan_turn(actor=OFFICER, now=now)
    everybody = households(count=60, seed=1, until=clock.vietnam_day(now), years=1)
    path = presence.write_check_ins((one for home in everybody for one in home), tmp_path, now=now)
    actor = cast.integration()
    batch = claims.open_batch(actor=actor, source="cli", paths=[path], accepted_by_portal=True, now=now)
    claims.run_batch(batch, actor=actor, clock=clock.now)

    doctor = accounts.actor_of(presence.DOCTOR, now=now)
    assert Scope("duty", PHONG_THO) in doctor.scopes(accounts.OPENS)
    found = record.open(doctor, purpose=Purpose.TREATMENT).search("Encounter", [("status", "in-progress")])
    assert len(found.entries) == 4


def _hire(number: str) -> None:
    """The doctor's staff file and account."""
    now = clock.now()
    member = workforce.Member(
        uuid8_timeless("demo-staff", f"cast:{presence.DOCTOR}"),
        "Trần Đăng Quân",
        "doctor",
        "1980",
        "male",
        "099080000001",
    )
    post = workforce.Post(cast.PROVINCIAL, number, "Bác sĩ", Period(date(2020, 1, 1)))
    workforce.register_member(actor=OFFICER, member=member, post=post, now=now)
    newcomer = accounts.Newcomer(
        presence.DOCTOR,
        "Trần Đăng Quân",
        "Bác sĩ",
        "Doctor",
        "Hoa-Ban-2026-only-for-tests",
        staff_number=number,
    )
    accounts.register_account(actor=OFFICER, newcomer=newcomer, now=now - timedelta(days=1))
    accounts.assign(
        actor=OFFICER,
        username=presence.DOCTOR,
        role="doctor",
        scope=Scope("facility", cast.PROVINCIAL),
        now=now,
    )
