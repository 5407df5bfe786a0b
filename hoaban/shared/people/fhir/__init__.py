"""People in FHIR: what Patients say, the Persons that link them, and the Patients that this register writes itself."""

from hoaban.shared.people.fhir.details import build_patient, read_details
from hoaban.shared.people.fhir.patients import Said, emptied, person, read_patient, read_source

__all__ = ["Said", "build_patient", "emptied", "person", "read_details", "read_patient", "read_source"]
