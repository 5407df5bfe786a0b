"""An alert that somebody overrode, as a DetectedIssue with the reason as its mitigation."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from hoaban.kernel.clock import VIETNAM
from hoaban.record import pieces, systems
from hoaban.record.shapes import Json

RULE = systems.code_list("prescribing-alert")
REASON = systems.code_list("override-reason")
_CODES = {"interaction": ("DRG", "Drug Interaction Alert"), "duplicate": ("DUPTHPY", "Duplicate Therapy Alert"),
          "allergy": ("ALGY", "allergy"), "dose": ("DOSE", "Dosage problem"), "pregnancy": ("COND", "condition"),
          "disease": ("COND", "condition")}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Overridden:
    """An alert that stood when a prescription was issued, and why. ``kind``: what sort; ``rule``: the line that spoke."""

    id: UUID
    kind: str
    rule: str
    text: str
    reason_code: str
    reason_name: str
    reason_text: str
    orders: tuple[UUID, ...]


def build_issue(one: Overridden, *, patient: str, practitioner: UUID, at: datetime) -> Json:
    """The DetectedIssue: what the alert said, the lines it spoke of, why it was passed over and by whom."""
    when = at.astimezone(VIETNAM).isoformat(timespec="seconds")
    code, name = _CODES.get(one.kind, ("ACTADMIN", "Administration Alert"))
    who = pieces.reference("Practitioner", str(practitioner))
    why = pieces.concept(
        pieces.coding(REASON, one.reason_code, one.reason_name), text=one.reason_text or one.reason_name
    )
    fields = {
        "status": "final",
        "code": pieces.concept(
            pieces.coding(systems.ACT_CODE, code, name), pieces.coding(RULE, one.rule), text=one.text
        ),
        "severity": "high",
        "patient": pieces.reference("Patient", patient),
        "identifiedDateTime": when,
        "implicated": [pieces.reference("MedicationRequest", str(order)) for order in one.orders],
        "detail": one.text,
        "mitigation": [{"action": why, "date": when, "author": who}],
    }
    return pieces.resource("DetectedIssue", str(one.id), fields)
