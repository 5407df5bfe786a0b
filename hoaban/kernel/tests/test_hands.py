"""Work done by a process beside ours: its answers, its failures, its end."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from hoaban.kernel.errors import Conflict, HoaBanError
from hoaban.kernel.hands import Hand, HandFailed

Start = Callable[[str], Hand]


def double(number: int) -> tuple[int, int]:
    return number * 2, os.getpid()


def refuse() -> None:
    raise Conflict("bận", "busy", place="bed")


def stumble() -> None:
    raise ZeroDivisionError


def wait_for(sign: Path, load: bytes = b"") -> int:
    """Ends when the sign is there; a hand that is never let go is a fault."""
    until = time.monotonic() + 20
    while not sign.exists():
        if time.monotonic() > until:
            raise TimeoutError
        time.sleep(0.01)
    return len(load)


def vanish() -> None:
    os._exit(3)


@pytest.fixture
def start() -> Iterator[Start]:
    hands: list[Hand] = []

    def started(work: str) -> Hand:
        hands.append(Hand(f"{__name__}:{work}"))
        return hands[-1]

    yield started
    for hand in hands:
        hand.dismiss()


def test_answers_come_in_the_order_of_the_work_and_from_another_process(start: Start) -> None:
    hand = start("double")

    hand.give(number=1)
    hand.give(number=2)

    answers = [hand.answer(), hand.answer()]
    assert [number for number, _ in answers] == [2, 4]
    assert os.getpid() not in {pid for _, pid in answers}


def test_a_large_piece_is_taken_in_while_another_is_in_work(start: Start, tmp_path: Path) -> None:
    hand = start("wait_for")

    hand.give(sign=tmp_path / "sign")
    hand.give(sign=tmp_path / "sign", load=bytes(4 << 20))
    (tmp_path / "sign").touch()

    assert [hand.answer(), hand.answer()] == [0, 4 << 20]


def test_an_expected_failure_arrives_in_both_languages_and_the_next_piece_is_done(start: Start) -> None:
    hand = start("refuse")
    hand.give()
    hand.give()

    for _ in range(2):
        with pytest.raises(HoaBanError) as failure:
            hand.answer()
        assert (failure.value.message_vi, failure.value.message_en, failure.value.place) == (
            "bận",
            "busy",
            "bed",
        )


@pytest.mark.parametrize("work", ["stumble", "vanish"])
def test_a_fault_and_a_lost_process_are_never_silent(start: Start, work: str) -> None:
    hand = start(work)
    hand.give()

    with pytest.raises(HandFailed):
        hand.answer()
