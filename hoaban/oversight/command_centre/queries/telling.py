"""Figures for who may not see single cases. Every number is a sum of monthly cells, and each cell is told to all who ask or to
none, whatever they ask: so no two answers, however they overlap, tell a cell that is not told.

A cell is one month at one place (a facility, or a commune). Of each month the parts that are few are not told, nor what would
give them away in the sum of the month (:func:`rules.untold`). Days stand for the whole province only.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from hoaban.foundation.places import api as places
from hoaban.oversight.command_centre import rules
from hoaban.oversight.command_centre.queries.figures import Figures, Sums, Wanted, rows_of, sums_of

COUNTED = ("visits", "admissions", "referrals")
MONEY = ("total", "fund", "copayment", "self_paid")
_LEADING = 12
_DAYS_BY_DAY = 62
_CELLS = f"""
select start, {{place}}, {", ".join(f"sum({name})" for name in (*COUNTED, *MONEY))} from centre_cell
where grain = 'm' and start = any(%s::date[]) and {{where}} {{narrow}} group by 1, 2
"""  # noqa: S608
_DIAGNOSES = """
select start, category, {place}, sum(visits) from centre_diagnosis_cell
where grain = 'm' and start = any(%s::date[]) and {where} {narrow} group by 1, 2, 3
"""
_DAYS = """
select start, sum(visits) from centre_cell
where grain = 'd' and start between %s and %s and facility_code = '*' and commune_code = '*' {narrow} group by 1
"""
_KINDS = {
    "": ("'*'", "facility_code = '*' and commune_code = '*'"),
    "facility": ("facility_code", "facility_code <> '*' and commune_code = '*'"),
    "commune": ("commune_code", "facility_code = '*' and commune_code <> '*'"),
}
_Hidden = dict[str, frozenset[tuple[date, str]]]


@dataclass(frozen=True, slots=True)
class _Table:
    """The monthly cells of all places of a kind, and which of them are not told, by what is counted."""

    cells: Mapping[tuple[date, str], Sums]
    hidden: _Hidden

    def sums(self, months: Iterable[date], some: Iterable[str]) -> tuple[Sums, frozenset[str]]:
        """What is told of some places together, and of what something is not told."""
        added: dict[str, Any] = dict.fromkeys((*COUNTED, *MONEY), 0)
        gaps: set[str] = set()
        for key in [(month, place) for month in months for place in some]:
            cell = self.cells.get(key, Sums())
            for name in (*COUNTED, *MONEY):
                if key in self.hidden[name if name in COUNTED else "visits"]:
                    gaps.add(name)
                else:
                    added[name] += getattr(cell, name)
        return Sums(**added), frozenset(gaps)


def told_figures(wanted: Wanted, *, limit: int, today: date) -> Figures:
    """The figures of whole months, of one facility or one commune or the province."""
    now, before = rules.months_of(wanted.first, wanted.last), _before(wanted)
    months = [*before, *now]
    days = _Days(_day_counts(months, wanted, today), limit)
    communes = _table("commune", months, wanted, limit, today)
    kind, some = _chosen(wanted)
    table = communes if kind == "commune" else _table(kind, months, wanted, limit, today)
    if not kind:
        table = _without_sums_that_tell(
            table, days, communes, _table("facility", months, wanted, limit, today)
        )
    sums, gaps = table.sums(now, some)
    earlier, before_gaps = table.sums(before, some)
    by_commune = {code: communes.sums(now, [code]) for code in _places("commune", today)}
    by_day = {month: table.sums([month], some) for month in now}
    told = {month: found.visits for month, (found, _) in by_day.items()}
    steps = {month for month, (_, no) in by_day.items() if "visits" in no}
    if by_the_day := not kind and (wanted.last - wanted.first).days < _DAYS_BY_DAY:
        told, steps = days.told(now, steps)
    diagnoses, cut = _diagnoses(wanted, now, limit, today)
    untold = {code for code, (_, no) in by_commune.items() if "visits" in no}
    return Figures(
        now=sums,
        before=earlier,
        by_commune={code: found.visits for code, (found, _) in by_commune.items()},
        by_day=told,
        diagnoses=diagnoses,
        gaps=frozenset({*gaps, *steps, *cut, *untold}),
        before_gaps=before_gaps,
        monthly=not by_the_day,
    )


def _before(wanted: Wanted) -> list[date]:
    return rules.months_of(*rules.months_before(wanted.first, wanted.last))


def _chosen(wanted: Wanted) -> tuple[str, list[str]]:
    """The kind of place that is asked for, and which ones; of all together the kind is empty."""
    if wanted.facility or wanted.facilities is not None:
        own = wanted.facilities if wanted.facilities is not None else {wanted.facility}
        return "facility", sorted(own & {wanted.facility} if wanted.facility else own)
    return ("commune", [wanted.commune]) if wanted.commune else ("", [rules.EVERY])


def _places(kind: str, today: date) -> list[str]:
    """All of a kind, so that whoever had nobody is a part too."""
    if kind == "commune":
        return [one.code for one in places.communes(today)]
    return [one.code for one in places.facilities(today)] if kind else [rules.EVERY]


def _table(kind: str, months: list[date], wanted: Wanted, limit: int, today: date) -> _Table:
    place, where = _KINDS[kind]
    rows = rows_of(_CELLS.format(place=place, where=where, narrow=_narrow(wanted)), [months])
    cells = {(row[0], row[1]): sums_of(row[2:]) for row in rows}
    every = dict.fromkeys(_places(kind, today), 0)
    hidden: dict[str, set[tuple[date, str]]] = {name: set() for name in COUNTED}
    for month in months:
        mine = {code: cell for (start, code), cell in cells.items() if start == month}
        for name in COUNTED:
            counts = {**every, **{code: int(getattr(cell, name)) for code, cell in mine.items()}}
            found = (
                rules.untold(counts, limit=limit)
                if kind
                else rules.hidden(counts, adds_up=False, limit=limit)
            )
            hidden[name] |= {(month, code) for code in found}
    return _Table(cells, {name: frozenset(keys) for name, keys in hidden.items()})


def _without_sums_that_tell(table: _Table, days: _Days, *parts: _Table) -> _Table:
    """The province, without months whose sum would give away parts that are few and all alike."""
    hidden = {name: set(table.hidden[name]) for name in COUNTED}
    for part in parts:
        for name in COUNTED:
            for month in {month for month, _ in part.hidden[name]}:
                kept = [key for key in part.hidden[name] if key[0] == month]
                counts = {key: int(getattr(part.cells.get(key, Sums()), name)) for key in kept}
                if rules.tells(counts, kept):
                    hidden[name].add((month, rules.EVERY))
    hidden["visits"] |= {(month, rules.EVERY) for month in days.counts if days.tells(month)}
    return replace(table, hidden={name: frozenset(keys) for name, keys in hidden.items()})


@dataclass(frozen=True, slots=True)
class _Days:
    """The days of each month, of the whole province."""

    counts: Mapping[date, Mapping[date, int]]
    limit: int

    def tells(self, month: date) -> bool:
        """Whether the sum of the month would give its days away."""
        return rules.tells(self.counts[month], rules.untold(self.counts[month], limit=self.limit))

    def told(self, months: Iterable[date], without: set[date]) -> tuple[dict[date, int], set[date]]:
        """Each day, and those that are not told; ``without``: months whose sum is not."""
        by_day: dict[date, int] = {}
        untold: set[date] = set()
        for month in months:
            counts = self.counts[month]
            kept = set(counts) if month in without else rules.untold(counts, limit=self.limit)
            untold |= kept
            by_day |= {day: 0 if day in kept else count for day, count in counts.items()}
        return by_day, untold


def _day_counts(months: list[date], wanted: Wanted, today: date) -> dict[date, dict[date, int]]:
    """Every day of each month, of the running one until today."""
    every = {month: rules.whole_months(month, month, today)[1] for month in months}
    rows = rows_of(_DAYS.format(narrow=_narrow(wanted)), [months[0], every[months[-1]]])
    counted = {day: int(count) for day, count in rows}
    return {
        month: {
            day: counted.get(day, 0)
            for day in (month + timedelta(days=n) for n in range((last - month).days + 1))
        }
        for month, last in every.items()
    }


def _diagnoses(
    wanted: Wanted, months: list[date], limit: int, today: date
) -> tuple[tuple[tuple[str, int], ...], set[str]]:
    """The leading categories of what is told, and those of which something is not; who has too few is not named."""
    kind, some = _chosen(wanted)
    place, where = _KINDS[kind]
    found = rows_of(_DIAGNOSES.format(place=place, where=where, narrow=_narrow(wanted)), [months])
    counts: dict[tuple[date, str], dict[str, int]] = {}
    for month, category, code, count in found:
        counts.setdefault((month, category), dict.fromkeys(_places(kind, today), 0))[code] = int(count)
    told: dict[str, int] = {}
    cut: set[str] = set()
    for one in some:
        for month in months:
            mine = {
                category: row[one]
                for (start, category), row in counts.items()
                if start == month and row.get(one)
            }
            among = rules.untold(mine, limit=limit)
            for category, count in mine.items():
                row = counts[month, category]
                if category in among or (kind and one in rules.untold(row, limit=limit)):
                    cut.add(category)
                else:
                    told[category] = told.get(category, 0) + count
    leading = sorted(told.items(), key=lambda pair: (-pair[1], pair[0]))[:_LEADING]
    return tuple(leading), cut & {category for category, _ in leading}


def _narrow(wanted: Wanted) -> str:
    return "" if wanted.sensitive else "and not sensitive"
