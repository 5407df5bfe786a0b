"""Reading back what was measured: each sign with its time and place, allergies, pregnancy."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal
from typing import Any

from hoaban.modules.hospital.fhir.observing import CONSCIOUS, SCORE
from hoaban.modules.hospital.fhir.shapes import SIGN_CODES, Allergy, Reading
from hoaban.record import systems
from hoaban.record.shapes import Json

_BY_CODE = {code: name for name, code in SIGN_CODES.items()} | {
    "2708-6": "saturation", "8331-1": "temperature", "82810-3": "pregnancy", "3141-9": "weight",
}  # fmt: skip
_GONE = frozenset({"entered-in-error", "cancelled"})


def read_readings(resources: Iterable[Json]) -> list[Reading]:
    """The signs among Observations, oldest first; withdrawn ones are left out."""
    found = [one for each in resources if each.get("status") not in _GONE for one in _readings(each)]
    return sorted(found, key=lambda one: one.at)


def read_allergies(resources: Iterable[Json]) -> list[Allergy]:
    """Active allergies, and whether none are known."""
    found = []
    for one in resources:
        codes = {str(each.get("code")) for each in one.get("clinicalStatus", {}).get("coding", ())}
        verified = {str(each.get("code")) for each in one.get("verificationStatus", {}).get("coding", ())}
        if codes & {"inactive", "resolved"} or verified & {"refuted", "entered-in-error"}:
            continue
        code: Json = one.get("code", {})
        none_known = any(str(each.get("code")) == "716186003" for each in code.get("coding", ()))
        signs_of = [_word(sign) for each in one.get("reaction", ()) for sign in each.get("manifestation", ())]
        found.append(Allergy(_word(code), ", ".join(filter(None, signs_of)), none_known))
    return found


def _readings(resource: Json) -> list[Reading]:
    at = _instant(str(resource.get("effectiveDateTime") or resource.get("issued") or ""))
    if at is None:
        return []
    visit = str(resource.get("encounter", {}).get("reference", "")).removeprefix("Encounter/")
    by = next((str(one.get("display", "")) for one in resource.get("performer", ())), "")
    return [
        Reading(sign, at, *_value(holder), visit, by)
        for holder in (resource, *resource.get("component", ()))
        if (sign := _sign(holder)) and any(name.startswith("value") for name in holder)
    ]


def _sign(holder: Json) -> str:
    for one in holder.get("code", {}).get("coding", ()):
        system, code = one.get("system"), str(one.get("code", ""))
        if system == systems.LOINC and code in _BY_CODE:
            return _BY_CODE[code]
        if system == systems.LOINC and code == "67775-7":
            return "consciousness"
        if system == SCORE:
            return "score"
        if system == systems.code_list("observation") and code == "oxygen":
            return "oxygen"
    return ""


def _value(holder: Json) -> tuple[Decimal | None, str]:
    quantity: Any = holder.get("valueQuantity")
    if quantity and "value" in quantity:
        return Decimal(str(quantity["value"])), ""
    if "valueInteger" in holder:
        return Decimal(int(holder["valueInteger"])), next(
            (_word(one) for one in holder.get("interpretation", ())), ""
        )
    concept: Json = holder.get("valueCodeableConcept", {})
    coded = next(
        (str(one["code"]) for one in concept.get("coding", ()) if one.get("system") == CONSCIOUS), ""
    )
    return None, coded or next((str(one.get("code", "")) for one in concept.get("coding", ())), "") or _word(
        concept
    )


def _word(concept: Json) -> str:
    said = str(concept.get("text", ""))
    return said or next(
        (str(one.get("display") or one.get("code", "")) for one in concept.get("coding", ())), ""
    )


def _instant(text: str) -> datetime | None:
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        return None
    return at if at.tzinfo else None


def read_places(encounters: Iterable[Json]) -> dict[str, str]:
    """The name of the facility of each visit, by the visit's id."""
    return {
        str(one["id"]): str(one.get("serviceProvider", {}).get("display", ""))
        for one in encounters
        if "id" in one
    }
