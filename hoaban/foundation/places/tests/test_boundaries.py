"""Boundaries that an operator loads, and the map without them."""

from __future__ import annotations

import json
import math
import re
from datetime import UTC, date, datetime
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hoaban.foundation.places import api as places
from hoaban.foundation.places.queries import maps
from hoaban.foundation.places.rules import drawing, outline
from hoaban.kernel.actor import Actor, ActorKind, system_actor
from hoaban.kernel.errors import NotAllowed

NOW = datetime(2026, 11, 11, 2, 0, tzinfo=UTC)
TODAY = date(2026, 11, 11)
KEEPER = system_actor("register-test", "system.manage")
LARGEST = 120_000


def invented_province() -> dict[str, Any]:
    """38 wavy tiles in a grid, each named by a commune's code; neighbours share their points exactly."""
    columns, wide, tall = 8, 0.2, 0.22
    features = []
    for number, unit in enumerate(places.communes(TODAY)):
        row, column = divmod(number, columns)
        corners = [(column, row), (column + 1, row), (column + 1, row + 1), (column, row + 1), (column, row)]
        ring: list[list[float]] = []
        for (x1, y1), (x2, y2) in pairwise(corners):
            for step in range(60):
                along = step / 60
                x, y = x1 + (x2 - x1) * along, y1 + (y2 - y1) * along
                x, y = round(x, 6), round(y, 6)
                wave = 0.004 * math.sin(40 * x + 31 * y) * math.sin(math.pi * x) * 3
                ring.append([round(102.3 + x * wide + wave, 5), round(21.7 + y * tall + wave, 5)])
        ring.append(ring[0])
        features.append(
            {
                "type": "Feature",
                "properties": {"code": unit.code},
                "geometry": {"type": "Polygon", "coordinates": [ring]},
            }
        )
    return {"type": "FeatureCollection", "attribution": "Bản đồ thử", "features": features}


def load(folder: Path, content: object) -> places.BoundariesLoaded:
    path = folder / "communes.geojson"
    path.write_bytes(content if isinstance(content, bytes) else json.dumps(content).encode())
    return places.load_boundaries(actor=KEEPER, path=path, now=NOW)


def changed(document: dict[str, Any], **members: Any) -> dict[str, Any]:
    """The same file with the first feature's members replaced."""
    first, *others = document["features"]
    return {**document, "features": [{**first, **members}, *others]}


def ringed(document: dict[str, Any], ring: Any) -> dict[str, Any]:
    return changed(document, geometry={"type": "Polygon", "coordinates": [ring]})


@pytest.mark.django_db
def test_a_facility_whose_point_is_known_lies_on_the_loaded_boundaries(tmp_path: Path) -> None:
    here = places.communes(TODAY)[7]
    assert here.lon is not None
    assert here.lat is not None
    assert maps.spots(TODAY, [(here.lon, here.lat)]) == []  # the schematic has no place for a point
    load(tmp_path, invented_province())
    centre = next(one for one in places.map_shapes(TODAY).shapes if one.code == here.code)
    [(x, y), (east, north)] = maps.spots(TODAY, [(here.lon, here.lat), (here.lon + 0.1, here.lat + 0.1)])
    assert (x, y) == (pytest.approx(centre.x, abs=0.3), pytest.approx(centre.y, abs=0.3))
    assert east > x
    assert north < y


@pytest.mark.django_db
def test_without_boundaries_the_map_is_circles_that_do_not_overlap() -> None:
    shown = places.map_shapes(TODAY)
    assert shown.schematic
    assert len(shown.shapes) == 38
    circles = [(one.x, one.y, float(re.findall(r"a([\d.]+)", one.path)[0])) for one in shown.shapes]
    for place, (x, y, radius) in enumerate(circles):
        assert radius > 10
        assert x - radius >= 0
        assert x + radius <= shown.width
        assert y - radius >= 0
        assert y + radius <= shown.height
        for ox, oy, other in circles[:place]:
            assert math.hypot(x - ox, y - oy) >= radius + other - 0.2


