"""The bill as a Claim: every drug and service line with all its amounts, drugs first."""

from __future__ import annotations

from typing import Any, Final

from hoaban.record import systems
from hoaban.shared.claims.fhir import medicines, patient, pieces, services, stay
from hoaban.shared.claims.fhir.diagnoses import Diagnosis
from hoaban.shared.claims.fhir.visit import Line, Visit

_TOTALS: Final = (
    "T_THUOC",
    "T_VTYT",
    "T_TONGCHI_BH",
    "T_BNTT",
    "T_BNCCT",
    "T_BHTT",
    "T_NGUONKHAC",
    "T_BHTT_GDV",
)
_LINE_AMOUNTS: Final = ("DON_GIA_BH", "THANH_TIEN_BH", "T_TRANTT", "T_BNTT", "T_BNCCT", "T_BHTT")
# Subsidies are nearly always zero: a missing one means zero.
_SUBSIDIES: Final = (
    "T_NGUONKHAC_NSNN",
    "T_NGUONKHAC_VTNN",
    "T_NGUONKHAC_VTTN",
    "T_NGUONKHAC_CL",
    "T_NGUONKHAC",
)
_LINE_RATES: Final = ("TYLE_TT_DV", "TYLE_TT_BH", "MUC_HUONG")
_LINE_CODES: Final = (
    "PHAM_VI",
    "MA_PTTT",
    "NGUON_CTRA",
    "VET_THUONG_TP",
    "TAI_SU_DUNG",
    "GOI_VTYT",
    "MA_XANG_DAU",
    "MA_CSKCB_THUOC",
)
_LINE_TEXTS: Final = ("TT_THAU", "MA_HIEU_SP", "MA_MAY")


def build_claim(visit: Visit, diagnoses: list[Diagnosis]) -> pieces.Resource:
    """The Claim of a finished visit."""
    head = visit.head
    lines = [*visit.lines("XML2"), *visit.lines("XML3")]
    total = pieces.money(head.get("T_TONGCHI_BV"))
    fields = {
        "extension": pieces.present(_extensions(visit)),
        "identifier": [
            pieces.identifier(systems.CLAIM_NUMBER, f"{visit.facility}/{pieces.code(visit.ma_lk)}")
        ],
        "status": "active",
        "type": pieces.concept(pieces.coding(systems.CLAIM_TYPE, "institutional", "Institutional")),
        "use": "claim",
        "patient": visit.subject,
        "billablePeriod": pieces.period(head.get("NGAY_VAO"), head.get("NGAY_RA")),
        "created": pieces.instant(head.get("NGAY_TTOAN"))
        or pieces.instant(head.get("NGAY_RA"))
        or visit.on.isoformat(),
        "provider": visit.provider,
        "priority": pieces.concept(pieces.coding(systems.PRIORITY, "normal")),
        "diagnosis": _diagnoses(diagnoses),
        "procedure": [
            {
                "sequence": place,
                "procedureCodeableConcept": pieces.concept(pieces.coding(systems.ICD9CM, code)),
            }
            for place, code in enumerate(pieces.several(head.get("MA_PTTT_QT")), start=1)
        ],
        "insurance": _insurance(visit),
        "item": [_item(visit, line, place) for place, line in enumerate(lines, start=1)]
        or [_visit_item(visit)],
        "total": total,
    }
    return pieces.resource("Claim", visit.uid("XML1", "claim"), fields)


def _extensions(visit: Visit) -> list[dict[str, Any] | None]:
    head = visit.head
    totals = [_amount(field, head.get(field)) for field in _TOTALS]
    year, month = pieces.whole(head.get("NAM_QT")) or 0, pieces.whole(head.get("THANG_QT")) or 0
    settled = f"{year:04}-{month:02}" if 1 <= year <= 9999 and 1 <= month <= 12 else None
    return [
        _group("claim-totals", totals),
        pieces.extension("settlement-month", valueDate=settled),
        pieces.extension("copayment-exempt-since", valueDateTime=pieces.when(head.get("NGAY_MIEN_CCT"))),
        pieces.extension("paid-at", valueDateTime=pieces.instant(head.get("NGAY_TTOAN"))),
    ]


def _group(name: str, parts: list[dict[str, Any] | None]) -> dict[str, Any] | None:
    """An extension of ours that holds one small extension per claim field, named by the field."""
    there = pieces.present(parts)
    return {"url": systems.extension_url(name), "extension": there} if there else None


def _amount(field: str, value: str) -> dict[str, Any] | None:
    amount = pieces.money(value)
    return {"url": field, "valueMoney": amount} if amount else None


def _diagnoses(diagnoses: list[Diagnosis]) -> list[dict[str, Any]]:
    found = []
    for place, one in enumerate((one for one in diagnoses if one.role in ("main", "comorbid")), start=1):
        entry: dict[str, Any] = {
            "sequence": place,
            "diagnosisReference": pieces.reference("Condition", one.condition["id"]),
        }
        if one.role == "main":
            entry["type"] = [pieces.concept(pieces.coding(systems.CLAIM_DIAGNOSIS_TYPE, "principal"))]
        found.append(entry)
    return found


