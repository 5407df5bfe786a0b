"""Look through the trail for unusual use, hour by hour. It finds and lists; it never blocks anybody."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from hoaban.foundation.audit import api as audit
from hoaban.foundation.workforce import api as workforce
from hoaban.kernel.actor import Actor, Purpose
from hoaban.kernel.clock import vietnam_day
from hoaban.kernel.ids import uuid7
from hoaban.shared.auditing.models import Finding, Progress
from hoaban.shared.auditing.queries import limits, staff
from hoaban.shared.auditing.rules import unusual, words

WATCH = "audit.watch"
_WRITING = "record.write"
_HOUR = timedelta(hours=1)
_LATE = timedelta(minutes=5)
"""An entry may be told a moment after its hour: an hour is looked at when it has been over for so long."""
_AT_ONCE = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Found:
    """A sign before it is kept."""

    rule: str
    actor_id: str
    starts_at: datetime
    ends_at: datetime
    figures: Mapping[str, int]
    persons: tuple[UUID, ...] = ()


@dataclass(frozen=True, slots=True)
class _Span:
    """What one look-through knows: the time it covers, the staff, the limits."""

    since: datetime
    until: datetime
    members: Mapping[str, staff.Member]
    limits: Mapping[str, Mapping[str, int]]


def watch(*, actor: Actor, now: datetime) -> int:
    """Look through the hours that are over since the last time; returns how many signs were found."""
    until = (now - _LATE).replace(minute=0, second=0, microsecond=0)
    row = Progress.objects.first()
    since = row.until if row else until - _AT_ONCE
    found = 0
    while since < until:
        step = min(until, since + _AT_ONCE)
        found += look_through(actor=actor, since=since, until=step, now=now)
        since = step
    return found


def look_through(*, actor: Actor, since: datetime, until: datetime, now: datetime) -> int:
    """Look through some hours and keep what is new. Looking through them again finds nothing twice."""
    span = _Span(since, until, staff.members(now=now), limits.limits_of())
    signs = [
        *_about_people(span), *_of_tallies(span), *_refusals(span), *_emergencies(span),
    ]  # fmt: skip
    with transaction.atomic():
        kept = Finding.objects.bulk_create(
            [
                Finding(
                    id=uuid7(now), rule=one.rule, actor_id=one.actor_id, starts_at=one.starts_at,
                    ends_at=one.ends_at, persons=list(one.persons), figures=dict(one.figures), found_at=now,
                )
                for one in signs
            ],
            ignore_conflicts=True,
        )  # fmt: skip
        Progress.objects.update_or_create(one=True, defaults={"until": until})
        detail = {"since": since.isoformat(), "until": until.isoformat(), "signs": len(kept)}
        audit.write(actor=actor, act=WATCH, detail=detail, now=now)
    return len(kept)


def _about_people(span: _Span) -> Iterator[Found]:
    """Looks at certain people: the own record, colleagues, who is marked; the own family."""
    own, colleagues = staff.own(span.members), staff.colleagues(span.members)
    marked = limits.marked_persons()
    watched = set(marked).union(*own.values(), *colleagues.values())
    sights = _looks_at(span, watched)
    own_looks = [one for one in sights if one.person in own.get(one.actor_id, ())]
    at_colleagues = [one for one in sights if one.person in colleagues.get(one.actor_id, ())]
    at_marked = [one for one in sights if one.person in marked]
    for rule, found in (("own", own_looks), ("colleague", at_colleagues), ("marked", at_marked)):
        yield from _together(rule, found, span.limits[rule]["looks"])
    yield from _at_kin(span)


def _at_kin(span: _Span) -> Iterator[Found]:
    """Looks at the own family by who does not treat them: who is not their own doctor, nor wrote into the record
    lately, nor looks at their request. That a relative stands in a list of many is none: in a commune everybody's does."""
    families, held = staff.families(span.members, on=vietnam_day(span.since)), span.limits["kin"]
    watched = frozenset[UUID]().union(*families.values())
    looks = [
        one for one in _looks_at(span, watched, but_for=(Purpose.PATIENT_REQUEST,), together=held["together"])
        if one.person in families.get(one.actor_id, ())
    ]  # fmt: skip
    if not looks:
        return
    written = audit.find_sights(
        since=span.since - timedelta(days=held["days"]), until=span.until, acts=(_WRITING,),
        persons=sorted({one.person for one in looks}), but_for=(Purpose.PATIENT_REQUEST,),
    )  # fmt: skip
    treated = {(one.actor_id, one.person) for one in written}
    yield from _together(
        "kin", [one for one in looks if (one.actor_id, one.person) not in treated], held["looks"]
    )


