"""Shapes ready for an SVG map about 1,000 units wide: outlines, or circles where no outlines are loaded."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from hoaban.foundation.places.rules import outline
from hoaban.foundation.places.rules.geojson import Point, Ring
from hoaban.foundation.places.rules.shapes import Commune

WIDTH = 1000.0
_MARGIN = 10.0
_LARGEST_RADIUS = 34.0
_FIRST_TOLERANCE = 0.4


@dataclass(frozen=True, slots=True)
class MapShape:
    """One commune on the map. ``path`` is an SVG path; ``x`` and ``y`` are where a name or number goes."""

    code: str
    name: str
    path: str
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class ProvinceMap:
    """All communes, to be drawn with ``viewBox="0 0 width height"`` and ``fill-rule="evenodd"``."""

    width: float
    height: float
    schematic: bool
    """True: circles at centre points, because no boundaries are loaded."""
    attribution: str
    """To be shown with the map; empty for the schematic."""
    shapes: tuple[MapShape, ...]
    version: str
    """Changes whenever the shapes do."""


@dataclass(frozen=True, slots=True)
class Projection:
    """Equirectangular, true to scale at the middle latitude; north is up."""

    west: float
    north: float
    margin: float
    scale: float
    squeeze: float
    height: float

    @classmethod
    def around(cls, points: Sequence[Point], *, margin: float) -> Projection:
        """The projection that fits the points into the width and leaves a margin on all sides."""
        west, east = min(p[0] for p in points), max(p[0] for p in points)
        south, north = min(p[1] for p in points), max(p[1] for p in points)
        squeeze = math.cos(math.radians((south + north) / 2))
        scale = (WIDTH - 2 * margin) / ((east - west) * squeeze)
        height = round((north - south) * scale + 2 * margin, 1)
        return cls(west, north, margin, scale, squeeze, height)

    def __call__(self, point: Point) -> Point:
        """Map units of a longitude and latitude."""
        x = (point[0] - self.west) * self.squeeze * self.scale + self.margin
        return (round(x, 1), round((self.north - point[1]) * self.scale + self.margin, 1))


def draw_outlines(
    rings: Mapping[str, tuple[Ring, ...]], *, most_characters: int
) -> tuple[Projection, dict[str, str]]:
    """The projection and a path per commune, simplified until all together fit ``most_characters``."""
    projection = Projection.around(
        [point for of_one in rings.values() for ring in of_one for point in ring], margin=_MARGIN
    )
    # neighbours give the same coordinates, so rounding before the cutting keeps shared lines shared
    projected = {
        code: tuple(
            ring
            for ring in (_without_repeats([projection(p) for p in ring]) for ring in of_one)
            if len(ring) > 2
        )
        for code, of_one in rings.items()
    }
    tolerance = _FIRST_TOLERANCE
    while True:
        paths = {
            code: path_of(simple) for code, simple in outline.simplify_together(projected, tolerance).items()
        }
        if sum(map(len, paths.values())) <= most_characters or tolerance > WIDTH:
            return projection, paths
        tolerance *= 1.5


def path_of(rings: tuple[Ring, ...]) -> str:
    """An SVG path with steps relative to the point before, in tenths of a unit."""
    parts: list[str] = []
    for ring in rings:
        tenths = [(round(x * 10), round(y * 10)) for x, y in ring]
        parts.append(f"M{_number(tenths[0][0])} {_number(tenths[0][1])}l")
        steps = pairwise(tenths)
        parts.append(" ".join(f"{_number(x2 - x1)} {_number(y2 - y1)}" for (x1, y1), (x2, y2) in steps))
        parts.append("z")
    return "".join(parts).replace(" -", "-")


def draw_circles(communes: Sequence[Commune]) -> tuple[Projection, dict[str, str]]:
    """The projection and a circle per commune at its centre point; circles never overlap."""
    places = {
        unit.code: (unit.lon, unit.lat) for unit in communes if unit.lon is not None and unit.lat is not None
    }
    projection = Projection.around(list(places.values()), margin=_LARGEST_RADIUS + _MARGIN)
    centres = {code: projection(place) for code, place in places.items()}
    paths: dict[str, str] = {}
    for code, (x, y) in centres.items():
        nearest = min(math.hypot(x - ox, y - oy) for other, (ox, oy) in centres.items() if other != code)
        radius = round(min(_LARGEST_RADIUS, nearest / 2), 1)
        paths[code] = (
            f"M{x - radius:.1f} {y:.1f}"
            f"a{radius} {radius} 0 1 0 {2 * radius:.1f} 0"
            f"a{radius} {radius} 0 1 0 {-2 * radius:.1f} 0z"
        )
    return projection, paths


def _without_repeats(points: list[Point]) -> Ring:
    return tuple(
        point for before, point in zip((points[-1], *points[:-1]), points, strict=True) if point != before
    )


def _number(tenths: int) -> str:
    whole, rest = divmod(abs(tenths), 10)
    text = f"{whole}.{rest}" if rest else str(whole)
    return f"-{text}" if tenths < 0 else text
