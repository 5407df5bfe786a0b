"""Both files of a version are signed: it comes into the record, takes the place of the one before, and the record closes."""

from __future__ import annotations

from datetime import datetime

from hoaban.foundation.files import api as files
from hoaban.foundation.places import api as places
from hoaban.kernel import clock
from hoaban.kernel.actor import Actor, Purpose
from hoaban.record import api as record
from hoaban.record.shapes import Entry
from hoaban.shared.legal_records import fhir, models, policies
from hoaban.shared.legal_records.services import closing, making, rows
from hoaban.shared.signing import api as signing


def take_signed(*, actor: Actor, signed: signing.Signed, now: datetime) -> None:
    """Somebody signed one file of a version. Told again, nothing changes; a version that was dropped meanwhile stays so."""
    found = making.version_of(signed.about)
    if found is None or found[0].state != "waiting":
        return
    version, part = found
    if part == "pdf":
        version.signed_pdf = signed.signed
    else:
        version.signed_xml = signed.signed
    version.save(update_fields=["signed_pdf", "signed_xml"])
    if version.signed_pdf and version.signed_xml:
        _file(actor, version, signed, now)


def _file(actor: Actor, version: models.RecordVersion, signed: signing.Signed, now: datetime) -> None:
    row = models.LegalRecord.objects.select_for_update().get(pk=version.record_id)
    before = row.versions.filter(state="signed").order_by("-number").first()
    version.state, version.signed_at, version.signed_by = "signed", signed.signed_at, signed.signed_by
    version.save(update_fields=["state", "signed_at", "signed_by"])
    row.version, row.changed_at = version.number, now
    row.save(update_fields=["version", "changed_at"])
    rows.tell(actor, row, "sign", now, why=str(version.number))
    _write(actor, row, version, before, now)
    closing.close_if_over(actor, row, now)


def _write(
    actor: Actor,
    row: models.LegalRecord,
    version: models.RecordVersion,
    before: models.RecordVersion | None,
    now: datetime,
) -> None:
    assert version.signed_at is not None  # noqa: S101
    facility = places.facility(row.facility_code, clock.vietnam_day(now))
    told = fhir.Version(
        version.pk, row.visit, row.patient, places.organization_id(row.facility_code),
        facility.name if facility else row.facility_code, row.number, version.number, version.signed_at, actor.label,
        before.pk if before else None,
    )  # fmt: skip
    kept = tuple(
        fhir.File(digest, len(files.get(digest)), media)
        for digest, media in (
            (version.signed_pdf, "application/pdf"),
            (version.signed_xml, "application/xml"),
        )
    )
    document = fhir.build_document(told, kept)
    door = record.open(policies.at_the_door(actor), purpose=Purpose.TREATMENT, now=now)
    entries = [Entry("PUT", "DocumentReference", document["id"], document)]
    if before is not None:
        stored = door.read("DocumentReference", str(before.pk))
        old = fhir.superseded(stored.json())
        entries.append(Entry("PUT", "DocumentReference", str(before.pk), old, stored.version))
    door.transact(entries)
