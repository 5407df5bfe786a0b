"""Who came, and who pays: Patient (one per facility and its own patient number) and Coverage."""

from __future__ import annotations

import re
from typing import Any, Final

from hoaban.kernel import ids
from hoaban.record import systems
from hoaban.shared.claims.fhir import pieces
from hoaban.shared.claims.fhir.visit import Visit

_SEX: Final = {"1": "male", "2": "female", "3": "unknown"}
_IDENTITY_SHAPES: Final = (
    (re.compile(r"[0-9]{12}"), systems.NATIONAL_ID, "NI"),
    (re.compile(r"[0-9]{9}"), systems.OLD_CITIZEN_ID, "NI"),
    (re.compile(r"[A-Z][0-9]{7}"), systems.PASSPORT, "PPN"),
)
_LONG_CARD: Final = re.compile(r"[A-Z]{2}[1-5][0-9]{12}")
_DEATHS: Final = frozenset({"5", "8"})


def build_patient(visit: Visit) -> pieces.Resource:
    """The Patient of this facility and MA_BN, as this visit describes the person."""
    head = visit.head
    born, born_at = pieces.birth_date(head.get("NGAY_SINH"))
    fields: dict[str, Any] = {
        "extension": pieces.present(_backgrounds(visit)),
        "identifier": _identifiers(visit),
        "active": True,
        "name": _names(head.get("HO_TEN")),
        "telecom": _phones(head.get("DIEN_THOAI")),
        "gender": _SEX.get(head.get("GIOI_TINH")),
        "birthDate": born,
    }
    if born_at:
        fields["_birthDate"] = {
            "extension": [{"url": systems.BIRTH_TIME_EXTENSION, "valueDateTime": born_at}]
        }
    if head.get("KET_QUA_DTRI") in _DEATHS:
        fields["deceasedBoolean"] = True
    fields["address"] = _addresses(visit)
    fields["managingOrganization"] = visit.provider
    return pieces.resource("Patient", visit.subject["reference"].partition("/")[2], fields)


def _identifiers(visit: Visit) -> list[dict[str, Any]]:
    head, assigner = visit.head, visit.provider
    found = []
    if head.get("MA_BN"):
        found.append(
            pieces.identifier(systems.PATIENT_NUMBER, head.get("MA_BN"), kind="MR", assigner=assigner)
        )
    if number := pieces.code(head.get("SO_CCCD")):
        found.append(identity(number))
    found += [
        pieces.identifier(systems.INSURANCE_NUMBER, card, kind="NIIP")
        for card in pieces.several(head.get("MA_THE_BHYT"))
    ]
    return found


def identity(number: str) -> dict[str, Any]:
    """SO_CCCD as an Identifier; its shape tells: personal number, old card, passport, or another paper."""
    for shape, system, kind in _IDENTITY_SHAPES:
        if shape.fullmatch(number):
            return pieces.identifier(system, number, kind=kind)
    return pieces.identifier(systems.OTHER_IDENTITY, number)


def _names(full: str) -> list[dict[str, Any]]:
    words = full.split()
    if not words:
        return []
    return [pieces.kept({"use": "official", "text": " ".join(words), "family": words[0], "given": words[1:]})]


def _phones(number: str) -> list[dict[str, Any]]:
    return [{"system": "phone", "value": number, "use": "mobile"}] if number else []


def _backgrounds(visit: Visit) -> list[dict[str, Any] | None]:
    head = visit.head
    nationality = visit.concept("MA_QUOCTICH", head.get("MA_QUOCTICH"))
    return [
        {
            "url": systems.NATIONALITY_EXTENSION,
            "extension": [{"url": "code", "valueCodeableConcept": nationality}],
        }
        if nationality
        else None,
        pieces.extension("ethnic-group", valueCoding=visit.coding("MA_DANTOC", head.get("MA_DANTOC"))),
        pieces.extension(
            "occupation", valueCoding=visit.coding("MA_NGHE_NGHIEP", head.get("MA_NGHE_NGHIEP"))
        ),
    ]


