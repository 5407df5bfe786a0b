"""What was measured, as tables and plots: laboratory values, vital signs."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.utils.translation import gettext as _

from hoaban.shared.chart import fhir, queries
from hoaban.shared.chart.views import moments
from hoaban.ui import charts, formats, parts

_PRESSURE = ("8480-6", "8462-4")
_PLOTTED_AT_MOST = 12


def latest_results(story: queries.Story, *, limit: int) -> parts.Table:
    """The newest value of each laboratory index."""
    newest: dict[str, fhir.Result] = {}
    for one in story.results:
        if one.category != "vital-signs" and one.text:
            newest.setdefault(one.key, one)
    return _result_rows(list(newest.values())[:limit])


def result_table(story: queries.Story) -> parts.Table:
    """All laboratory values and readings, newest first."""
    return _result_rows([one for one in story.results if one.category != "vital-signs" and one.text][:300])


def _result_rows(results: Iterable[fhir.Result]) -> parts.Table:
    rows = tuple(
        (
            parts.Cell(one.name, head=True),
            parts.Cell(_value(one), badge=_flag(one)),
            parts.Cell(_range(one)),
            parts.Cell(moments.day(one.at)),
        )
        for one in results
    )
    columns = (
        parts.Column(_("Chỉ số")), parts.Column(_("Kết quả")), parts.Column(_("Tham chiếu")),
        parts.Column(_("Ngày"), "date"),
    )  # fmt: skip
    told = range(4) if any(row[2].text for row in rows) else (0, 1, 3)  # a column of nothing says nothing
    return parts.Table(
        _("Kết quả cận lâm sàng"),
        tuple(columns[n] for n in told),
        tuple(tuple(row[n] for n in told) for row in rows),
    )


def _value(one: fhir.Result) -> str:
    text = formats.number(one.value) if one.value is not None else one.text
    return f"{text} {one.unit}".strip()


def _flag(one: fhir.Result) -> parts.Badge | None:
    if one.value is None:
        return None
    if one.high is not None and one.value > one.high:
        return parts.Badge(_("cao"), "warning", "up")
    if one.low is not None and one.value < one.low:
        return parts.Badge(_("thấp"), "warning", "down")
    return None


def _range(one: fhir.Result) -> str:
    if one.low is None and one.high is None:
        return ""
    ends = [formats.number(end) if end is not None else "" for end in (one.low, one.high)]
    return "–".join(ends)


def vital_charts(story: queries.Story) -> list[charts.LineChart]:
    """Blood pressure in one picture, then the other vital signs that were measured at least twice."""
    vital = [one for one in story.results if one.category == "vital-signs"]
    pressure = [_series(vital, key) for key in _PRESSURE]
    found = []
    if all(len(one.points) > 1 for one in pressure):
        found.append(charts.line_chart(title=_("Huyết áp"), unit="mmHg", series=pressure))
    keys = dict.fromkeys(one.key for one in reversed(vital) if one.key not in _PRESSURE)
    found += [_chart(vital, key) for key in keys]
    return [one for one in found if one]


def result_charts(story: queries.Story) -> list[charts.LineChart]:
    """One chart for each laboratory index with at least two numbers, most often measured first."""
    counts: dict[str, int] = {}
    for one in story.results:
        if one.value is not None and one.category != "vital-signs":
            counts[one.key] = counts.get(one.key, 0) + 1
    keys = sorted((key for key, count in counts.items() if count > 1), key=lambda key: -counts[key])
    made = [_chart(story.results, key) for key in keys[:_PLOTTED_AT_MOST]]
    return [one for one in made if one]


def _chart(results: Sequence[fhir.Result], key: str) -> charts.LineChart | None:
    series = _series(results, key)
    newest = next(one for one in results if one.key == key)
    if len(series.points) < 2:
        return None
    return charts.line_chart(
        title=newest.name, unit=newest.unit, series=[series], low=newest.low, high=newest.high
    )


def _series(results: Sequence[fhir.Result], key: str) -> charts.Series:
    mine = [one for one in reversed(results) if one.key == key and one.value is not None and one.at]
    points = tuple(
        charts.Point(one.at, one.value, moments.day(one.at), _value(one))
        for one in mine
        if one.at and one.value is not None
    )
    return charts.Series(mine[-1].name if mine else key, points)


def vital_table(story: queries.Story) -> parts.Table:
    """The vital signs of a visit."""
    vital = [one for one in story.results if one.category == "vital-signs"]
    rows = tuple(
        (parts.Cell(one.name, head=True), parts.Cell(_value(one)), parts.Cell(moments.day_time(one.at)))
        for one in vital
    )
    columns = (
        parts.Column(_("Chỉ số")),
        parts.Column(_("Giá trị"), "number"),
        parts.Column(_("Thời điểm"), "date"),
    )
    return parts.Table(_("Dấu hiệu sinh tồn"), columns, rows)
