"""Visits in FHIR, and the plain values that those above see instead."""

from hoaban.shared.visits.fhir.coverage import build_coverage
from hoaban.shared.visits.fhir.encounter import (
    build_encounter,
    with_diagnoses,
    with_outcome,
    with_practitioner,
)
from hoaban.shared.visits.fhir.shapes import (
    OPEN_STATES,
    STATES,
    Arrival,
    Card,
    Names,
    Outcome,
    Referral,
    State,
    Visit,
    VisitDiagnosis,
)

__all__ = [
    "OPEN_STATES",
    "STATES",
    "Arrival",
    "Card",
    "Names",
    "Outcome",
    "Referral",
    "State",
    "Visit",
    "VisitDiagnosis",
    "build_coverage",
    "build_encounter",
    "with_diagnoses",
    "with_outcome",
    "with_practitioner",
]
