"""The self-assessment says what the table says, and every screen that it names exists."""

from __future__ import annotations

from hoaban.shared.golive.rules import ANSWERS, criteria
from tests.guards import tree
from tests.guards.test_access import ACCESS

DOCUMENT = tree.ROOT / "docs" / "self-assessment.md"


def line(code: str) -> str:
    """The row of a criterion, as the document must have it."""
    one = next(each for each in criteria() if each.code == code)
    shown = f"`/{one.address}`" if one.address else "missing"
    return f"| {one.code} | {one.name[1]} | {ANSWERS[one.state][1]} | {shown} | {one.note} |"


def test_every_criterion_stands_in_the_document_as_in_the_table() -> None:
    text = DOCUMENT.read_text(encoding="utf-8")
    assert [one.code for one in criteria() if line(one.code) not in text] == []
    assert text.count("| CV365.") + text.count("| TT13.") + text.count("| TT54.") == len(criteria())


def test_every_screen_that_it_names_exists() -> None:
    assert [one.address for one in criteria() if one.address and one.address not in ACCESS] == []


def test_what_has_no_screen_is_not_said_to_be_met() -> None:
    assert [one.code for one in criteria() if one.state == "met" and not one.address] == []
