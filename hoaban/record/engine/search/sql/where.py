"""Criteria as conditions over ``record_resource r``.

How they find their index: keys by the GIN index on ``r.keys``; strings and side dates by semi-joins; the main date in
the row by (type, main_lo). A chain is a semi-join over ``record_link`` to resources that stand under the same
name ``r`` inside it; so every hop carries the access condition, and what may not be seen helps to find nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from enum import Enum

from hoaban.record.engine import structure
from hoaban.record.engine.condition import Condition
from hoaban.record.engine.search import dates
from hoaban.record.engine.search.criteria import (
    Containing,
    Criterion,
    Dates,
    Either,
    Every,
    Keys,
    Linked,
    MainDate,
    Near,
    Not,
    OfType,
    Ranges,
    Referred,
    Strings,
    Uids,
    Where,
)
from hoaban.record.engine.search.sql import addresses, instants, links, measures, sources
from hoaban.record.engine.search.sql.statements import Args, Statement, joined, likely, one_of


class Seen(Enum):
    """How the rows that a condition is about come to be looked at.

    ``IN_ORDER``: read in the order of the page, so that keys are only looked at, never looked up. ``FEW``: rows that are
    known to be few. ``REACHED``: in order, and only those about people whom the access rule lets through.
    """

    ANYHOW = 0
    IN_ORDER = 1
    FEW = 2
    REACHED = 3


def where(
    kinds: Sequence[str], criteria: Iterable[Criterion], access: Condition, seen: Seen = Seen.ANYHOW
) -> Statement:
    """Current resources of these types (none: all) that fit and may be seen."""
    numbers = tuple(map(structure.type_number, kinds))
    writer = _Writer(numbers, access)
    criteria = tuple(criteria)
    walked = seen in (Seen.IN_ORDER, Seen.REACHED)
    parts = [writer.of_type("r.type"), ("not r.deleted", [])]
    parts += _keys([each for each in criteria if isinstance(each, Keys)], walked=walked)
    parts += [writer.one(each) for each in criteria if not isinstance(each, Keys)]
    parts.append(access.over(numbers, one_by_one=seen is Seen.FEW, reached=seen is Seen.REACHED))
    return joined(parts, " and ")


def _keys(found: Sequence[Keys], *, walked: bool) -> list[Statement]:
    """Keys that must all be there in one ``@>``, each OR list in one ``&&``.

    ``walked``: they are only looked at, each in its turn, which takes two thirds of the time and needs no index.
    """
    linked = [each for each in found if each.links]
    found = [each for each in found if not each.links]
    every = sorted({each.any_of[0] for each in found if len(each.any_of) == 1 and not each.negated})
    said = likely if walked else _plain
    parts: list[Statement] = []
    if every and walked:
        parts.append(likely((" and ".join(["%s::bigint = any(r.keys)"] * len(every)), [*every])))
    elif every:
        parts.append(("r.keys @> %s::bigint[]", [every]))
    for each in found:
        if each.negated:
            parts.append(("not (r.keys && %s::bigint[])", [list(each.any_of)]))
        elif len(each.any_of) != 1:
            parts.append(said(("r.keys && %s::bigint[]", [list(each.any_of)])))
    return parts + [links.matching(each) for each in linked]


def _plain(statement: Statement) -> Statement:
    return statement


class _Writer:
    """Writes criteria for resources of some types."""

    def __init__(self, kinds: tuple[int, ...], access: Condition) -> None:
        self._kinds = kinds
        self._access = access

    def of_type(self, name: str) -> Statement:
        return one_of(name, self._kinds, "smallint")

    def one(self, criterion: Criterion) -> Statement:
        match criterion:
            case Keys():
                return joined(_keys([criterion], walked=False), " and ")
            case Uids(any_of):
                return "r.uid = any(%s::uuid[])", [list(any_of)]
            case MainDate(present):
                return f"r.main_hi {'>' if present else '='} %s", [dates.PAST]
            case OfType(kind):
                return "r.type = %s", [structure.type_number(kind)]
            case Strings(numbers, beginnings):
                either = " or ".join(["(s.value >= %s and s.value < %s)"] * len(beginnings))
                bounds = [bound for each in beginnings for bound in (each, each + "\U0010ffff")]
                return self._in_strings(numbers, either, bounds)
            case Containing(numbers, parts, place):
                return self._containing(numbers, parts, place)
            case Ranges():
                return measures.matching(criterion, self.of_type("q.type"))
            case Near():
                return measures.near(criterion, self.of_type("q.type"))
            case Dates():
                return instants.matching(criterion, self.of_type("d.type"))
        return self._compound(criterion)

    def _compound(self, criterion: Criterion) -> Statement:
        match criterion:
            case Every(criteria):
                sql, args = joined(map(self.one, criteria), " and ")
                return f"({sql or 'true'})", args
            case Either(criteria):
                sql, args = joined(map(self.one, criteria), " or ")
                return f"({sql or 'false'})", args
            case Not(inner):
                sql, args = self.one(inner)
                return f"not coalesce({sql}, false)", args
            case Linked():
                return self._linked(criterion)
            case Referred():
                return self._referred(criterion)
        raise TypeError(criterion)

    def _linked(self, criterion: Linked) -> Statement:
        number = structure.type_number(criterion.kind)
        if criterion.by_address:
            target = where((criterion.kind,), criterion.criteria, self._access)
            return addresses.linked(self.of_type("f.type"), criterion.numbers, number, target)
        source, there = self._there(criterion.kind, criterion.criteria)
        of_target: Statement = ("f.target_type = %s", [number])
        condition = joined(
            (self.of_type("f.type"), one_of("f.param", criterion.numbers, "smallint"), of_target, there),
            " and ",
        )
        return (
            "(r.type, r.rid) in (select f.type, f.rid from record_link f"
            f" join {source[0]} on r.type = f.target_type and r.uid = f.target where {condition[0]})",
            [*source[1], *condition[1]],
        )

    def _referred(self, criterion: Referred) -> Statement:
        number = structure.type_number(criterion.kind)
        if criterion.by_address:
            referrer = where((criterion.kind,), criterion.criteria, self._access)
            return addresses.referred(self.of_type("a.type"), criterion.numbers, number, referrer)
        source, there = self._there(criterion.kind, criterion.criteria)
        of_source: Statement = ("f.type = %s", [number])
        condition = joined(
            (
                of_source,
                one_of("f.param", criterion.numbers, "smallint"),
                self.of_type("f.target_type"),
                there,
            ),
            " and ",
        )
        return (
            "(r.type, r.uid) in (select f.target_type, f.target from record_link f"
            f" join {source[0]} on r.type = f.type and r.rid = f.rid where {condition[0]})",
            [*source[1], *condition[1]],
        )

    def _there(self, kind: str, criteria: Sequence[Criterion]) -> tuple[Statement, Statement]:
        """The resources at the other end of a reference, and what is still asked of them."""
        rare = sources.rare_keys(criteria)
        rest = [each for each in criteria if each not in rare]
        condition = where((kind,), rest, self._access, Seen.FEW if rare else Seen.IN_ORDER)
        return sources.having(rare), condition

    def _containing(self, numbers: tuple[int, ...], parts: tuple[str, ...], place: Where) -> Statement:
        test, shape = {
            Where.ANYWHERE: ("s.value like %s", "%{}%"),
            Where.START: ("s.value like %s and s.exact <> ''", "{}%"),
            Where.END: ("s.value like %s", "%{}"),
            Where.WHOLE: ("s.value = %s and s.exact <> ''", "{}"),
        }[place]
        given = parts if place is Where.WHOLE else [_literal(part) for part in parts]
        either = " or ".join([f"({test})"] * len(parts))
        return self._in_strings(numbers, either, [shape.format(part) for part in given])

    def _in_strings(self, numbers: tuple[int, ...], either: str, more: Args) -> Statement:
        kinds, args = self.of_type("s.type")
        kinds = kinds and f"{kinds} and "
        sql = f"r.rid in (select s.rid from record_string s where {kinds}s.param = any(%s::smallint[]) and ({either}))"
        return sql, [*args, list(numbers), *more]


def _literal(text: str) -> str:
    """A text as it stands for itself in a pattern of ``like``."""
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
