"""How the record of a visit stands, which versions it has, what was done with it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from hoaban.kernel.actor import Actor, Scope
from hoaban.kernel.errors import NotFound
from hoaban.shared.legal_records import models, policies
from hoaban.shared.visits import api as visits


class NoSuchRecord(NotFound):
    """The visit has no record yet, or none for this actor."""

    def __init__(self) -> None:
        super().__init__("Không có hồ sơ này.", "There is no such record.", place="record")


@dataclass(frozen=True, slots=True)
class Version:
    """The record as it was made once. ``state``: waiting, signed, dropped."""

    id: UUID
    number: int
    state: str
    made_at: datetime
    made_by: str
    pdf: str
    xml: str
    signed_at: datetime | None
    signed_by: str


@dataclass(frozen=True, slots=True)
class Event:
    """What was done with a record."""

    at: datetime
    by: str
    act: str
    basis: str
    why: str
    until: datetime | None


@dataclass(frozen=True, slots=True)
class Standing:
    """A record. ``state``: open, closed, archived. ``version``: the last signed one, 0 for none."""

    visit: UUID
    facility_code: str
    number: str
    patient: str
    state: str
    version: int
    opened_at: datetime
    ended_at: datetime | None
    closed_at: datetime | None
    reopened_until: datetime | None
    archived_at: datetime | None
    archive_number: str
    retention: str
    keep_until: date | None
    asked_at: datetime | None = None
    fault: tuple[str, str] = ("", "")
    versions: tuple[Version, ...] = ()
    events: tuple[Event, ...] = ()

    @property
    def is_open(self) -> bool:
        return self.state == "open"

    @property
    def waiting(self) -> Version | None:
        """What waits for signature."""
        return next((one for one in self.versions if one.state == "waiting"), None)


def state_of(*, actor: Actor, visit: UUID) -> Standing:
    """How the record of a visit stands, for who works the visit or keeps records there.

    :raises NoSuchVisit: the visit is not for this actor. :raises NoSuchRecord: it has no record yet.
    """
    row = models.LegalRecord.objects.filter(pk=visit).first()
    if row is None or not actor.may(policies.KEEP, Scope("facility", row.facility_code)):
        visits.get_visit(actor=actor, visit=visit)
    if row is None:
        raise NoSuchRecord
    return shaped(row, whole=True)


def find_state(*, actor: Actor, visit: UUID) -> Standing | None:
    """The same, None where there is no record yet. :raises NoSuchVisit."""
    try:
        return state_of(actor=actor, visit=visit)
    except NoSuchRecord:
        return None


def shaped(row: models.LegalRecord, *, whole: bool = False) -> Standing:
    """A row as a plain value, with versions and events if wanted."""
    versions = [_version(one) for one in row.versions.order_by("number")] if whole else []
    events = (
        [
            Event(one.at, one.by, one.act, one.basis, one.why, one.until)
            for one in row.events.order_by("at", "id")
        ]
        if whole
        else []
    )
    return Standing(
        row.visit, row.facility_code, row.number, row.patient, row.state, row.version, row.opened_at, row.ended_at,
        row.closed_at, row.reopened_until, row.archived_at, row.archive_number, row.retention, row.keep_until,
        row.asked_at, (row.fault_vi, row.fault_en), tuple(versions), tuple(events),
    )  # fmt: skip


def _version(one: models.RecordVersion) -> Version:
    return Version(
        one.pk, one.number, one.state, one.made_at, one.made_by, one.signed_pdf or one.pdf, one.signed_xml or one.xml,
        one.signed_at, one.signed_by,
    )  # fmt: skip
