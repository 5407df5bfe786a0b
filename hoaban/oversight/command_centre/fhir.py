"""Reads what figures need out of Patients, Encounters, Conditions and Claims."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from hoaban.kernel.clock import vietnam_day
from hoaban.record.shapes import Json

TYPES = frozenset({"Patient", "Encounter", "Condition", "Claim"})
_FORM_OF_CARE = "https://hoaban.example/fhir/CodeSystem/ma-loai-kcb"
_DISCHARGE = "https://hoaban.example/fhir/CodeSystem/ma-loai-rv"
_COMMUNE = "https://hoaban.example/fhir/StructureDefinition/commune"
_TOTALS = "https://hoaban.example/fhir/StructureDefinition/claim-totals"
_FACILITY_CODE = "https://hoaban.example/fhir/sid/facility-code"
_ICD10 = "http://hl7.org/fhir/sid/icd-10"
_ADMITTED = {"IMP", "SS", "ACUTE", "NONAC"}
_REFERRED = {"2", "5"}


@dataclass(frozen=True, slots=True)
class Encounter:
    """A finished visit."""

    patient: str
    day: date
    facility_code: str
    form_of_care: str
    admitted: bool
    referred: bool
    main_condition: str


@dataclass(frozen=True, slots=True)
class Amounts:
    """The sums of a Claim in VND."""

    encounter: str
    total: Decimal
    in_scope: Decimal
    fund: Decimal
    copayment: Decimal
    self_paid: Decimal


def read_encounter(resource: Json) -> Encounter | None:
    """The visit, ``None`` while it is not finished or its start is not known."""
    start = resource.get("period", {}).get("start", "")
    if resource.get("status") != "finished" or len(start) < 10:
        return None
    stay = resource.get("hospitalization", {})
    return Encounter(
        patient=_id(resource.get("subject")),
        day=vietnam_day(datetime.fromisoformat(start)) if "T" in start else date.fromisoformat(start),
        facility_code=_facility(resource.get("serviceProvider", {})),
        form_of_care=next((_code(kind, _FORM_OF_CARE) for kind in resource.get("type", ())), ""),
        admitted=resource.get("class", {}).get("code") in _ADMITTED,
        referred=_code(stay.get("dischargeDisposition", {}), _DISCHARGE) in _REFERRED,
        main_condition=_main_condition(resource),
    )


def read_subject(encounter: Json) -> str:
    """The id of the Patient of a visit; empty where absent."""
    return _id(encounter.get("subject"))


def read_diagnosis(resource: Json) -> tuple[str, str]:
    """(encounter id, ICD-10 code) of a Condition; empty strings where absent."""
    return _id(resource.get("encounter")), _code(resource.get("code", {}), _ICD10)


def read_amounts(resource: Json) -> Amounts | None:
    """The sums of a Claim, ``None`` when it is not about a visit."""
    encounter = next((_id(one) for item in resource.get("item", ()) for one in item.get("encounter", ())), "")
    if not encounter:
        return None
    sums = {
        part["url"]: Decimal(str(part["valueMoney"]["value"]))
        for extension in resource.get("extension", ())
        if extension.get("url") == _TOTALS
        for part in extension.get("extension", ())
        if "valueMoney" in part
    }
    zero = Decimal(0)
    return Amounts(
        encounter=encounter,
        total=Decimal(str(resource.get("total", {}).get("value", 0))),
        in_scope=sums.get("T_TONGCHI_BH", zero),
        fund=sums.get("T_BHTT", zero),
        copayment=sums.get("T_BNCCT", zero),
        self_paid=sums.get("T_BNTT", zero),
    )


def read_resident(resource: Json) -> tuple[str, str, str, int | None]:
    """(commune code as written, first day of its period, sex, birth year) of a Patient."""
    birth = resource.get("birthDate", "")
    for address in resource.get("address", ()):
        for extension in address.get("extension", ()):
            if extension.get("url") == _COMMUNE:
                coding = extension.get("valueCoding", {})
                return (
                    coding.get("code", ""),
                    coding.get("version", ""),
                    resource.get("gender", ""),
                    _year(birth),
                )
    return "", "", resource.get("gender", ""), _year(birth)


def _year(birth: str) -> int | None:
    return int(birth[:4]) if len(birth) >= 4 else None


def _facility(provider: Json) -> str:
    identifier = provider.get("identifier", {})
    return str(identifier.get("value", "")) if identifier.get("system") == _FACILITY_CODE else ""


def _main_condition(resource: Json) -> str:
    ranked = [one for one in resource.get("diagnosis", ()) if one.get("rank") == 1]
    return _id(ranked[0].get("condition")) if ranked else ""


def _code(concept: Json, system: str) -> str:
    return next((str(c.get("code", "")) for c in concept.get("coding", ()) if c.get("system") == system), "")


def _id(reference: Json | None) -> str:
    return str((reference or {}).get("reference", "")).rpartition("/")[2]
