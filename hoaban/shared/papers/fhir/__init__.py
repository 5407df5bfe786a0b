"""Papers in FHIR: what each says (Composition), the file (DocumentReference), what it asks for (ServiceRequest)."""

from hoaban.shared.papers.fhir.building import Facts, Form, Written, build_entries, with_file, withdrawn
from hoaban.shared.papers.fhir.reading import read_document, read_values

__all__ = [
    "Facts",
    "Form",
    "Written",
    "build_entries",
    "read_document",
    "read_values",
    "with_file",
    "withdrawn",
]
