"""An entry of the trail as an AuditEvent (R4), after IHE's Basic Audit Log Patterns."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from hoaban.foundation.accounts import api as accounts
from hoaban.foundation.audit import api as audit
from hoaban.record.audit_events import meaning
from hoaban.record.audit_events.meaning import DCM, Code
from hoaban.record.audit_events.naming import Named, Names, read_name
from hoaban.record.engine import parse_json
from hoaban.record.shapes import Json, Stored

PREFIX = "trail-"
"""Ids of events: ``trail-`` and the number of the entry."""
ACTOR = "https://hoaban.example/fhir/sid/actor"
REASON = "http://terminology.hl7.org/CodeSystem/v3-ActReason"
OUTCOMES = {"allowed": "0", "refused": "4"}
"""A refusal is a minor failure: whoever acted could not, and nothing broke."""
_HL7 = "http://terminology.hl7.org/CodeSystem"
_ENTITY = f"{_HL7}/audit-entity-type"
_ROLE = f"{_HL7}/object-role"
_REQUEST = "https://profiles.ihe.net/ITI/BALP/CodeSystem/BasicAuditEntityType"
_PERSON = Code(_ENTITY, "1", "Person")
_OBJECT = Code(_ENTITY, "2", "System Object")
_PATIENT_ROLE = Code(_ROLE, "1", "Patient")
_RESOURCE_ROLE = Code(_ROLE, "4", "Domain Resource")
_QUERY_ROLE = Code(_ROLE, "24", "Query")
_SOURCE = Code(DCM, "110153", "Source Role ID")
_SERVER = Code(DCM, "110152", "Destination Role ID")
_USER = Code(f"{_HL7}/v3-ParticipationType", "IRCP", "information recipient")
_BY_ADDRESS = "2"
_TOLD_ELSEWHERE = frozenset({"resources", "address", "found"})


def named_in(entry: audit.TrailEntry) -> list[Named]:
    """The resources that an entry names one by one."""
    lists = [entry.detail.get("resources"), (entry.detail.get("found") or {}).get("resources")]
    found = (read_name(str(one)) for each in lists if isinstance(each, list) for one in each)
    return [one for one in found if one is not None]


def stored(entry: audit.TrailEntry, names: Names, known: Mapping[str, accounts.Known]) -> Stored:
    """The event as the record hands out resources."""
    body = parse_json.dumps(build(entry, names, known))
    return Stored("AuditEvent", f"{PREFIX}{entry.id}", 1, entry.at, False, body)


def build(entry: audit.TrailEntry, names: Names, known: Mapping[str, accounts.Known]) -> Json:
    """The event of one entry."""
    what = meaning.meaning_of(entry.act, entry.detail)
    at = entry.at.isoformat(timespec="microseconds").replace("+00:00", "Z")
    subtypes = [_coding(what.subtype)] if what.subtype else []
    event: Json = {
        "resourceType": "AuditEvent",
        "id": f"{PREFIX}{entry.id}",
        "meta": {"versionId": "1", "lastUpdated": at},
        "type": _coding(what.type),
        "subtype": [*subtypes, {"system": meaning.ACT, "code": entry.act}],
        "action": what.action,
        "recorded": at,
        "outcome": OUTCOMES[entry.outcome],
        "agent": [_who(entry, names, known), _server()],
        "source": {
            "observer": {"display": "Hoa Ban"},
            "type": [
                {"system": f"{_HL7}/security-source-type", "code": "4", "display": "Application Server"}
            ],
        },
    }
    if entry.purpose:
        event["purposeOfEvent"] = [{"coding": [{"system": REASON, "code": entry.purpose}]}]
    if entities := _entities(entry, names):
        event["entity"] = entities
    return event


def citizen_in(entry: audit.TrailEntry) -> UUID | None:
    """The person of the register who acted, where it was no member of staff and no program."""
    kind, _, name = entry.actor_id.partition(":")
    return UUID(name) if kind == "citizen" else None


def _who(entry: audit.TrailEntry, names: Names, known: Mapping[str, accounts.Known]) -> Json:
    """Who acted: staff and programs by an identifier, citizens by a Patient of theirs as well."""
    kind, _, name = entry.actor_id.partition(":")
    who: Json = {"identifier": {"system": ACTOR, "value": entry.actor_id}}
    citizen = citizen_in(entry)
    patients = names.patients.get(citizen, ()) if citizen else ()
    if patients:
        who = {"reference": f"Patient/{patients[0]}", **who}
    agent: Json = {
        "type": _concept(_USER if entry.actor_kind == "person" else _SOURCE),
        "who": who,
        "altId": name or entry.actor_id,
        "requestor": True,
    }
    if kind in ("account", "client"):
        agent["name"] = known[entry.actor_id].name
    if address := entry.detail.get("address"):
        agent["network"] = {"address": str(address), "type": _BY_ADDRESS}
    return agent


def _server() -> Json:
    return {"type": _concept(_SERVER), "who": {"display": "Hoa Ban"}, "requestor": False}


def _entities(entry: audit.TrailEntry, names: Names) -> list[Json]:
    """People by their Patients, resources one by one, what else the entry tells, the request."""
    found: list[Json] = []
    for person in entry.persons:
        patients = names.patients.get(person, ())
        references = [f"Patient/{one}" for one in patients] or [f"Person/{person}"]
        found += [_entity({"reference": one}, _PERSON, _PATIENT_ROLE) for one in references]
    for named in named_in(entry):
        if named.type != "Patient":
            found.append(_entity({"reference": names.reference(named)}, _OBJECT, _RESOURCE_ROLE))
            if named.version:
                found[-1]["detail"] = [_detail("version", named.version)]
    told = {
        key: value
        for key, value in entry.detail.items()
        if key not in _TOLD_ELSEWHERE and value not in ("", None)
    }
    if told:
        query = entry.act in ("record.search", "people.find") or "query" in told
        about: Json = {"type": _coding(_OBJECT), "detail": [_detail(key, told[key]) for key in sorted(told)]}
        found.append({**about, "role": _coding(_QUERY_ROLE)} if query else about)
    if entry.request_id:
        request = {"system": _REQUEST, "code": "XrequestId"}
        found.append({"what": {"identifier": {"value": entry.request_id}}, "type": request})
    return found


def _entity(what: Json, kind: Code, role: Code) -> Json:
    return {"what": what, "type": _coding(kind), "role": _coding(role)}


def _detail(name: str, value: Any) -> Json:
    text = value if isinstance(value, str) else parse_json.dumps({name: value}).decode()
    return {"type": name, "valueString": text or "-"}


def _coding(code: Code) -> Json:
    return {"system": code.system, "code": code.code, "display": code.display}


def _concept(code: Code) -> Json:
    return {"coding": [_coding(code)]}
