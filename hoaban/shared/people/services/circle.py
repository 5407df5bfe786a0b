"""What services about households, relations and registrations share: whom they are about, and how they write."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from hoaban.foundation.audit import api as audit
from hoaban.foundation.places import api as places
from hoaban.kernel import clock
from hoaban.kernel.actor import Actor, Purpose
from hoaban.kernel.errors import Conflict, Invalid, NotFound
from hoaban.record import api as record
from hoaban.record.shapes import Entry
from hoaban.shared.people import policies
from hoaban.shared.people.models import Human, PatientLink
from hoaban.shared.people.services.doubts import HasChanged

_AHEAD = timedelta(days=366)


class NotPossible(Invalid):
    """What is said of a household, relation or registration cannot be so; the message says why."""


class Standing(Conflict):
    """It is so already."""


class NoSuchEntry(NotFound):
    """There is no such entry; it may have been taken back."""


def hold(person: UUID) -> tuple[Human, PatientLink]:
    """A person, held until the end, and the Patient under whom the register speaks of them: its own, else the first.

    :raises HasChanged: the person is in the register no more.
    """
    links = list(
        PatientLink.objects.select_for_update().filter(human=person).order_by("linked_at", "patient")
    )
    human = Human.objects.filter(pk=person).first()
    if human is None or not links:
        raise HasChanged(
            "Người này không còn trong danh bạ: có thể ai đó vừa gộp họ.",
            "This person is no longer in the register: somebody may just have merged them.",
        )
    own = [link for link in links if link.rule == "registrar"]
    return human, max(own, key=lambda link: link.said_at) if own else links[0]


def fhir_ids(patients: Collection[UUID]) -> dict[UUID, str]:
    """How the record calls some Patients."""
    return dict(PatientLink.objects.filter(patient__in=patients).values_list("patient", "fhir_id"))


def check_days(since: date | None, until: date | None, now: datetime, *, born: str = "") -> None:
    """:raises NotPossible: days that run backwards, lie far ahead or before the birth."""
    today = clock.vietnam_day(now)
    for day, place in ((since, "since"), (until, "until")):
        if day and day > today + _AHEAD:
            raise NotPossible("Ngày quá xa sau hôm nay.", "The day lies too far ahead.", place=place)
        if day and len(born) == 10 and day.isoformat() < born:
            raise NotPossible("Ngày trước ngày sinh.", "The day lies before the birth.", place=place)
    if since and until and until < since:
        raise NotPossible("Ngày cuối trước ngày đầu.", "The last day lies before the first.", place="until")


def day_before(day: date, since: date) -> date:
    """The last day of what ends because something begins. :raises NotPossible: it began that day or later."""
    if day <= since:
        raise NotPossible(
            "Đã có thông tin từ ngày này hoặc sau đó. Hãy chọn ngày sau, hoặc báo ghi nhầm ở mục cũ.",
            "Something is recorded from that day or later. Choose a later day, or take the older entry back.",
            place="since",
        )
    return day - timedelta(days=1)


def check_ended(until: date | None, *, taken: bool) -> None:
    """See that something ended and may go on. :raises Standing: it has no end. :raises NotPossible: another has begun."""
    if until is None:
        raise Standing("Mục này chưa kết thúc.", "This entry has no end.")
    if taken:
        raise NotPossible(
            "Đã có một mục khác. Hãy kết thúc hoặc báo ghi nhầm mục ấy trước.",
            "There is another entry by now. End it, or take it back, first.",
        )


def write(
    actor: Actor, act: str, entries: Sequence[Entry], persons: Collection[UUID], now: datetime, **detail: Any
) -> None:
    """Tell the trail and write to the record, in the transaction of the caller."""
    audit.write(actor=actor, act=act, persons=list(dict.fromkeys(persons)), detail=detail, now=now)
    door = record.open(policies.at_the_door(actor), purpose=Purpose.OPERATIONS, now=now)
    door.transact(entries)


def commune_of(code: str, on: date) -> tuple[str, str, str]:
    """Code, name and first day of the period of a commune; empty where there is none that day."""
    found = places.commune_on(code, on) if code else None
    if found is None:
        return "", "", ""
    start = found.period.start
    return found.code, found.full_name, start.isoformat() if start else ""


def station_of(commune_code: str, on: date) -> places.Facility | None:
    """The station of a commune."""
    return next(iter(places.stations_of(commune_code, on)), None)
