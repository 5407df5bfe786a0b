"""People in FHIR: what Patients say, the Persons that link them, and the Patients that this register writes itself."""

from hoaban.shared.people.fhir.circle import (
    Carer,
    Lives,
    build_entrusting,
    build_household,
    build_registration,
    build_relation,
)
from hoaban.shared.people.fhir.details import build_patient, read_details, read_papers
from hoaban.shared.people.fhir.patients import Said, emptied, identifying, person, read_patient, read_source
from hoaban.shared.people.fhir.shapes import Details, Paper

__all__ = [
    "Carer",
    "Details",
    "Lives",
    "Paper",
    "Said",
    "build_entrusting",
    "build_household",
    "build_patient",
    "build_registration",
    "build_relation",
    "emptied",
    "identifying",
    "person",
    "read_details",
    "read_papers",
    "read_patient",
    "read_source",
]
