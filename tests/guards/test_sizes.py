"""Ratchets: these numbers may only go down. A count that has fallen is written here in the same commit."""

from __future__ import annotations

from tests.guards import tree

LONGEST_FILE = 400
LONGEST_FUNCTION = 40
LONG_FUNCTIONS = frozenset({"hoaban/ops/demo/people.py:_persons"})
SYSTEM_ACTORS = 7
"""Call sites of ``system_actor`` outside the kernel and tests."""


def test_no_file_grows_beyond_one_sitting() -> None:
    long = {
        tree.name(path): count
        for path in tree.sources()
        if (count := len(path.read_text().splitlines())) > LONGEST_FILE
    }

    assert not long


def test_no_function_grows_beyond_a_screen() -> None:
    long = {
        f"{tree.name(path)}:{name}"
        for path in tree.sources()
        for name, lines in tree.functions(path)
        if lines > LONGEST_FUNCTION
    }

    assert long == LONG_FUNCTIONS


def test_the_ways_in_without_a_person_are_counted() -> None:
    callers = [
        tree.name(path)
        for path in tree.sources()
        if "system_actor(" in path.read_text() and "kernel" not in path.parts
    ]

    assert len(callers) == SYSTEM_ACTORS, callers


def test_nothing_is_called_a_helper() -> None:
    vague = {"utils", "helpers", "common", "misc", "util"}

    assert not [tree.name(path) for path in tree.sources() if path.stem in vague]
