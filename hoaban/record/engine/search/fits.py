"""Whether what is extracted from a resource satisfies a criterion: the meaning of criteria without a database.

Steps over references are not among them.
"""

from __future__ import annotations

import math
from datetime import datetime

from hoaban.record.engine.search import dates, keys
from hoaban.record.engine.search.criteria import (
    Column,
    Containing,
    Criterion,
    DateRange,
    Dates,
    Either,
    Every,
    Keys,
    MainDate,
    Near,
    Not,
    OfType,
    Ranges,
    Strings,
    Uids,
    Where,
)
from hoaban.record.engine.search.index import Index
from hoaban.record.engine.search.ranges import Asked, Stretch


def fits(found: Index, criterion: Criterion, *, own: str = "") -> bool:
    """``own``: ``Type/id`` of the resource. :raises TypeError: the criterion leads over a reference."""
    match criterion:
        case Every(criteria):
            return all(fits(found, each, own=own) for each in criteria)
        case Either(criteria):
            return any(fits(found, each, own=own) for each in criteria)
        case Not(inner):
            return not fits(found, inner, own=own)
        case OfType(kind):
            return own.startswith(f"{kind}/")
        case Uids(any_of):
            return bool(own) and keys.uid_of(*own.split("/")) in any_of
    return _holds_of_values(found, criterion)


def _holds_of_values(found: Index, criterion: Criterion) -> bool:
    match criterion:
        case Keys(any_of, negated, links=links):
            led = {(link.number, link.target_type, link.target) for link in links}
            return negated is (set(any_of).isdisjoint(found.keys) and led.isdisjoint(found.references))
        case Strings(numbers, beginnings):
            folds = [folded for number, folded, _ in found.strings if number in numbers]
            return any(folded.startswith(beginning) for folded in folds for beginning in beginnings)
        case Containing(numbers, parts, where):
            whole = [folded for number, folded, exact in found.strings if number in numbers and exact]
            return any(_holds(text, part, where) for text in whole for part in parts)
        case MainDate(present):
            return (found.main_hi > dates.PAST) is present
        case Dates(column, number, ranges):
            rows = [(lo, hi) for each, lo, hi in found.dates if each == number]
            held = [(found.main_lo, found.main_hi)] if column is Column.MAIN else rows
            return any(_date_fits(each, asked) for each in held for asked in ranges if each[1] > dates.PAST)
        case Ranges(numbers, codes, any_of):
            stretches = [each for number, key, each in found.ranges if number in numbers and key in codes]
            return any(_all_fit(each, asked) for each in stretches for asked in any_of)
        case Near(number, latitude, longitude, kilometres):
            places = [(each.lo, each.hi) for kept, _, each in found.ranges if kept == number]
            return any(_away(latitude, longitude, *place) <= kilometres for place in places)
    raise TypeError(criterion)


def _holds(text: str, part: str, where: Where) -> bool:
    return {
        Where.ANYWHERE: part in text,
        Where.START: text.startswith(part),
        Where.END: text.endswith(part),
        Where.WHOLE: text == part,
    }[where]


def _date_fits(held: tuple[datetime, datetime], asked: DateRange) -> bool:
    (lo, hi), inside = held, asked.lo <= held[0] and held[1] <= asked.hi
    return {
        "eq": inside, "ne": not inside, "gt": hi > asked.hi, "ge": hi > asked.hi or inside, "lt": lo < asked.lo,
        "le": lo < asked.lo or inside, "sa": lo >= asked.hi, "eb": hi <= asked.lo, "ap": lo < asked.hi and hi > asked.lo,
        "po": lo < asked.hi and hi > asked.lo,
    }[asked.prefix]  # fmt: skip


def _all_fit(stretch: Stretch, asked: tuple[Asked, ...]) -> bool:
    if len(asked) == 1:
        return _fits(stretch, asked[0])
    first, last = Stretch(stretch.lo, stretch.lo), Stretch(stretch.hi, stretch.hi)
    return _fits(first, asked[0]) and _fits(last, asked[1])


def _fits(stretch: Stretch, asked: Asked) -> bool:
    unit = stretch.canonical_unit if asked.canonical else stretch.unit
    if asked.units and unit not in asked.units:
        return False
    lo, hi = (stretch.canonical_lo, stretch.canonical_hi) if asked.canonical else (stretch.lo, stretch.hi)
    if lo is None or hi is None:
        return False
    inside = asked.lo <= lo and hi < asked.hi
    return {
        "eq": inside, "ne": not inside, "gt": hi > asked.at, "ge": hi >= asked.at, "lt": lo < asked.at,
        "le": lo <= asked.at, "sa": lo > asked.at, "eb": hi < asked.at, "ap": lo <= asked.hi and hi >= asked.lo,
    }[asked.prefix]  # fmt: skip


def _away(latitude: float, longitude: float, other_latitude: float, other_longitude: float) -> float:
    """Kilometres by the spherical law of cosines, so another formula than the one under test."""
    one, two = math.radians(latitude), math.radians(other_latitude)
    turn = math.radians(other_longitude - longitude)
    inner = math.sin(one) * math.sin(two) + math.cos(one) * math.cos(two) * math.cos(turn)
    return 6371.0088 * math.acos(max(-1.0, min(1.0, inner)))
