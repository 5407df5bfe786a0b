"""Whom a paper of a form is about and where it was written, out of the Patient and the Encounter."""

from __future__ import annotations

from dataclasses import dataclass

from hoaban.record import systems
from hoaban.record.shapes import Json


@dataclass(frozen=True, slots=True)
class Whose:
    """Empty where the record does not say. ``sex``: FHIR's administrative gender; ``birth`` may be a year alone."""

    name: str = ""
    birth: str = ""
    sex: str = ""
    number: str = ""
    """The facility's own number of the patient."""
    visit: str = ""
    facility_code: str = ""
    facility: str = ""
    department: str = ""


def read_whose(patient: Json, encounter: Json | None) -> Whose:
    """What stands at the head of a paper."""
    visit = encounter or {}
    provider = visit.get("serviceProvider", {})
    places = [one.get("location", {}).get("display", "") for one in visit.get("location", ())]
    return Whose(
        name=next((str(one["text"]) for one in patient.get("name", ()) if one.get("text")), ""),
        birth=patient.get("birthDate", ""),
        sex=patient.get("gender", ""),
        number=_valued(patient, systems.PATIENT_NUMBER),
        visit=_valued(visit, systems.MA_LK),
        facility_code=provider.get("identifier", {}).get("value", ""),
        facility=provider.get("display", ""),
        department=next((one for one in places if one), ""),
    )


def _valued(resource: Json, system: str) -> str:
    """The number of a kind; empty where it has none."""
    found = (one.get("value", "") for one in resource.get("identifier", ()) if one.get("system") == system)
    return str(next(found, ""))


def in_words(resource: Json) -> str:
    """A fact as a choice in a list: its name and its day."""
    concept = resource.get("code", {})
    shown = concept.get("text") or next((one.get("display", "") for one in concept.get("coding", ())), "")
    names = ("effectiveDateTime", "issued", "recordedDate", "authoredOn", "performedDateTime", "date")
    day = next((str(resource[name])[:10] for name in names if resource.get(name)), "")
    day = "/".join(reversed(day.split("-"))) if day else ""
    return ", ".join(part for part in (shown or resource["resourceType"], day) if part)