def _addresses(visit: Visit) -> list[dict[str, Any]]:
    head = visit.head
    commune = head.get("MAXA_CU_TRU")
    places: list[dict[str, Any] | None] = []
    if commune:
        places.append(visit.commune(commune))
    for field, system, name_of in (
        ("MAHUYEN_CU_TRU", systems.DISTRICT, "district"),
        ("MATINH_CU_TRU", systems.PROVINCE, "province"),
    ):
        if value := head.get(field):
            places.append(pieces.extension(name_of, valueCoding=pieces.coding(system, value)))
    extensions = pieces.present(places)
    text = head.get("DIA_CHI")
    if not extensions and not text:
        return []
    return [pieces.kept({"extension": extensions, "use": "home", "text": text, "country": "VN"})]


def build_coverages(visit: Visit) -> list[pieces.Resource]:
    """One Coverage per card, in the order of the cards; one of self-payment when there is no card.

    The dates and registration facilities of several cards stand in ``;`` lists of the same order.
    """
    head = visit.head
    cards = pieces.several(head.get("MA_THE_BHYT"))
    if not cards:
        return [_self_payment(visit)]
    places, starts, ends = (_listed(head.get(field)) for field in ("MA_DKBD", "GT_THE_TU", "GT_THE_DEN"))
    return [
        _insurance(visit, card, _at(places, index), _at(starts, index), _at(ends, index))
        for index, card in enumerate(cards)
    ]


def _listed(value: str) -> list[str]:
    return [part.strip() for part in value.split(";")]


def _at(values: list[str], index: int) -> str:
    return values[index] if index < len(values) else ""


def coverage_uid(visit: Visit, card: str) -> str:
    """The id of the Coverage of a patient source and a card; an empty card is self-payment."""
    return str(ids.uuid8_timeless("coverage", visit.subject["reference"], card))


def _insurance(visit: Visit, card: str, registered_at: str, start: str, end: str) -> pieces.Resource:
    head = visit.head
    classes = []
    if _LONG_CARD.fullmatch(card):
        classes = [
            {"type": pieces.concept(pieces.coding(systems.COVERAGE_CLASS, kind)), "value": value}
            for kind, value in (("group", card[:2]), ("class", card[2]))
        ]
    area = visit.coding("MA_KHUVUC", head.get("MA_KHUVUC"))
    continuous = pieces.day(head.get("NAM_NAM_LIEN_TUC"))
    fields = {
        "extension": pieces.present(
            [
                pieces.extension("registration-facility", valueReference=visit.organization(registered_at)),
                pieces.extension("living-area", valueCoding=area),
                pieces.extension("five-continuous-years-on", valueDate=continuous),
            ]
        ),
        "identifier": [pieces.identifier(systems.INSURANCE_NUMBER, card, kind="NIIP")],
        "status": "active",
        "type": pieces.concept(
            pieces.coding(systems.ACT_CODE, "PUBLICPOL", "public healthcare"), text="Bảo hiểm y tế"
        ),
        "subscriberId": card,
        "beneficiary": visit.subject,
        "relationship": pieces.concept(pieces.coding(systems.SUBSCRIBER, "self")),
        "period": pieces.period(start, end),
        "payor": [
            {"identifier": {"system": systems.PAYER, "value": "BHXH"}, "display": "Bảo hiểm xã hội Việt Nam"}
        ],
        "class": classes,
    }
    return pieces.resource("Coverage", coverage_uid(visit, card), fields)


def _self_payment(visit: Visit) -> pieces.Resource:
    fields = {
        "status": "active",
        "type": pieces.concept(pieces.coding(systems.COVERAGE_SELF_PAY, "pay", "Pay"), text="Tự chi trả"),
        "beneficiary": visit.subject,
        "payor": [visit.subject],
    }
    return pieces.resource("Coverage", coverage_uid(visit, ""), fields)


def registration_facilities(visit: Visit) -> list[str]:
    """The facilities named as places of primary registration; 12000 (a province and 000) is no facility."""
    return [code for code in pieces.several(visit.head.get("MA_DKBD")) if not code.endswith("000")]
