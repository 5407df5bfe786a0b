"""Keys that a scanner pressed, told back from what a typing program made of them."""

from __future__ import annotations

import pytest

from hoaban.kernel import keyboards


@pytest.mark.parametrize(
    ("made", "keys"), [("4cc3â", "4cc3aa"), ("đ0", "dd0"), ("c3á", "c3a1"), ("c3ầ", "c3aaf"), ("ê2", "e62"), ("GD41", "GD41")]
)  # fmt: skip
def test_what_was_pressed_is_among_the_answers(made: str, keys: str) -> None:
    assert keys in list(keyboards.pressed(made))


def test_plain_keys_are_one_answer() -> None:
    assert list(keyboards.pressed("GD4120123456789|4cc3b2")) == ["GD4120123456789|4cc3b2"]


def test_too_much_is_not_guessed() -> None:
    assert list(keyboards.pressed("ầ" * 60)) == []
