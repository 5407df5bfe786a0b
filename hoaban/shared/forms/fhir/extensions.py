"""The extensions of R4 and of Structured Data Capture (SDC) that forms are written with."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from hoaban.record.shapes import Json
from hoaban.shared.forms.fhir.shapes import Value, Words

_R4, _SDC = (
    "http://hl7.org/fhir/StructureDefinition/",
    "http://hl7.org/fhir/uv/sdc/StructureDefinition/sdc-questionnaire-",
)
TRANSLATION = _R4 + "translation"
HIDDEN, OPTION_ALONE = _R4 + "questionnaire-hidden", _R4 + "questionnaire-optionExclusive"
UNIT, UNIT_OPTION = _R4 + "questionnaire-unit", _R4 + "questionnaire-unitOption"
MIN_OCCURS, MAX_OCCURS = _R4 + "questionnaire-minOccurs", _R4 + "questionnaire-maxOccurs"
MIN_LENGTH, PATTERN, DECIMAL_PLACES = _R4 + "minLength", _R4 + "regex", _R4 + "maxDecimalPlaces"
LEAST, MOST = _R4 + "minValue", _R4 + "maxValue"
VARIABLE, CONSTRAINT = _R4 + "variable", _R4 + "questionnaire-constraint"
ENABLED, CALCULATED, INITIAL = (
    _SDC + name for name in ("enableWhenExpression", "calculatedExpression", "initialExpression")
)
EXTRACT, LAUNCH = _SDC + "observationExtract", _SDC + "launchContext"
_OURS = "https://hoaban.example/fhir/StructureDefinition/form-"
NORMAL, DRAWING, SIGNER = _OURS + "normal", _OURS + "drawing", _OURS + "signer"
MARKS, DRAWN_BY = _OURS + "marks", _OURS + "drawn-by"
TARGET = _R4 + "questionnaire-referenceResource"
NUMBERS = "https://hoaban.example/fhir/sid/form-number"
USES = "https://hoaban.example/fhir/CodeSystem/form-use"
SPECIALTIES = "https://hoaban.example/fhir/CodeSystem/form-specialty"
CONTEXTS = "http://terminology.hl7.org/CodeSystem/usage-context-type"
EXTRACT_CATEGORY, MAKES = _SDC + "observation-extract-category", _SDC + "itemExtractionContext"


def each(element: Json, url: str) -> Iterator[Json]:
    """The extensions of an element with this address."""
    return (one for one in element.get("extension", ()) if one.get("url") == url)


def first(element: Json, url: str) -> Any:
    """The value of the first one, None if there is none."""
    for one in each(element, url):
        found = value_in(one)
        if found is not None:
            return found.json
    return None


def value_in(element: Json, stem: str = "value") -> Value | None:
    """What stands under ``value[x]`` (or ``answer[x]``, ``initial[x]`` ...)."""
    for name, json in element.items():
        if name.startswith(stem) and name[len(stem) :][:1].isupper():
            return Value(name[len(stem) :], json)
    return None


def words(element: Json, name: str) -> Words:
    """A text with its English, which stands in the translation extension beside it."""
    vi = element.get(name, "")
    for one in each(element.get(f"_{name}", {}), TRANSLATION):
        if str(first(one, "lang")).split("-")[0] == "en":
            return Words(vi, str(first(one, "content") or vi))
    return Words(vi, vi)
