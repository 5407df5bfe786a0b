"""Tables of the command centre: who has reported, and the list behind a number with names or without."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from hoaban.foundation.places import api as places
from hoaban.kernel import clock
from hoaban.oversight.command_centre import queries
from hoaban.oversight.command_centre.models import VisitFact
from hoaban.oversight.command_centre.views.showing import disease
from hoaban.shared.chart import api as chart
from hoaban.ui import formats, parts

SILENT_AFTER = timedelta(days=2)
"""A facility that has sent nothing for longer is shown as silent."""


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
                parts.Cell(formats.day(told.newest_day) if told and told.newest_day else ""),
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
            parts.Cell("" if one.sensitive else f"{one.icd10[:3]} {disease(one.icd10[:3], one.day)}".strip()),
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
