"""Simplify polygons that share borders so that neighbours keep sharing the same line.

Rings are cut where three or more lines meet; each piece is simplified once, in one direction, by
Douglas and Peucker's rule; so both neighbours get the same points.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from hoaban.foundation.places.rules.geojson import Point, Ring

Rings = Mapping[str, tuple[Ring, ...]]


def simplify_together(rings: Rings, tolerance: float) -> dict[str, tuple[Ring, ...]]:
    """The same rings with fewer points, none farther than ``tolerance`` from its line; tiny islands may go.

    A commune never loses its largest ring: one that would collapse is kept as it was.
    """
    junctions = _junctions(ring for of_one in rings.values() for ring in of_one)
    done: dict[tuple[Point, ...], tuple[Point, ...]] = {}
    result: dict[str, tuple[Ring, ...]] = {}
    for code, of_one in rings.items():
        simple = [_simplify_ring(ring, junctions, tolerance, done) for ring in of_one]
        kept = tuple(ring for ring in simple if len(ring) >= 3)
        result[code] = kept or (max(of_one, key=lambda ring: abs(area(ring))),)
    return result


def area(ring: Ring) -> float:
    """Signed area inside a ring."""
    total = 0.0
    for (x1, y1), (x2, y2) in zip(ring, (*ring[1:], ring[0]), strict=True):
        total += x1 * y2 - x2 * y1
    return total / 2


def _junctions(rings: Iterable[Ring]) -> set[Point]:
    """Points with more than two different neighbours over all rings: where borders meet or part."""
    near: dict[Point, set[Point]] = {}
    for ring in rings:
        for before, point in zip((ring[-1], *ring[:-1]), ring, strict=True):
            near.setdefault(point, set()).add(before)
            near.setdefault(before, set()).add(point)
    return {point for point, others in near.items() if len(others) > 2}


def _simplify_ring(
    ring: Ring, junctions: set[Point], tolerance: float, done: dict[tuple[Point, ...], tuple[Point, ...]]
) -> Ring:
    cuts = [place for place, point in enumerate(ring) if point in junctions]
    if not cuts:
        cuts = [min(range(len(ring)), key=lambda place: ring[place])]
    if len(cuts) == 1:
        # a lone ring is cut at its far point too, else its two ends would be one and everything would go
        cuts = sorted({cuts[0], _farthest(ring, cuts[0])})
    points: list[Point] = []
    for place, start in enumerate(cuts):
        end = cuts[(place + 1) % len(cuts)]
        piece = ring[start : end + 1] if start < end else ring[start:] + ring[: end + 1]
        points.extend(_simplify_piece(piece, tolerance, done)[:-1])
    return tuple(points)


def _simplify_piece(
    piece: tuple[Point, ...], tolerance: float, done: dict[tuple[Point, ...], tuple[Point, ...]]
) -> tuple[Point, ...]:
    """Simplified in one canonical direction, whichever neighbour asks."""
    turned = piece[::-1]
    canonical = min(piece, turned)
    simple = done.get(canonical)
    if simple is None:
        simple = done[canonical] = _douglas_peucker(canonical, tolerance)
    return simple if canonical is piece else simple[::-1]


def _douglas_peucker(line: tuple[Point, ...], tolerance: float) -> tuple[Point, ...]:
    keep = [False] * len(line)
    keep[0] = keep[-1] = True
    spans = [(0, len(line) - 1)]
    while spans:
        first, last = spans.pop()
        worst, at = tolerance, -1
        for place in range(first + 1, last):
            distance = _distance(line[place], line[first], line[last])
            if distance > worst:
                worst, at = distance, place
        if at >= 0:
            keep[at] = True
            spans += [(first, at), (at, last)]
    return tuple(point for point, kept in zip(line, keep, strict=True) if kept)


def _farthest(ring: Ring, place: int) -> int:
    x, y = ring[place]
    return max(range(len(ring)), key=lambda other: (ring[other][0] - x) ** 2 + (ring[other][1] - y) ** 2)


def _distance(point: Point, start: Point, end: Point) -> float:
    """From a point to the piece between two others."""
    (px, py), (ax, ay), (bx, by) = point, start, end
    dx, dy = bx - ax, by - ay
    length = dx * dx + dy * dy
    along = 0.0 if length == 0 else max(0.0, min(1.0, ((px - ax) * dx + (py - ay) * dy) / length))
    return float(((px - ax - along * dx) ** 2 + (py - ay - along * dy) ** 2) ** 0.5)
