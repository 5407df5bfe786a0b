"""The rooms of a facility and who sees people in them over a week."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from hoaban.foundation.audit import api as audit
from hoaban.foundation.codes import api as codes
from hoaban.foundation.places import api as places
from hoaban.foundation.workforce import api as workforce
from hoaban.kernel import clock
from hoaban.kernel.actor import Actor
from hoaban.shared.scheduling import api as scheduling


@dataclass(frozen=True, slots=True)
class Week:
    """The sessions of seven days, and the points that are open on the first of them. ``names``: of practitioners by number."""

    first: date
    points: tuple[scheduling.Point, ...]
    sessions: tuple[scheduling.Session, ...]
    names: Mapping[str, str]


def see_week(*, actor: Actor, facility_code: str, first: date, now: datetime) -> Week:
    """A week of a facility; empty for who has no business there."""
    points = scheduling.list_points(actor=actor, facility_code=facility_code, on=first)
    sessions = scheduling.list_sessions(actor=actor, facility_code=facility_code, first=first, days=7)
    numbers = sorted({one.practitioner for one in sessions})
    names = workforce.practitioner_names(facility_code, numbers) if numbers else {}
    if names:
        _tell_staff(actor, facility_code, len(names), now)
    return Week(first, tuple(points), tuple(sessions), names)


def list_people_who_see(*, actor: Actor, facility_code: str, now: datetime) -> list[tuple[str, str]]:
    """The doctors of a facility today, and where the register knows none, everybody who practises there; number and name."""
    day = clock.vietnam_day(now)
    found = workforce.list_doctors(facility_code, day) or workforce.list_practitioners(facility_code, day)
    named = [(one.number, one.name) for one in found if one.number]
    if named:
        _tell_staff(actor, facility_code, len(named), now)
    return named


def _tell_staff(actor: Actor, facility_code: str, count: int, now: datetime) -> None:
    """One entry: staff of a facility were named to somebody."""
    told = {"facility": facility_code, "staff": count}
    with audit.as_one(actor=actor, act="scheduling.see-staff", detail=told, now=now):
        pass


def list_departments(*, facility_code: str, now: datetime) -> list[tuple[str, str, str]]:
    """Code and both names of the departments that a point may belong to: the facility's own, else those of the list (MA_KHOA)."""
    day = clock.vietnam_day(now)
    listed = codes.names("MA_KHOA", day)
    own = {
        key.partition(".")[2]
        for key in places.department_names(day, code=facility_code, is_open=True)
        if key.startswith(f"{facility_code}.")
    }
    wanted = own & set(listed) or set(listed)
    return [(one.code, one.name_vi, one.name_en) for one in listed.values() if one.code in wanted]
