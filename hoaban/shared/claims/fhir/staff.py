"""The facilities and people whom a dossier names by number: thin Organization and Practitioner resources."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from hoaban.record import systems
from hoaban.shared.claims.fhir import patient, pieces
from hoaban.shared.claims.fhir.visit import Visit, facility_uid, practitioner_uid

# table -> the fields that hold ``;`` lists of staff numbers.
STAFF_FIELDS: Final = {
    "XML1": ("MA_TTDV",),
    "XML2": ("MA_BAC_SI",),
    "XML3": ("MA_BAC_SI", "NGUOI_THUC_HIEN"),
    "XML4": ("MA_BS_DOC_KQ",),
    "XML5": ("NGUOI_THUC_HIEN",),
    "XML7": ("MA_BS", "MA_TTDV"),
    "XML8": ("MA_TTDV",),
    "XML13": ("MA_BAC_SI", "MA_TTDV"),
    "XML14": ("MA_BAC_SI", "MA_TTDV"),
}


def build_organizations(visit: Visit) -> list[pieces.Resource]:
    """An Organization for each facility that the dossier refers to, with its name where it is known."""
    head = visit.head
    codes = [
        visit.facility,
        head.get("MA_NOI_DI"),
        head.get("MA_NOI_DEN"),
        *patient.registration_facilities(visit),
    ]
    for line in visit.lines("XML13"):
        codes += [line.get("MA_CSKCB_DEN"), *pieces.several(line.get("MA_CSKCB_DI"))]
    return [
        pieces.resource(
            "Organization",
            facility_uid(code),
            {
                "identifier": [pieces.identifier(systems.FACILITY_CODE, code)],
                "name": visit.lookups.facility_name(code, visit.on) or code,
            },
        )
        for code in dict.fromkeys(codes)
        if code
    ]


def build_practitioners(visit: Visit) -> list[pieces.Resource]:
    """A Practitioner for each staff number; a name only where a paper gives it (XML7)."""
    named = {line.get("MA_BS"): line.get("TEN_BS") for line in visit.lines("XML7") if line.get("TEN_BS")}
    return [
        pieces.resource(
            "Practitioner",
            practitioner_uid(visit.facility, number),
            {
                "identifier": [_identifier(visit, number)],
                "name": [{"text": named[number]}] if number in named else None,
            },
        )
        for number in dict.fromkeys(_numbers(visit))
    ]


def _numbers(visit: Visit) -> Iterator[str]:
    for table, fields in STAFF_FIELDS.items():
        for line in visit.lines(table):
            for field in fields:
                yield from pieces.several(line.get(field))


def _identifier(visit: Visit, number: str) -> dict[str, Any]:
    """``(NV01)`` is a staff code of the facility, ten digits a social-insurance number, else a licence."""
    if number.startswith("("):
        return pieces.identifier(systems.STAFF_CODE, number.strip("()"), assigner=visit.provider)
    if len(number) == 10 and number.isdigit():
        return pieces.identifier(systems.SOCIAL_INSURANCE, number)
    return pieces.identifier(systems.PRACTICE_LICENCE, number)
