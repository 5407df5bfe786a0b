"""Sums over the cells: whole months where a period has them, days at its ends. One statement for each kind of figure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db import connection

from hoaban.kernel.actor import Actor
from hoaban.kernel.errors import NotAllowed
from hoaban.kernel.models import FollowerCursor
from hoaban.oversight.command_centre import rules
from hoaban.oversight.command_centre.models import FacilityHeard, VisitFact

ACT = "figures.read"
SENSITIVE = "figures.sensitive"
SINGLE = "figures.single"
"""May see numbers so small that they speak of single people, and the lists behind numbers."""
_FIELDS = (
    "sum(visits), sum(admissions), sum(referrals), sum(total), sum(fund), sum(copayment), sum(self_paid)"
)

_NEWEST = """
with latest as (
    select facility_code, max(start) as month from centre_cell c
    where grain = 'm' and commune_code = %(every)s and facility_code <> %(every)s {narrow} group by 1
)
select l.facility_code, (
    select c.start from centre_cell c where c.grain = 'd' and c.start between l.month and l.month + 30
    and c.facility_code = l.facility_code and c.commune_code = %(every)s {narrow} order by c.start desc limit 1
) from latest l
"""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which figures: days from ``first`` to ``last`` (both included), of one facility or commune, or of all.

    ``facilities``: those the actor may count at all, ``None`` for every one.
    """

    first: date
    last: date
    facility: str = ""
    commune: str = ""
    facilities: frozenset[str] | None = None
    sensitive: bool = False

    def before(self) -> Wanted:
        """The period of the same length just before."""
        days = (self.last - self.first).days + 1
        return replace(self, first=self.first - timedelta(days=days), last=self.first - timedelta(days=1))


@dataclass(frozen=True, slots=True)
class Sums:
    """Visits, and money in VND."""

    visits: int = 0
    admissions: int = 0
    referrals: int = 0
    total: Decimal = Decimal(0)
    fund: Decimal = Decimal(0)
    copayment: Decimal = Decimal(0)
    self_paid: Decimal = Decimal(0)


@dataclass(frozen=True, slots=True)
class Figures:
    """Everything the page shows of one period.

    ``gaps``: numbers of which something is not told to who may not see single cases, by the name of a sum, commune, day
    or category; ``before_gaps`` of the period before. ``monthly``: ``by_day`` has whole months.
    """

    now: Sums
    before: Sums
    by_commune: dict[str, int] = field(default_factory=dict)
    """Of every commune, whichever is chosen."""
    by_day: dict[date, int] = field(default_factory=dict)
    diagnoses: tuple[tuple[str, int], ...] = ()
    gaps: frozenset[str | date] = frozenset()
    before_gaps: frozenset[str | date] = frozenset()
    monthly: bool = False


@dataclass(frozen=True, slots=True)
class Heard:
    """When a facility last reported, and the newest visit it told of; ``None`` when none may be known."""

    facility: str
    heard_at: datetime
    newest_day: date | None


def demand_leave(actor: Actor) -> frozenset[str] | None:
    """The facilities whose figures the actor may see; ``None`` for all. :raises NotAllowed: none."""
    scopes = actor.scopes(ACT)
    if not scopes:
        raise NotAllowed("Bạn không có quyền xem số liệu.", "You have no leave to see figures.", place=ACT)
    if any(scope.kind == "all" for scope in scopes):
        return None
    return frozenset(scope.code for scope in scopes if scope.kind == "facility")


def figures(wanted: Wanted) -> Figures:
    """All figures of one period."""
    return Figures(
        now=_sums(wanted),
        before=_sums(wanted.before()),
        by_commune={code: int(n) for code, n in _by_commune(wanted) if code},
        by_day={day: int(n) for day, n in _by_day(wanted)},
        diagnoses=tuple((code, int(n)) for code, n in _diagnoses(wanted)),
    )


def _sums(wanted: Wanted) -> Sums:
    where, args = _where(wanted)
    rows = rows_of(f"select {_FIELDS} from centre_cell where {where}", args)  # noqa: S608
    return sums_of(rows[0])


def sums_of(row: Sequence[Any]) -> Sums:
    """The sums of a row; nothing is nought."""
    values: list[Any] = [value or 0 for value in row]
    return Sums(*values)


def _by_commune(wanted: Wanted) -> list[tuple[Any, ...]]:
    """Of every commune, also where one is chosen: of the others it would be untrue that nobody was seen."""
    where, args = _where(replace(wanted, commune=""), each_commune=True)
    return rows_of(f"select commune_code, sum(visits) from centre_cell where {where} group by 1", args)  # noqa: S608


