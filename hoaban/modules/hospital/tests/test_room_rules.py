"""Which room is proposed to whom."""

from __future__ import annotations

import pytest

from hoaban.modules.hospital.rules.rooms import Room, least_waiting

INTERNAL, CHILDREN, TRADITIONAL, WOMEN = (
    Room(1, "K02", 9, 90, in_session=True), Room(2, "K18", 3, 30, in_session=True),
    Room(3, "K16", 0, 0, in_session=True), Room(4, "K27", 1, 10, in_session=True),
)  # fmt: skip
ALL = (TRADITIONAL, WOMEN, CHILDREN, INTERNAL)


@pytest.mark.parametrize(
    ("months", "room"), [(30, CHILDREN), (191, CHILDREN), (192, INTERNAL), (900, INTERNAL), (None, INTERNAL)]
)
def test_a_child_is_proposed_the_children_s_room_and_nobody_obstetrics_or_traditional_medicine(
    months: int | None, room: Room
) -> None:
    assert least_waiting(ALL, months=months) == room


def test_where_nothing_else_sees_people_the_special_rooms_are_proposed() -> None:
    assert least_waiting((TRADITIONAL, WOMEN), months=400) == TRADITIONAL
    assert least_waiting(ALL, department="K16", months=400) == TRADITIONAL


def test_of_those_that_fit_the_one_with_the_least_waiting() -> None:
    quick = Room(5, "K03", 1, 10, in_session=True)
    empty = Room(6, "K03", 0, 0, in_session=False)
    assert least_waiting((INTERNAL, quick, empty), months=400) == quick
