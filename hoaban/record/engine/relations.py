"""From where a resource lets a person be reached: a visit, being there now, a residence, a referral, who looks after them;
and on which days.

Pure reading of one resource, and of the days that the law gives (``data/care_relations.toml``). Closed by default: a
relation without a beginning, one that was withdrawn and one of a kind not known here open nothing.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from hashlib import md5
from importlib import resources
from typing import Any
from uuid import UUID

from hoaban.foundation.places import api as places
from hoaban.kernel.clock import vietnam_day
from hoaban.record.engine.addresses import target, targets
from hoaban.record.shapes import Json

COMMUNE_EXTENSION = "https://hoaban.example/fhir/StructureDefinition/commune"
CARE_ROLE = "https://hoaban.example/fhir/CodeSystem/care-role"
DEPARTMENT = "https://hoaban.example/fhir/sid/department"
"""Identifies a department by its facility's code and its own, with a point between."""
ENTRUSTED = "https://hoaban.example/fhir/sid/entrusted"
"""Identifies that a person's care is entrusted, by the facility's code and the person's id with a stroke between."""
_CARE_ROLES = {"registered-station", "own-doctor"}
_ENTRUSTED_CARE = "entrusted-care"
_REFERRAL = ("https://hoaban.example/fhir/CodeSystem/request-kind", "referral")
_OPEN = frozenset({"arrived", "triaged", "in-progress", "onleave"})
"""Of a visit: that the person is there."""
EVER = date(9999, 12, 31)
"""The last day of what has no end."""
HOLDS = "(h.until is null or (h.until >= %s and h.since <= %s))"
"""Of a row of ``record_reach``: that it lets in on a day, which is given twice; see :meth:`Reached.holds`. Most rows have no
days."""
BECAUSE = {"Encounter": "visit", "Patient": "residence", "ServiceRequest": "referral", "CareTeam": "care"}
"""Type of the resource -> what kind of relation it tells of. An Encounter with days tells who is there now."""
PRESENT = "present"


@dataclass(frozen=True, slots=True)
class Reached:
    """A place (a facility, a department, a commune, a practitioner, an entrusting) from which a person is reached: always, or
    from a day to a day.

    What holds always was done there or says where somebody lives; what has days is a relation that somebody wrote down.
    """

    place: UUID
    since: date | None = None
    until: date | None = None
    part_of: UUID | None = None
    """The facility of a department, or for which somebody comes who was entrusted: who refuses it refuses these."""

    @property
    def stands_alone(self) -> bool:
        """Whether whoever writes it is in reach by it: who treats registers a visit, and nobody lets themself in by a
        relation that they write."""
        return self.until is None

    def holds(self, on: date) -> bool:
        """Whether it lets anybody in that day."""
        return self.until is None or (self.since is not None and self.since <= on <= self.until)


def reached_from(resource: Json, kind: str) -> tuple[Reached, ...]:
    """Read one validated resource."""
    if kind == "Encounter" and resource.get("status") != "entered-in-error":
        return tuple(_of_visit(resource))
    if kind == "Patient":
        return tuple(map(Reached, dict.fromkeys(communes(resource.get("address", ())))))
    if kind == "ServiceRequest" and resource.get("status") == "active":
        return tuple(_of_referral(resource))
    if kind == "CareTeam" and resource.get("status") == "active":
        return tuple(dict.fromkeys(_of_team(resource)))
    return ()


def referral_days(written_on: date) -> int:
    """How long a referral written that day lets its destination in; 0 before any rule."""
    rule = _rule("referral", written_on)
    return int(rule["days"]) if rule else 0


def present_at(organization: UUID) -> UUID:
    """The place from which those are reached who are at a facility now: for whoever is on duty there.

    A place of its own, so that the access rule needs no other question for it. ``migrations/0011`` computes the same.
    """
    return UUID(bytes=md5(f"present at {organization}".encode(), usedforsecurity=False).digest())


def entrusted_at(code: str) -> UUID:
    """The place from which one person is reached who is entrusted to somebody of a facility.

    The code names the person as of the day on which that was written; from whom the fact is read, says whom it reaches.
    """
    return UUID(bytes=md5(f"entrusted {code}".encode(), usedforsecurity=False).digest())


def _of_visit(resource: Json) -> Iterator[Reached]:
    """The facility of a visit with those of its departments where it was, always; and for some days as where the person is,
    while the visit is open."""
    days = _days_there(resource) if resource.get("status") in _OPEN else None
    for _, uid in targets(resource, ("serviceProvider",)):
        yield Reached(uid)
        for department in dict.fromkeys(_departments(resource, uid)):
            yield Reached(department, part_of=uid)
        if days:
            yield Reached(present_at(uid), *days)


