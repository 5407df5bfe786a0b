"""A hospital with two rooms and people of the register, for the tests of the counter and the rooms."""

from __future__ import annotations

from uuid import UUID

from django.test import Client

from hoaban.foundation.accounts.tests.people import account, wholly_signed_in
from hoaban.kernel import clock
from hoaban.kernel.actor import Scope
from hoaban.kernel.effective import Period
from hoaban.shared.people import api as people
from hoaban.shared.scheduling import api as scheduling
from tests import arrivals, cast
from tests.small_province import open_facilities

HERE = "facility"
ROOMS = (
    ("PK01", scheduling.PointKind.CONSULTING, "Phòng khám Nội 1", "Internal medicine 1", "K02"),
    ("PK02", scheduling.PointKind.CONSULTING, "Phòng khám Nội tim mạch", "Cardiology", "K03"),
    ("SH01", scheduling.PointKind.TRIAGE, "Bàn đo sinh hiệu", "Vital signs", ""),
)


def open_house(facility: str = cast.PROVINCIAL) -> dict[str, int]:
    """The facilities, and the points of one; by their codes."""
    open_facilities()
    return {
        code: scheduling.open_point(
            actor=arrivals.desk(facility),
            point=scheduling.Point(0, facility, code, kind, vi, en, department, 2, Period()),
            now=clock.now(),
        )
        for code, kind, vi, en, department in ROOMS
    }


def registered(
    name: str, birth: str, *numbers: people.Paper, phone: str = "", commune: str = cast.DAO_SAN
) -> UUID:  # fmt: skip
    """Somebody of the register."""
    details = people.Details(name, "male", birth, commune, "", phone, "known", "MANUAL", numbers)
    return people.register(actor=arrivals.desk(), details=details, once=name + birth, now=clock.now())


def signed_in(role: str, kind: str = HERE, facility: str = cast.PROVINCIAL) -> Client:
    """The browser of somebody with a role at a facility."""
    name = f"{role}.{facility}".replace("_", "-")
    account(name, role, Scope(kind, facility))
    return wholly_signed_in(name)
