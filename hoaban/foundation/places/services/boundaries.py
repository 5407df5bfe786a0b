"""Boundaries of the communes, loaded by an operator."""

from __future__ import annotations

import hashlib
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from django.db import transaction

from hoaban.foundation.places import models
from hoaban.foundation.places.queries import communes
from hoaban.foundation.places.rules import drawing, geojson, shapes
from hoaban.foundation.places.services import noting
from hoaban.kernel import clock
from hoaban.kernel.actor import Actor

_LARGEST_FILE = 32 * 1024 * 1024
_MOST_CHARACTERS = 110_000
_NEARBY = 1.0  # degrees around the communes' centre points within which a boundary can lie


@dataclass(frozen=True, slots=True)
class BoundariesLoaded:
    """What was read from an operator's file."""

    communes: int
    points_read: int
    characters: int
    attribution: str


def load_boundaries(*, actor: Actor, path: Path, now: datetime, attribution: str = "") -> BoundariesLoaded:
    """Take the communes' boundaries from a GeoJSON file (WGS 84, one feature per commune, property ``code``).

    Stored are simplified shapes for the map, not the file. ``attribution`` (or the file's own member of that
    name) is shown with every map.

    :raises NotAllowed: the actor may not load boundaries.
    :raises geojson.BoundariesNotValid: the file is missing, too large, or not the communes of today.
    """
    noting.require(actor, "places.load-boundaries", now)
    today = clock.vietnam_day(now)
    units = communes.communes(today)
    content = _file_content(path)
    outlines = geojson.read_outlines(content, codes=[unit.code for unit in units], bounds=_bounds(units))
    projection, paths = drawing.draw_outlines(outlines.rings, most_characters=_MOST_CHARACTERS)
    drawn = []
    for unit in units:
        x, y = projection((unit.lon or 0.0, unit.lat or 0.0))
        drawn.append(asdict(drawing.MapShape(unit.code, unit.name, paths[unit.code], x, y)))
    said = attribution or outlines.attribution or f"{path.name} (do đơn vị vận hành nạp)"
    digest = hashlib.sha256(content).hexdigest()
    with transaction.atomic():
        models.BoundarySet.objects.create(
            loaded_at=now,
            loaded_by=actor.id,
            file_name=path.name,
            digest=digest,
            attribution=said,
            valid_on=today,
            width=drawing.WIDTH,
            height=projection.height,
            shapes=drawn,
        )
        noting.note(actor, "places.load-boundaries", now, sha256=digest)
    read = sum(len(ring) for rings in outlines.rings.values() for ring in rings)
    return BoundariesLoaded(len(units), read, sum(map(len, paths.values())), said)


def _file_content(path: Path) -> bytes:
    if not path.is_file():
        raise geojson.BoundariesNotValid(
            f"Không tìm thấy tệp {path.name}.", f"There is no file {path.name}.", place=path.name
        )
    with path.open("rb") as file:
        content = file.read(_LARGEST_FILE + 1)
    if len(content) > _LARGEST_FILE:
        raise geojson.BoundariesNotValid(
            "Tệp lớn hơn 32 MB; hãy giảm số điểm trước.",
            "The file is over 32 MB; simplify it first.",
            place=path.name,
        )
    return content


def _bounds(units: tuple[shapes.Commune, ...]) -> geojson.Bounds:
    lons = [unit.lon for unit in units if unit.lon is not None]
    lats = [unit.lat for unit in units if unit.lat is not None]
    return geojson.Bounds(
        west=min(lons) - _NEARBY,
        south=min(lats) - _NEARBY,
        east=max(lons) + _NEARBY,
        north=max(lats) + _NEARBY,
    )
