from __future__ import annotations

import math
import random
import re
from itertools import combinations

import pytest

from hoaban.ui import maps, simplify
from hoaban.ui.tests.gallery import figures

Ring = list[tuple[int, int]]


def _crooked(points: int) -> Ring:
    chance = random.Random(3)  # noqa: S311 - a border, not a secret
    return [(100 + chance.randint(-3, 3), n * 5) for n in range(points)]


def test_neighbours_keep_the_same_border_after_simplifying() -> None:
    border = _crooked(60)
    west: Ring = [*border, (0, 295), (0, 0), border[0]]
    east: Ring = [*border[::-1], (200, 0), (200, 295), border[-1]]

    simple_west, simple_east = simplify.rings([west, east], 2.0)

    shared_west = [spot for spot in simple_west[:-1] if 90 < spot[0] < 110]
    shared_east = [spot for spot in simple_east[:-1] if 90 < spot[0] < 110]
    assert sorted(shared_west) == sorted(shared_east)
    assert 2 <= len(set(shared_west)) < 60


def test_where_three_communes_meet_the_point_stays() -> None:
    left: Ring = [(0, 0), (50, 0), (50, 51), (50, 100), (0, 100), (0, 0)]
    top: Ring = [(50, 0), (100, 0), (100, 51), (50, 51), (50, 0)]
    bottom: Ring = [(50, 51), (100, 51), (100, 100), (50, 100), (50, 51)]

    for ring in simplify.rings([left, top, bottom], 5.0):
        assert (50, 51) in ring


def test_an_island_without_neighbours_stays_a_ring() -> None:
    circle = [(round(50 + 40 * math.cos(a / 10)), round(50 + 40 * math.sin(a / 10))) for a in range(63)]

    (ring,) = simplify.rings([[*circle, circle[0]]], 1.0)

    assert ring[0] == ring[-1]
    assert 4 < len(ring) < 40


def test_outlines_stay_within_the_drawing() -> None:
    view = figures.polygons()

    assert view.shape.width == maps.WIDTH
    for place in view.shape.places:
        assert 0 <= place.x <= view.shape.width
        assert 0 <= place.y <= view.shape.height
        assert re.fullmatch(r"M\d+ \d+l[-\d ]+z", place.path)


def test_north_is_up_and_east_is_right() -> None:
    squares = {place.name: place for place in figures.polygons().shape.places}

    assert squares["Mường Than"].y < squares["Dào San"].y
    assert squares["Nậm Cuổi"].x > squares["Dào San"].x


def test_a_boundary_that_is_no_area_is_refused() -> None:
    with pytest.raises(ValueError, match="Polygon"):
        maps.outlines([("1", "Dào San", {"type": "Point", "coordinates": [103, 22]})])


def test_the_circles_of_a_schematic_do_not_overlap() -> None:
    shape = figures.circles().shape

    assert shape.schematic
    assert len(shape.places) == 38
    for one, other in combinations(shape.places, 2):
        assert math.hypot(one.x - other.x, one.y - other.y) >= 2 * maps.RADIUS
    assert all(maps.RADIUS <= place.x <= shape.width - maps.RADIUS for place in shape.places)
    assert all(maps.RADIUS <= place.y <= shape.height - maps.RADIUS for place in shape.places)


def test_two_communes_with_the_same_centre_are_both_seen() -> None:
    shape = maps.schematic([("1", "A", 103.0, 22.0), ("2", "B", 103.0, 22.0), ("3", "C", 103.5, 22.4)])

    assert math.hypot(shape.places[0].x - shape.places[1].x, shape.places[0].y - shape.places[1].y) >= 60


def test_zero_and_no_figure_are_not_the_same() -> None:
    levels = {spot.place.name: spot.level for spot in figures.polygons().spots}

    assert levels["Dào San"] == "0"
    assert levels["Hua Bum"] == "none"
    assert levels["Pu Sam Cáp"] == "none"
    assert levels["Bum Tở"] == "5"


def test_the_legend_says_every_colour_that_is_used() -> None:
    view = figures.polygons()

    assert [step.level for step in view.legend] == ["none", "0", "1", "2", "3", "4", "5"]
    assert view.legend[2].text == "12 - 61"
    assert view.legend[-1].text == "1.300 - 4.100"


def test_no_two_colours_are_called_the_same() -> None:
    shape = maps.schematic((str(n), str(n), 103.0 + n / 10, 22.0) for n in range(12))
    told = {str(n): maps.Figure(0.36 + n / 100, "") for n in range(12)}
    view = maps.paint(title="", shape=shape, figures=told, none_text="", places=1)

    texts = [step.text for step in view.legend]
    assert texts == ["0,4", "0,5"]
    assert {spot.level for spot in view.spots} == {step.level for step in view.legend}


def test_few_different_values_make_few_classes() -> None:
    assert maps.class_tops([3, 3, 3]) == [3]
    assert maps.class_tops([]) == []
    assert maps.class_tops([1, 2]) == [1, 2]


def test_long_names_are_broken_in_two() -> None:
    assert maps.two_lines("Tủa Sín Chải") == ("Tủa Sín", "Chải")
    assert maps.two_lines("Dào San") == ("Dào San",)
