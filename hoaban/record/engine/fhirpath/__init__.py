"""FHIRPath for FHIR R4: N1 (FHIRPath 2.0.0, http://hl7.org/fhirpath/N1) and what R4 adds (http://hl7.org/fhir/R4/fhirpath.html).

    names = fhirpath.compile("name.where(use = 'official').given")
    names(patient)                                   # ["Lan", "Thị"]
    fhirpath.compile("value > 5 'mg'", type_name="Observation").boolean(observation)

Values are JSON as ``parse_json`` reads it; a resource is taken to be structurally valid (``engine.validate``).
Results are the resource's own values and System values: ``bool str int Decimal Temporal Quantity TypeInfo``.
"""

from __future__ import annotations

from hoaban.record.engine.fhirpath.dates import Temporal
from hoaban.record.engine.fhirpath.errors import (
    EvaluationFailed,
    FhirpathInvalid,
    MeaningInvalid,
    SyntaxInvalid,
    TooCostly,
)
from hoaban.record.engine.fhirpath.model import Node, TypeInfo, type_of
from hoaban.record.engine.fhirpath.path import Asking, Path, compile
from hoaban.record.engine.fhirpath.quantities import Quantity

__all__ = [
    "Asking",
    "EvaluationFailed",
    "FhirpathInvalid",
    "MeaningInvalid",
    "Node",
    "Path",
    "Quantity",
    "SyntaxInvalid",
    "Temporal",
    "TooCostly",
    "TypeInfo",
    "compile",
    "type_of",
]
