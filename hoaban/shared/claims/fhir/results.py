"""Test and imaging results (XML4): a DiagnosticReport per service and result time, with its Observations."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal
from typing import Any, Final

from hoaban.record import systems
from hoaban.shared.claims.fhir import pieces, services, units
from hoaban.shared.claims.fhir.visit import Line, Visit

_MEASURED: Final = re.compile(r"(<=|>=|<|>)?\s*(-?(?:0|[1-9][0-9]*)(?:[.,][0-9]+)?)")
_CATEGORIES: Final = {
    services.LABORATORY: ("laboratory", ("LAB", "Laboratory")),
    services.IMAGING: ("imaging", ("RAD", "Radiology")),
    services.FUNCTION_TEST: ("procedure", ("OTH", "Other")),
}


def build_results(visit: Visit) -> list[pieces.Resource]:
    """Observations first, then the report that names them."""
    groups: dict[tuple[str, str], list[Line]] = {}
    for line in visit.lines("XML4"):
        groups.setdefault((line.get("MA_DICH_VU"), line.get("NGAY_KQ")), []).append(line)
    orders = [line for line in visit.lines("XML3") if services.is_order(line)]
    found: list[pieces.Resource] = []
    for (code, at), lines in groups.items():
        order = _order_of(orders, code, at)
        seen = [one for line in lines if (one := _observation(visit, line, order))]
        found += seen
        found.append(_report(visit, lines, seen, order))
    return found


def _order_of(orders: Sequence[Line], code: str, at: str) -> Line | None:
    """The order that a result answers: same service and result time, else the last ordered before it."""
    same = [line for line in orders if code and line.get("MA_DICH_VU") == code]
    exact = [line for line in same if line.get("NGAY_KQ") == at]
    earlier = [line for line in same if line.get("NGAY_YL") <= at]
    if exact:
        return exact[0]
    if earlier:
        return max(earlier, key=lambda line: line.get("NGAY_YL"))
    return same[0] if len(same) == 1 else None


def _kind(order: Line | None, lines: Sequence[Line]) -> tuple[str, tuple[str, str]] | None:
    """What sort of result: as its order says; a value without an order is taken for a laboratory one."""
    if order:
        return _CATEGORIES.get(order.get("MA_NHOM"))
    return _CATEGORIES[services.LABORATORY] if any(line.get("GIA_TRI") for line in lines) else None


def _links(visit: Visit, order: Line | None) -> dict[str, Any]:
    if not order:
        return {}
    return {"basedOn": [pieces.reference("ServiceRequest", services.request_uid(visit, order))]}


def _times(line: Line, order: Line | None) -> dict[str, Any]:
    """When the finding was true (sample or examination), and when it was made known."""
    result_at = pieces.instant(line.get("NGAY_KQ"))
    done_at = pieces.instant(order.get("NGAY_TH_YL")) if order else None
    return {"effectiveDateTime": done_at or result_at, "issued": result_at}


def _observation(visit: Visit, line: Line, order: Line | None) -> pieces.Resource | None:
    """One index as an Observation; a row that only concludes has none, its words stand in the report."""
    value = _value(line)
    described = line.get("MO_TA")
    if not value and not described:
        return None
    kind = _kind(order, [line])
    index = line.get("MA_CHI_SO")
    sample = services.specimen_uid(visit, order) if order and services.has_specimen(order) else None
    fields = {
        **_links(visit, order),
        "status": "final",
        "category": [_category(kind[0])] if kind else None,
        "code": pieces.concept(
            visit.coding("MA_CHI_SO", index) if index else None,
            text=line.get("TEN_CHI_SO") or (order.get("TEN_DICH_VU") if order else ""),
        )
        or {"text": "Chỉ số không ghi tên"},
        "subject": visit.subject,
        "encounter": visit.encounter,
        **_times(line, order),
        "performer": visit.practitioners(line.get("MA_BS_DOC_KQ")),
        **(value or {"valueString": described}),
        "note": [{"text": described}] if value and described else None,
        "specimen": pieces.reference("Specimen", sample) if sample else None,
    }
    return pieces.resource("Observation", observation_uid(visit, line), fields)


def observation_uid(visit: Visit, line: Line) -> str:
    """The id of the Observation of a result row."""
    return visit.uid("XML4", line.key, "observation")


def _category(code: str) -> dict[str, Any]:
    return {"coding": [{"system": systems.OBSERVATION_CATEGORY, "code": code}]}


def _value(line: Line) -> dict[str, Any]:
    """GIA_TRI as a Quantity when it is a number, also with <, >; as text otherwise; nothing when empty."""
    text, unit = line.get("GIA_TRI"), line.get("DON_VI_DO")
    if not text:
        return {}
    read = _MEASURED.fullmatch(text)
    if not read:
        return {"valueString": f"{text} {unit}" if unit else text}
    measured = pieces.quantity(Decimal(read[2].replace(",", ".")), unit, units.ucum(unit))
    if read[1]:
        measured["comparator"] = read[1]
    return {"valueQuantity": measured}


def _report(
    visit: Visit, lines: Sequence[Line], seen: Sequence[pieces.Resource], order: Line | None
) -> pieces.Resource:
    first = lines[0]
    kind = _kind(order, lines)
    readers = dict.fromkeys(number for line in lines for number in pieces.several(line.get("MA_BS_DOC_KQ")))
    conclusions = dict.fromkeys(line.get("KET_LUAN") for line in lines if line.get("KET_LUAN"))
    code, at = first.get("MA_DICH_VU"), first.get("NGAY_KQ")
    sample = services.specimen_uid(visit, order) if order and services.has_specimen(order) else None
    fields = {
        **_links(visit, order),
        "status": "final",
        "category": [pieces.concept(pieces.coding(systems.REPORT_SECTION, *kind[1]))] if kind else None,
        "code": services.service_concept(order) if order else _unordered_concept(first),
        "subject": visit.subject,
        "encounter": visit.encounter,
        **_times(first, order),
        "performer": [visit.provider],
        "resultsInterpreter": [person for number in readers for person in visit.practitioners(number)],
        "specimen": [pieces.reference("Specimen", sample)] if sample else None,
        "result": [pieces.reference("Observation", one["id"]) for one in seen],
        "conclusion": "\n".join(conclusions),
    }
    return pieces.resource("DiagnosticReport", visit.uid("XML4", "report", code, at), fields)


def _unordered_concept(line: Line) -> dict[str, Any]:
    code = line.get("MA_DICH_VU")
    return pieces.concept(
        pieces.coding(systems.SERVICE, code) if code else None, text=line.get("TEN_CHI_SO")
    ) or {"text": "Kết quả cận lâm sàng"}