@pytest.mark.django_db
def test_loaded_boundaries_replace_the_schematic_and_name_their_source(tmp_path: Path) -> None:
    loaded = load(tmp_path, invented_province())
    shown = places.map_shapes(TODAY)
    assert loaded.communes == 38
    assert loaded.points_read == 38 * 240
    assert not shown.schematic
    assert shown.attribution == "Bản đồ thử"
    assert {one.code for one in shown.shapes} == {unit.code for unit in places.communes(TODAY)}
    assert sum(len(one.path) for one in shown.shapes) == loaded.characters < LARGEST
    assert places.map_shapes(date(2024, 1, 1)).schematic, "borders of today are not those of 2024"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (lambda d: b"{", "not GeoJSON"),
        (lambda d: b"\xff\xfe", "not GeoJSON"),
        (lambda d: b"[" * 100_000, "not GeoJSON"),
        (lambda d: json.dumps(d).replace("102.3", "NaN", 1).encode(), "not GeoJSON"),
        (lambda d: [], "FeatureCollection"),
        (lambda d: {**d, "features": None}, "list of features"),
        (lambda d: {**d, "features": d["features"][1:]}, "1 communes are missing"),
        (lambda d: {**d, "features": [*d["features"], d["features"][0]]}, "twice"),
        (lambda d: changed(d, properties={"code": "99999"}), "no commune has this code"),
        (lambda d: changed(d, properties=None), "code is missing"),
        (lambda d: changed(d, geometry={"type": "Point", "coordinates": [103, 22]}), "must be Polygon"),
        (lambda d: changed(d, geometry=None), "must be Polygon"),
        (lambda d: ringed(d, [[103, 22], [103, 22.1], [103.1, 22]]), "not closed"),
        (lambda d: ringed(d, [[22, 103], [22, 103.1], [22.1, 103], [22, 103]]), "far outside"),
        (lambda d: ringed(d, [[103, "22"], [103, 22], [103, 22], [103, 22]]), "not [longitude"),
        (lambda d: ringed(d, "here"), "not a list of points"),
    ],
)
def test_a_file_that_is_not_the_communes_of_today_is_refused_in_words(
    tmp_path: Path, spoil: Any, said: str
) -> None:
    with pytest.raises(places.BoundariesNotValid) as refusal:
        load(tmp_path, spoil(invented_province()))
    assert said in refusal.value.message_en
    assert refusal.value.message_vi
    assert places.map_shapes(TODAY).schematic


@pytest.mark.django_db
def test_a_missing_file_and_an_account_without_the_right_are_refused(tmp_path: Path) -> None:
    with pytest.raises(places.BoundariesNotValid):
        places.load_boundaries(actor=KEEPER, path=tmp_path / "none.geojson", now=NOW)
    visitor = Actor(id="account:visitor", kind=ActorKind.PERSON, label="visitor")
    with pytest.raises(NotAllowed):
        places.load_boundaries(actor=visitor, path=tmp_path / "none.geojson", now=NOW)


def test_neighbours_keep_the_same_line_after_simplifying() -> None:
    border = [(float(x), round(3 * math.sin(x / 7), 3)) for x in range(101)]
    north = (*border, (100.0, 50.0), (0.0, 50.0))
    south = (*reversed(border), (0.0, -50.0), (100.0, -50.0))
    simple = outline.simplify_together({"north": (north,), "south": (south,)}, 0.5)
    on_border = [[point for point in simple[code][0] if abs(point[1]) < 10] for code in ("north", "south")]
    assert on_border[0] == on_border[1][::-1]
    assert 4 < len(on_border[0]) < 40


@given(
    st.lists(st.tuples(st.integers(-50, 50), st.integers(-50, 50)), min_size=3, max_size=40, unique=True),
    st.floats(0.1, 30),
)
def test_simplifying_keeps_only_points_that_were_there_and_always_leaves_an_area(
    corners: list[tuple[int, int]], tolerance: float
) -> None:
    ring = tuple((float(x), float(y)) for x, y in corners)
    (simple,) = outline.simplify_together({"one": (ring,)}, tolerance)["one"]
    assert set(simple) <= set(ring)
    assert len(simple) >= 3


@given(st.lists(st.tuples(st.floats(0, 1000), st.floats(0, 1000)), min_size=3, max_size=30))
def test_a_path_ends_where_its_steps_lead_within_a_tenth(points: list[tuple[float, float]]) -> None:
    path = drawing.path_of((tuple(points),))
    numbers = [float(one) for one in re.findall(r"-?\d+(?:\.\d)?", path)]
    x, y = sum(numbers[0::2]), sum(numbers[1::2])
    assert math.isclose(x, points[-1][0], abs_tol=0.06)
    assert math.isclose(y, points[-1][1], abs_tol=0.06)
