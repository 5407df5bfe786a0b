"""Looking into a record: who may read which of its files, and what it is looked at for when it is archived."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from hoaban.foundation.audit import api as audit
from hoaban.foundation.files import api as files
from hoaban.kernel.actor import Actor, Purpose, Scope
from hoaban.kernel.errors import NotAllowed, NotFound
from hoaban.record import api as record
from hoaban.shared.legal_records import models, policies
from hoaban.shared.legal_records.queries import standing
from hoaban.shared.legal_records.queries.standing import Standing, Version


class SayWhy(NotAllowed):
    """The record is archived: it is looked at after saying what for."""

    def __init__(self) -> None:
        super().__init__(
            "Hồ sơ đã lưu trữ: hãy ghi lý do xem trước.",
            "The record is archived: say first why you look.",
            place="why",
        )


def must_say_why(*, actor: Actor, visit: UUID, now: datetime) -> bool:
    """Whether the record is archived and this actor has not said why they look, or too long ago."""
    row = models.LegalRecord.objects.filter(pk=visit, state="archived").first()
    if row is None:
        return False
    return not row.events.filter(act="look", by=actor.id, until__gte=now).exists()


def demand_look(*, actor: Actor, visit: UUID, now: datetime) -> None:
    """:raises SayWhy: see :func:`must_say_why`."""
    if must_say_why(actor=actor, visit=visit, now=now):
        raise SayWhy


def may_keep(actor: Actor, facility_code: str) -> bool:
    """Whether an actor keeps the records of a facility."""
    return actor.may(policies.KEEP, Scope("facility", facility_code))


def open_file(*, actor: Actor, visit: UUID, version: int, kind: str, now: datetime) -> tuple[Version, bytes]:
    """A file of a version (``pdf`` or ``xml``), signed or not yet; in the trail.

    :raises NotFound: not for this actor, or no such version. :raises SayWhy.
    """
    with audit.as_one(
        actor=actor,
        act="records.file",
        detail={"visit": str(visit), "version": version, "kind": kind},
        now=now,
    ):
        demand_look(actor=actor, visit=visit, now=now)
        found = standing.state_of(actor=actor, visit=visit)
        one = next((each for each in found.versions if each.number == version), None)
        if one is None or kind not in ("pdf", "xml") or not _is_readable(actor, visit, one):
            raise NotFound("Không có bản này.", "There is no such version.", place="version")
        return one, files.get(one.pdf if kind == "pdf" else one.xml)


def readable_files(actor: Actor, found: Standing) -> list[tuple[str, str]]:
    """(name, digest) of the signed files of every version that the actor may read."""
    shown = []
    for one in found.versions:
        if one.state == "signed" and _is_readable(actor, found.visit, one):
            shown += [(f"ban-{one.number}.pdf", one.pdf), (f"ban-{one.number}.xml", one.xml)]
    return shown


def _is_readable(actor: Actor, visit: UUID, one: Version) -> bool:
    """A signed version has a document in the record, whose labels say who sees it; one that waits has the visit itself, and
    is for who made it."""
    door = record.open(actor, purpose=Purpose.TREATMENT)
    if one.state == "signed":
        return bool(door.read_many("DocumentReference", [str(one.id)]))
    return one.made_by == actor.id and bool(door.read_many("Encounter", [str(visit)]))
