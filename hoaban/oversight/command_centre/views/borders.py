"""Visits by residence, on the borders of today or of before: a number is never divided, and the page says on which it stands."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext as _

from hoaban.foundation.places import api as places
from hoaban.oversight.command_centre import queries
from hoaban.oversight.command_centre.forms import DISTRICTS, FORMER, TODAYS
from hoaban.oversight.command_centre.views.showing import Telling
from hoaban.ui import parts
from hoaban.ui.forms import said

TWO_TIERS_FROM = date(2025, 7, 1)
"""Since then there are provinces and communes only (NQ 203/2025/QH15): districts, and communes that were joined, are history."""


@dataclass(frozen=True, slots=True)
class OnBorders:
    """The table, and in words on which borders it stands and what it cannot tell."""

    table: parts.Table
    words: str


def by_residence(found: queries.Figures, today: date, borders: str, telling: Telling) -> OnBorders:
    """Visits by where people live. They are recorded by today's communes."""
    shown_on = TWO_TIERS_FROM - timedelta(days=1) if borders else today
    counts = {one.code: found.by_commune.get(one.code, 0) for one in places.communes(today)}
    gaps = {code: int(code in found.gaps) for code in counts}
    cut = {name for name, gap, _url in _rows(gaps, today, shown_on, borders, telling) if gap}
    rows = tuple(
        (parts.Cell(name, url=url, head=True), parts.Cell(telling.number(int(count), gap=name in cut)))
        for name, count, url in _rows(counts, today, shown_on, borders, telling)
    )
    columns = (parts.Column(_("Nơi cư trú")), parts.Column(_("Lượt khám"), "number"))
    on = places.borders_of(shown_on)
    words = [
        _("Theo %s.") % said(on.text_vi, on.text_en),
        *_limits(borders),
        _("Người ngoài tỉnh hoặc không rõ nơi cư trú không có trong bảng."),
    ]
    return OnBorders(parts.Table(_("Lượt khám theo nơi cư trú"), columns, rows), " ".join(words))


def _limits(borders: str) -> list[str]:
    """What cannot be told on borders of before."""
    recorded = _("Số liệu ghi theo xã, phường hiện nay, không chia nhỏ được:")
    if borders == FORMER:
        return [recorded, _("các xã cũ nay là một thì nêu chung.")]
    if borders == DISTRICTS:
        return [recorded, _("xã gồm phần của hai huyện cũ thì nêu chung hai huyện.")]
    return []


def _rows(
    values: dict[str, int], today: date, shown_on: date, borders: str, telling: Telling
) -> list[tuple[str, float, str]]:
    """Name, value, and the page of that commune where it is one of today's."""
    if borders == DISTRICTS:
        recast = places.recast(dict(values), recorded_on=today, shown_on=today)
        sums = places.by_district(recast.rows, places.former_districts(today))
        return [(" + ".join(names) or _("Không rõ huyện"), float(value), "") for names, value in sums.items()]
    recast = places.recast(dict(values), recorded_on=today, shown_on=shown_on)
    return [
        (row.name, float(row.value), telling.narrowed(row.communes[0].code) if borders == TODAYS else "")
        for row in recast.rows
    ]
