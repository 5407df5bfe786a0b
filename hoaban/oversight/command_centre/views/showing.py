"""From figures to what components take."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from urllib.parse import urlencode

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from hoaban.foundation.codes import api as codes
from hoaban.foundation.places import api as places
from hoaban.kernel import clock
from hoaban.oversight.command_centre import queries, rules
from hoaban.oversight.command_centre.models import VisitFact
from hoaban.shared.chart import api as chart
from hoaban.ui import charts, formats, maps, parts

SILENT_AFTER = timedelta(days=2)
"""A facility that has sent nothing for longer is shown as silent."""
_MILLION = 1_000_000


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


def tiles(found: queries.Figures, links: Links) -> tuple[parts.Tile, ...]:
    """Visits, admissions, referrals; each with its change and the list behind it."""
    now, before = found.now, found.before
    points = [float(count) for _day, count in sorted(found.by_day.items())]
    return (
        _tile(_("Lượt khám"), now.visits, before.visits, links.behind(), points),
        _tile(_("Nhập viện"), now.admissions, before.admissions, links.behind(kind="admissions"), ()),
        _tile(_("Chuyển cơ sở"), now.referrals, before.referrals, links.behind(kind="referrals"), ()),
    )


def _tile(label: str, now: int, before: int, url: str, points: Sequence[float]) -> parts.Tile:
    return parts.Tile(
        label,
        formats.number(now),
        change=_change(now, before),
        trend=_trend(now, before),
        url=url,
        points=tuple(points),
    )


def money_tiles(found: queries.Figures) -> tuple[parts.Tile, ...]:
    """Costs in millions of đồng: in all, and who pays them."""
    pairs = (
        (_("Tổng chi phí"), found.now.total, found.before.total),
        (_("Quỹ BHYT thanh toán"), found.now.fund, found.before.fund),
        (_("Người bệnh cùng chi trả"), found.now.copayment, found.before.copayment),
        (_("Người bệnh tự trả"), found.now.self_paid, found.before.self_paid),
    )
    return tuple(
        parts.Tile(
            label, formats.number(now / _MILLION, 1), unit=_("triệu đ"), change=_change(float(now), float(before)),
            trend=_trend(float(now), float(before)),
        )
        for label, now, before in pairs
    )  # fmt: skip


def _change(now: float, before: float) -> str:
    if not before:
        return ""
    share = (now - before) * 100 / before
    sign = "+" if share >= 0 else "−"
    return _("%(change)s %% so với kỳ trước") % {"change": f"{sign}{formats.number(abs(share), 1)}"}


def _trend(now: float, before: float) -> str:
    return "same" if now == before else "up" if now > before else "down"


def province_map(found: queries.Figures, today: date, links: Links) -> maps.Map:
    """Visits per 1,000 residents of each commune."""
    figures = {}
    for one in places.communes(today):
        count = found.by_commune.get(one.code, 0)
        people = one.population or one.population_estimate
        rate = count * 1000 / people if people else None
        text = _("%(visits)s lượt") % {"visits": formats.number(count)}
        if rate is not None:
            text += " · " + _("%(rate)s trên 1.000 dân") % {"rate": formats.number(rate, 1)}
            if one.population is None:
                text += " " + _("(dân số ước tính)")
        figures[one.code] = maps.Figure(rate, text, links.narrowed(commune=one.code))
    return maps.paint(
        title=_("Lượt khám trên 1.000 dân theo xã, phường"), shape=_shape(today), figures=figures,
        none_text=_("Chưa ghi nhận"), places=1,
    )  # fmt: skip


def _shape(today: date) -> maps.Shape:
    drawn = places.map_shapes(today)
    if drawn.schematic:
        return maps.schematic(
            (one.code, one.name, one.lon, one.lat)
            for one in places.communes(today)
            if one.lon is not None and one.lat is not None
        )
    shapes = tuple(
        maps.Place(one.code, one.name, one.path, round(one.x), round(one.y)) for one in drawn.shapes
    )
    return maps.Shape(round(drawn.width), round(drawn.height), shapes, schematic=False)


def diagnosis_bars(found: queries.Figures, on: date, links: Links) -> tuple[charts.Bar, ...]:
    """Leading main diagnoses by category; a sensitive category of very few is not told exactly."""
    rows = []
    for category, count in found.diagnoses:
        small = count < rules.SMALL and codes.sensitive_labels("ICD10", category, on) != 0
        text = _("dưới %(limit)s") % {"limit": rules.SMALL} if small else formats.number(count)
        rows.append(
            charts.Bar(
                f"{category} {_disease(category, on)}", 0 if small else count, text,
                url="" if small else links.behind(category=category),
            )
        )  # fmt: skip
    return charts.bars(rows)


def _disease(category: str, on: date) -> str:
    found = (
        codes.find("ICD10", category, on)
        or codes.find("ICD10", f"{category}.9", on)
        or codes.icd10_block(category)
    )
    if found is None:
        return ""
    return found.name_en if (get_language() or "").startswith("en") else found.name_vi


def daily_chart(found: queries.Figures, wanted: queries.Wanted) -> charts.LineChart | None:
    """Visits a day; a week where the period is long."""
    span = (wanted.last - wanted.first).days + 1
    step = 1 if span <= 62 else 7
    sums: dict[date, int] = {}
    for day, count in found.by_day.items():
        start = wanted.first + timedelta(days=(day - wanted.first).days // step * step)
        sums[start] = sums.get(start, 0) + count
    starts = [wanted.first + timedelta(days=number) for number in range(0, span, step)]
    points = tuple(
        charts.Point(day, sums.get(day, 0), formats.day(day), formats.number(sums.get(day, 0)))
        for day in starts
    )
    title = _("Lượt khám theo ngày") if step == 1 else _("Lượt khám theo tuần")
    return charts.line_chart(
        title=title, unit=_("lượt"), series=[charts.Series(title, points)], from_zero=True
    )


def _is_silent(told: queries.Heard | None, now: datetime) -> bool:
    return told is None or now - told.heard_at > SILENT_AFTER


def reported(
    facilities: Sequence[places.Facility],
    heard: dict[str, queries.Heard],
    allowed: frozenset[str] | None,
    now: datetime,
) -> str:
    """How many have sent something lately."""
    mine = [one for one in facilities if allowed is None or one.code in allowed]
    sent = sum(not _is_silent(heard.get(one.code), now) for one in mine)
    texts = {"sent": formats.number(sent), "all": formats.number(len(mine)), "days": SILENT_AFTER.days}
    return _("%(sent)s trong %(all)s cơ sở đã gửi hồ sơ trong %(days)s ngày qua.") % texts


def report_table(
    facilities: Sequence[places.Facility],
    heard: dict[str, queries.Heard],
    allowed: frozenset[str] | None,
    now: datetime,
) -> parts.Table:
    """Who has reported and who is silent; the longest silent first."""
    mine = [one for one in facilities if allowed is None or one.code in allowed]
    order = sorted(
        mine, key=lambda one: (heard[one.code].heard_at.timestamp() if one.code in heard else 0, one.code)
    )
    rows = []
    for one in order:
        told = heard.get(one.code)
        silent = _is_silent(told, now)
        badge = (
            parts.Badge(_("im lặng"), "warning", "clock")
            if silent
            else parts.Badge(_("đã gửi"), "success", "check")
        )
        rows.append(
            (
                parts.Cell(one.name, head=True),
                parts.Cell("", badge=badge),
                parts.Cell(formats.day_time(told.heard_at) if told else ""),
                parts.Cell(formats.day(told.newest_day) if told else ""),
            )
        )
    columns = (
        parts.Column(_("Cơ sở")), parts.Column(_("Trạng thái")), parts.Column(_("Nhận gần nhất"), "date"),
        parts.Column(_("Lượt khám mới nhất"), "date"),
    )  # fmt: skip
    return parts.Table(_("Báo cáo của cơ sở"), columns, tuple(rows))


def named_table(listed: chart.VisitList) -> parts.Table:
    """The list with names, for who may open these charts."""
    today = clock.vietnam_day(clock.now())
    names = {one.code: one.full_name for one in places.communes(today)}
    rows = tuple(
        (
            parts.Cell(one.name, url=f"/people/{one.person}/" if one.person else "", head=True),
            parts.Cell(formats.partial_date(one.birth) if one.birth else ""),
            parts.Cell(names.get(one.commune_code, "")),
            parts.Cell(formats.day(one.start) if one.start else ""),
            parts.Cell(one.facility),
            parts.Cell(one.reason),
        )
        for one in listed.visits
    )
    columns = (
        parts.Column(_("Họ và tên")), parts.Column(_("Ngày sinh"), "date"), parts.Column(_("Nơi cư trú")),
        parts.Column(_("Ngày khám"), "date"), parts.Column(_("Cơ sở")), parts.Column(_("Lý do đến khám")),
    )  # fmt: skip
    return parts.Table(_("Các lượt khám"), columns, rows)


def plain_table(facts: Sequence[VisitFact]) -> parts.Table:
    """The list without names: day, facility, commune, age group, sex, diagnosis category."""
    today = clock.vietnam_day(clock.now())
    communes = {one.code: one.full_name for one in places.communes(today)}
    facilities = places.facility_names(today)
    rows = tuple(
        (
            parts.Cell(formats.day(one.day), head=True),
            parts.Cell(facilities.get(one.facility_code, one.facility_code)),
            parts.Cell(communes.get(one.commune_code, "")),
            parts.Cell(_age_group(one)),
            parts.Cell(_sex(one.sex)),
            parts.Cell(
                "" if one.sensitive else f"{one.icd10[:3]} {_disease(one.icd10[:3], one.day)}".strip()
            ),
        )
        for one in facts
    )
    columns = (
        parts.Column(_("Ngày khám"), "date"), parts.Column(_("Cơ sở")), parts.Column(_("Nơi cư trú")),
        parts.Column(_("Nhóm tuổi")), parts.Column(_("Giới tính")), parts.Column(_("Nhóm bệnh")),
    )  # fmt: skip
    return parts.Table(_("Các lượt khám"), columns, rows)


def _age_group(one: VisitFact) -> str:
    if one.birth_year is None:
        return ""
    age = one.day.year - one.birth_year
    bottom = next((limit for limit in (80, 60, 40, 16, 6) if age >= limit), 0)
    top = {0: "5", 6: "15", 16: "39", 40: "59", 60: "79", 80: ""}[bottom]
    return f"{bottom}–{top}" if top else f"≥ {bottom}"


def _sex(sex: str) -> str:
    return {"male": _("Nam giới"), "female": _("Nữ giới")}.get(sex, "")
