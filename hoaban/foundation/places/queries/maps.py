"""The province as shapes for a map."""

from __future__ import annotations

from datetime import date
from functools import lru_cache

from hoaban.foundation.places import models
from hoaban.foundation.places.queries import communes
from hoaban.foundation.places.rules import drawing
from hoaban.foundation.places.rules.drawing import MapShape, ProvinceMap


def map_shapes(on: date) -> ProvinceMap:
    """The communes of a day as shapes: the newest boundaries loaded for them, else the schematic.

    Communes without a known centre point (those before 2025-07-01) are left out of the schematic.
    """
    for number, valid_on in models.BoundarySet.objects.order_by("-id").values_list("id", "valid_on"):
        if communes.communes(valid_on) == communes.communes(on):
            return _loaded(number)
    return _schematic(on)


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
