"""Where the values of the parameters that are drawn stand, read off the standard by hand."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from hoaban.record.shapes import Json
from hoaban.record.tests.differential.roles import Sight

Values = Callable[[Json], list[Any]]
Name = tuple[str, str]
"""A type and the code of a parameter."""

KINDS = (
    "Organization", "Practitioner", "Patient", "Encounter", "Condition", "Observation", "Questionnaire",
    "QuestionnaireResponse",
)  # fmt: skip


def at(*path: str) -> Values:
    """The values at the end of a path of elements, lists opened."""

    def read(resource: Json) -> list[Any]:
        found: list[Any] = [resource]
        for step in path:
            inner = [each[step] for each in found if step in each]
            found = [one for each in inner for one in (each if isinstance(each, list) else [each])]
        return found

    return read


def _either(*several: Values) -> Values:
    return lambda resource: [value for values in several for value in values(resource)]


ICD10_SYSTEM, LOINC_SYSTEM = "http://hl7.org/fhir/sid/icd-10", "http://loinc.org"
TOKENS: dict[Name, Values] = {
    ("Patient", "gender"): at("gender"),
    ("Patient", "identifier"): at("identifier"),
    ("Encounter", "status"): at("status"),
    ("Condition", "code"): at("code", "coding"),
    ("Observation", "code"): at("code", "coding"),
    ("Observation", "status"): at("status"),
    ("Questionnaire", "version"): at("version"),
    ("QuestionnaireResponse", "status"): at("status"),
}
"""Codes, Codings and Identifiers."""
STRINGS: dict[Name, Values] = {
    ("Patient", "name"): at("name", "text"),
    ("Practitioner", "name"): at("name", "text"),
    ("Organization", "name"): at("name"),
    ("Questionnaire", "title"): at("title"),
}
DATES: dict[Name, Values] = {
    ("Patient", "birthdate"): at("birthDate"),
    ("Encounter", "date"): at("period"),
    ("Condition", "onset-date"): _either(at("onsetDateTime"), at("onsetPeriod")),
    ("Condition", "recorded-date"): at("recordedDate"),
    ("Observation", "date"): _either(at("effectiveDateTime"), at("effectivePeriod")),
    ("QuestionnaireResponse", "authored"): at("authored"),
}
AMOUNTS: dict[Name, Values] = {("Observation", "value-quantity"): at("valueQuantity")}
PAIRS: dict[Name, tuple[str, str]] = {("Observation", "code-value-quantity"): ("code", "value-quantity")}
"""Composites of a code and an amount at the resource itself."""
WORDED: dict[Name, Values] = {("Condition", "code"): at("code", "text")}
"""Text beside a code."""
URIS: dict[Name, Values] = {("Questionnaire", "url"): at("url")}
LINKS: dict[Name, tuple[str, Values]] = {
    ("Organization", "partof"): ("Organization", at("partOf", "reference")),
    ("Patient", "organization"): ("Organization", at("managingOrganization", "reference")),
    ("Patient", "general-practitioner"): ("Practitioner", at("generalPractitioner", "reference")),
    ("Encounter", "patient"): ("Patient", at("subject", "reference")),
    ("Encounter", "part-of"): ("Encounter", at("partOf", "reference")),
    ("Encounter", "service-provider"): ("Organization", at("serviceProvider", "reference")),
    ("Condition", "patient"): ("Patient", at("subject", "reference")),
    ("Condition", "subject"): ("Patient", at("subject", "reference")),
    ("Condition", "encounter"): ("Encounter", at("encounter", "reference")),
    ("Condition", "asserter"): ("Practitioner", at("asserter", "reference")),
    ("Observation", "patient"): ("Patient", at("subject", "reference")),
    ("Observation", "encounter"): ("Encounter", at("encounter", "reference")),
    ("Observation", "performer"): ("Practitioner", at("performer", "reference")),
    ("Observation", "has-member"): ("Observation", at("hasMember", "reference")),
    ("QuestionnaireResponse", "patient"): ("Patient", at("subject", "reference")),
    ("QuestionnaireResponse", "encounter"): ("Encounter", at("encounter", "reference")),
    ("QuestionnaireResponse", "questionnaire"): ("Questionnaire", at("questionnaire")),
}
BY_ADDRESS = frozenset({("QuestionnaireResponse", "questionnaire")})
MUST_BE_NAMED = frozenset(
    {
        ("Patient", "general-practitioner"), ("Condition", "subject"), ("Condition", "asserter"),
        ("Observation", "performer"), ("Observation", "has-member"),
    }
)  # fmt: skip
"""References to several types, of which a chain names the one that is meant."""
COMPARTMENTS: dict[str, dict[str, tuple[str, ...]]] = {
    "Patient": {
        "Patient": (), "Encounter": ("patient",), "Condition": ("subject", "asserter"),
        "Observation": ("patient", "performer"), "QuestionnaireResponse": ("patient",),
    },
    "Encounter": {
        "Encounter": (), "Condition": ("encounter",), "Observation": ("encounter",),
        "QuestionnaireResponse": ("encounter",),
    },
    "Practitioner": {
        "Practitioner": (), "Patient": ("general-practitioner",), "Condition": ("asserter",),
        "Observation": ("performer",),
    },
}  # fmt: skip


def targets(key: Name, resource: Json, sight: Sight) -> list[str]:
    """The resources that a parameter's references lead to, as far as they are seen."""
    kind, values = LINKS[key]
    if key in BY_ADDRESS:
        return [name for address in values(resource) for name in sight.by_address.get(address, ())]
    return [name for name in values(resource) if name in sight.by_name and name.startswith(f"{kind}/")]
