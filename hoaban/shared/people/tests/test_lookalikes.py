"""Who may be taken for whom in one waiting hall."""

from __future__ import annotations

import pytest

from hoaban.shared.people.rules.lookalikes import taken_for

INH = ("Lò Văn Inh", "1964-09-02", "03571")


@pytest.mark.parametrize(
    "other",
    [
        ("Lò Văn Inh", "1990", ""),
        ("Lo Van Inh", "1950-01-01", "03571"),
        ("Lò Văn Yinh", "", ""),
        ("Lò Inh", "1964-09-02", "03571"),
        ("Lò Thị Mai", "1964-09-02", "03571"),
    ],
    ids=["namesake", "without marks", "sounds alike", "twin with fewer words", "twin"],
)
def test_easily_taken_for(other: tuple[str, str, str]) -> None:
    assert taken_for(INH, other)
    assert taken_for(other, INH)


@pytest.mark.parametrize(
    "other",
    [
        ("Lò Thị Mai", "1964-09-02", "03583"),
        ("Vàng A Tủa", "1964-09-02", "03571"),
        ("Lò Thị Mai", "1964", "03571"),
        ("", "1964-09-02", "03571"),
    ],
    ids=["another commune", "another family", "year alone", "nobody known"],
)
def test_not_taken_for(other: tuple[str, str, str]) -> None:
    assert not taken_for(INH, other)
