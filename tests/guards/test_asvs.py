"""The ASVS table has every requirement of levels 1 and 2 once, at its level, and each test that it names exists."""

from __future__ import annotations

import ast
from collections import Counter
from functools import cache

from tests.guards.tree import ROOT
from tools import security

LEVELS = {
    "1.1": "22", "1.2": "1111122223", "1.3": "112222222223", "1.4": "222", "1.5": "123",
    "2.1": "122", "2.2": "112", "2.3": "12223", "2.4": "23",
    "3.1": "3", "3.2": "113", "3.3": "12223", "3.4": "11222233", "3.5": "11122333", "3.6": "3", "3.7": "22333",
    "4.1": "12233", "4.2": "23333", "4.3": "22", "4.4": "1222",
    "5.1": "2", "5.2": "112333", "5.3": "113", "5.4": "222",
    "6.1": "122", "6.2": "111111112222", "6.3": "11223333", "6.4": "112233", "6.5": "22222333", "6.6": "2223",
    "6.7": "33", "6.8": "2222",
    "7.1": "222", "7.2": "1111", "7.3": "22", "7.4": "11222", "7.5": "223", "7.6": "22",
    "8.1": "1233", "8.2": "1123", "8.3": "133", "8.4": "23",
    "9.1": "111", "9.2": "1222",
    "10.1": "22", "10.2": "223", "10.3": "22223", "10.4": "1111122222233333", "10.5": "22222", "10.6": "22", "10.7": "222",
    "11.1": "2233", "11.2": "22233", "11.3": "11233", "11.4": "1222", "11.5": "23", "11.6": "23", "11.7": "33",
    "12.1": "12233", "12.2": "11", "12.3": "22223",
    "13.1": "2333", "13.2": "222223", "13.3": "2233", "13.4": "1222233",
    "14.1": "22", "14.2": "12223333", "14.3": "122",
    "15.1": "12233", "15.2": "12233", "15.3": "1222222", "15.4": "3333",
    "16.1": "2", "16.2": "22222", "16.3": "2222", "16.4": "222", "16.5": "2223",
    "17.1": "23", "17.2": "22223333", "17.3": "22",
}  # fmt: skip
"""Section -> the level of each of its requirements in order, as in the standard's table of version 5.0.0."""


@cache
def _tests_of(path: str) -> frozenset[str]:
    tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
    return frozenset(node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef))


def test_every_requirement_of_both_levels_is_there_once_at_its_level() -> None:
    wanted = {
        f"{section}.{place}": int(level)
        for section, levels in LEVELS.items()
        for place, level in enumerate(levels, start=1)
        if level != "3"
    }
    rows = security.requirements()

    assert Counter(wanted.values()) == {1: 70, 2: 183}
    assert [one.number for one in rows] == list(wanted)
    assert {one.number: one.level for one in rows} == wanted


def test_every_state_is_shown_by_a_test_or_has_its_reason() -> None:
    for one in security.requirements():
        assert one.state in security.STATES, one.number
        assert one.about, one.number
        assert one.tests or one.reason, one.number
        assert one.state == "met" or one.reason, f"{one.number}: why not wholly?"
        for test in one.tests:
            path, _, name = test.partition("::")
            assert name in _tests_of(path), (one.number, test)


def test_the_page_is_what_the_table_says() -> None:
    assert (security.PAGES / "asvs.md").read_text(encoding="utf-8") == security.asvs_page()
