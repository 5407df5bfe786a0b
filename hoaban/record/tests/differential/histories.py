"""Random histories as random roles: of one resource, of a type, of everything, since a time or as at a time."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from random import Random

from hoaban.kernel.errors import NotFound
from hoaban.record import api as record
from hoaban.record.engine import histories
from hoaban.record.engine.search import dates
from hoaban.record.tests.differential import tables
from hoaban.record.tests.differential.roles import Role
from hoaban.record.tests.differential.village import BEGAN, Key, Version, Village

Told = tuple[str, str, int]
"""Type, id and version."""


def compared(made: Village, chance: Random, role: Role) -> str:
    """One pair: empty if they agree, else what was asked and what differed."""
    keys = [key for key in made.versions if key[0] in tables.KINDS]
    owner = chance.choice([chance.choice(keys), (chance.choice(tables.KINDS), ""), ("", "")])
    since, span = _span(chance)
    wanted = {
        told: version.at for key in keys if role.sees(made, key) and _within(key, owner)
        for told, version in _told(key, made) if _asked(version, _next(version, key, made), since, span)
    }  # fmt: skip
    what = f"{role.actor.id} history of {owner} since {since} at {span}"
    try:
        found = list(_found(role, owner, histories.Span(since, span), chance.choice([3, 50, 1000])))
    except NotFound:
        return "" if owner[1] and not role.sees(made, owner) else f"{what}: not found"
    if owner[1] and not role.sees(made, owner):
        return f"{what}: shown"
    names = [told for told, _ in found if told[0] in tables.KINDS]
    if len(names) != len(set(names)):
        return f"{what}: some twice"
    if set(names) != set(wanted):
        return f"{what}: differs by {set(names) ^ set(wanted)}"
    times = [at for _, at in found]
    return "" if times == sorted(times, reverse=True) else f"{what}: not newest first"


def _span(chance: Random) -> tuple[datetime, dates.Range | None]:
    def hour() -> datetime:
        return BEGAN + timedelta(hours=chance.randrange(-1, 11), minutes=chance.choice([0, 30]))

    way = chance.random()
    if way < 0.4:
        return hour(), None
    start = hour()
    return dates.PAST, (start, start + timedelta(minutes=chance.choice([1, 90]))) if way < 0.7 else None


def _within(key: Key, owner: Key) -> bool:
    return owner[0] in ("", key[0]) and owner[1] in ("", key[1])


def _told(key: Key, made: Village) -> Iterator[tuple[Told, Version]]:
    for version in made.versions[key]:
        yield (*key, version.number), version


def _next(version: Version, key: Key, made: Village) -> datetime:
    after = [each.at for each in made.versions[key] if each.number == version.number + 1]
    return after[0] if after else datetime(9999, 1, 1, tzinfo=UTC)


def _asked(version: Version, until: datetime, since: datetime, span: dates.Range | None) -> bool:
    """Made since then; current at some moment of the span."""
    current = span is None or (version.at < span[1] and until > span[0])
    return version.at >= since and current


def _found(role: Role, owner: Key, span: histories.Span, count: int) -> Iterator[tuple[Told, datetime]]:
    door = record.open(role.actor, purpose=role.purpose)
    after = None
    while True:
        page, after = door.versions(*owner, span=span, after=after, count=count)
        for one in page:
            yield (one.type, one.id, one.version), one.updated_at
        if after is None:
            return
