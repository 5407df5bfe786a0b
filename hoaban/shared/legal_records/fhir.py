"""A signed record as a DocumentReference: the file for people, the file for programs, which version it is of."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from hoaban.kernel.clock import VIETNAM
from hoaban.record import pieces, systems
from hoaban.record.shapes import Json

TITLE = "Hồ sơ bệnh án của lượt khám"
_LOINC = ("34108-1", "Outpatient Note")


@dataclass(frozen=True, slots=True)
class File:
    """One file: digest, size, media type."""

    digest: str
    size: int
    media: str


@dataclass(frozen=True, slots=True)
class Version:
    """A signed version of the record of a visit. ``before``: the version that it takes the place of."""

    id: UUID
    visit: UUID
    patient: str
    facility: UUID
    facility_name: str
    record_number: str
    number: int
    signed_at: datetime
    signed_by: str
    before: UUID | None


def build_document(version: Version, files: tuple[File, ...]) -> Json:
    """The DocumentReference of a version; the first file is the one for people."""
    title = f"{TITLE}, bản {version.number}"
    facility = pieces.reference("Organization", str(version.facility), version.facility_name)
    before = pieces.reference("DocumentReference", str(version.before)) if version.before else None
    fields = {
        "identifier": [pieces.identifier(systems.RECORD_NUMBER, version.record_number, assigner=facility)],
        "status": "current",
        "docStatus": "amended" if version.before else "final",
        "type": pieces.concept(pieces.coding(systems.LOINC, *_LOINC), text=TITLE),
        "subject": pieces.reference("Patient", version.patient),
        "date": version.signed_at.astimezone(VIETNAM).isoformat(timespec="seconds"),
        "author": [{"display": version.signed_by}],
        "custodian": facility,
        "relatesTo": [{"code": "replaces", "target": before}] if before else None,
        "description": title,
        "content": [
            {
                "attachment": {
                    "contentType": one.media,
                    "language": "vi",
                    "url": f"urn:sha256:{one.digest}",
                    "size": one.size,
                    "title": title,
                }
            }
            for one in files
        ],
        "context": {"encounter": [pieces.reference("Encounter", str(version.visit))]},
    }
    return pieces.resource("DocumentReference", str(version.id), fields)


def superseded(document: Json) -> Json:
    """The document of a version after another was signed."""
    return {**document, "status": "superseded"}
