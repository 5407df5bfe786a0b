"""From figures to what components take."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from hoaban.foundation.codes import api as codes
from hoaban.foundation.places import api as places
from hoaban.oversight.command_centre import queries, rules
from hoaban.ui import charts, formats, maps, parts
from hoaban.ui.forms import said

_MILLION = 1_000_000
_DAYS_BY_DAY = 62
"""A longer period is shown by weeks."""


@dataclass(frozen=True, slots=True)
class Links:
    """Where a number leads, with the filters of the page."""

    listing: str
    page: str
    kept: dict[str, str]

    def behind(self, **more: str) -> str:
        """The list behind a number."""
        return f"{self.listing}?{urlencode({**self.kept, **more})}"

    def narrowed(self, **more: str) -> str:
        """The same page, narrower."""
        return f"{self.page}?{urlencode({**self.kept, **more})}"


@dataclass(frozen=True, slots=True)
class Telling:
    """How exactly numbers are told: small ones, and the lists behind them, only to who may see single cases."""

    links: Links
    single: bool
    limit: int = rules.SMALL

    def hidden(self, counts: Mapping[rules.Key, int], *, adds_up: bool) -> frozenset[rules.Key]:
        """Which of these numbers are not told."""
        return frozenset() if self.single else rules.hidden(counts, adds_up=adds_up, limit=self.limit)

    def sum_tells(self, *tables: Mapping[Any, int]) -> bool:
        """Whether the sum of one of these tables is not told either."""
        return not self.single and any(rules.sum_tells(counts, limit=self.limit) for counts in tables)

    def small(self) -> str:
        """What stands there instead of a small number."""
        return _("dưới %(limit)s") % {"limit": self.limit}

    def behind(self, **more: str) -> str:
        """The list behind a number, for who may open it."""
        return self.links.behind(**more) if self.single else ""


def tiles(
    found: queries.Figures, wanted: queries.Wanted, today: date, telling: Telling
) -> tuple[parts.Tile, ...]:
    """Visits, admissions, referrals; each with its change and the list behind it."""
    now, before = found.now, found.before
    exact = not telling.hidden(found.by_day, adds_up=True)
    points = [float(count) for _day, count in sorted(found.by_day.items())] if exact else []
    visits = _tile(_("Lượt khám"), (now.visits, before.visits), telling, telling.behind(), points)
    if telling.sum_tells(_of_communes(found, today), _of_steps(found, wanted), dict(found.diagnoses)):
        visits = parts.Tile(_("Lượt khám"), "—", note=_("Quá ít lượt khám để hiển thị"))
    return (
        visits,
        _tile(
            _("Nhập viện"), (now.admissions, before.admissions), telling, telling.behind(kind="admissions")
        ),
        _tile(
            _("Chuyển cơ sở"), (now.referrals, before.referrals), telling, telling.behind(kind="referrals")
        ),
    )


def _tile(
    label: str, pair: tuple[int, int], telling: Telling, url: str, points: Sequence[float] = ()
) -> parts.Tile:
    now, before = pair
    hidden = telling.hidden({"now": now, "before": before}, adds_up=False)
    return parts.Tile(
        label,
        telling.small() if "now" in hidden else formats.number(now),
        change="" if hidden else _change(now, before),
        trend="" if hidden else _trend(now, before),
        url=url,
        points=tuple(points),
    )


def money_tiles(found: queries.Figures, telling: Telling) -> tuple[parts.Tile, ...]:
    """Costs in millions of đồng: in all, and who pays them. The costs of very few visits are those of single people."""
    pairs = (
        (_("Tổng chi phí"), found.now.total, found.before.total),
        (_("Quỹ BHYT thanh toán"), found.now.fund, found.before.fund),
        (_("Người bệnh cùng chi trả"), found.now.copayment, found.before.copayment),
        (_("Người bệnh tự trả"), found.now.self_paid, found.before.self_paid),
    )
    hidden = telling.hidden({"now": found.now.visits, "before": found.before.visits}, adds_up=False)
    return tuple(
        parts.Tile(label, "—", note=_("Quá ít lượt khám để hiển thị"))
        if "now" in hidden
        else parts.Tile(
            label, formats.number(now / _MILLION, 1), unit=_("triệu đ"),
            change="" if hidden else _change(float(now), float(before)),
            trend="" if hidden else _trend(float(now), float(before)),
        )
        for label, now, before in pairs
    )  # fmt: skip


def _change(now: float, before: float) -> str:
    if not before:
        return ""
    share = (now - before) * 100 / before
    sign = "+" if share > 0 else "−" if share < 0 else ""
    return _("%(change)s %% so với kỳ trước") % {"change": f"{sign}{formats.number(abs(share), 1)}"}


def _trend(now: float, before: float) -> str:
    return "same" if now == before else "up" if now > before else "down"


def province_map(found: queries.Figures, today: date, telling: Telling) -> maps.Map:
    """Visits per 1,000 residents of each commune."""
    figures = {}
    counts = _of_communes(found, today)
    hidden = telling.hidden(counts, adds_up=True)
    for one in places.communes(today):
        count = counts[one.code]
        url = telling.links.narrowed(commune=one.code)
        if one.code in hidden:
            figures[one.code] = maps.Figure(None, _("Không nêu, để không lộ người"), url)
            continue
        people = one.population or one.population_estimate
        rate = count * 1000 / people if people else None
        text = ngettext("%(visits)s lượt", "%(visits)s lượt", count) % {"visits": formats.number(count)}
        if rate is not None:
            text += " · " + _("%(rate)s trên 1.000 dân") % {"rate": formats.number(rate, 1)}
            if one.population is None:
                text += " " + _("(dân số ước tính)")
        figures[one.code] = maps.Figure(rate, text, url)
    return maps.paint(
        title=_("Lượt khám trên 1.000 dân theo xã, phường"), shape=places.province_shape(today), figures=figures,
        none_text=_("Không nêu, để không lộ người") if hidden else _("Chưa ghi nhận"), places=1,
    )  # fmt: skip


def _of_communes(found: queries.Figures, today: date) -> dict[str, int]:
    """The visits of every commune, also of those without any."""
    return {one.code: found.by_commune.get(one.code, 0) for one in places.communes(today)}


def diagnosis_bars(found: queries.Figures, on: date, telling: Telling) -> tuple[charts.Bar, ...]:
    """Leading main diagnoses by category; very few cases are not told exactly to who may not see single ones."""
    hidden = telling.hidden(dict(found.diagnoses), adds_up=True)
    return charts.bars(
        [
            charts.Bar(
                f"{category} {disease(category, on)}", 0 if category in hidden else count,
                _("không nêu") if category in hidden else formats.number(count), url=telling.behind(category=category),
            )
            for category, count in sorted(found.diagnoses, key=lambda pair: _place(pair, hidden))
        ]
    )  # fmt: skip


def _place(pair: tuple[str, int], hidden: frozenset[str]) -> tuple[bool, int, str]:
    """The most frequent first; what is not told at the end by its code, for its rank would tell."""
    category, count = pair
    return (True, 0, category) if category in hidden else (False, -count, category)


def disease(category: str, on: date) -> str:
    """The name of an ICD-10 category in the language of the page; empty when unknown."""
    found = (
        codes.find("ICD10", category, on)
        or codes.find("ICD10", f"{category}.9", on)
        or codes.icd10_block(category)
    )
    if found is None:
        return ""
    return said(found.name_vi, found.name_en)


def daily_chart(found: queries.Figures, wanted: queries.Wanted, telling: Telling) -> charts.LineChart | None:
    """Visits a day; a week where the period is long."""
    sums = _of_steps(found, wanted)
    hidden = telling.hidden(sums, adds_up=True)
    points = tuple(
        charts.Point(day, 0, formats.day(day), _("không nêu"))
        if day in hidden
        else charts.Point(day, count, formats.day(day), formats.number(count))
        for day, count in sums.items()
    )
    title = _("Lượt khám theo ngày") if _step(wanted) == 1 else _("Lượt khám theo tuần")
    return charts.line_chart(
        title=title, unit=_("lượt"), series=[charts.Series(title, points)], from_zero=True
    )


def _step(wanted: queries.Wanted) -> int:
    """So many days make one point of the chart."""
    return 1 if (wanted.last - wanted.first).days < _DAYS_BY_DAY else 7


def _of_steps(found: queries.Figures, wanted: queries.Wanted) -> dict[date, int]:
    """The visits of every day or week of a period, also of those without any."""
    step, span = _step(wanted), (wanted.last - wanted.first).days + 1
    sums = {wanted.first + timedelta(days=number): 0 for number in range(0, span, step)}
    for day, count in found.by_day.items():
        sums[wanted.first + timedelta(days=(day - wanted.first).days // step * step)] += count
    return sums