def _looks_at(
    span: _Span, persons: Collection[UUID], *, but_for: Sequence[str] = (), together: int | None = None
) -> list[audit.Sight]:
    if not persons:
        return []
    return audit.find_sights(
        since=span.since, until=span.until, acts=words.looks(), persons=sorted(persons), but_for=but_for,
        together=together,
    )  # fmt: skip


def _together(rule: str, sights: Iterable[audit.Sight], fewest: int) -> Iterator[Found]:
    """The looks of one actor within one hour are one sign."""
    grouped: dict[tuple[str, datetime], list[audit.Sight]] = {}
    for one in sights:
        grouped.setdefault((one.actor_id, one.hour), []).append(one)
    for (actor_id, hour), each in grouped.items():
        looks = sum(one.entries for one in each)
        if looks >= fewest:
            persons = tuple(sorted({one.person for one in each}))
            figures = {"looks": looks, "limit": fewest}
            yield Found(rule, actor_id, hour, hour + _HOUR, figures, persons)


def _of_tallies(span: _Span) -> Iterator[Found]:
    """Too many people within an hour, and looks at night by who is not on duty."""
    tallies = audit.tally_looks(since=span.since, until=span.until, acts=words.looks())
    held = span.limits["mass"]
    many = [one for one in tallies if one.persons >= held["people"]]
    usual = _usual(span, held["days"], {role for one in many for role in _roles(span, one.actor_id)})
    for one in many:
        normal = max((usual.get(role, 0.0) for role in _roles(span, one.actor_id)), default=0.0)
        if unusual.is_mass(one.persons, normal, held):
            figures = {"people": one.persons, "usual": round(normal), "limit": held["people"]}
            yield Found("mass", one.actor_id, one.hour, one.hour + _HOUR, figures)
    yield from _at_night(span, tallies)


def _roles(span: _Span, actor_id: str) -> frozenset[str]:
    return span.members[actor_id].worker.roles if actor_id in span.members else frozenset()


def _usual(span: _Span, days: int, roles: set[str]) -> dict[str, float]:
    """What was usual for these roles in the days before; nobody else's looks are read."""
    actors = [key for key in span.members if roles & _roles(span, key)]
    if not actors:
        return {}
    since = span.since - timedelta(days=days)
    before = audit.tally_looks(since=since, until=span.since, acts=words.looks(), actors=actors)
    return unusual.usual_of(
        ((one.actor_id, one.persons) for one in before), {key: _roles(span, key) for key in actors}
    )


def _at_night(span: _Span, tallies: Iterable[audit.Tally]) -> Iterator[Found]:
    held = span.limits["night"]
    late = [one for one in tallies if one.entries >= held["looks"] and unusual.is_night(one.hour, held)]
    files = {one.actor_id: span.members[one.actor_id].file for one in late if one.actor_id in span.members}
    shifts = workforce.shifts_of(
        {file for file in files.values() if file is not None}, since=span.since, until=span.until
    )
    for one in late:
        file = files.get(one.actor_id)
        duty = shifts.get(file, []) if file is not None else []
        if not unusual.is_on_duty(duty, one.hour, one.hour + _HOUR):
            figures = {"looks": one.entries, "people": one.persons, "limit": held["looks"]}
            yield Found("night", one.actor_id, one.hour, one.hour + _HOUR, figures)


def _refusals(span: _Span) -> Iterator[Found]:
    fewest = span.limits["refusals"]["times"]
    for one in audit.tally_times(since=span.since, until=span.until, outcome="refused"):
        if one.entries >= fewest:
            figures = {"times": one.entries, "limit": fewest}
            yield Found("refusals", one.actor_id, one.hour, one.hour + _HOUR, figures)


def _emergencies(span: _Span) -> Iterator[Found]:
    """Openings within some days before each opening of this span."""
    held = span.limits["emergencies"]
    back = timedelta(days=held["days"])
    opened = audit.tally_times(
        since=span.since - back, until=span.until, outcome="allowed", acts=("emergency.open",)
    )
    for one in opened:
        if one.hour + _HOUR <= span.since:
            continue
        end = one.hour + _HOUR
        times = sum(
            each.entries
            for each in opened
            if each.actor_id == one.actor_id and end - back < each.hour + _HOUR <= end
        )
        if times >= held["times"]:
            figures = {"times": times, "days": held["days"], "limit": held["times"]}
            yield Found("emergencies", one.actor_id, end - back, end, figures)
