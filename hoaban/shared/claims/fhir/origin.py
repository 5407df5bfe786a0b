"""Where the facts came from: the original as DocumentReference, and Provenance from it to every resource."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any, Final

from hoaban.record import systems
from hoaban.shared.claims.fhir import pieces
from hoaban.shared.claims.fhir.visit import Visit

# Shared by all visits: the Provenance of one visit does not speak for them.
_SHARED: Final = frozenset({"Organization", "Practitioner"})


def build_original(visit: Visit, *, sha256: str, size: int, received_at: datetime) -> pieces.Resource:
    """The claim file as it was received; its bytes lie in the file store under the digest."""
    head = visit.head
    table = "XML1" if visit.is_finished else "XML0"
    title = "Hồ sơ khám bệnh, chữa bệnh (XML)" if visit.is_finished else "Thông báo check-in (XML)"
    fields = {
        "identifier": [
            pieces.identifier(systems.CLAIM_NUMBER, f"{visit.facility}/{pieces.code(visit.ma_lk)}")
        ],
        "status": "current",
        "docStatus": "final",
        "type": {"text": title},
        # Codings of the tables inside: a table on HIV or tuberculosis makes the whole dossier sensitive.
        "category": [pieces.concept(pieces.coding(systems.TABLE, name)) for name in sorted(visit.tables)],
        "subject": visit.subject,
        "date": received_at.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z"),
        "author": [visit.provider],
        "custodian": visit.provider,
        "content": [
            {
                "attachment": {
                    "contentType": "application/xml",
                    "url": f"urn:sha256:{sha256}",
                    "size": size,
                    "title": title,
                },
                "format": pieces.coding(systems.CLAIM_LEVEL, visit.level),
            }
        ],
        "context": pieces.kept(
            {
                "encounter": [visit.encounter],
                "period": pieces.period(head.get("NGAY_VAO"), head.get("NGAY_RA")),
            }
        ),
    }
    return pieces.resource("DocumentReference", original_uid(visit, table), fields)


def original_uid(visit: Visit, table: str) -> str:
    """The id for a dossier (XML1) or its check-in (XML0): a correction is the next version of it."""
    return visit.uid(table, "original")


def build_provenance(
    visit: Visit, *, original: pieces.Resource, resources: Sequence[pieces.Resource], received_at: datetime
) -> pieces.Resource:
    """What was made from the original, by whom it was sent, who signed for it."""
    table = "XML1" if visit.is_finished else "XML0"
    fields = {
        "target": [
            pieces.reference(one["resourceType"], one["id"])
            for one in resources
            if one["resourceType"] not in _SHARED
        ],
        # to the millisecond: a correction in the same second is a version of its own
        "recorded": received_at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        "agent": _agents(visit),
        "entity": [{"role": "source", "what": pieces.reference("DocumentReference", original["id"])}],
    }
    return pieces.resource("Provenance", visit.uid(table, "provenance"), fields)


def _agents(visit: Visit) -> list[dict[str, Any]]:
    sender: dict[str, Any] = {
        "type": pieces.concept(pieces.coding(systems.PROVENANCE_AGENT, "author", "Author")),
        "who": visit.provider,
    }
    signatory = visit.practitioner(visit.head.get("MA_TTDV"))
    if not signatory:
        return [sender]
    return [
        sender,
        {
            "type": pieces.concept(pieces.coding(systems.PROVENANCE_AGENT, "legal", "Legal")),
            "who": signatory,
            "onBehalfOf": visit.provider,
        },
    ]