def _insurance(visit: Visit) -> list[dict[str, Any]]:
    cards = pieces.several(visit.head.get("MA_THE_BHYT")) or ("",)
    return [
        {
            "sequence": place,
            "focal": place == 1,
            "coverage": pieces.reference("Coverage", patient.coverage_uid(visit, card)),
        }
        for place, card in enumerate(cards, start=1)
    ]


def _visit_item(visit: Visit) -> dict[str, Any]:
    """A bill without lines still names its visit, so that what is hidden with the visit is hidden here."""
    return {
        "sequence": 1,
        "productOrService": visit.concept("MA_LOAI_KCB", stay.two_digits(visit.head.get("MA_LOAI_KCB")))
        or {"text": "Lượt khám bệnh, chữa bệnh"},
        "encounter": [visit.encounter],
    }


def _item(visit: Visit, line: Line, place: int) -> dict[str, Any]:
    quantity = pieces.number(line.get("SO_LUONG"))
    rate = pieces.number(line.get("TYLE_TT_DV"))
    return pieces.kept(
        {
            "extension": pieces.present(
                [_group("claim-line", _line_parts(visit, line)), _source_of(visit, line)]
            ),
            "sequence": place,
            "category": visit.concept("MA_NHOM", line.get("MA_NHOM")),
            "productOrService": _product(line),
            **_served(line),
            "quantity": pieces.quantity(quantity, line.get("DON_VI_TINH")) if quantity is not None else None,
            "unitPrice": pieces.money(line.get("DON_GIA") or line.get("DON_GIA_BV")),
            "factor": rate / 100 if rate is not None else None,
            "net": pieces.money(line.get("THANH_TIEN_BV")),
            "encounter": [visit.encounter],
        }
    )


def _product(line: Line) -> dict[str, Any]:
    """What was used: a drug, or a supply, or a service; codes that may stand together stand together."""
    if line.table == "XML2":
        coded = [(systems.SUBSTANCE, line.get("MA_THUOC")), (systems.REGISTRATION, line.get("SO_DANG_KY"))]
        name = line.get("TEN_THUOC")
    else:
        coded = [(systems.SUPPLY, line.get("MA_VAT_TU")), (systems.SERVICE, line.get("MA_DICH_VU"))]
        name = line.get("TEN_VAT_TU") or line.get("TEN_DICH_VU")
    codings = [pieces.coding(system, code) for system, code in coded if code]
    return pieces.concept(*codings, text=name) or {"text": "Không ghi tên"}


def _served(line: Line) -> dict[str, Any]:
    start, end = line.get("NGAY_TH_YL") or line.get("NGAY_YL"), line.get("NGAY_KQ")
    if line.get("MA_NHOM") in stay.BEDS and (spell := pieces.period(start, end)):
        return {"servicedPeriod": spell}
    day = pieces.day(start)
    return {"servicedDate": day} if day else {}


def _line_parts(visit: Visit, line: Line) -> list[dict[str, Any] | None]:
    amounts = [_amount(field, line.get(field)) for field in _LINE_AMOUNTS]
    subsidies = [_amount(field, line.get(field)) for field in _SUBSIDIES if pieces.number(line.get(field))]
    rates = [
        {"url": field, "valueDecimal": rate}
        for field in _LINE_RATES
        if (rate := pieces.number(line.get(field))) is not None
    ]
    codes = [
        {"url": field, "valueCode": pieces.code(line.get(field))} for field in _LINE_CODES if line.get(field)
    ]
    texts = [{"url": field, "valueString": line.get(field)} for field in _LINE_TEXTS if line.get(field)]
    departments = [
        {"url": "MA_KHOA", "valueCoding": visit.coding("MA_KHOA", code)}
        for code in pieces.several(line.get("MA_KHOA"))
    ]
    staff = [
        {"url": "MA_BAC_SI", "valueReference": one} for one in visit.practitioners(line.get("MA_BAC_SI"))
    ]
    with_service = (
        [{"url": "MA_DICH_VU", "valueString": line.get("MA_DICH_VU")}]
        if line.table == "XML2" and line.get("MA_DICH_VU")
        else []
    )
    return [*amounts, *subsidies, *rates, *codes, *texts, *departments, *staff, *with_service]


def _source_of(visit: Visit, line: Line) -> dict[str, Any] | None:
    """The clinical fact behind a line, where one was written."""
    if line.table == "XML2" and medicines.is_medicine(line):
        return pieces.extension(
            "claim-line-order",
            valueReference=pieces.reference("MedicationRequest", medicines.request_uid(visit, line)),
        )
    if line.table == "XML3" and services.is_order(line):
        return pieces.extension(
            "claim-line-order",
            valueReference=pieces.reference("ServiceRequest", services.request_uid(visit, line)),
        )
    return pieces.extension("claim-line-row", valueString=f"{line.table}/{line.get('STT') or line.key}")
