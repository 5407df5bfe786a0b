"""Skip logic: which blanks are asked for, by every operator, near and far."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest

from hoaban.shared.forms import fhir
from hoaban.shared.forms.fhir import extensions
from hoaban.shared.forms.tests.written import coding, expression, form, group, item, response, said, when

NOW = datetime(2026, 11, 30, 3, tzinfo=UTC)


def open_places(questionnaire: dict[str, Any], *items: dict[str, Any]) -> set[str]:
    sheet = fhir.settle(fhir.read_form(questionnaire), response(*items), given={}, now=NOW)
    assert sheet.faults == sheet.unsettled == []
    return {blank.place for blank in sheet.all() if blank.is_open}


def is_open(kind: str, operator: str, wanted: dict[str, Any], *answers: dict[str, Any], **more: Any) -> bool:
    asked = form(item("q", kind, **more), item("x", enableWhen=[when("q", operator, **wanted)]))
    return "x" in open_places(asked, *answers)


@pytest.mark.parametrize(
    ("operator", "answer", "wanted", "expected"),
    [
        ("=", 5, 5, True), ("=", 4, 5, False), ("!=", 4, 5, True), ("!=", 5, 5, False),
        (">", 6, 5, True), (">", 5, 5, False), ("<", 4, 5, True), ("<", 5, 5, False),
        (">=", 5, 5, True), (">=", 4, 5, False), ("<=", 5, 5, True), ("<=", 6, 5, False),
    ],
)  # fmt: skip
def test_every_operator_on_numbers(operator: str, answer: int, wanted: int, expected: bool) -> None:
    assert is_open("integer", operator, {"answerInteger": wanted}, said("q", answer)) is expected


def test_whether_there_is_an_answer() -> None:
    assert is_open("string", "exists", {"answerBoolean": True}, said("q", "a"))
    assert not is_open("string", "exists", {"answerBoolean": True})
    assert is_open("string", "exists", {"answerBoolean": False})
    assert not is_open("string", "exists", {"answerBoolean": False}, said("q", "a"))


def test_without_an_answer_only_the_unequal_holds() -> None:
    assert is_open("integer", "!=", {"answerInteger": 5})
    assert not any(
        is_open("integer", operator, {"answerInteger": 5}) for operator in ("=", ">", "<", ">=", "<=")
    )


def test_codes_are_the_same_by_system_and_code_and_not_by_their_display() -> None:
    options = [{"valueCoding": coding("1")}, {"valueCoding": coding("1", "urn:y")}]
    wanted = {"answerCoding": coding("1")}

    assert is_open("choice", "=", wanted, said("q", coding("1") | {"display": "Một"}), answerOption=options)
    assert not is_open("choice", "=", wanted, said("q", coding("1", "urn:y")), answerOption=options)


def test_of_several_answers_any_may_hold_but_unequal_means_none() -> None:
    options = [{"valueCoding": coding(code)} for code in "abc"]
    both = said("q", coding("a"), coding("b"))
    more = {"answerOption": options, "repeats": True}

    assert is_open("choice", "=", {"answerCoding": coding("b")}, both, **more)
    assert not is_open("choice", "!=", {"answerCoding": coding("b")}, both, **more)
    assert is_open("choice", "!=", {"answerCoding": coding("c")}, both, **more)


def test_dates_quantities_and_decimals_are_ordered() -> None:
    assert is_open("date", "<", {"answerDate": "2026-05-04"}, said("q", valueDate="2026-05-03"))
    assert not is_open("date", "<", {"answerDate": "2026-05-04"}, said("q", valueDate="2026-05"))
    assert is_open("decimal", "=", {"answerDecimal": Decimal("1.50")}, said("q", Decimal("1.5")))
    late = {"answerDateTime": "2026-05-04T08:00:00+07:00"}
    assert is_open("dateTime", ">", late, said("q", valueDateTime="2026-05-04T01:30:00Z"))


def test_quantities_are_compared_in_one_unit_and_never_across_units() -> None:
    def of(value: int, code: str) -> dict[str, Any]:
        return {"value": value, "code": code, "system": "http://unitsofmeasure.org"}

    weight = said("q", valueQuantity=of(60, "kg"))
    assert is_open("quantity", ">", {"answerQuantity": of(50, "kg")}, weight)
    assert not is_open("quantity", ">", {"answerQuantity": of(50, "g")}, weight)
    assert not is_open("quantity", "=", {"answerQuantity": of(60, "g")}, weight)


def test_any_or_all_of_several_conditions() -> None:
    conditions = [when("a", "=", answerBoolean=True), when("b", "=", answerBoolean=True)]

    def asked(behavior: str) -> dict[str, Any]:
        return form(
            item("a", "boolean"),
            item("b", "boolean"),
            item("x", enableWhen=conditions, enableBehavior=behavior),
        )

    one, both = [said("a", True)], [said("a", True), said("b", True)]
    assert "x" in open_places(asked("any"), *one)
    assert "x" not in open_places(asked("any"))
    assert "x" not in open_places(asked("all"), *one)
    assert "x" in open_places(asked("all"), *both)


def test_a_closed_group_closes_what_stands_in_it_and_what_depends_on_that() -> None:
    asked = form(
        item("a", "boolean"),
        item("g", "group", item("b", "boolean"), enableWhen=[when("a", "=", answerBoolean=True)]),
        item("x", enableWhen=[when("b", "=", answerBoolean=True)]),
    )
    filled = group("g", said("b", True))

    assert open_places(asked, said("a", True), filled) == {"a", "g", "g/b", "x"}
    assert open_places(asked, said("a", False), filled) == {"a"}


def test_in_a_repeating_group_the_question_beside_is_meant() -> None:
    row = item(
        "g",
        "group",
        item("a", "boolean"),
        item("x", enableWhen=[when("a", "=", answerBoolean=True)]),
        repeats=True,
    )

    found = open_places(form(row), group("g", said("a", True)), group("g", said("a", False)), group("g"))

    assert {place for place in found if place.endswith("x")} == {"g#1/x"}


def test_from_outside_the_last_occurrence_before_is_meant() -> None:
    row = item("g", "group", item("a", "boolean"), repeats=True)
    asked = form(row, item("x", enableWhen=[when("a", "=", answerBoolean=True)]))

    assert "x" in open_places(asked, group("g", said("a", False)), group("g", said("a", True)))
    assert "x" not in open_places(asked, group("g", said("a", True)), group("g", said("a", False)))


def test_below_a_question_the_answer_that_it_stands_under_is_meant() -> None:
    below = item("x", enableWhen=[when("a", "=", answerString="b")])
    asked = form(item("a", "string", below, repeats=True))

    found = open_places(asked, said("a", "b", "c"))

    assert found == {"a", "a#1/x"}


def test_a_long_chain_of_conditions_is_no_matter_in_whatever_order_it_stands() -> None:
    links = [
        item(f"q{number}", "boolean", enableWhen=[when(f"q{number + 1}", "=", answerBoolean=True)])
        for number in range(1_500)
    ]
    answers = [said(f"q{number}", True) for number in range(1_501)]

    assert len(open_places(form(*links, item("q1500", "boolean")), *answers)) == 1_501
    assert open_places(form(*links, item("q1500", "boolean")), *answers[:-1]) == {"q1500"}


def test_an_expression_may_ask_for_it() -> None:
    asked = form(
        item("a", "integer"),
        item(
            "x",
            extension=[
                expression(extensions.ENABLED, "%resource.item.where(linkId='a').answer.value > 2 * 5")
            ],
        ),
    )

    assert "x" in open_places(asked, said("a", 11))
    assert "x" not in open_places(asked, said("a", 10))
    assert "x" not in open_places(asked)


def test_thousands_of_rows_that_depend_on_their_neighbours_take_little_time() -> None:
    row = item(
        "g",
        "group",
        item("a", "boolean"),
        item("x", enableWhen=[when("a", "=", answerBoolean=True)]),
        repeats=True,
    )
    of = fhir.read_form(form(row, item("y", enableWhen=[when("a", "=", answerBoolean=True)])))
    filled = response(*(group("g", said("a", number % 2 == 0)) for number in range(1_600)))

    begun = time.process_time()
    sheet = fhir.settle(of, filled, given={}, now=NOW)

    assert time.process_time() - begun < 3  # half a minute, if every row looked at every other
    assert sum(blank.is_open for blank in sheet.of["x"]) == 800
    assert not sheet.of["y"][0].is_open
