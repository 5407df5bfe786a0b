"""Maps of communes as plain geometry: outlines from boundaries, or circles where only centres are known.

Make the shape once (it costs some tenths of a second) and keep it; colour it per request with :func:`paint`.
Longitude and latitude come in WGS 84 degrees; x and y go out in units of a drawing ``WIDTH`` units wide.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from hoaban.ui import formats, simplify

WIDTH = 720
MARGIN = 12
RADIUS = 30
"""Of the schematic's circles: 27 px across on a screen 360 px wide, enough for a finger."""

LEVELS = 5

Spot = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Place:
    """One commune of the drawing. ``path`` is SVG path data, empty for a circle at ``x``, ``y``."""

    code: str
    name: str
    path: str
    x: int
    y: int


@dataclass(frozen=True, slots=True)
class Shape:
    """The drawing without colours. ``schematic`` tells that the places are circles."""

    width: int
    height: int
    places: tuple[Place, ...]
    schematic: bool


@dataclass(frozen=True, slots=True)
class Figure:
    """The value of a commune. ``value`` None: none (not reported, or too small to tell); ``text`` says it."""

    value: float | None
    text: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class Spotted:
    """A place with its figure and colour: ``level`` ``none``, ``0`` (zero) or ``1``-``5``."""

    place: Place
    figure: Figure
    level: str
    label: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Step:
    """One row of the legend."""

    level: str
    text: str


@dataclass(frozen=True, slots=True)
class Mark:
    """A point on the map, such as a facility; a list beside the map says the same."""

    name: str
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Map:
    """What ``{% choropleth %}`` draws."""

    title: str
    shape: Shape
    spots: tuple[Spotted, ...]
    legend: tuple[Step, ...]
    marks: tuple[Mark, ...] = ()


def outlines(features: Iterable[tuple[str, str, Mapping[str, Any]]], tolerance: float = 0.5) -> Shape:
    """A drawing from (code, name, GeoJSON Polygon or MultiPolygon) of each commune.

    Common borders are simplified once, so neighbours never gape. ``tolerance`` is in units of the drawing.

    :raises ValueError: a geometry is neither Polygon nor MultiPolygon, or there is none at all.
    """
    known = [(code, name, _rings(geometry)) for code, name, geometry in features]
    project, height = _projection([spot for _, _, rings in known for ring in rings for spot in ring])
    drawn = [[[project(spot) for spot in ring] for ring in rings] for _, _, rings in known]
    simple = iter(simplify.rings([ring for rings in drawn for ring in rings], tolerance))
    places = []
    for code, name, rings in known:
        kept = [ring for ring in (next(simple) for _ in rings) if len(ring) > 3]
        x, y = _middle(max(kept, key=_area)) if kept else project(rings[0][0])
        places.append(Place(code, name, "".join(map(_path, kept)), x, y))
    return Shape(WIDTH, height, tuple(places), schematic=False)


def schematic(centres: Iterable[tuple[str, str, float, float]]) -> Shape:
    """A drawing from (code, name, longitude, latitude): equal circles, moved apart until none overlap.

    :raises ValueError: there is no centre at all.
    """
    known = list(centres)
    project, height = _projection([(lon, lat) for _, _, lon, lat in known], inset=RADIUS)
    spots = _apart([project((lon, lat)) for _, _, lon, lat in known])
    lowest = max(y for _, y in spots)
    places = tuple(
        Place(code, name, "", round(x), round(y))
        for (code, name, _, _), (x, y) in zip(known, spots, strict=True)
    )
    return Shape(WIDTH, max(height, math.ceil(lowest) + RADIUS + MARGIN), places, schematic=True)


def paint(
    *,
    title: str,
    shape: Shape,
    figures: Mapping[str, Figure],
    none_text: str,
    places: int = 0,
    marks: tuple[Mark, ...] = (),
) -> Map:
    """Colour a drawing: five classes with about equally many communes each, zero and "no figure" apart.

    ``figures`` is by commune code; ``none_text`` is shown for a commune without one ("Chưa ghi nhận");
    ``places`` are the decimals in the legend, and what they do not tell apart has one colour; ``marks`` are dots on top.
    """
    absent = Figure(None, none_text)
    values = [round(one.value, places) for one in figures.values() if one.value]
    tops = class_tops(values)
    spots = []
    for place in shape.places:
        figure = figures.get(place.code, absent)
        spots.append(Spotted(place, figure, _level(figure.value, tops, places), two_lines(place.name)))
    used = {spot.level for spot in spots}
    legend = [Step("none", none_text), Step("0", "0")]
    bottom = min(values, default=0.0)
    for level, top in enumerate(tops, start=1):
        legend.append(Step(str(level), _span(bottom, top, places)))
        bottom = min((v for v in values if v > top), default=top)
    return Map(title, shape, tuple(spots), tuple(step for step in legend if step.level in used), marks)


