"""A list of facilities: sent in, looked at, then applied as a whole or not at all."""

from __future__ import annotations

import hashlib
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction

from hoaban.connect import sheets
from hoaban.foundation.places import models
from hoaban.foundation.places.queries import comparing
from hoaban.foundation.places.queries import facility_files as queries
from hoaban.foundation.places.rules import facility_file as shapes
from hoaban.foundation.places.rules import facility_list, kinds
from hoaban.foundation.places.rules.facility_columns import BODIES, PERMITS, SHEET, columns
from hoaban.foundation.places.services import details, noting
from hoaban.foundation.places.services.facilities import register_facility
from hoaban.kernel import clock, ids
from hoaban.kernel.actor import Actor
from hoaban.kernel.effective import Period
from hoaban.kernel.errors import Conflict, Invalid

_KEPT = timedelta(days=7)
"""A list that nobody applies is forgotten after so long."""


class FacilityListHasFaults(Invalid):
    """A list with faults changes nothing; ``place`` names the line where only storing found one."""


class FacilityListChanged(Conflict):
    """The register has changed since the dry run was shown."""


def send_facilities(*, actor: Actor, file_name: str, content: bytes, now: datetime) -> UUID:
    """Keep a list of facilities for its dry run; nothing else is changed. Returns the id of the draft.

    :raises NotAllowed: the actor does not keep the register.
    :raises sheets.NotASpreadsheet: it cannot be read at all.
    """
    noting.require(actor, "places.send-list", now)
    sheets.read(content, columns(), name=SHEET)
    draft, digest = ids.uuid7(now), hashlib.sha256(content).hexdigest()
    with transaction.atomic():
        models.FacilityListDraft.objects.filter(sent_at__lt=now - _KEPT).delete()
        models.FacilityListDraft.objects.create(
            id=draft, file_name=file_name[:250], content=content, digest=digest, sent_at=now, sent_by=actor.id
        )
        noting.note(actor, "places.send-list", now, sha256=digest)
    return draft


def apply_facilities(*, actor: Actor, draft: UUID, shown: str, now: datetime) -> comparing.Difference:
    """Apply a list as its dry run showed it (``shown``: the digest of that), in one transaction.

    :raises FacilityListHasFaults: it has faults, or the register refuses a line.
    :raises FacilityListChanged: it would change something else by now.
    :raises NotFound: it was applied already.
    """
    noting.require(actor, "places.apply-list", now)
    today = clock.vietnam_day(now)
    with transaction.atomic():
        list(models.FacilityListDraft.objects.select_for_update().filter(pk=draft))
        difference = comparing.find_draft(draft=draft, on=today).difference
        if difference.faults:
            raise FacilityListHasFaults(
                "Danh sách còn lỗi, chưa ghi gì.", "The list has faults; nothing was stored."
            )
        if difference.digest != shown:
            raise FacilityListChanged(
                "Dữ liệu đã thay đổi từ lúc xem; hãy xem lại.",
                "The data changed since you looked; look again.",
            )
        for change in difference.changes:
            if change.kind != "unchanged":
                _apply(actor, change, today, now)
        models.FacilityListDraft.objects.filter(pk=draft).delete()
        noting.note(
            actor, "places.apply-list", now, draft=str(draft), new=str(difference.count("new")),
            changed=str(difference.count("changed")),
        )  # fmt: skip
    return difference


def _apply(actor: Actor, change: facility_list.Change, today: date, now: datetime) -> None:
    line = change.row.number
    try:
        _store(actor, change, today, now)
    except (Invalid, Conflict) as refused:
        raise FacilityListHasFaults(
            f"Dòng {line}: {refused.message_vi}", f"sheets.Line {line}: {refused.message_en}", place=f"{line}"
        ) from refused


def _store(actor: Actor, change: facility_list.Change, today: date, now: datetime) -> None:
    row = change.row
    code = row.text("code")
    found = queries.facility_files([code])
    file = found[0] if found else None
    known = (file.on(today) or file.history[0]) if file else None
    register_facility(actor=actor, facility=facility_list.facility_of(row, known), now=now)
    detail = facility_list.detail_of(row, file.detail if file else shapes.Detail(code))
    details.set_detail(actor=actor, detail=detail, now=now)
    period = Period(facility_list.since_of(row, file, today))
    for key, kind in BODIES.items():
        if change.touches(key):
            details.relate(
                actor=actor, facility_code=code, relation=_relation(kind, row.text(key), period), now=now
            )
    if change.touches("responsible", "responsible_licence") and row.text("responsible"):
        family = kinds.facility_kinds()[row.text("kind")].family
        role = "pharmacy" if family == "drug" else "professional"
        person = shapes.Responsible(role, row.text("responsible"), period, row.text("responsible_licence"))
        details.name_responsible(actor=actor, facility_code=code, person=person, now=now)
    for group in PERMITS:
        permit = facility_list.permit_of(row, group, file)
        if permit is not None:
            details.record_permit(actor=actor, facility_code=code, permit=permit, now=now)
    _offer(actor, row, file, period, now)
    _open(actor, row, file, period, now)


def _relation(kind: str, text: str, period: Period) -> shapes.Relation:
    """A body by its code where it is one of ours, else by its name."""
    is_code = models.Facility.objects.filter(code=text).exists()
    return shapes.Relation(kind, period, text if is_code else "", "" if is_code else text)


def _offer(
    actor: Actor, row: sheets.Line, file: shapes.FacilityFile | None, period: Period, now: datetime
) -> None:
    """Services of the line that are not offered yet; those it does not name stay."""
    day = clock.vietnam_day(now)
    offered = {one.service for one in file.services if day in one.period} if file else set()
    for service in row.codes("services"):
        if service not in offered:
            one = shapes.Offered(service, period)
            details.offer_service(actor=actor, facility_code=row.text("code"), offered=one, now=now)


def _open(
    actor: Actor, row: sheets.Line, file: shapes.FacilityFile | None, period: Period, now: datetime
) -> None:
    """Departments of the line that are new or have another name; those it does not name stay."""
    day = clock.vietnam_day(now)
    known = {one.code: one.name for one in file.departments if day in one.period} if file else {}
    for one in facility_list.departments_of(row, period.start or day):
        if known.get(one.code) != one.name:
            details.open_department(actor=actor, facility_code=row.text("code"), department=one, now=now)
