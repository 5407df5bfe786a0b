"""How many resources a search by keys can find at most, by the database's own statistics of the keys.

A search for few is sent as a statement that begins with the keys whatever they are; it is planned once a connection. The
planner itself is asked, search by search, where there may be many: then it is better to read in order until a page is full.
"""

from __future__ import annotations

import math
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from uuid import UUID

from hoaban.record.engine import db
from hoaban.record.engine.search.criteria import Keys

FEW = 2_400
"""Half the rows that a page may cost: each is looked at once more, for the access rule."""
_WALKED = 5
"""A walk reads a page's 20 matches times all there are for one; a look-up reads each twice, and knows what it reads."""
_SURELY_WALKED = 45
"""A type is walked for few if that is expected to read less than half of a look-up: matches may stand at its end."""
_BY_PERSON = 2
"""So much dearer is a row that is found by its person."""
_NEARLY_ALL = 0.9
"""As in the installation of one hospital. What is left may stand together, and is read through at worst."""
_SMALL_PLACE = 0.001
"""The share of people known at a place that the statistics do not name."""
_RARER = 4
"""A key that the statistics do not name is rarer than any they do: most are the key of one thing."""
_KEPT_SECONDS = 300.0
_SMALL, _KEPT_SECONDS_WHILE_SMALL = 100_000, 15.0
"""A store of so few resources may be many times as large minutes later."""
_TYPES = """
select to_json(s.most_common_vals::text::int[]), to_json(s.most_common_freqs) from pg_stats s
where s.schemaname = current_schema() and s.tablename = 'record_resource' and s.attname = 'type'
"""
_KEYS = """
select c.reltuples::float8, (select last_value::float8 from record_rid),
 to_json(s.most_common_elems::text::bigint[]), to_json(s.most_common_elem_freqs)
from pg_class c left join pg_stats s
on s.schemaname = current_schema() and s.tablename = c.relname and s.attname = 'keys'
where c.oid = 'record_resource'::regclass
"""
_PLACES = """
select to_json(p.most_common_vals::text::text[]), to_json(p.most_common_freqs), d.n_distinct::float8, c.reltuples::float8
from pg_class c
join pg_stats p on p.schemaname = current_schema() and p.tablename = c.relname and p.attname = 'place'
join pg_stats d on d.schemaname = current_schema() and d.tablename = c.relname and d.attname = 'person'
where c.oid = 'record_reach'::regclass
"""


@dataclass(frozen=True, slots=True)
class Statistics:
    """``shares``: of all ``resources``, those that have a frequent key; any other key has a share below ``least``.
    ``last``: the highest row number.

    ``reached``: of all people, those who are known at a place. ``types``: of all resources, those of a frequent type.
    """

    resources: float = 0.0
    shares: Mapping[int, float] = field(default_factory=dict)
    least: float = 0.0
    reached: Mapping[UUID, float] = field(default_factory=dict)
    types: Mapping[int, float] = field(default_factory=dict)
    last: float = 0.0

    def of_types(self, kinds: Iterable[int]) -> float:
        """About how many resources are of these types."""
        return self.resources * min(1.0, sum(self.types.get(kind, 1.0) for kind in kinds))

    def expected(self, every: Iterable[Keys]) -> float:
        """About how many resources have one key of each. Keys go together more often than by chance, so that any but the
        rarest counts for less than it would."""
        found = sorted(min(1.0, sum(self.shares.get(key, self.least) for key in one.any_of)) for one in every)
        return self.resources * found[0] * math.sqrt(math.prod(found[1:])) if found else self.resources

    def seen(self, places: Iterable[UUID] | None) -> float:
        """The share of people who are known at these places; None: everybody."""
        if places is None:
            return 1.0
        return max(_SMALL_PLACE, min(1.0, sum(self.reached.get(place, _SMALL_PLACE) for place in places)))


class _Kept:
    """What was looked up last, and until when it holds."""

    statistics = Statistics()
    until = 0.0


def forget() -> None:
    """Look at the statistics again with the next search."""
    _Kept.until = 0.0


def are_few(
    every: Iterable[Keys],
    places: Iterable[UUID] | None = None,
    walked: Iterable[int] | None = None,
    *,
    by_person: bool = False,
) -> bool:
    """Whether few resources have one key of each of these: so few that a walk in order until a page is full reads more.

    ``places``: who is not known there is walked past as well; None: nobody is. ``walked``: the types whose rows alone
    would be walked, in the order that they stand in; None: no order is at hand. ``by_person``: in that of people.
    """
    known = _statistics()
    passing = 1.0 / known.seen(places)
    most = max(FEW, math.sqrt(_WALKED * known.resources * passing))
    if walked is not None:
        surely = _SURELY_WALKED * (_BY_PERSON if by_person else 1)
        most = min(most, math.sqrt(surely * known.of_types(walked) * passing))
    return known.expected(every) <= most


def are_nearly_all_known(places: Iterable[UUID]) -> bool:
    """Whether one of the places knows so many people that hardly a row is passed by for somebody else's sake."""
    reached = _statistics().reached
    return any(reached.get(place, 0.0) >= _NEARLY_ALL for place in places)


def row_numbers_with(
    matches: float, every: Iterable[Keys], places: Iterable[UUID] | None = None
) -> tuple[float, float]:
    """How many row numbers there are between which so many ``matches`` are expected, and how many there are in all."""
    known = _statistics()
    expected = known.expected(every) * known.seen(places)
    return known.last * matches / max(expected, 1.0), known.last


def _statistics() -> Statistics:
    if _Kept.until < time.monotonic():
        _Kept.statistics = _read()
        small = _Kept.statistics.resources < _SMALL
        _Kept.until = time.monotonic() + (_KEPT_SECONDS_WHILE_SMALL if small else _KEPT_SECONDS)
    return _Kept.statistics


def _read() -> Statistics:
    ((resources, last, keys, shares),) = db.query(_KEYS, prepare=False)
    resources = max(resources, 0.0)  # -1: never counted, so it is new
    if not keys:
        return Statistics(resources, last=last)
    frequent = dict(
        zip(keys, shares, strict=False)
    )  # after them stand the least, the most and the share of nulls
    return Statistics(resources, frequent, min(frequent.values()) / _RARER, _reached(), _types(), last)


def _types() -> dict[int, float]:
    found: dict[int, float] = {}
    for types, shares in db.query(_TYPES, prepare=False):
        found.update(zip(types or (), shares or (), strict=True))
    return found


def _reached() -> dict[UUID, float]:
    found: dict[UUID, float] = {}
    for places, shares, different, rows in db.query(_PLACES, prepare=False):
        people = -different if different < 0 else different / max(rows, 1.0)
        for place, share in zip(places or (), shares or (), strict=True):
            found[UUID(place)] = min(1.0, share / people) if people else 1.0
    return found
