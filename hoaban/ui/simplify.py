"""Fewer points for outlines that touch: a border shared by two communes is simplified the same for both."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from itertools import pairwise

Spot = tuple[int, int]


def rings(outlines: Sequence[Sequence[Spot]], tolerance: float) -> list[list[Spot]]:
    """Each closed ring (first point again at the end) with fewer points, in the order given.

    Points where borders meet stay; between two of them Douglas and Peucker's rule drops what lies within
    ``tolerance`` of the straight line. An arc is always walked in the same direction, whichever ring asks.
    """
    clean = [_without_repeats(outline) for outline in outlines]
    nodes = _nodes(clean)
    return [_ring(ring, nodes, tolerance) for ring in clean]


def _without_repeats(outline: Sequence[Spot]) -> list[Spot]:
    ring: list[Spot] = []
    for spot in outline:
        if not ring or spot != ring[-1]:
            ring.append(spot)
    if len(ring) > 1 and ring[0] != ring[-1]:
        ring.append(ring[0])
    return ring


def _nodes(outlines: Sequence[Sequence[Spot]]) -> set[Spot]:
    """Points with more than two different neighbours: there borders meet or end."""
    beside: defaultdict[Spot, set[Spot]] = defaultdict(set)
    for ring in outlines:
        for one, other in pairwise(ring):
            beside[one].add(other)
            beside[other].add(one)
    return {spot for spot, others in beside.items() if len(others) > 2}


def _ring(ring: list[Spot], nodes: set[Spot], tolerance: float) -> list[Spot]:
    body = ring[:-1]
    if len(body) < 3:
        return ring
    start = next((n for n, spot in enumerate(body) if spot in nodes), body.index(min(body)))
    walk = [*body[start:], *body[:start], body[start]]
    cuts = [n for n, spot in enumerate(walk) if spot in nodes or n in {0, len(walk) - 1}]
    if len(cuts) == 2:
        far = max(range(len(walk)), key=lambda n: (_squared(walk[0], walk[n]), walk[n]))
        cuts.insert(1, far)
    kept = [walk[0]]
    for begin, end in pairwise(cuts):
        kept.extend(_arc(walk[begin : end + 1], tolerance)[1:])
    return kept


def _arc(arc: list[Spot], tolerance: float) -> list[Spot]:
    backwards = arc[0] > arc[-1]
    walked = arc[::-1] if backwards else arc
    keep = {0, len(walked) - 1}
    pending = [(0, len(walked) - 1)]
    while pending:
        begin, end = pending.pop()
        far, distance = begin, 0.0
        for n in range(begin + 1, end):
            off = _off(walked[n], walked[begin], walked[end])
            if off > distance:
                far, distance = n, off
        if distance > tolerance * tolerance:
            keep.add(far)
            pending += [(begin, far), (far, end)]
    kept = [walked[n] for n in sorted(keep)]
    return kept[::-1] if backwards else kept


def _squared(one: Spot, other: Spot) -> int:
    return (one[0] - other[0]) ** 2 + (one[1] - other[1]) ** 2


def _off(spot: Spot, begin: Spot, end: Spot) -> float:
    """Squared distance of a point from the straight line between two others."""
    length = _squared(begin, end)
    if length == 0:
        return float(_squared(spot, begin))
    cross = (end[0] - begin[0]) * (begin[1] - spot[1]) - (begin[0] - spot[0]) * (end[1] - begin[1])
    return cross * cross / length
