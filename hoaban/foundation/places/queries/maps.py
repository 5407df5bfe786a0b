"""The province as shapes for a map."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import lru_cache

from hoaban.foundation.places import models
from hoaban.foundation.places.queries import communes
from hoaban.foundation.places.rules import drawing
from hoaban.foundation.places.rules.drawing import MapShape, ProvinceMap
from hoaban.ui import maps


def map_shapes(on: date) -> ProvinceMap:
    """The communes of a day as shapes: the newest boundaries loaded for them, else the schematic.

    Communes without a known centre point (those before 2025-07-01) are left out of the schematic.
    """
    for number, valid_on in models.BoundarySet.objects.order_by("-id").values_list("id", "valid_on"):
        if communes.communes(valid_on) == communes.communes(on):
            return _loaded(number)
    return _schematic(on)


def province_shape(on: date) -> maps.Shape:
    """The same as the component of the map draws it; without boundaries circles that never overlap."""
    drawn = map_shapes(on)
    if drawn.schematic:
        return maps.schematic(
            (one.code, one.name, one.lon, one.lat)
            for one in communes.communes(on)
            if one.lon is not None and one.lat is not None
        )
    shapes = tuple(
        maps.Place(one.code, one.name, one.path, round(one.x), round(one.y)) for one in drawn.shapes
    )
    return maps.Shape(round(drawn.width), round(drawn.height), shapes, schematic=False)


def spots(on: date, points: Sequence[tuple[float, float]]) -> list[tuple[float, float]]:
    """Where points (longitude, latitude) lie on the loaded boundaries; none at all on the schematic.

    The projection is linear in both degrees, so that the centre points of the communes, known in degrees and on the
    drawing, give it back.
    """
    drawn = map_shapes(on)
    centres = {one.code: (one.lon, one.lat) for one in communes.communes(on)}
    known = [(centres[one.code], one) for one in drawn.shapes if one.code in centres]
    if drawn.schematic or len(known) < 2:
        return []
    across = _line([(lon or 0.0, one.x) for (lon, _lat), one in known])
    down = _line([(lat or 0.0, one.y) for (_lon, lat), one in known])
    return [(across[0] + across[1] * lon, down[0] + down[1] * lat) for lon, lat in points]


def _line(pairs: Sequence[tuple[float, float]]) -> tuple[float, float]:
    """Start and slope of the straight line through pairs."""
    low, high = min(pairs), max(pairs)
    slope = (high[1] - low[1]) / (high[0] - low[0])
    return low[1] - slope * low[0], slope


@lru_cache(maxsize=4)
def _loaded(number: int) -> ProvinceMap:
    row = models.BoundarySet.objects.get(id=number)
    return ProvinceMap(
        width=row.width,
        height=row.height,
        schematic=False,
        attribution=row.attribution,
        shapes=tuple(MapShape(**shape) for shape in row.shapes),
        version=row.digest[:16],
    )


@lru_cache(maxsize=4)
def _schematic(on: date) -> ProvinceMap:
    units = [unit for unit in communes.communes(on) if unit.lon is not None and unit.lat is not None]
    if not units:
        return ProvinceMap(drawing.WIDTH, drawing.WIDTH, True, "", (), "schematic-empty")
    projection, paths = drawing.draw_circles(units)
    shapes = []
    for unit in units:
        x, y = projection((unit.lon or 0.0, unit.lat or 0.0))
        shapes.append(MapShape(unit.code, unit.name, paths[unit.code], x, y))
    return ProvinceMap(drawing.WIDTH, projection.height, True, "", tuple(shapes), f"schematic-{len(shapes)}")
