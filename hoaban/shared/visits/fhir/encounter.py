"""A visit as an Encounter; the same that a claim file of the visit becomes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from hoaban.kernel.clock import VIETNAM
from hoaban.record import pieces, stays, systems
from hoaban.record.shapes import Json
from hoaban.shared.visits.fhir.shapes import Names, Outcome, State, Visit, VisitDiagnosis

_STATUS: Final = {
    State.ARRIVED: "arrived", State.TRIAGED: "triaged", State.SEEN: "in-progress", State.ENDED: "finished",
    State.CANCELLED: "cancelled",
}  # fmt: skip


def build_encounter(visit: Visit, names: Names, before: Json | None = None) -> Json:
    """The Encounter of a visit as it stands; of the one ``before`` it keeps what the visit itself does not say."""
    arrival = visit.arrival
    provider = pieces.reference(
        "Organization", str(names.organization(arrival.facility_code)), names.facility
    )
    said = {
        "extension": [*_kept_extensions(before), *_coverage_class(visit, names)],
        "identifier": [pieces.identifier(systems.MA_LK, visit.number, kind="VN", assigner=provider)],
        "status": _STATUS[visit.state],
        "class": stays.stay_class(arrival.care, emergency=arrival.emergency),
        "type": pieces.present([_concept(names, "MA_LOAI_KCB", arrival.care)]),
        "priority": stays.priority(emergency=arrival.emergency),
        "subject": pieces.reference("Patient", visit.patient),
        "participant": (before or {}).get("participant"),
        "period": pieces.kept({"start": _instant(visit.arrived_at), "end": _instant(visit.ended_at)}),
        "reasonCode": pieces.present([pieces.concept(text=arrival.reason)]),
        "diagnosis": (before or {}).get("diagnosis"),
        "hospitalization": _hospitalization(visit, names, before),
        "location": _department(visit, names),
        "serviceProvider": {
            **provider,
            "identifier": pieces.identifier(systems.FACILITY_CODE, arrival.facility_code),
        },
    }
    return pieces.resource("Encounter", str(visit.id), said)


def with_diagnoses(encounter: Json, diagnoses: Sequence[VisitDiagnosis]) -> Json:
    """The Encounter with these diagnoses, in their order; the main one has rank 1."""
    found = []
    rank = 0
    for one in sorted(diagnoses, key=lambda each: each.role != "main"):
        ranked = one.role in ("main", "comorbid")
        rank += ranked
        found.append(stays.diagnosis(str(one.condition), one.role, rank if ranked else None))
    return pieces.kept({**encounter, "diagnosis": found})


def with_practitioner(encounter: Json, practitioner: UUID, name: str) -> Json:
    """The Encounter with somebody more who saw them."""
    there = encounter.get("participant", [])
    who = pieces.reference("Practitioner", str(practitioner), name)
    if any(one.get("individual", {}).get("reference") == who["reference"] for one in there):
        return encounter
    return {**encounter, "participant": [*there, stays.attender(who)]}


def with_outcome(encounter: Json, outcome: Outcome, names: Names) -> Json:
    """The Encounter with how it ended."""
    ended = pieces.kept(
        {
            **encounter.get("hospitalization", {}),
            "destination": pieces.reference("Organization", str(names.organization(outcome.to_facility)))
            if outcome.to_facility
            else None,
            "dischargeDisposition": pieces.concept(
                _coding(names, "MA_LOAI_RV", outcome.disposition),
                stays.disposition(outcome.disposition),
            ),
        }
    )
    result = pieces.extension("treatment-result", valueCoding=_coding(names, "KET_QUA_DTRI", outcome.result))
    url = systems.extension_url("treatment-result")
    others = [one for one in encounter.get("extension", []) if one.get("url") != url]
    return pieces.kept(
        {**encounter, "hospitalization": ended, "extension": [*others, *pieces.present([result])]}
    )


def _instant(at: datetime | None) -> str | None:
    return at.astimezone(VIETNAM).isoformat(timespec="seconds") if at else None


def _coding(names: Names, field: str, code: str) -> dict[str, str] | None:
    return pieces.coding(systems.code_list(field), code, names.of(field, code)) if code else None


def _concept(names: Names, field: str, code: str) -> dict[str, Any] | None:
    return pieces.concept(_coding(names, field, code))


def _kept_extensions(before: Json | None) -> list[Json]:
    url = systems.extension_url("coverage-class")
    return [one for one in (before or {}).get("extension", []) if one.get("url") != url]


def _coverage_class(visit: Visit, names: Names) -> list[Json]:
    said = _coding(names, "MA_DOITUONG_KCB", visit.arrival.coverage_class)
    return pieces.present([pieces.extension("coverage-class", valueCoding=said)])


def _hospitalization(visit: Visit, names: Names, before: Json | None) -> Json | None:
    paper, sender = visit.arrival.referral.paper, visit.arrival.referral.from_facility
    there = dict((before or {}).get("hospitalization", {}))
    said = {
        "preAdmissionIdentifier": pieces.identifier(systems.REFERRAL_PAPER, paper) if paper else None,
        "origin": pieces.reference("Organization", str(names.organization(sender))) if sender else None,
    }
    return pieces.kept({**there, **said}) or None


def _department(visit: Visit, names: Names) -> list[Json]:
    code = visit.arrival.department
    if not code:
        return []
    over = visit.state in (State.ENDED, State.CANCELLED)
    return [
        {
            "extension": pieces.present(
                [pieces.extension("department", valueCoding=_coding(names, "MA_KHOA", code))]
            ),
            "location": stays.department(visit.arrival.facility_code, code, names.of("MA_KHOA", code)),
            "status": "completed" if over else "active",
        }
    ]