def _departments(visit: Json, facility: UUID) -> Iterator[UUID]:
    """The departments of the facility that the locations of a visit name; one of another facility opens nothing."""
    for location in visit.get("location", ()):
        named = location.get("location", {}).get("identifier", {})
        code = named.get("value", "") if named.get("system") == DEPARTMENT else ""
        house, _, own = code.partition(".")
        if own and places.organization_id(house) == facility:
            yield places.department_id(code)


def _days_there(resource: Json) -> tuple[date, date] | None:
    """From which day until which somebody of an open visit is there: as the visit says, else for the days of the rule, since
    many a visit is never closed. None where no day is known."""
    period = resource.get("period", {})
    since = _day_of(period.get("start"))
    rule = _rule("presence", since) if since else None
    if since is None or rule is None:
        return None
    if "end" in period:
        until = _day_of(period["end"])
        return (since, until) if until else None
    is_in = resource.get("class", {}).get("code") in rule["inpatient"]
    return since, since + timedelta(days=rule["inpatient_days" if is_in else "days"])


def _of_referral(resource: Json) -> Iterator[Reached]:
    """The facilities that a referral leads to (of a station also its commune, where its staff hold their role), for the
    days of the law from the day on which it was written."""
    kinds = {
        (coding.get("system"), coding.get("code"))
        for concept in resource.get("category", ())
        for coding in concept.get("coding", ())
    }
    since = _day_of(resource.get("authoredOn"))
    if _REFERRAL not in kinds or since is None or not (days := referral_days(since)):
        return
    until = since + timedelta(days=days)
    for performer in resource.get("performer", ()):
        name, uid = target(performer)
        if name == "Organization" and uid is not None:
            yield Reached(uid, since, until)
            for commune in communes([performer]):
                yield Reached(commune, since, until)


def _of_team(resource: Json) -> Iterator[Reached]:
    """The registered station, with the commune whose staff it is; the own doctor by name; to whom care is entrusted."""
    for participant in resource.get("participant", ()):
        codes = {
            coding.get("code")
            for role in participant.get("role", ())
            for coding in role.get("coding", ())
            if coding.get("system") == CARE_ROLE
        }
        period = participant.get("period", {})
        since = _day_of(period.get("start"))
        until = _day_of(period["end"]) if "end" in period else EVER
        name, uid = target(participant.get("member"))
        if _ENTRUSTED_CARE in codes and name == "Organization" and since and until and until != EVER:
            yield from _entrusted(resource, uid, since, until)
        if not codes & _CARE_ROLES or uid is None or since is None or until is None:
            continue
        if name in {"Organization", "Practitioner"}:
            yield Reached(uid, since, until)
        for commune in communes([participant]):
            yield Reached(commune, since, until)


def _entrusted(team: Json, facility: UUID | None, since: date, until: date) -> Iterator[Reached]:
    """That the care of somebody is entrusted to a facility, by its identifier; one that names another facility opens nothing.
    Who works there is not let in by it, but whom an officer named."""
    for identifier in team.get("identifier", ()):
        code = identifier.get("value", "") if identifier.get("system") == ENTRUSTED else ""
        house, _, person = code.partition("/")
        if person and facility is not None and places.organization_id(house) == facility:
            yield Reached(entrusted_at(code), since, until, part_of=facility)


def communes(holders: Any) -> list[UUID]:
    """The communes that addresses (or whatever carries the extension) name, under today's code."""
    found = []
    for holder in holders:
        for extension in holder.get("extension", ()):
            if extension.get("url") == COMMUNE_EXTENSION:
                coding = extension.get("valueCoding", {})
                code, since = coding.get("code", ""), _whole_day(coding.get("version"))
                today = places.today_of(code, since) if since else code
                found.append(places.commune_id(today or code))
    return found


def _day_of(text: Any) -> date | None:
    """The day in Viet Nam of a FHIR date or instant; None where the day itself is not known."""
    if type(text) is not str:
        return None
    if len(text) <= 10:
        return _whole_day(text)
    try:
        return vietnam_day(datetime.fromisoformat(text))
    except ValueError:
        return None


def _whole_day(text: Any) -> date | None:
    try:
        return date.fromisoformat(text)
    except (TypeError, ValueError):
        return None


def _rule(kind: str, on: date) -> dict[str, Any] | None:
    """What holds for relations of a kind that were written that day; None before any rule."""
    return next((one for one in reversed(_rules()[kind]) if one["from"] <= on), None)


@cache
def _rules() -> dict[str, list[dict[str, Any]]]:
    text = resources.files("hoaban.record").joinpath("data/care_relations.toml").read_text(encoding="utf-8")
    return {kind: sorted(rows, key=lambda one: one["from"]) for kind, rows in tomllib.loads(text).items()}
