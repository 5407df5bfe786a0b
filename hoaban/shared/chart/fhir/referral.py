"""A referral: who is sent on, from which visit, when it was written and why."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from hoaban.kernel.clock import vietnam_day
from hoaban.record.shapes import Json
from hoaban.shared.chart.fhir import pieces


@dataclass(frozen=True, slots=True)
class Referral:
    """``patient`` and ``visit`` name resources, such as ``Patient/1``."""

    patient: str
    visit: str
    written_on: date | None
    reason: str


def read_referral(resource: Json) -> Referral:
    """Read a ServiceRequest that sends somebody on."""
    written = pieces.starts(resource, "authoredOn")
    return Referral(
        str(resource.get("subject", {}).get("reference", "")),
        str(resource.get("encounter", {}).get("reference", "")),
        vietnam_day(written) if written else None,
        pieces.concept_text(next(iter(resource.get("reasonCode", ())), None)),
    )