def _by_day(wanted: Wanted) -> list[tuple[Any, ...]]:
    narrow, args = _narrowed(wanted, each_commune=False)
    sql = f"select start, sum(visits) from centre_cell where grain = 'd' and start between %s and %s{narrow} group by 1"  # noqa: S608
    return rows_of(sql, [wanted.first, wanted.last, *args])


def _diagnoses(wanted: Wanted) -> list[tuple[Any, ...]]:
    where, args = _where(wanted)
    sql = f"select category, sum(visits) from centre_diagnosis_cell where {where} group by 1 order by 2 desc, 1 limit 12"  # noqa: S608
    return rows_of(sql, args)


def _where(wanted: Wanted, *, each_commune: bool = False) -> tuple[str, list[Any]]:
    months, days = rules.spans(wanted.first, wanted.last)
    parts = ["(grain = 'm' and start = any(%s::date[]))"]
    args: list[Any] = [months]
    for first, last in days:
        parts.append("(grain = 'd' and start between %s and %s)")
        args += [first, last]
    narrow, more = _narrowed(wanted, each_commune=each_commune)
    return f"({' or '.join(parts)}){narrow}", [*args, *more]


def _narrowed(wanted: Wanted, *, each_commune: bool) -> tuple[str, list[Any]]:
    """The cells of one place, or those in which all places are together; of single facilities where only some may be seen."""
    sql = " and facility_code = %s"
    args: list[Any] = [wanted.facility or rules.EVERY]
    if wanted.facilities is not None:
        some = wanted.facilities & {wanted.facility} if wanted.facility else wanted.facilities
        sql, args = " and facility_code = any(%s::varchar[])", [sorted(some)]
    if each_commune:
        sql, args = sql + " and commune_code <> %s", [*args, rules.EVERY]
    else:
        sql, args = sql + " and commune_code = %s", [*args, wanted.commune or rules.EVERY]
    if not wanted.sensitive:
        sql += " and not sensitive"
    return sql, args


def visits_behind(
    wanted: Wanted, *, kind: str = "", category: str = "", start: int = 0, count: int = 50
) -> tuple[list[VisitFact], int]:
    """One page of the visits that a number counts, newest first, and how many there are in all.

    ``kind``: admissions, referrals or empty for all. ``category``: a three-character ICD-10 category or empty.
    """
    facts = VisitFact.objects.filter(day__range=(wanted.first, wanted.last))
    if wanted.facility:
        facts = facts.filter(facility_code=wanted.facility)
    if wanted.commune:
        facts = facts.filter(commune_code=wanted.commune)
    if wanted.facilities is not None:
        facts = facts.filter(facility_code__in=wanted.facilities)
    if not wanted.sensitive:
        facts = facts.filter(sensitive=False)
    if kind in {"admissions", "referrals"}:
        facts = facts.filter(admitted=True) if kind == "admissions" else facts.filter(referred=True)
    if category:
        facts = facts.filter(icd10__gte=category, icd10__lt=category + "~")
    total = facts.count() if kind and category else _counted(wanted, kind, category)
    return list(facts.order_by("-day", "encounter")[start : start + count]), total


def _counted(wanted: Wanted, kind: str, category: str) -> int:
    """The number itself, from the cells: the facts of a year are too many to be counted for each page."""
    where, args = _where(wanted)
    if category:
        sql = f"select sum(visits) from centre_diagnosis_cell where {where} and category = %s"  # noqa: S608
        return int(rows_of(sql, [*args, category])[0][0] or 0)
    sums = _sums(wanted)
    return {"admissions": sums.admissions, "referrals": sums.referrals}.get(kind, sums.visits)


def heard(*, sensitive: bool = False) -> dict[str, Heard]:
    """When each facility was last heard of, and the newest visit it told of as far as the visit may be known."""
    days = dict(
        rows_of(_NEWEST.format(narrow="" if sensitive else "and not c.sensitive"), {"every": rules.EVERY})
    )
    return {
        one.facility_code: Heard(one.facility_code, one.heard_at, days.get(one.facility_code))
        for one in FacilityHeard.objects.all()
    }


def followed_to() -> tuple[int, datetime | None]:
    """How far the figures have followed the record, and when they last moved."""
    cursor = FollowerCursor.objects.filter(name="command_centre").first()
    return (cursor.position, cursor.moved_at) if cursor else (0, None)


def rows_of(sql: str, args: list[Any] | dict[str, Any]) -> list[tuple[Any, ...]]:
    """The rows of one statement."""
    with connection.cursor() as cursor:
        cursor.execute(sql, args)
        return list(cursor.fetchall())
