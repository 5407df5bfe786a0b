"""Geometry of charts: plain values in, frozen dataclasses out. Templates turn them into SVG.

Positions are percent of the plot (``0`` left and top, ``100`` right and bottom), so that a chart fits any
width while its letters and dots keep their size. Floats only draw; what is read is the caller's text.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from hoaban.ui import formats

Value = int | float | Decimal


@dataclass(frozen=True, slots=True)
class Point:
    """One measurement: when, how much, and both as text."""

    at: date | datetime
    value: Value
    when: str
    text: str


@dataclass(frozen=True, slots=True)
class Series:
    """One line, in order of time."""

    label: str
    points: tuple[Point, ...]


@dataclass(frozen=True, slots=True)
class Tick:
    """A mark on an axis. ``anchor`` is where its label is held: start, middle or end."""

    at: float
    label: str
    anchor: str = "middle"


@dataclass(frozen=True, slots=True)
class Dot:
    """A measurement on the plot. ``flag`` is ``high`` or ``low`` outside the reference range, else empty."""

    x: float
    y: float
    when: str
    text: str
    flag: str
    label_y: float


@dataclass(frozen=True, slots=True)
class Line:
    """A drawn series: ``path`` in a 100 by 100 box; ``place`` (1, 2, 3...) picks colour and dashes."""

    label: str
    path: str
    dots: tuple[Dot, ...]
    place: int


@dataclass(frozen=True, slots=True)
class Band:
    """The reference range on the plot, with its words ("150 - 400")."""

    top: float
    height: float
    text: str


@dataclass(frozen=True, slots=True)
class LineChart:
    """Everything a template needs to draw lines over time and to write the same as a table."""

    title: str
    unit: str
    lines: tuple[Line, ...]
    x_ticks: tuple[Tick, ...]
    y_ticks: tuple[Tick, ...]
    band: Band | None
    summary: str


@dataclass(frozen=True, slots=True)
class Spark:
    """A small line without axes, and where it ends."""

    path: str
    end_x: float
    end_y: float


@dataclass(frozen=True, slots=True)
class Bar:
    """One row of a bar list; ``share`` is percent of the longest bar, given by :func:`bars`."""

    label: str
    value: Value
    text: str
    url: str = ""
    note: str = ""
    share: float = 0.0


@dataclass(frozen=True, slots=True)
class _Scale:
    low: float
    high: float

    def percent(self, value: float) -> float:
        span = self.high - self.low
        return 50.0 if span == 0 else round((value - self.low) * 100 / span, 1)


def line_chart(
    *,
    title: str,
    unit: str,
    series: Sequence[Series],
    low: Value | None = None,
    high: Value | None = None,
    from_zero: bool = False,
) -> LineChart | None:
    """Lines over time, with the reference range ``low``-``high`` when given; None when there is nothing.

    One measurement is a chart too. Values outside the range are flagged. ``from_zero`` is for counts.
    """
    drawn = [one for one in series if one.points]
    if not drawn:
        return None
    every = [point for one in drawn for point in one.points]
    bounds = [float(one) for one in (low, high) if one is not None]
    ticks = nice_ticks([float(p.value) for p in every] + bounds + ([0.0] if from_zero else []))
    up = _Scale(ticks[0], ticks[-1])
    along = _Scale(min(_moment(p.at) for p in every), max(_moment(p.at) for p in every))
    lines = tuple(_line(one, place, along, up, (low, high)) for place, one in enumerate(drawn, start=1))
    return LineChart(
        title=title,
        unit=unit,
        lines=lines,
        x_ticks=_time_ticks(every, along),
        y_ticks=tuple(Tick(round(100 - up.percent(t), 1), _tick_text(t, ticks), "end") for t in ticks),
        band=_band(low, high, up),
        summary=_summary(drawn),
    )


def nice_ticks(values: Sequence[float], wanted: int = 4) -> list[float]:
    """Round numbers (1, 2 or 5 times a power of ten apart) that enclose all values; at least two."""
    low, high = min(values), max(values)
    if low == high:
        low, high = low - (abs(low) * 0.1 or 1), high + (abs(high) * 0.1 or 1)
        low = 0.0 if min(values) >= 0 > low else low
    rough = (high - low) / wanted
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(m * power for m in (1, 2, 5, 10) if m * power >= rough * 0.999)
    first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
    return [round(n * step, 10) for n in range(first, last + 1)]


def sparkline(values: Sequence[Value]) -> Spark | None:
    """A small line in a 100 by 100 box; None for fewer than two values."""
    if len(values) < 2:
        return None
    up = _Scale(min(float(v) for v in values), max(float(v) for v in values))
    step = 100 / (len(values) - 1)
    spots = [(round(n * step, 1), round(100 - up.percent(float(v)), 1)) for n, v in enumerate(values)]
    return Spark(_path(spots), *spots[-1])


def bars(rows: Sequence[Bar]) -> tuple[Bar, ...]:
    """The same rows with their ``share`` of the longest; a value that is not zero is never invisible."""
    longest = max((float(row.value) for row in rows), default=0.0)
    return tuple(
        Bar(row.label, row.value, row.text, row.url, row.note, _share(float(row.value), longest))
        for row in rows
    )


def _share(value: float, longest: float) -> float:
    if value <= 0 or longest <= 0:
        return 0.0
    return max(0.5, round(value * 100 / longest, 1))


def _line(
    one: Series, place: int, along: _Scale, up: _Scale, allowed: tuple[Value | None, Value | None]
) -> Line:
    dots = []
    for point in one.points:
        y = round(100 - up.percent(float(point.value)), 1)
        flag = _flag(point.value, *allowed)
        label_y = y + 9 if flag == "low" else y - 5
        dots.append(Dot(along.percent(_moment(point.at)), y, point.when, point.text, flag, round(label_y, 1)))
    return Line(one.label, _path([(dot.x, dot.y) for dot in dots]), tuple(dots), place)


def _flag(value: Value, low: Value | None, high: Value | None) -> str:
    if low is not None and float(value) < float(low):
        return "low"
    return "high" if high is not None and float(value) > float(high) else ""


def _band(low: Value | None, high: Value | None, up: _Scale) -> Band | None:
    if low is None and high is None:
        return None
    top = up.high if high is None else float(high)
    bottom = up.low if low is None else float(low)
    y = round(100 - up.percent(top), 1)
    if low is None:
        text = f"≤ {formats.number(high or 0)}"
    elif high is None:
        text = f"≥ {formats.number(low)}"
    else:
        text = f"{formats.number(low)} - {formats.number(high)}"
    return Band(y, round(100 - up.percent(bottom) - y, 1), text)


def _time_ticks(points: Sequence[Point], along: _Scale) -> tuple[Tick, ...]:
    first = min(points, key=lambda p: _moment(p.at))
    last = max(points, key=lambda p: _moment(p.at))
    if along.low == along.high:
        return (Tick(50.0, first.when),)
    return (Tick(0.0, first.when, "start"), Tick(100.0, last.when, "end"))


def _summary(series: Sequence[Series]) -> str:
    return "; ".join(f"{one.label}: {one.points[-1].text} ({one.points[-1].when})" for one in series)


def _tick_text(tick: float, ticks: Sequence[float]) -> str:
    step = ticks[1] - ticks[0]
    return formats.number(Decimal(str(tick)), max(0, -math.floor(math.log10(step) + 1e-9)))


def _moment(at: date | datetime) -> float:
    return at.timestamp() if isinstance(at, datetime) else at.toordinal() * 86400.0


def _path(spots: Sequence[tuple[float, float]]) -> str:
    return "M" + "L".join(f"{x:g} {y:g}" for x, y in spots)
