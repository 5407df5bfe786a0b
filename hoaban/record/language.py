"""The language of the record, for whoever speaks it without opening the record: JSON, structure, FHIRPath. No database.

language.validate(resource) or language.broken(resource)      # [] when R4 finds nothing wrong with it
language.compile("item.answer.value > 5", type_name="QuestionnaireResponse").boolean(response)
"""

from __future__ import annotations

from hoaban.record.engine.fhirpath import (
    Asking,
    EvaluationFailed,
    FhirpathInvalid,
    Path,
    Quantity,
    Temporal,
    TooCostly,
    compile,
)
from hoaban.record.engine.fhirpath.mentions import compared, variables
from hoaban.record.engine.parse_json import NotJson, dumps, loads
from hoaban.record.engine.validate import validate
from hoaban.record.engine.validate.invariants import broken
from hoaban.record.engine.validate.issues import Issue

__all__ = [
    "Asking",
    "EvaluationFailed",
    "FhirpathInvalid",
    "Issue",
    "NotJson",
    "Path",
    "Quantity",
    "Temporal",
    "TooCostly",
    "broken",
    "compared",
    "compile",
    "dumps",
    "loads",
    "validate",
    "variables",
]
