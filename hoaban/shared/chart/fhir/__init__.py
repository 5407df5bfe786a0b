"""What the record page reads out of FHIR. Tolerant: other systems write here too; what is missing is left out."""

from hoaban.shared.chart.fhir.facts import (
    Allergy,
    Diagnosis,
    Document,
    Dose,
    Medicine,
    Order,
    Result,
    read_allergy,
    read_diagnosis,
    read_document,
    read_dose,
    read_medicine,
    read_order,
    read_results,
)
from hoaban.shared.chart.fhir.person import Patient, read_patient
from hoaban.shared.chart.fhir.referral import Referral, read_referral
from hoaban.shared.chart.fhir.visit import Note, Visit, read_note, read_visit, subject_id
from hoaban.shared.chart.fhir.whole import Asked, Sheet, WholeVisit, read_whole

__all__ = [
    "Allergy",
    "Asked",
    "Diagnosis",
    "Document",
    "Dose",
    "Medicine",
    "Note",
    "Order",
    "Patient",
    "Referral",
    "Result",
    "Sheet",
    "Visit",
    "WholeVisit",
    "read_allergy",
    "read_diagnosis",
    "read_document",
    "read_dose",
    "read_medicine",
    "read_note",
    "read_order",
    "read_patient",
    "read_referral",
    "read_results",
    "read_visit",
    "read_whole",
    "subject_id",
]
