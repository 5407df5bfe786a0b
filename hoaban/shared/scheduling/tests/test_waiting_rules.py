"""Who is next, who has priority by age, which slots are free, how long people waited."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hoaban.kernel.effective import Period
from hoaban.shared.scheduling.rules import ordering, priorities, sessions, waits
from hoaban.shared.scheduling.rules.ordering import Waiting
from hoaban.shared.scheduling.rules.shapes import Point, PointKind, Session, Ticket, TicketState

SEVEN = datetime(2026, 11, 30, 0, 0, tzinfo=UTC)
ROOM = Point(
    1, "12981", "PK1", PointKind.CONSULTING, "Phòng khám 1", "Room 1", "", 2, Period(date(2026, 1, 1))
)


def waiting(ticket: int, rank: int = 2, minutes: int | None = None) -> Waiting:
    return Waiting(ticket, rank, SEVEN + timedelta(minutes=ticket if minutes is None else minutes))


def numbers(order: list[Waiting]) -> list[int]:
    return [one.ticket for one in order]


def test_who_has_waited_longest_goes_first_and_an_emergency_before_everybody() -> None:
    order = ordering.calling_order([waiting(2), waiting(1), waiting(3, 0)], called=[], in_a_row=2)

    assert numbers(order) == [3, 1, 2]


def test_priority_goes_first_but_never_more_than_so_many_in_a_row() -> None:
    crowd = [waiting(1), waiting(2), *(waiting(n, 1) for n in range(10, 15))]

    assert numbers(ordering.calling_order(crowd, called=[], in_a_row=2)) == [10, 11, 1, 12, 13, 2, 14]
    # two of them have just been called: now it is the turn of somebody else, an emergency between does not change it
    assert numbers(ordering.calling_order(crowd, called=[2, 1, 1, 0], in_a_row=2))[:2] == [1, 10]


@given(
    ranks=st.lists(st.integers(0, 2), max_size=30),
    called=st.lists(st.integers(0, 2), max_size=6),
    in_a_row=st.integers(1, 4),
)
def test_everybody_is_called_once_and_nobody_is_passed_over_for_ever(
    ranks: list[int], called: list[int], in_a_row: int
) -> None:
    crowd = [waiting(place, rank) for place, rank in enumerate(ranks)]
    order = ordering.calling_order(crowd, called=called, in_a_row=in_a_row)

    assert sorted(numbers(order)) == list(range(len(ranks)))
    for rank in range(3):
        of_rank = [one.ticket for one in order if one.rank == rank]
        assert of_rank == sorted(of_rank)
    run = 0
    for place, one in enumerate(order):
        run = run + 1 if one.rank == 1 else 0
        assert run <= in_a_row or all(other.rank != 2 for other in order[place:])


def test_a_booked_turn_counts_from_its_time_unless_one_comes_late() -> None:
    given_at = SEVEN + timedelta(hours=2)

    assert ordering.turn_counts_from(SEVEN, given_at) == given_at
    assert ordering.turn_counts_from(given_at + timedelta(minutes=15), given_at) == given_at
    late = given_at + timedelta(minutes=16)
    assert ordering.turn_counts_from(late, given_at) == late
    assert ordering.turn_counts_from(SEVEN, None) == SEVEN


@pytest.mark.parametrize(
    ("birth", "group"),
    [
        ("2020-12-01", "child"), ("2020-11-30", "none"), ("2020", "child"), ("2019", "none"), ("2020-11", "child"),
        ("2020-10", "none"),
        ("1951-11-30", "aged"), ("1951-12-01", "none"), ("1951", "aged"), ("1952", "none"), ("", "none"),
        ("2027-01-01", "none"),
    ],
)  # fmt: skip
def test_age_alone_gives_priority(birth: str, group: str) -> None:
    assert priorities.by_age(birth, date(2026, 11, 30)) == group


def a_session(**facts: object) -> Session:
    told = {"slot_minutes": 10, "for_booking": 4, "ends_at": SEVEN + timedelta(hours=2)} | facts
    return Session(UUID(int=1), ROOM, "000124/LCH-GPHN", SEVEN, **told)  # type: ignore[arg-type]


def test_slots_to_book_are_spread_over_the_session() -> None:
    assert sessions.free_slots(a_session(), []) == [0, 3, 6, 9]
    assert sessions.free_slots(a_session(), [3]) == [0, 6, 9]
    assert sessions.free_slots(a_session(), [1, 2, 4, 5]) == []
    assert sessions.free_slots(a_session(for_booking=0), []) == []


@given(
    minutes=st.integers(3, 60),
    hours=st.integers(1, 8),
    share=st.floats(0, 1),
    taken=st.sets(st.integers(0, 160)),
)
def test_never_more_is_offered_than_may_be_booked(
    minutes: int, hours: int, share: float, taken: set[int]
) -> None:
    one = a_session(slot_minutes=minutes, ends_at=SEVEN + timedelta(hours=hours))
    one = a_session(slot_minutes=minutes, ends_at=one.ends_at, for_booking=int(one.slots * share))
    free = sessions.free_slots(one, taken)

    assert len(free) == len(set(free)) <= max(one.for_booking - len(taken), 0)
    assert all(0 <= slot < one.slots and slot not in taken for slot in free)
    assert not list(sessions.session_problems(one))


@pytest.mark.parametrize(
    ("facts", "place"),
    [
        ({"ends_at": SEVEN}, "starts_at"), ({"ends_at": SEVEN + timedelta(hours=15)}, "starts_at"),
        ({"slot_minutes": 0}, "slot_minutes"), ({"slot_minutes": 241}, "slot_minutes"), ({"for_booking": 13}, "for_booking"),
        ({"for_booking": -1}, "for_booking"),
    ],
)  # fmt: skip
def test_what_no_session_can_be_is_named(facts: dict[str, object], place: str) -> None:
    assert [problem[0] for problem in sessions.session_problems(a_session(**facts))] == [place]


def ticket(number: int, state: TicketState, *minutes: int) -> Ticket:
    """``minutes``: taken, called, begun and ended, after seven."""
    times = [SEVEN + timedelta(minutes=one) for one in minutes]
    times += [None] * (4 - len(times))  # type: ignore[list-item]
    taken, called, started, ended = times
    return Ticket(
        number,
        1,
        date(2026, 11, 30),
        number,
        None,
        None,
        "none",
        state,
        taken,
        taken,
        called,
        started,
        ended,
        0,
        "",
    )


def test_waits_are_measured_from_the_ticket_to_the_call() -> None:
    found = waits.measure(
        [
            ticket(1, TicketState.DONE, 0, 10, 11, 21),
            ticket(2, TicketState.DONE, 0, 30, 31, 37),
            ticket(3, TicketState.LEFT, 5, 40),
            ticket(4, TicketState.WAITING, 6),
        ]
    )

    assert (found.taken, found.waiting, found.done, found.left) == (4, 1, 2, 1)
    assert (found.median_wait, found.worst_tenth, found.median_service) == (20.0, 30.0, 8.0)
    assert waits.measure([]).median_wait is None


def test_the_wait_to_expect_follows_from_who_is_before_and_how_many_work() -> None:
    assert waits.expected_wait(6, service=8.0, slot_minutes=10, desks=2) == 24
    assert waits.expected_wait(3, service=None, slot_minutes=10, desks=0) == 30