def class_tops(values: Sequence[float], count: int = LEVELS) -> list[float]:
    """The highest value of each class: quantiles of what is there, equal ones merged."""
    ordered = sorted(values)
    if not ordered:
        return []
    picks = (ordered[math.ceil(len(ordered) * n / count) - 1] for n in range(1, count + 1))
    return sorted(set(picks))


def two_lines(name: str) -> tuple[str, ...]:
    """A name broken into at most two lines of about equal length: ("Tủa Sín", "Chải")."""
    words = name.split()
    if len(words) < 2 or len(name) < 8:
        return (name,)
    cuts = [(" ".join(words[:n]), " ".join(words[n:])) for n in range(1, len(words))]
    return min(cuts, key=lambda cut: max(map(len, cut)))


def _level(value: float | None, tops: Sequence[float], places: int) -> str:
    if value is None:
        return "none"
    if value == 0:
        return "0"
    return str(next(n for n, top in enumerate(tops, start=1) if round(value, places) <= top))


def _span(bottom: float, top: float, places: int) -> str:
    low, high = formats.number(bottom, places), formats.number(top, places)
    return low if low == high else f"{low} - {high}"


def _rings(geometry: Mapping[str, Any]) -> list[list[Spot]]:
    kind, coordinates = geometry["type"], geometry["coordinates"]
    if kind not in {"Polygon", "MultiPolygon"}:
        raise ValueError(f"a boundary is a Polygon or a MultiPolygon, not {kind}")
    polygons = [coordinates] if kind == "Polygon" else coordinates
    return [[(float(spot[0]), float(spot[1])) for spot in ring] for polygon in polygons for ring in polygon]


def _projection(spots: Sequence[Spot], inset: int = 0) -> tuple[Any, int]:
    """Equirectangular about the middle latitude: true enough over one province. Gives (function, height)."""
    if not spots:
        raise ValueError("a map needs at least one place")
    lons, lats = [s[0] for s in spots], [s[1] for s in spots]
    west, north = min(lons), max(lats)
    narrow = math.cos(math.radians((north + min(lats)) / 2))
    edge = MARGIN + inset
    scale = (WIDTH - 2 * edge) / (((max(lons) - west) * narrow) or 1)

    def project(spot: Spot) -> tuple[int, int]:
        return round(edge + (spot[0] - west) * narrow * scale), round(edge + (north - spot[1]) * scale)

    return project, math.ceil((north - min(lats)) * scale) + 2 * edge


def _path(ring: Sequence[tuple[int, int]]) -> str:
    x, y = ring[0]
    steps = []
    for next_x, next_y in ring[1:-1]:
        steps.append(f"{next_x - x} {next_y - y}")
        x, y = next_x, next_y
    return f"M{ring[0][0]} {ring[0][1]}l{' '.join(steps)}z".replace(" -", "-")


def _area(ring: Sequence[tuple[int, int]]) -> float:
    return abs(_twice(ring)) / 2


def _twice(ring: Sequence[tuple[int, int]]) -> int:
    return sum(ax * by - bx * ay for (ax, ay), (bx, by) in pairwise(ring))


def _middle(ring: Sequence[tuple[int, int]]) -> tuple[int, int]:
    """The centre of gravity of a closed ring."""
    twice = _twice(ring)
    x = y = 0.0
    for (ax, ay), (bx, by) in pairwise(ring):
        cross = ax * by - bx * ay
        x, y = x + (ax + bx) * cross, y + (ay + by) * cross
    return round(x / (3 * twice)), round(y / (3 * twice))


def _apart(spots: Sequence[Spot]) -> list[Spot]:
    """Push circles apart, a little each round, until none overlap. The same input gives the same map."""
    moved = [[float(x), float(y)] for x, y in spots]
    gap = 2 * RADIUS + 4
    edge = MARGIN + RADIUS
    for _ in range(400):
        overlaps = False
        for n, one in enumerate(moved):
            for other in moved[n + 1 :]:
                dx, dy = other[0] - one[0], other[1] - one[1]
                apart = math.hypot(dx, dy)
                if apart >= gap - 0.5:
                    continue
                overlaps = True
                push = (gap - apart) / 2
                ux, uy = (dx / apart, dy / apart) if apart else (1.0, 0.0)
                one[0], one[1] = one[0] - ux * push, one[1] - uy * push
                other[0], other[1] = other[0] + ux * push, other[1] + uy * push
        for one in moved:
            one[0], one[1] = min(max(one[0], edge), WIDTH - edge), max(one[1], edge)
        if not overlaps:
            break
    return [(one[0], one[1]) for one in moved]
