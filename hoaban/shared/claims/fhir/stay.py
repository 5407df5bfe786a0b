"""The visit itself as an Encounter: when, where, with whom, how it ended."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from hoaban.record import stays, systems
from hoaban.shared.claims.fhir import pieces
from hoaban.shared.claims.fhir.diagnoses import Diagnosis
from hoaban.shared.claims.fhir.visit import Line, Visit

_EMERGENCY: Final = "2"
EXAMINATION: Final = "13"
BEDS: Final = frozenset({"14", "15", "16"})


def build_encounter(visit: Visit, diagnoses: Sequence[Diagnosis]) -> pieces.Resource:
    """The Encounter: in progress after a check-in, finished once the summary has come."""
    head = visit.head
    fields: dict[str, Any] = {
        "extension": pieces.present(_extensions(visit)),
        "identifier": _identifiers(visit),
        "status": "finished" if visit.is_finished else "in-progress",
        "class": encounter_class(head.get("MA_LOAI_KCB"), head.get("MA_DOITUONG_KCB")),
        "classHistory": _class_history(head),
        "type": pieces.present([visit.concept("MA_LOAI_KCB", two_digits(head.get("MA_LOAI_KCB")))]),
        "priority": stays.priority(emergency=head.get("MA_DOITUONG_KCB") == _EMERGENCY),
        "subject": visit.subject,
        "participant": _participants(visit),
        "period": pieces.period(head.get("NGAY_VAO"), head.get("NGAY_RA")),
        "length": _length(head),
        "reasonCode": pieces.present([pieces.concept(text=head.get("LY_DO_VV"))]),
        "diagnosis": _diagnoses(diagnoses),
        "hospitalization": _hospitalization(visit),
        "location": [*_departments(visit), *_beds(visit)],
        "serviceProvider": {
            **visit.provider,
            "identifier": pieces.identifier(systems.FACILITY_CODE, visit.facility),
        },
    }
    return pieces.resource("Encounter", visit.encounter["reference"].partition("/")[2], fields)


def two_digits(form_of_care: str) -> str:
    """MA_LOAI_KCB with its leading zero, which some programs drop."""
    return form_of_care.zfill(2) if form_of_care else ""


def encounter_class(form_of_care: str, coverage_class: str) -> dict[str, str]:
    """The Encounter.class of a form of care; an emergency that was not admitted is EMER."""
    return stays.stay_class(two_digits(form_of_care), emergency=coverage_class == _EMERGENCY)


def _identifiers(visit: Visit) -> list[dict[str, Any]]:
    head, found = visit.head, []
    if visit.ma_lk:
        found.append(
            pieces.identifier(systems.MA_LK, pieces.code(visit.ma_lk), kind="VN", assigner=visit.provider)
        )
    if head.get("MA_HSBA"):
        found.append(
            pieces.identifier(
                systems.RECORD_NUMBER, pieces.code(head.get("MA_HSBA")), assigner=visit.provider
            )
        )
    return found


def _extensions(visit: Visit) -> list[dict[str, Any] | None]:
    head = visit.head
    injury = head.get("MA_TAI_NAN")
    return [
        pieces.extension(
            "coverage-class", valueCoding=visit.coding("MA_DOITUONG_KCB", head.get("MA_DOITUONG_KCB"))
        ),
        pieces.extension(
            "treatment-result", valueCoding=visit.coding("KET_QUA_DTRI", head.get("KET_QUA_DTRI"))
        ),
        pieces.extension("admission-reason", valueString=head.get("LY_DO_VNT")),
        pieces.extension("injury-cause", valueCoding=visit.coding("MA_TAI_NAN", injury))
        if injury.strip("0")
        else None,
        pieces.extension("first-item", valueCodeableConcept=_first_item(visit))
        if not visit.is_finished
        else None,
    ]


def _first_item(visit: Visit) -> dict[str, Any] | None:
    """What a check-in names as the first cost: a service, a drug or a supply, whichever is there."""
    head = visit.head
    for field, name, system in (
        ("MA_DICH_VU", "TEN_DICH_VU", systems.SERVICE),
        ("MA_THUOC", "TEN_THUOC", systems.SUBSTANCE),
        ("MA_VAT_TU", "TEN_VAT_TU", systems.SUPPLY),
    ):
        if head.get(field) or head.get(name):
            made = pieces.concept(
                pieces.coding(system, head.get(field)) if head.get(field) else None, text=head.get(name)
            )
            ordered = pieces.extension("ordered-at", valueDateTime=pieces.instant(head.get("NGAY_YL")))
            return {"extension": [ordered], **made} if made and ordered else made
    return None


def _class_history(head: Line) -> list[dict[str, Any]]:
    """Two classes when a physician ordered admission during the visit (NGAY_VAO_NOI_TRU)."""
    admitted = head.get("NGAY_VAO_NOI_TRU")
    before = pieces.period(head.get("NGAY_VAO"), admitted)
    since = pieces.period(admitted, head.get("NGAY_RA"))
    if not pieces.instant(admitted) or not before or not since:
        return []
    return [
        {"class": encounter_class("01", head.get("MA_DOITUONG_KCB")), "period": before},
        {"class": encounter_class(head.get("MA_LOAI_KCB"), ""), "period": since},
    ]


def _participants(visit: Visit) -> list[dict[str, Any]]:
    """The doctors who examined: the staff of the examination lines."""
    numbers = [
        number
        for line in visit.lines("XML3")
        if line.get("MA_NHOM") == EXAMINATION
        for number in pieces.several(line.get("MA_BAC_SI"))
    ]
    return [
        stays.attender(who)
        for number in dict.fromkeys(numbers)
        if (who := visit.practitioner(number)) is not None
    ]


def _length(head: Line) -> dict[str, Any] | None:
    days = pieces.number(head.get("SO_NGAY_DTRI"))
    return None if days is None else pieces.quantity(days, "ngày", "d")


def _hospitalization(visit: Visit) -> dict[str, Any] | None:
    head = visit.head
    discharge = head.get("MA_LOAI_RV")
    paper = head.get("GIAY_CHUYEN_TUYEN")
    return (
        pieces.kept(
            {
                "preAdmissionIdentifier": pieces.identifier(systems.REFERRAL_PAPER, paper) if paper else None,
                "origin": visit.organization(head.get("MA_NOI_DI")),
                "destination": visit.organization(head.get("MA_NOI_DEN")),
                "dischargeDisposition": pieces.concept(
                    visit.coding("MA_LOAI_RV", discharge),
                    stays.disposition(discharge),
                ),
            }
        )
        or None
    )


def _departments(visit: Visit) -> list[dict[str, Any]]:
    """The departments in the order of treatment, by code: nobody keeps Location resources for them."""
    return [
        {
            "extension": pieces.present(
                [pieces.extension("department", valueCoding=visit.coding("MA_KHOA", code))]
            ),
            "location": department(visit, code),
            "status": "completed" if visit.is_finished else "active",
        }
        for code in pieces.several(visit.head.get("MA_KHOA"))
    ]


def department(visit: Visit, code: str) -> dict[str, Any]:
    """A logical reference to a department of the facility."""
    return stays.department(visit.facility, code, visit.lookups.name("MA_KHOA", code, visit.on))


def _beds(visit: Visit) -> list[dict[str, Any]]:
    found = []
    for line in visit.lines("XML3"):
        if line.get("MA_NHOM") not in BEDS:
            continue
        for bed in pieces.several(line.get("MA_GIUONG")):
            place = {
                "identifier": pieces.identifier(systems.BED, f"{visit.facility}.{line.get('MA_KHOA')}.{bed}"),
                "display": f"Giường {bed}",
            }
            stay = pieces.period(line.get("NGAY_YL"), line.get("NGAY_KQ"))
            found.append(pieces.kept({"location": place, "status": "completed", "period": stay}))
    return found


def _diagnoses(diagnoses: Sequence[Diagnosis]) -> list[dict[str, Any]]:
    return [stays.diagnosis(one.condition["id"], one.role, one.rank) for one in diagnoses]
