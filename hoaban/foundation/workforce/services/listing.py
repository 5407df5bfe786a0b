"""A unit's list: sent in, looked at, then applied as a whole or not at all."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction

from hoaban.connect import sheets
from hoaban.foundation.audit import api as audit
from hoaban.foundation.places import api as places
from hoaban.foundation.workforce import models
from hoaban.foundation.workforce.queries import comparing
from hoaban.foundation.workforce.queries import members as queries
from hoaban.foundation.workforce.rules import unit_list
from hoaban.foundation.workforce.services import members, noting, practice
from hoaban.kernel import clock, ids
from hoaban.kernel.actor import Actor
from hoaban.kernel.errors import Conflict, Invalid

_KEPT = timedelta(days=7)
"""A list that nobody applies is forgotten after so long."""


class ListHasFaults(Invalid):
    """A list with faults changes nothing."""


class ListChanged(Conflict):
    """The registers have changed since the dry run was shown."""


def send_list(*, actor: Actor, facility_code: str, file_name: str, content: bytes, now: datetime) -> UUID:
    """Keep a unit's list for its dry run; nothing else is changed. Returns the id of the draft.

    :raises NotAllowed: the facility is not the actor's to keep.
    :raises sheets.NotASpreadsheet: it cannot be read at all.
    :raises StaffNotValid: there is no such facility.
    """
    noting.require(actor, "workforce.send-list", [facility_code], now)
    today = clock.vietnam_day(now)
    if places.facility(facility_code, today) is None:
        raise noting.StaffNotValid("Không có cơ sở này.", "There is no such facility.", place="facility")
    sheets.read(content, unit_list.columns(), name=unit_list.SHEET)
    draft = ids.uuid7(now)
    digest = hashlib.sha256(content).hexdigest()
    with transaction.atomic():
        models.ListDraft.objects.filter(sent_at__lt=now - _KEPT).delete()
        models.ListDraft.objects.create(
            id=draft, facility_code=facility_code, file_name=file_name[:250], content=content, digest=digest,
            sent_at=now, sent_by=actor.id,
        )  # fmt: skip
        noting.note(actor, "workforce.send-list", now, facility=facility_code, sha256=digest)
    return draft


def apply_list(*, actor: Actor, draft: UUID, shown: str, now: datetime) -> comparing.Difference:
    """Apply a list as its dry run showed it (``shown``: the digest of that), in one transaction.

    :raises ListHasFaults: it has faults.
    :raises ListChanged: it would change something else by now.
    :raises NotFound: it was applied already.
    """
    today = clock.vietnam_day(now)
    with transaction.atomic():
        list(models.ListDraft.objects.select_for_update().filter(pk=draft))
        found = comparing.find_draft(actor=actor, draft=draft, on=today)
        difference = found.difference
        if difference.faults:
            raise ListHasFaults("Danh sách còn lỗi, chưa ghi gì.", "The list has faults; nothing was stored.")
        if difference.digest != shown:
            raise ListChanged(
                "Dữ liệu đã thay đổi từ lúc xem; hãy xem lại.",
                "The data changed since you looked; look again.",
            )
        opened: dict[int, UUID] = {}
        for change in difference.changes:
            if change.kind != "unchanged":
                line = change.row.line
                matched = difference.matched.get(line) or opened.get(difference.again.get(line, line))
                opened[line] = _apply(actor, change.row, matched, now)
        models.ListDraft.objects.filter(
            pk=draft
        ).delete()  # whole numbers of people: kept no longer than needed
        noting.note(
            actor, "workforce.apply-list", now, facility=difference.facility_code, draft=str(draft),
            new=str(difference.count("new")), changed=str(difference.count("changed")),
        )  # fmt: skip
    return difference


def _apply(actor: Actor, row: unit_list.Row, matched: UUID | None, now: datetime) -> UUID:
    """Write one line; returns whose it is."""
    file = queries.find_file(matched) if matched else None
    post = unit_list.merged_post(row, file)
    if file is None:
        member = replace(row.member, id=members.new_id(now))
        if row.licence is not None:
            post = replace(post, number=row.licence.number)
        members.register_member(actor=actor, member=member, post=post, now=now)
        if row.licence is not None:
            practice.record_licence(actor=actor, member=member.id, licence=row.licence, now=now)
        return member.id
    # the post first: somebody who comes from another unit is this actor's to keep only then
    members.open_post(actor=actor, member=file.member.id, post=post, now=now)
    members.correct_member(actor=actor, member=unit_list.merged(row, file), now=now)
    licence = unit_list.merged_licence(row, file)
    if licence is not None:
        practice.record_licence(actor=actor, member=file.member.id, licence=licence, now=now)
    return file.member.id


def export_list(*, actor: Actor, facility_code: str, on: date, now: datetime) -> bytes:
    """The list of a unit as a spreadsheet; taking it out is in the trail.

    :raises NotFound: the unit is none that the actor keeps.
    """
    with transaction.atomic():
        content = comparing.export(actor=actor, facility_code=facility_code, on=on)
        audit.write(actor=actor, act="workforce.export-list", detail={"facility": facility_code}, now=now)
    return content
