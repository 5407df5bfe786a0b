"""Read an operator's GeoJSON of communes: one polygon per commune, found by the property ``code``."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from hoaban.kernel.errors import Invalid

Point = tuple[float, float]
Ring = tuple[Point, ...]
"""Longitude and latitude; the last point is not a repetition of the first."""

_MOST_POINTS = 2_000_000


class BoundariesNotValid(Invalid):
    """The file cannot be taken as the communes' boundaries; ``place`` names the feature at fault."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """The degrees within which every point must lie."""

    west: float
    south: float
    east: float
    north: float

    def __contains__(self, point: Point) -> bool:
        return self.west <= point[0] <= self.east and self.south <= point[1] <= self.north


@dataclass(frozen=True, slots=True)
class Outlines:
    """Rings of each commune by code (outer rings and holes alike: they are drawn by the even-odd rule)."""

    rings: dict[str, tuple[Ring, ...]]
    attribution: str


def read_outlines(content: bytes, *, codes: Iterable[str], bounds: Bounds) -> Outlines:
    """The outlines of exactly the communes in ``codes``.

    :raises BoundariesNotValid: no GeoJSON, a commune missing, doubled or unknown, a shape that is no polygon,
        or a point outside ``bounds``.
    """
    document = _document(content)
    expected = set(codes)
    rings: dict[str, tuple[Ring, ...]] = {}
    points = 0
    for number, feature in enumerate(document["features"], start=1):
        code = _code_of(feature, number)
        if code not in expected:
            raise _refusal("mã này không phải của xã, phường nào hiện nay", "no commune has this code", code)
        if code in rings:
            raise _refusal("xã, phường này có hai lần", "this commune appears twice", code)
        rings[code] = tuple(_rings(feature.get("geometry"), code, bounds))
        points += sum(len(ring) for ring in rings[code])
        if points > _MOST_POINTS:
            raise _refusal("tệp có quá nhiều điểm", "the file has too many points", "")
    missing = sorted(expected - rings.keys())
    if missing:
        raise _refusal(
            f"thiếu {len(missing)} xã, phường", f"{len(missing)} communes are missing", ", ".join(missing[:5])
        )
    said = document.get("attribution")
    return Outlines(rings, said[:500] if isinstance(said, str) else "")


def _document(content: bytes) -> dict[str, Any]:
    try:
        document = json.loads(content.decode("utf-8-sig"), parse_constant=_no_constant)
    except (ValueError, RecursionError) as problem:
        raise _refusal("tệp không phải GeoJSON (UTF-8)", "the file is not GeoJSON (UTF-8)", "") from problem
    if not isinstance(document, dict) or document.get("type") != "FeatureCollection":
        raise _refusal("tệp không phải FeatureCollection", "the file is not a FeatureCollection", "")
    features = document.get("features")
    if not isinstance(features, list) or not all(isinstance(feature, dict) for feature in features):
        raise _refusal("tệp không có danh sách features", "the file has no list of features", "")
    return document


def _no_constant(name: str) -> float:
    raise ValueError(name)


def _code_of(feature: dict[str, Any], number: int) -> str:
    properties = feature.get("properties")
    code = properties.get("code") if isinstance(properties, dict) else None
    if not isinstance(code, str) or not code:
        raise _refusal("thiếu thuộc tính code", "the property code is missing", f"features[{number}]")
    return code


def _rings(geometry: Any, code: str, bounds: Bounds) -> Iterable[Ring]:
    kind = geometry.get("type") if isinstance(geometry, dict) else None
    coordinates = geometry.get("coordinates") if isinstance(geometry, dict) else None
    polygons = [coordinates] if kind == "Polygon" else coordinates if kind == "MultiPolygon" else None
    if not isinstance(polygons, list) or not polygons:
        raise _refusal(
            "hình phải là Polygon hoặc MultiPolygon", "the shape must be Polygon or MultiPolygon", code
        )
    for polygon in polygons:
        if not isinstance(polygon, list) or not polygon:
            raise _refusal("đa giác trống", "a polygon is empty", code)
        for ring in polygon:
            yield _ring(ring, code, bounds)


def _ring(ring: Any, code: str, bounds: Bounds) -> Ring:
    if not isinstance(ring, list):
        raise _refusal("đường bao không phải danh sách điểm", "a ring is not a list of points", code)
    points: list[Point] = []
    for position in ring:
        if (
            not isinstance(position, list)
            or len(position) < 2
            or not all(
                isinstance(value, int | float) and not isinstance(value, bool) for value in position[:2]
            )
        ):
            raise _refusal(
                "có điểm không phải [kinh độ, vĩ độ]", "a point is not [longitude, latitude]", code
            )
        point = (float(position[0]), float(position[1]))
        if not all(map(math.isfinite, point)) or point not in bounds:
            raise _refusal("có điểm nằm xa tỉnh", "a point lies far outside the province", code)
        if not points or points[-1] != point:
            points.append(point)
    if len(points) < 4 or points[0] != points[-1]:
        raise _refusal("đường bao không khép kín", "a ring is not closed", code)
    return tuple(points[:-1])


def _refusal(vi: str, en: str, place: str) -> BoundariesNotValid:
    where = f" ({place})" if place else ""
    return BoundariesNotValid(
        f"Không nhận địa giới: {vi}{where}.", f"Boundaries refused: {en}{where}.", place=place
    )
