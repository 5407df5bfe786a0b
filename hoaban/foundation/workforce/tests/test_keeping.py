"""Who keeps a file once somebody has moved on, who stops a licence, and what ends with a post."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from uuid import UUID

import pytest

from hoaban.foundation.workforce import api as workforce
from hoaban.foundation.workforce import models
from hoaban.foundation.workforce.services import hours
from hoaban.foundation.workforce.tests import staff
from hoaban.foundation.workforce.tests.staff import NOW, OTHER, STATION, TODAY
from hoaban.kernel.clock import VIETNAM
from hoaban.kernel.effective import Period
from hoaban.kernel.errors import NotAllowed

pytestmark = pytest.mark.django_db
YESTERDAY = TODAY - timedelta(days=1)
EVENING = datetime(2026, 11, 30, 19, 0, tzinfo=VIETNAM)


@pytest.fixture
def whose() -> UUID:
    staff.open_places()
    return staff.register()


def leave(whose: UUID, last: date = YESTERDAY) -> None:
    workforce.end_post(actor=staff.DEPARTMENT, member=whose, facility_code=STATION, last=last, now=NOW)


def correct(whose: UUID, unit: str) -> None:
    file = workforce.find_file(whose)
    assert file is not None
    workforce.correct_member(actor=staff.keeper(unit), member=file.member, now=NOW)


def test_the_unit_that_somebody_left_for_another_keeps_the_file_no_more(whose: UUID) -> None:
    leave(whose)
    correct(whose, STATION)  # nobody else keeps it yet
    workforce.open_post(actor=staff.keeper(OTHER), member=whose, post=staff.post(OTHER, start=TODAY), now=NOW)
    correct(whose, OTHER)
    with pytest.raises(NotAllowed):
        correct(whose, STATION)


def test_no_unit_stops_licences_or_lets_them_hold_again(whose: UUID) -> None:
    licence, unit = staff.licence_id(whose), staff.keeper(STATION)
    workforce.suspend_licence(
        actor=staff.DEPARTMENT, licence=licence, first=YESTERDAY, last=None, reason="QĐ 7", now=NOW
    )
    with pytest.raises(NotAllowed):
        workforce.lift_suspension(actor=unit, licence=licence, on=TODAY, now=NOW)
    with pytest.raises(NotAllowed):
        workforce.revoke_licence(actor=unit, licence=licence, on=TODAY, reason="QĐ 8", now=NOW)
    answer = workforce.may_practise(whose, act="vaccinate", facility=STATION, on=TODAY)
    assert answer.reason.code == "licence_suspended"


def test_hours_and_turns_end_with_the_post(whose: UUID) -> None:
    def register(facility: str, start: date) -> None:
        weekly = workforce.RegisteredHours(facility, 1, 450, 690, Period(start, None))
        workforce.register_hours(actor=staff.DEPARTMENT, member=whose, hours=weekly, now=NOW)

    def plan(starts: datetime) -> None:
        turn = workforce.Shift(whose, STATION, starts, starts + timedelta(hours=12))
        workforce.plan_shift(actor=staff.DEPARTMENT, shift=turn, now=NOW)

    register(STATION, date(2026, 1, 1))
    plan(EVENING)
    plan(EVENING - timedelta(days=4))
    leave(whose)
    assert models.Shift.objects.get().starts_at == EVENING - timedelta(days=4)
    with pytest.raises(workforce.StaffNotValid):
        plan(EVENING)

    workforce.open_post(actor=staff.DEPARTMENT, member=whose, post=staff.post(OTHER, start=TODAY), now=NOW)
    with pytest.raises(workforce.StaffNotValid):
        register(OTHER, YESTERDAY)
    register(OTHER, TODAY)
    file = workforce.find_file(whose)
    assert file is not None
    assert {(one.facility_code, one.period.end) for one in file.hours} == {
        (STATION, YESTERDAY),
        (OTHER, None),
    }


def test_registered_hours_are_ended_and_taken_away(whose: UUID) -> None:
    weekly = workforce.RegisteredHours(STATION, 1, 450, 690, Period(TODAY, None))
    workforce.register_hours(actor=staff.DEPARTMENT, member=whose, hours=weekly, now=NOW)
    number = models.RegisteredHours.objects.get().pk
    unit = staff.keeper(STATION)
    hours.end_hours(actor=unit, member=whose, hours=number, last=TODAY, now=NOW)
    assert models.RegisteredHours.objects.get().valid_to == TODAY
    with pytest.raises(NotAllowed):
        hours.end_hours(actor=staff.keeper(OTHER), member=whose, hours=number, last=TODAY, now=NOW)
    hours.end_hours(actor=unit, member=whose, hours=number, last=YESTERDAY, now=NOW)
    with pytest.raises(workforce.StaffNotValid):
        hours.end_hours(actor=unit, member=whose, hours=number, last=TODAY, now=NOW)
