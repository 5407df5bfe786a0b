"""From figures to what components take."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from urllib.parse import urlencode

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from hoaban.foundation.codes import api as codes
from hoaban.foundation.places import api as places
from hoaban.oversight.command_centre import queries
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
    """How numbers are told: the lists behind them only to who may see single cases."""

    links: Links
    single: bool

    def number(self, count: int, *, gap: bool) -> str:
        """A number; of which something is not told at least so much, and nothing of it where nothing is."""
        if not gap:
            return formats.number(count)
        return _("từ %s trở lên") % formats.number(count) if count else _("không nêu")

    def narrowed(self, commune: str) -> str:
        """The same page of a commune; who may not see single cases asks for one place at a time."""
        return self.links.narrowed(commune=commune, **({} if self.single else {"facility": ""}))

    def behind(self, **more: str) -> str:
        """The list behind a number, for who may open it."""
        return self.links.behind(**more) if self.single else ""


def tiles(found: queries.Figures, telling: Telling) -> tuple[parts.Tile, ...]:
    """Visits, admissions, referrals; each with its change and the list behind it."""
    exact = not any(isinstance(gap, date) for gap in found.gaps)
    points = tuple(float(count) for _day, count in sorted(found.by_day.items())) if exact else ()
    named = (
        ("visits", _("Lượt khám"), telling.behind()),
        ("admissions", _("Nhập viện"), telling.behind(kind="admissions")),
        ("referrals", _("Chuyển cơ sở"), telling.behind(kind="referrals")),
    )
    return tuple(
        replace(
            _tile(found, name, label, telling.number(getattr(found.now, name), gap=name in found.gaps)), url=url,
            points=points if name == "visits" else (),
        )
        for name, label, url in named
    )  # fmt: skip


def money_tiles(found: queries.Figures) -> tuple[parts.Tile, ...]:
    """Costs in millions of đồng: in all, and who pays them. The costs of very few visits are those of single people."""
    named = (
        ("total", _("Tổng chi phí")), ("fund", _("Quỹ BHYT thanh toán")), ("copayment", _("Người bệnh cùng chi trả")),
        ("self_paid", _("Người bệnh tự trả")),
    )  # fmt: skip
    return tuple(
        parts.Tile(label, "—", note=_("Quá ít lượt khám để hiển thị"))
        if name in found.gaps and not getattr(found.now, name)
        else replace(
            _tile(found, name, label, _money(getattr(found.now, name), gap=name in found.gaps)),
            unit=_("triệu đ"),
        )
        for name, label in named
    )


def _money(amount: Decimal, *, gap: bool) -> str:
    millions = formats.number(amount / _MILLION, 1)
    return _("từ %s trở lên") % millions if gap else millions


def _tile(found: queries.Figures, name: str, label: str, told: str) -> parts.Tile:
    """A sum, with the change against the period before where both are told."""
    if name in found.gaps | found.before_gaps:
        return parts.Tile(label, told)
    now, before = float(getattr(found.now, name)), float(getattr(found.before, name))
    return parts.Tile(label, told, change=_change(now, before), trend=_trend(now, before))


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
    for one in places.communes(today):
        count, gap = found.by_commune.get(one.code, 0), one.code in found.gaps
        url = telling.narrowed(one.code)
        if gap and not count:
            figures[one.code] = maps.Figure(None, _("Không nêu, để không lộ người"), url)
            continue
        people = one.population or one.population_estimate
        rate = count * 1000 / people if people else None
        text = ngettext("%(visits)s lượt", "%(visits)s lượt", count) % {
            "visits": telling.number(count, gap=gap)
        }
        if rate is not None:
            text += " · " + _("%(rate)s trên 1.000 dân") % {"rate": formats.number(rate, 1)}
            if one.population is None:
                text += " " + _("(dân số ước tính)")
        figures[one.code] = maps.Figure(rate, text, url)
    hidden = any(figure.value is None for figure in figures.values())
    return maps.paint(
        title=_("Lượt khám trên 1.000 dân theo xã, phường"), shape=places.province_shape(today), figures=figures,
        none_text=_("Không nêu, để không lộ người") if hidden else _("Chưa ghi nhận"), places=1,
    )  # fmt: skip


def diagnosis_bars(found: queries.Figures, on: date, telling: Telling) -> tuple[charts.Bar, ...]:
    """Leading main diagnoses by category; who may not see single cases is told of none that is rare."""
    return charts.bars(
        [
            charts.Bar(
                f"{category} {disease(category, on)}", count, telling.number(count, gap=category in found.gaps),
                url=telling.behind(category=category),
            )
            for category, count in sorted(found.diagnoses, key=lambda pair: (-pair[1], pair[0]))
        ]
    )  # fmt: skip


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


def daily_chart(found: queries.Figures, wanted: queries.Wanted) -> charts.LineChart | None:
    """Visits a day; a week where the period is long; of who may not see single cases a month."""
    sums = found.by_day if found.monthly else _of_steps(found, wanted)
    points = tuple(
        charts.Point(day, 0, formats.day(day), _("không nêu"))
        if day in found.gaps
        else charts.Point(day, count, formats.day(day), formats.number(count))
        for day, count in sums.items()
    )
    title = _("Lượt khám theo ngày") if _step(wanted) == 1 else _("Lượt khám theo tuần")
    if found.monthly:
        title = _("Lượt khám theo tháng")
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
