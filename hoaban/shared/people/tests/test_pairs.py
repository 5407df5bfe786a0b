"""What speaks for a pair, and how much more than something else, among some thousand people."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

from hoaban.shared.people.queries import batch
from hoaban.shared.people.rules import Description
from hoaban.shared.people.rules.keys import spelling
from tests.bench import labelled

HERE, THERE, FORMER = "03388", "03390", "03386"
"""Two communes of today, and one that was."""
SOMEBODY = Description("Khoàng Thị Ngừng", "female", "1981-05-17", HERE, frozenset())


@cache
def others() -> tuple[tuple[str, Description], ...]:
    return tuple(labelled.labelled(3000, seed=3))


def bits(one: Description, other: Description, *beside: Description) -> float:
    told = [
        *others(),
        ("one", one),
        ("other", other),
        *((f"beside {at}", who) for at, who in enumerate(beside)),
    ]
    return next(
        (
            pair.bits
            for pair in batch.match(told, threshold=-6.0)
            if {pair.one, pair.other} == {"one", "other"}
        ),
        -6.0,
    )


def like(**changed: str) -> Description:
    return replace(SOMEBODY, **changed)  # type: ignore[arg-type]


def test_a_tone_is_the_same_on_either_vowel_and_however_it_is_coded() -> None:
    assert spelling("Trần Thị Thuý") == spelling("TRẦN  thị Thúy") == spelling("Tra\u0302\u0300n Thị Thúy")
    assert spelling("Hùng") != spelling("Hưng")
    assert spelling("LO VAN INH") == "lo van inh"


def test_marks_that_differ_speak_less_for_a_pair_than_marks_that_are_lost() -> None:
    lost, differ = like(name="KHOANG THI NGUNG"), like(name="Khoàng Thị Ngùng")
    assert bits(SOMEBODY, lost) > bits(SOMEBODY, differ) + 3


def test_a_slip_that_makes_no_word_speaks_more_for_a_pair_than_another_word() -> None:
    slip, word = like(name="Khoàng Thị Ngxng"), like(name="Khoàng Thị Ngưng")
    assert batch.table([("a", SOMEBODY), ("b", slip)])["odd"].to_pylist() == [True, True]
    many = [like(name=f"Lò {name} Ngưng", birth="1950", commune_code=THERE) for name in ("Văn", "Thị", "A")]
    common = [like(name=f"Lò {name} Ngxng", birth="1950", commune_code=THERE) for name in ("Văn", "Thị", "A")]
    assert bits(SOMEBODY, slip, *many) > bits(SOMEBODY, slip, *many, *common) + 3
    assert bits(SOMEBODY, word, *many) > -6.0


def test_a_code_that_is_no_commune_of_today_says_less_than_another_commune() -> None:
    assert bits(SOMEBODY, like(commune_code=FORMER)) > bits(SOMEBODY, like(commune_code=THERE)) + 3
    assert bits(like(commune_code="90001"), like(commune_code="90002")) < bits(
        SOMEBODY, like(commune_code=FORMER)
    )


def test_a_name_counts_by_how_many_have_it_in_the_commune() -> None:
    namesakes = [like(birth=f"{year}-02-03") for year in range(1941, 1961)]
    elsewhere = [replace(one, commune_code=THERE) for one in namesakes]
    assert bits(SOMEBODY, SOMEBODY, *elsewhere) > bits(SOMEBODY, SOMEBODY, *namesakes) + 2


def test_two_of_the_three_parts_of_a_birthday_speak_for_a_pair() -> None:
    day, neither = like(birth="1981-05-29"), like(birth="1981-08-29")
    assert bits(SOMEBODY, day) > bits(SOMEBODY, neither) + 3
