"""A response is checked against its form: each fault at its place, drafts more gently than complete ones."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest

from hoaban.shared.forms import fhir
from hoaban.shared.forms.fhir import extensions, formulas
from hoaban.shared.forms.tests.written import (
    calculated,
    coding,
    constraint,
    expression,
    form,
    group,
    item,
    response,
    said,
    variable,
    when,
)

NOW = datetime(2026, 11, 30, 3, tzinfo=UTC)
UCUM = "http://unitsofmeasure.org"


def unknown_list(_url: str, _coding: dict[str, Any]) -> bool | None:
    return None


def faults(
    questionnaire: dict[str, Any],
    *items: dict[str, Any],
    lists: fhir.Lists = unknown_list,
    status: str = "completed",
) -> set[tuple[str, str]]:
    found = fhir.check(
        fhir.read_form(questionnaire), response(*items, status=status), lists=lists, given={}, now=NOW
    )
    assert all(fault.vi and fault.en for fault in found)
    return {(fault.code, fault.place) for fault in found}


def test_a_response_that_fits_has_no_fault() -> None:
    asked = form(
        item("g", "group", item("a", required=True), item("b", "integer"), repeats=True), item("c", "boolean")
    )

    assert (
        faults(asked, group("g", said("a", "x"), said("b", 3)), group("g", said("a", "y")), said("c", False))
        == set()
    )


def test_it_names_its_form_and_version() -> None:
    of = fhir.read_form(form(item("a")))
    for canonical in (
        "https://hoaban.example/fhir/Questionnaire/try|2",
        "https://hoaban.example/fhir/Questionnaire/try",
    ):
        other = response(said("a", "x"), questionnaire=canonical)
        assert [one.code for one in fhir.check(of, other, lists=unknown_list, given={}, now=NOW)] == [
            "other-form"
        ]


@pytest.mark.parametrize(
    ("asked", "answer", "fault"),
    [
        (item("a", required=True), [], ("required", "a")),
        (item("a", "integer"), [said("a", "text")], ("wrong-type", "a")),
        (item("a"), [said("a", "x", "y")], ("too-many", "a")),
        (item("a"), [said("a", "x"), said("a", "y")], ("repeated", "a")),
        (item("a"), [said("b", "x")], ("unknown-item", "b")),
        (item("a", maxLength=3), [said("a", "abcd")], ("too-long", "a")),
        (item("a", extension=[{"url": extensions.MIN_LENGTH, "valueInteger": 3}]), [said("a", "ab")], ("too-short", "a")),
        (item("a", extension=[{"url": extensions.PATTERN, "valueString": "[0-9]{3}"}]), [said("a", "1234")], ("pattern", "a")),
        (item("a"), [said("a", "x\ny")], ("lines", "a")),
        (item("a", "integer", extension=[{"url": extensions.LEAST, "valueInteger": 3}]), [said("a", 2)], ("too-low", "a")),
        (item("a", "decimal", extension=[{"url": extensions.MOST, "valueDecimal": 3}]), [said("a", Decimal("3.1"))],
         ("too-high", "a")),
        (item("a", "date", extension=[{"url": extensions.MOST, "valueDate": "2026-05-04"}]), [said("a", valueDate="2026-05-05")],
         ("too-high", "a")),
        (item("a", "decimal", extension=[{"url": extensions.DECIMAL_PLACES, "valueInteger": 1}]), [said("a", Decimal("3.14"))],
         ("places", "a")),
        (item("a", "choice", answerOption=[{"valueCoding": coding("1")}]), [said("a", coding("2"))], ("not-offered", "a")),
        (item("g", "group", item("a")), [{**group("g", said("a", "x")), **said("g", "y")}], ("no-question", "g")),
        (item("a", "string", item("b")), [{**said("a", "x"), "item": [said("b", "y")]}], ("misplaced", "a")),
        (item("a", "boolean", required=True, repeats=True, extension=[{"url": extensions.MIN_OCCURS, "valueInteger": 2}]),
         [said("a", True)], ("required", "a")),
        (item("a", repeats=True, extension=[{"url": extensions.MAX_OCCURS, "valueInteger": 2}]), [said("a", "x", "y", "z")],
         ("too-many", "a")),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_told_at_its_place(
    asked: dict[str, Any], answer: list[dict[str, Any]], fault: tuple[str, str]
) -> None:
    assert faults(form(asked), *answer) == {fault}


def test_places_count_groups_and_answers_that_repeat() -> None:
    asked = form(
        item("g", "group", item("a", "integer", item("b", required=True), repeats=True), repeats=True)
    )
    first = said("a", 1) | {"answer": [{"valueInteger": 1, "item": [said("b", "x")]}, {"valueInteger": 2}]}

    assert faults(asked, group("g", first), group("g", said("a", "no"))) == {
        ("required", "g#1/a#2/b"), ("wrong-type", "g#2/a#1"),
    }  # fmt: skip


def test_a_draft_may_lack_answers_but_not_hold_what_does_not_fit() -> None:
    asked = form(item("a", required=True), item("b", "integer", extension=[constraint("never", "false")]))

    assert faults(asked, said("b", 1), status="in-progress") == set()
    assert faults(asked, said("b", "x"), status="in-progress") == {("wrong-type", "b")}
    assert faults(asked, said("b", 1)) == {("required", "a"), ("never", "b")}


def test_what_nobody_asks_is_neither_required_nor_answered() -> None:
    asked = form(
        item("a", "boolean"),
        item(
            "g",
            "group",
            item("b", required=True),
            required=True,
            enableWhen=[when("a", "=", answerBoolean=True)],
        ),
    )

    assert faults(asked, said("a", False)) == set()
    assert faults(asked, said("a", True)) == {("required", "g"), ("required", "g/b")}
    assert faults(asked, said("a", False), group("g", said("b", "x"))) == {("not-asked", "g/b")}
    assert faults(asked, said("a", False), group("g", said("b", "x")), status="in-progress") == set()


def test_a_code_list_is_asked_and_silent_where_it_is_not_at_hand() -> None:
    asked = form(item("a", "choice", answerValueSet="urn:list"))

    def known(_url: str, found: dict[str, Any]) -> bool | None:
        return found["code"] == "1"

    assert faults(asked, said("a", coding("1")), lists=known) == set()
    assert faults(asked, said("a", coding("2")), lists=known) == {("not-in-list", "a")}
    assert faults(asked, said("a", coding("2"))) == set()


def test_an_option_that_goes_alone_and_one_chosen_twice() -> None:
    options = [
        {"valueCoding": coding("0"), "extension": [{"url": extensions.OPTION_ALONE, "valueBoolean": True}]},
        {"valueCoding": coding("1")},
    ]  # fmt: skip
    asked = form(item("a", "choice", answerOption=options, repeats=True))

    assert faults(asked, said("a", coding("0"))) == set()
    assert faults(asked, said("a", coding("0"), coding("1"))) == {("alone", "a")}
    assert faults(asked, said("a", coding("1"), coding("1"))) == {("twice", "a")}


def test_a_quantity_has_a_number_and_an_offered_unit() -> None:
    unit = {"url": extensions.UNIT, "valueCoding": {"system": UCUM, "code": "kg"}}
    bound = {"url": extensions.MOST, "valueDecimal": 300}
    asked = form(item("a", "quantity", extension=[unit, bound]))

    assert faults(asked, said("a", valueQuantity={"value": 60, "system": UCUM, "code": "kg"})) == set()
    assert faults(asked, said("a", valueQuantity={"value": 60, "system": UCUM, "code": "g"})) == {
        ("unit", "a")
    }
    assert faults(asked, said("a", valueQuantity={"system": UCUM, "code": "kg"})) == {("no-number", "a")}
    assert faults(asked, said("a", valueQuantity={"value": 301, "system": UCUM, "code": "kg"})) == {
        ("too-high", "a")
    }


class TestCalculating:
    ASKED = form(
        item(
            "g",
            "group",
            item("w", "decimal"),
            item("h", "decimal"),
            item(
                "bmi",
                "decimal",
                extension=[
                    expression(extensions.CALCULATED, "%w / (%h / 100).power(2)"),
                    {"url": extensions.DECIMAL_PLACES, "valueInteger": 1},
                ],
            ),
            extension=[
                variable("w", "item.where(linkId='w').answer.value"),
                variable("h", "item.where(linkId='h').answer.value"),
            ],
            repeats=True,
        ),
        item(
            "sum",
            "decimal",
            **calculated(
                "%resource.item.where(linkId='g').item.where(linkId='bmi').answer.value.aggregate($this + $total, 0)"
            ),
        ),
    )

    def test_each_group_is_calculated_by_itself_and_the_whole_after_that(self) -> None:
        rows = [group("g", said("w", 80), said("h", 170)), group("g", said("w", 50), said("h", 160))]
        rows = [group("g", said("w", Decimal(w)), said("h", Decimal(h))) for w, h in ((80, 170), (50, 160))]

        sheet = fhir.settle(fhir.read_form(self.ASKED), response(*rows), given={}, now=NOW)

        assert sheet.faults == sheet.unsettled == []
        assert [blank.answers[0].value.json for blank in sheet.of["bmi"]] == [
            Decimal("27.7"),
            Decimal("19.5"),
        ]
        assert sheet.of["sum"][0].answers[0].value.json == Decimal("47.2")

    def test_a_complete_form_says_what_is_calculated(self) -> None:
        row = [said("w", Decimal(80)), said("h", Decimal(170))]

        assert (
            faults(self.ASKED, group("g", *row, said("bmi", Decimal("27.70"))), said("sum", Decimal("27.7")))
            == set()
        )
        assert faults(
            self.ASKED, group("g", *row, said("bmi", Decimal("20"))), said("sum", Decimal("27.7"))
        ) == {("calculated", "g#1/bmi")}

    def test_settling_twice_changes_nothing(self) -> None:
        of = fhir.read_form(self.ASKED)
        once = fhir.settle(
            of, response(group("g", said("w", Decimal(80)), said("h", Decimal(170)))), given={}, now=NOW
        )
        twice = fhir.settle(of, once.json(), given={}, now=NOW)

        assert twice.json() == once.json()

    def test_what_cannot_be_calculated_yet_is_empty(self) -> None:
        sheet = fhir.settle(
            fhir.read_form(self.ASKED), response(group("g", said("w", Decimal(80)))), given={}, now=NOW
        )

        assert sheet.of["bmi"][0].answers == []
        assert sheet.faults == sheet.unsettled == []

    def test_a_result_that_does_not_fit_and_a_failure_are_told(self) -> None:
        asked = form(
            item("a", "integer", repeats=True),
            item("b", "integer", **calculated("'text'")),
            item("c", "integer", **calculated("%resource.item.where(linkId='a').answer.value + 1")),
        )

        assert faults(asked, said("a", 1, 2)) == {("calculation", "b"), ("calculation", "c")}

    def test_a_calculation_that_never_rests_is_stopped(self) -> None:
        asked = form(
            item(
                "g",
                "group",
                item(
                    "a",
                    "integer",
                    **calculated("%resource.item.item.answer.value.aggregate($this + $total, 0) + 1"),
                ),
            )
        )

        assert ("restless", "") in faults(asked)

    def test_variables_build_on_each_other_however_many_there_are_and_the_innermost_is_meant(self) -> None:
        chain = [
            variable("v0", "1"),
            *(variable(f"v{number}", f"%v{number - 1} + 1") for number in range(1, 480)),
        ]
        inner = item(
            "b",
            "integer",
            extension=[variable("v0", "%v0 + 10"), expression(extensions.CALCULATED, "%v0 + %v479")],
        )
        of = fhir.read_form(form(item("a", "integer"), inner, extension=chain))

        sheet = fhir.settle(of, response(said("a", 1)), given={}, now=NOW)

        assert sheet.unsettled == []
        assert sheet.of["b"][0].answers[0].value.json == 11 + 480

    def test_all_expressions_share_one_budget(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(formulas, "SECONDS", -1.0)

        assert ("calculation", "a") in faults(form(item("a", "integer", **calculated("1"))), said("a", 1))


def test_constraints_refuse_or_warn_and_tell_their_own_words() -> None:
    of = fhir.read_form(
        form(
            item("a", "integer", extension=[constraint("odd", "answer.value mod 2 = 1")]),
            item("b", "integer", extension=[constraint("big", "answer.value > 9", "warning")]),
            extension=[constraint("sum", "item.answer.value.aggregate($this + $total, 0) < 20")],
        )
    )

    found = fhir.check(of, response(said("a", 12), said("b", 8)), lists=unknown_list, given={}, now=NOW)

    assert {(one.code, one.place, one.severity, one.vi) for one in found} == {
        ("sum", "", "error", "Sai sum"), ("odd", "a", "error", "Sai odd"), ("big", "b", "warning", "Sai big"),
    }  # fmt: skip


def test_a_new_response_begins_with_what_is_given_and_known() -> None:
    launch = {"url": extensions.LAUNCH, "extension": [{"url": "name", "valueId": "patient"}]}
    of = fhir.read_form(
        form(
            item("a", initial=[{"valueString": "x"}]),
            item("b", "choice", answerOption=[
                {"valueCoding": coding("1")}, {"valueCoding": coding("2"), "initialSelected": True}]),
            item("c", "date", extension=[expression(extensions.INITIAL, "%patient.birthDate")]),
            item("d", "date", extension=[expression(extensions.INITIAL, "today()")]),
            item("e", "integer", **calculated("1 + 1")),
            extension=[launch],
        )
    )  # fmt: skip

    begun = fhir.begin(of, given={"patient": {"resourceType": "Patient", "birthDate": "1990-05-04"}}, now=NOW)

    assert begun.faults == begun.unsettled == []
    assert {name: [one.value.json for one in blanks[0].answers] for name, blanks in begun.of.items()} == {
        "a": ["x"], "b": [coding("2")], "c": ["1990-05-04"], "d": ["2026-11-30"], "e": [2],
    }  # fmt: skip
    assert begun.json()["questionnaire"] == of.canonical
