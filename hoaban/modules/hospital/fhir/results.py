"""Samples, results, reports and answers as they are written to the record, and read back."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

from hoaban.kernel import ids
from hoaban.kernel.clock import VIETNAM
from hoaban.record import pieces, systems
from hoaban.record.shapes import Entry, Json

_SECTIONS: Final = {
    "laboratory": ("LAB", "Laboratory"),
    "imaging": ("RAD", "Radiology"),
    "function": ("OTH", "Other"),
}
_FLAGS: Final = "http://terminology.hl7.org/CodeSystem/v3-ObservationInterpretation"
_FLAG_WORDS: Final = {
    "LL": "Critical low",
    "HH": "Critical high",
    "L": "Low",
    "H": "High",
    "N": "Normal",
    "A": "Abnormal",
}
ERROR: Final = "entered-in-error"


@dataclass(frozen=True, slots=True)
class Of:
    """Whose result it is, of which order, and by whom. ``attempt``: how often it had to be begun anew."""

    order: UUID
    attempt: int
    patient: str
    visit: UUID
    number: str
    code: str
    name: str
    kind: str
    specimen: str
    sampled_at: datetime | None
    performers: tuple[Json, ...]

    def uid(self, *parts: str) -> str:
        """The same id for the same part of the same result, whatever its version."""
        return str(ids.uuid8_timeless("result", str(self.order), str(self.attempt), *parts))


@dataclass(frozen=True, slots=True)
class Line:
    """One value. ``low``, ``high``: the reference range; ``flag``: as HL7 writes it, or empty."""

    analyte: str
    loinc: str
    name: str
    number: Decimal | None
    comparator: str
    text: str
    unit: str
    ucum: str
    low: Decimal | None
    high: Decimal | None
    flag: str


@dataclass(frozen=True, slots=True)
class Report:
    """A report as read. ``lines``: its values in order; ``text``: what was seen and concluded; ``status``: as FHIR says it."""

    id: str
    status: str
    name: str
    issued: datetime | None
    by: str
    text: str
    lines: tuple[Line, ...]


def specimen_entry(of: Of, at: datetime) -> Entry:
    """The sample, by the number on its label."""
    made = {
        "identifier": [pieces.identifier(systems.extension_url("specimen-number"), of.number)],
        "accessionIdentifier": pieces.identifier(systems.extension_url("specimen-number"), of.number),
        "status": "available",
        "type": pieces.concept(text=of.specimen or "Mẫu bệnh phẩm"),
        "subject": pieces.reference("Patient", of.patient),
        "request": [pieces.reference("ServiceRequest", str(of.order))],
        "collection": {"collectedDateTime": _instant(at), "collector": _referenced(of.performers)},
    }
    uid = of.uid("specimen")
    return Entry("PUT", "Specimen", uid, pieces.resource("Specimen", uid, _whole(made)))


def report_entries(of: Of, lines: Sequence[Line], text: str, status: str, at: datetime) -> list[Entry]:
    """The values, and the report that names them. ``status``: preliminary, final or amended."""
    values = [_observation(of, one, status, at) for one in lines]
    if of.kind == "consultation":
        return [_entry(_answer(of, text, status, at))]
    if of.kind == "procedure":
        return [_entry(_procedure(of, text, status, at))]
    report = {
        "identifier": [pieces.identifier(systems.extension_url("order-number"), of.number)],
        "basedOn": [pieces.reference("ServiceRequest", str(of.order))],
        "status": status,
        "category": [pieces.concept(pieces.coding(systems.REPORT_SECTION, *_SECTIONS[of.kind]))],
        "code": {"coding": [pieces.coding(systems.SERVICE, of.code)], "text": of.name},
        **_common(of, at),
        "performer": list(of.performers), "resultsInterpreter": _referenced_all(of.performers),
        "specimen": _specimen(of),
        "result": [pieces.reference("Observation", str(one["id"])) for one in values],
        "conclusion": text,
    }  # fmt: skip
    return [*map(_entry, values), _entry(pieces.resource("DiagnosticReport", of.uid("report"), report))]


def withdrawn(resource: Json) -> Json:
    """The same, written by mistake."""
    return {**resource, "status": ERROR}


def type_of(kind: str) -> str:
    """The type of resource in which the result of a kind of service stands."""
    return {"consultation": "Composition", "procedure": "Procedure"}.get(kind, "DiagnosticReport")


def read_report(resource: Json, observations: Iterable[Json]) -> Report:
    """A report, a procedure or an answer, with the values that it names."""
    by_id = {str(one["id"]): one for one in observations}
    named = [str(one.get("reference", "")).removeprefix("Observation/") for one in resource.get("result", ())]
    who: Any = (resource.get("performer") or resource.get("author") or [{}])[0]
    who = who.get("actor", who)
    return Report(
        str(resource.get("id", "")), str(resource.get("status", "")),
        str(resource.get("code", {}).get("text", "") or resource.get("title", "")),
        _read_instant(str(resource.get("issued") or resource.get("date") or resource.get("performedDateTime") or "")),
        str(who.get("display", "")), _text(resource), tuple(_line(by_id[one]) for one in named if one in by_id),
    )  # fmt: skip


def named_observations(resource: Json) -> list[str]:
    """The ids of the values that a report names."""
    return [str(one.get("reference", "")).removeprefix("Observation/") for one in resource.get("result", ())]


def _entry(resource: Json) -> Entry:
    return Entry("PUT", str(resource["resourceType"]), str(resource["id"]), resource)


def _observation(of: Of, one: Line, status: str, at: datetime) -> Json:
    coding = pieces.coding(systems.LOINC, one.loinc) if one.loinc else None
    own = pieces.coding(systems.code_list("analyte"), one.analyte)
    fields = {
        "basedOn": [pieces.reference("ServiceRequest", str(of.order))],
        "status": status,
        "category": [pieces.concept(pieces.coding(systems.OBSERVATION_CATEGORY, "laboratory"))],
        "code": pieces.concept(coding, own, text=one.name),
        **_common(of, at),
        "performer": list(of.performers),
        **_value(one),
        "interpretation": [pieces.concept(pieces.coding(_FLAGS, one.flag, _FLAG_WORDS[one.flag]))] if one.flag else None,
        "specimen": next(iter(_specimen(of)), None),
        "referenceRange": _range(one),
    }  # fmt: skip
    return pieces.resource("Observation", of.uid(one.analyte), fields)


def _value(one: Line) -> dict[str, Any]:
    if one.number is None:
        return {"valueString": one.text}
    made = pieces.quantity(one.number, one.unit, one.ucum)
    return {"valueQuantity": {**made, "comparator": one.comparator} if one.comparator else made}


def _range(one: Line) -> list[Json]:
    ends = {
        name: pieces.quantity(value, one.unit, one.ucum)
        for name, value in (("low", one.low), ("high", one.high))
        if value is not None
    }
    return [ends] if ends else []


def _common(of: Of, at: datetime) -> dict[str, Any]:
    return {
        "subject": pieces.reference("Patient", of.patient),
        "encounter": pieces.reference("Encounter", str(of.visit)),
        "effectiveDateTime": _instant(of.sampled_at or at),
        "issued": _instant(at),
    }


def _answer(of: Of, text: str, status: str, at: datetime) -> Json:
    fields = {
        "identifier": pieces.identifier(systems.extension_url("order-number"), of.number),
        "status": status,
        "type": {
            "coding": [pieces.coding(systems.LOINC, "11488-4", "Consult note")],
            "text": "Ý kiến chuyên khoa",
        },
        "subject": pieces.reference("Patient", of.patient),
        "encounter": pieces.reference("Encounter", str(of.visit)),
        "date": _instant(at),
        "author": list(of.performers),
        "title": of.name,
        "section": [{"title": "Ý kiến chuyên khoa", "text": pieces.narrative(text)}],
    }
    return pieces.resource("Composition", of.uid("report"), fields)


def _procedure(of: Of, text: str, status: str, at: datetime) -> Json:
    fields = {
        "basedOn": [pieces.reference("ServiceRequest", str(of.order))],
        "status": "in-progress" if status == "preliminary" else "completed",
        "category": pieces.concept(pieces.coding(systems.REQUEST_KIND, "procedure", "Thủ thuật")),
        "code": {"coding": [pieces.coding(systems.SERVICE, of.code)], "text": of.name},
        "subject": pieces.reference("Patient", of.patient),
        "encounter": pieces.reference("Encounter", str(of.visit)),
        "performedDateTime": _instant(at),
        "performer": [{"actor": one} for one in of.performers],
        "note": [{"text": text}],
    }
    return pieces.resource("Procedure", of.uid("report"), fields)


def _specimen(of: Of) -> list[Json]:
    return [pieces.reference("Specimen", of.uid("specimen"))] if of.sampled_at else []


def _referenced(performers: Sequence[Json]) -> Json | None:
    return next(iter(performers), None)


def _referenced_all(performers: Sequence[Json]) -> list[Json]:
    return [one for one in performers if "reference" in one]


def _whole(made: dict[str, Any]) -> dict[str, Any]:
    return {key: pieces.kept(value) if isinstance(value, dict) else value for key, value in made.items()}


def _text(resource: Json) -> str:
    if resource.get("conclusion"):
        return str(resource["conclusion"])
    if notes := resource.get("note"):
        return "\n".join(str(one.get("text", "")) for one in notes)
    for section in resource.get("section", ()):
        div = str(section.get("text", {}).get("div", ""))
        inner = div.partition("<p>")[2].rpartition("</p>")[0]
        return inner.replace("<br/>", "\n").replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
    return ""


def _line(one: Json) -> Line:
    quantity: Json = one.get("valueQuantity", {})
    limits: Json = next(iter(one.get("referenceRange", ())), {})
    codes = {
        str(each.get("system")): str(each.get("code", "")) for each in one.get("code", {}).get("coding", ())
    }
    flags = [
        str(each.get("code", "")) for said in one.get("interpretation", ()) for each in said.get("coding", ())
    ]
    return Line(
        codes.get(systems.code_list("analyte"), ""), codes.get(systems.LOINC, ""), str(one.get("code", {}).get("text", "")),
        _decimal(quantity), str(quantity.get("comparator", "")), str(one.get("valueString", "")),
        str(quantity.get("unit", "")), str(quantity.get("code", "")), _decimal(limits.get("low", {})),
        _decimal(limits.get("high", {})), next(iter(flags), ""),
    )  # fmt: skip


def _decimal(quantity: Json) -> Decimal | None:
    return Decimal(str(quantity["value"])) if "value" in quantity else None


def _instant(at: datetime) -> str:
    return at.astimezone(VIETNAM).isoformat(timespec="seconds")


def _read_instant(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None
