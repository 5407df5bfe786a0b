"""A facility's drug list: sent in, looked at, then applied as a whole or not at all; diagnoses of long supply."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction

from hoaban.connect import sheets
from hoaban.foundation.audit import api as audit
from hoaban.foundation.codes import api as codes
from hoaban.foundation.places import api as places
from hoaban.kernel import ids
from hoaban.kernel.actor import Actor
from hoaban.kernel.errors import Conflict, Invalid, NotAllowed
from hoaban.shared.prescribing import models, policies
from hoaban.shared.prescribing.queries import drugs as queries
from hoaban.shared.prescribing.rules import drug_list
from hoaban.shared.prescribing.rules.shapes import Drug

SEND, APPLY, EXPORT, LOAD = "drugs.send", "drugs.apply", "drugs.export", "drugs.long-supply"
_KEPT = timedelta(days=7)


class DrugListHasFaults(Invalid):
    """A list with faults changes nothing."""


class DrugListStale(Conflict):
    """A list that begins later has been applied, or this one is gone."""


def send_drugs(
    *, actor: Actor, facility_code: str, file_name: str, content: bytes, valid_from: date, now: datetime
) -> UUID:
    """Keep a list for its dry run; nothing else changes. Returns the id under which it waits.

    :raises NotAllowed: the facility's list is not the actor's to keep. :raises Invalid: no such facility.
    :raises sheets.NotASpreadsheet: it cannot be read at all.
    """
    policies.must(actor, policies.LISTS, policies.place_of(facility_code), SEND)
    if places.facility(facility_code, valid_from) is None:
        raise Invalid("Không có cơ sở này.", "There is no such facility.", place="facility")
    sheets.read(content, drug_list.list_columns(), name=drug_list.SHEET)
    draft = ids.uuid7(now)
    with transaction.atomic():
        models.DrugListDraft.objects.filter(sent_at__lt=now - _KEPT).delete()
        models.DrugListDraft.objects.create(
            id=draft, facility_code=facility_code, file_name=file_name[:250], content=content, valid_from=valid_from,
            sent_at=now, sent_by=actor.id,
        )  # fmt: skip
        audit.write(actor=actor, act=SEND, detail={"facility": facility_code}, now=now)
    return draft


def apply_drugs(*, actor: Actor, draft: UUID, now: datetime) -> queries.ListDifference:
    """The list holds from its day on: what it changes begins anew, what it leaves out ends the day before.

    :raises NotFound. :raises DrugListHasFaults. :raises DrugListStale: a list that begins later is in force.
    """
    with transaction.atomic():
        list(models.DrugListDraft.objects.select_for_update().filter(pk=draft))
        difference = queries.see_list(actor=actor, draft=draft)
        waiting = difference.waiting
        policies.must(actor, policies.LISTS, policies.place_of(waiting.facility_code), APPLY)
        if difference.faults:
            raise DrugListHasFaults(
                "Danh mục còn lỗi, chưa ghi gì.", "The list has faults; nothing was stored."
            )
        if models.Drug.objects.filter(
            facility_code=waiting.facility_code, valid_from__gt=waiting.valid_from
        ).exists():
            raise DrugListStale(
                "Đã có danh mục từ ngày muộn hơn.", "A list that begins later has been applied.", place="from"
            )
        told = [one.row.drug for one in difference.changes if one.kind != "unchanged"]
        _end(waiting.facility_code, [one.code for one in (*told, *difference.ending)], waiting.valid_from)
        models.Drug.objects.bulk_create(_row(waiting, one) for one in told)
        models.DrugListDraft.objects.filter(pk=draft).delete()
        detail = {"facility": waiting.facility_code, "new": difference.count("new"), "changed": difference.count("changed"),
                  "ending": len(difference.ending)}  # fmt: skip
        audit.write(actor=actor, act=APPLY, detail=detail, now=now)
    return difference


def export_drugs(*, actor: Actor, facility_code: str, on: date, now: datetime) -> bytes:
    """A facility's list as a spreadsheet. :raises NotFound: none that the actor keeps."""
    with transaction.atomic():
        content = queries.export_list(actor=actor, facility_code=facility_code, on=on)
        audit.write(actor=actor, act=EXPORT, detail={"facility": facility_code}, now=now)
    return content


def load_long_supply(
    *, actor: Actor, found: Iterable[tuple[str, str]], valid_from: date, legal_basis: str, now: datetime
) -> int:
    """The diagnoses (beginning of an ICD-10 code, name) for which may be prescribed for longer, from a day on.

    :raises NotAllowed: without ``codes.manage``. :raises Invalid: no legal basis, or nothing that looks like a code.
    """
    if not actor.may(codes.LOAD):
        audit.write_refusal(actor=actor, act=LOAD, now=now)
        raise NotAllowed("Bạn không nạp được danh mục.", "You may not load lists.", place=codes.LOAD)
    if not legal_basis.strip():
        raise Invalid("Ghi căn cứ pháp lý.", "Name the legal basis.", place="basis")
    rows = {code.strip().upper(): name for code, name in found if codes.is_icd10_shaped(code.strip().upper())}
    if not rows:
        raise Invalid("Không đọc được mã bệnh nào.", "No code of a diagnosis could be read.", place="file")
    with transaction.atomic():
        models.LongSupply.objects.filter(valid_from=valid_from).delete()
        models.LongSupply.objects.bulk_create(
            models.LongSupply(
                code=code[:8], name=name[:300], valid_from=valid_from, legal_basis=legal_basis.strip()[:200]
            )
            for code, name in rows.items()
        )
        audit.write(
            actor=actor, act=LOAD, detail={"codes": len(rows), "from": valid_from.isoformat()}, now=now
        )
    return len(rows)


def _end(facility_code: str, ended: list[str], valid_from: date) -> None:
    rows = models.Drug.objects.filter(facility_code=facility_code, code__in=ended)
    rows.filter(valid_from=valid_from).delete()  # a list of the same day is put right
    rows.filter(valid_to=None).update(valid_to=valid_from - timedelta(days=1))


def _row(waiting: queries.Waiting, drug: Drug) -> models.Drug:
    return models.Drug(
        facility_code=waiting.facility_code, code=drug.code, insurer_code=drug.insurer_code, registration=drug.registration,
        name=drug.name, ingredients=list(drug.ingredients), strength=drug.strength, form=drug.form, unit=drug.unit,
        dose_unit=drug.dose_unit, per_unit=drug.per_unit, route=drug.route, price=drug.price, stock=drug.stock,
        control=drug.control, traditional=drug.traditional, herb=drug.herb, words=drug_list.words_of(drug),
        valid_from=waiting.valid_from,
    )  # fmt: skip
