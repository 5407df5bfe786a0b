"""Search parameters of AuditEvent, read into what the trail is asked for. What is not served is refused by name."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from hoaban.foundation.audit import api as audit
from hoaban.kernel.actor import Purpose
from hoaban.record.audit_events import meaning, naming, shape
from hoaban.record.engine import placement, reading, structure
from hoaban.record.engine.search import dates
from hoaban.record.engine.search.parse import results
from hoaban.record.engine.search.parse.faults import Fault, IllFormed, NotSupported, Unknown
from hoaban.record.engine.search.parse.reader import issue_of
from hoaban.record.engine.search.query import SearchRefused
from hoaban.record.engine.validate import Issue

_PREFIXED = re.compile(r"(eq|ne|gt|lt|ge|le|sa|eb|ap)?(\d{4}.*)", re.ASCII)
_SORTS = ("-date", "-_lastUpdated")


@dataclass(slots=True)
class Asked:
    """What is asked for. ``nothing``: two criteria exclude each other, or one fits no entry."""

    sought: audit.TrailFilter = field(default_factory=audit.TrailFilter)
    entry: int | None = None
    before: int | None = None
    count: int = results.DEFAULT_COUNT
    nothing: bool = False
    persons: list[tuple[UUID, ...]] = field(default_factory=list)
    """Of each criterion about people, the ids by which the trail may know them."""
    filters: list[str] = field(default_factory=list)
    left_aside: list[tuple[str, str]] = field(default_factory=list)

    def narrow(self, **fields: Any) -> None:
        """One criterion more; one that another contradicts finds nothing."""
        for name, value in fields.items():
            held = getattr(self.sought, name)
            if name == "since":
                value = max(held or value, value)
            elif name == "until":
                value = min(held or value, value)
            elif held and held != value:
                self.nothing = True
            self.sought = replace(self.sought, **{name: value})


def read(params: Sequence[tuple[str, str]], *, base_url: str, lenient: bool) -> Asked:
    """Understand a search. :raises SearchRefused: naming every parameter that cannot be."""
    asked, issues = Asked(), []
    for name, value in params:
        code, _, modifier = name.partition(":")
        take = _PARAMETERS.get(name if name in _PARAMETERS else code if not modifier else "")
        try:
            if take is None:
                raise Unknown("không hỗ trợ khi tìm trong nhật ký", "not supported in a search of the trail")
            take(asked, value.removeprefix(f"{base_url}/"))
            if code not in _OF_RESULTS:
                asked.filters.append(code)
        except Fault as fault:
            if lenient and isinstance(fault, Unknown):
                asked.left_aside.append((name, value))
            else:
                issues.append(issue_of(name, fault))
    _settle(asked, issues)
    if issues:
        raise SearchRefused(tuple(issues))
    return asked


def _settle(asked: Asked, issues: list[Issue]) -> None:
    """Criteria about people meet in the people whom all of them are about; a resource needs people or days."""
    if asked.persons:
        first, *others = asked.persons
        same = tuple(one for one in first if all(one in each for each in others))
        asked.nothing |= not same
        asked.sought = replace(asked.sought, persons=same)
    elif asked.sought.resource and asked.sought.since is None:
        fault = NotSupported("hãy thêm date=ge…", "add date=ge… : this resource is about nobody")
        issues.append(issue_of("entity", fault))


def _date(asked: Asked, text: str) -> None:
    match = _PREFIXED.fullmatch(text.replace(" ", "+"))
    try:
        low, high = dates.parse(match[2] if match else "")
    except dates.NotADate:
        raise IllFormed("cần một ngày hoặc thời điểm", "a date or an instant is expected") from None
    prefix = (match[1] if match else None) or "eq"
    spans: dict[str, dict[str, datetime]] = {
        "eq": {"since": low, "until": high}, "ge": {"since": low}, "gt": {"since": high}, "sa": {"since": high},
        "lt": {"until": low}, "eb": {"until": low}, "le": {"until": high},
    }  # fmt: skip
    if prefix not in spans:
        raise NotSupported(
            "chỉ hỗ trợ eq, gt, lt, ge, le, sa, eb", "only eq, gt, lt, ge, le, sa and eb are supported"
        )
    asked.narrow(**spans[prefix])


def _patient(asked: Asked, text: str) -> None:
    fhir_id = text.removeprefix("Patient/")
    if not fhir_id or "/" in fhir_id or "," in fhir_id:
        raise IllFormed("cần Patient/ID", "Patient/ID is expected")
    found = naming.ids_of_patient(fhir_id)
    asked.nothing |= not found
    asked.persons.append(found)


def _entity(asked: Asked, text: str) -> None:
    kind, _, fhir_id = text.partition("/")
    if not fhir_id or "/" in fhir_id or "," in fhir_id or not structure.is_resource_type(kind):
        raise IllFormed("cần Loại/ID", "Type/ID is expected")
    if kind == "Patient":
        _patient(asked, text)
        return
    if kind == "Person":
        asked.persons.append(naming.ids_of_person(_uuid(fhir_id)))
        return
    uid = placement.uid_of(kind, fhir_id)[0]
    exists, person = reading.person_of(structure.type_number(kind), uid)
    asked.nothing |= not exists
    asked.narrow(resource=f"{kind}/{uid}")
    if person is not None:
        asked.persons.append(naming.ids_of_person(person))


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise IllFormed("cần một UUID", "a UUID is expected") from None


def _agent(asked: Asked, text: str) -> None:
    """``agent:identifier`` and ``altid``: SYSTEM|account:bs.kham, or the bare name of an account."""
    system, bar, value = text.rpartition("|")
    if bar and system and system != shape.ACTOR:
        asked.nothing = True
    if not value or "," in value:
        raise IllFormed("cần một mã người làm", "one actor is expected")
    asked.narrow(actor_id=value if ":" in value or value in ("visitor", "anonymous") else f"account:{value}")


def _agent_by_reference(asked: Asked, text: str) -> None:
    """``agent=Patient/ID``: a citizen. Staff and programs are no resources; they are found by ``agent:identifier``."""
    kind, _, fhir_id = text.partition("/")
    if kind != "Patient" or not fhir_id or "," in fhir_id:
        raise NotSupported(
            "chỉ nhận Patient/ID; nếu không, hãy dùng agent:identifier", "Patient/ID, or agent:identifier"
        )
    person = naming.person_of_patient(fhir_id)
    asked.nothing |= person is None
    if person is not None:
        asked.narrow(actor_id=f"citizen:{person}")


def _action(asked: Asked, text: str) -> None:
    wanted = {one.rpartition("|")[2] for one in text.split(",")}
    if not wanted <= set("CRUDE"):
        raise IllFormed("cần C, R, U, D hoặc E", "C, R, U, D or E is expected")
    _take_acts(asked, meaning.acts_where(lambda one: one.action in wanted))


def _type(asked: Asked, text: str) -> None:
    wanted = _tokens(text)
    _take_acts(asked, meaning.acts_where(lambda one: _is(one.type, wanted)))


def _subtype(asked: Asked, text: str) -> None:
    wanted = _tokens(text)
    found = meaning.acts_where(lambda one: one.subtype is not None and _is(one.subtype, wanted))
    named = (
        acts for system, code in wanted if system in (None, meaning.ACT) for acts in meaning.acts_named(code)
    )
    _take_acts(asked, (*found, *named))


def _take_acts(asked: Asked, acts: tuple[audit.Acts, ...]) -> None:
    if not acts:
        asked.nothing = True
    elif asked.sought.acts:
        raise NotSupported(
            "chỉ dùng một trong action, type, subtype",
            "only one of action, type and subtype is taken at a time",
        )
    asked.sought = replace(asked.sought, acts=acts)


def _tokens(text: str) -> list[tuple[str | None, str]]:
    found = []
    for one in text.split(","):
        system, bar, code = one.rpartition("|")
        if not code:
            raise IllFormed("cần một mã", "a code is expected")
        found.append((system if bar else None, code))
    return found


def _is(code: meaning.Code, wanted: list[tuple[str | None, str]]) -> bool:
    return any(one == code.code and system in (None, code.system) for system, one in wanted)


def _outcome(asked: Asked, text: str) -> None:
    codes = {code: ours for ours, code in shape.OUTCOMES.items()}
    wanted = {one.rpartition("|")[2] for one in text.split(",")}
    if not wanted <= {"0", "4", "8", "12"}:
        raise IllFormed("cần 0, 4, 8 hoặc 12", "0, 4, 8 or 12 is expected")
    ours = [codes[one] for one in wanted if one in codes]
    asked.nothing |= not ours
    if len(ours) == 1:
        asked.narrow(outcome=ours[0])


def _purpose(asked: Asked, text: str) -> None:
    system, _, code = text.rpartition("|")
    if code not in set(Purpose):
        raise IllFormed("cần một mã mục đích sử dụng", "a purpose of use is expected")
    asked.nothing |= bool(system) and system != shape.REASON
    asked.narrow(purpose=code)


def _id(asked: Asked, text: str) -> None:
    number = entry_number(text)
    asked.nothing |= number is None or (asked.entry is not None and asked.entry != number)
    asked.entry = number


def entry_number(fhir_id: str) -> int | None:
    """The entry behind an event's id; None where it is none of the trail's."""
    digits = fhir_id.removeprefix(shape.PREFIX)
    fits = fhir_id.startswith(shape.PREFIX) and digits.isascii() and digits.isdecimal() and len(digits) < 19
    return int(digits) if fits else None


def _count(asked: Asked, text: str) -> None:
    asked.count = results.count(text)


def _page(asked: Asked, text: str) -> None:
    asked.before = entry_number(f"{shape.PREFIX}{text}")
    if asked.before is None:
        raise IllFormed("không phải một trang của tìm kiếm này", "no page of this search")


def _sort(_asked: Asked, text: str) -> None:
    if text not in _SORTS:
        raise NotSupported("chỉ xếp được theo -date", "only -date is supported")


def _total(_asked: Asked, text: str) -> None:
    if results.total(text) != "none":
        raise NotSupported("nhật ký không được đếm", "the trail is not counted")


_OF_RESULTS = frozenset({"_count", "_page", "_sort", "_total"})
_PARAMETERS: dict[str, Callable[[Asked, str], None]] = {
    "_id": _id, "_lastUpdated": _date, "date": _date, "patient": _patient, "entity": _entity,
    "agent": _agent_by_reference, "agent:identifier": _agent, "altid": _agent, "action": _action, "type": _type,
    "subtype": _subtype,
    "outcome": _outcome, "purpose": _purpose, "_count": _count, "_page": _page, "_sort": _sort, "_total": _total,
}  # fmt: skip
SERVED = ", ".join(sorted(_PARAMETERS))
