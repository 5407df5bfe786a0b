"""A Questionnaire becomes a form, or is refused with every fault named at its item."""

from __future__ import annotations

from typing import Any

import pytest

from hoaban.shared.forms import fhir
from hoaban.shared.forms.fhir import extensions
from hoaban.shared.forms.tests.written import (
    calculated,
    coding,
    constraint,
    expression,
    form,
    item,
    variable,
    when,
)


def refused(*items: dict[str, Any], **more: Any) -> set[tuple[str, str]]:
    """(code, place) of all faults."""
    with pytest.raises(fhir.FormInvalid) as caught:
        fhir.read_form(form(*items, **more))
    assert all(fault.vi and fault.en and fault.vi != fault.en for fault in caught.value.faults)
    return {(fault.code, fault.place) for fault in caught.value.faults}


def test_a_form_is_read_with_both_languages_and_in_its_order() -> None:
    english = {"extension": [{"url": extensions.TRANSLATION, "extension": [
        {"url": "lang", "valueCode": "en"}, {"url": "content", "valueString": "Pulse"}]}]}  # fmt: skip
    found = fhir.read_form(
        form(item("g", "group", item("a", "integer", text="Mạch", _text=english), item("b")))
    )

    assert found.canonical == "https://hoaban.example/fhir/Questionnaire/try|1"
    assert [one.link_id for one in found.all_items()] == ["g", "a", "b"]
    assert found.items[0].items[0].words == fhir.Words("Mạch", "Pulse")
    assert found.items[0].items[1].words == fhir.Words("Câu b", "Câu b")


def test_options_come_from_the_item_or_from_a_contained_value_set() -> None:
    contained = {
        "resourceType": "ValueSet", "id": "yn", "status": "active",
        "compose": {"include": [{"system": "urn:x", "concept": [
            {"code": "Y", "display": "Có", "designation": [{"language": "en", "value": "Yes"}]}, {"code": "N"}]}]},
    }  # fmt: skip
    found = fhir.read_form(
        form(
            item("a", "choice", answerValueSet="#yn"),
            item("b", "choice", answerOption=[{"valueCoding": coding("1")}, {"valueString": "hai"}]),
            contained=[contained],
        )
    )

    assert [option.words for option in found.items[0].options] == [
        fhir.Words("Có", "Yes"),
        fhir.Words("N", "N"),
    ]
    assert found.items[0].options[0].value.json == {"system": "urn:x", "code": "Y", "display": "Có"}
    assert [option.words.vi for option in found.items[1].options] == ["1", "hai"]


@pytest.mark.parametrize(
    ("items", "fault"),
    [
        ([item("a"), item("g", "group", item("a"))], ("duplicate-link-id", "a")),
        ([item("a/b")], ("link-id", "a/b")),
        ([item("g", "group", item("d", "display"))], ("no-question", "")),
        ([item("a", enableWhen=[when("b", "exists", answerBoolean=True)])], ("unknown-link-id", "a")),
        ([item("a", enableWhen=[when("a", "exists", answerBoolean=True)])], ("own-condition", "a")),
        ([item("b", "boolean"), item("a", enableWhen=[when("b", "=", answerString="x")])], ("condition-type", "a")),
        ([item("b"), item("a", enableWhen=[when("b", ">", answerString="x")])], ("condition-type", "a")),
        ([item("a", "integer", initial=[{"valueString": "x"}])], ("value-type", "a")),
        ([item("a", "choice")], ("no-options", "a")),
        ([item("a", "integer", **calculated("1 +"))], ("expression", "a")),
        ([item("a", "integer", **calculated("nothing.here"))], ("expression", "a")),
        ([item("a", "integer", **calculated("%b"))], ("unknown-variable", "a")),
        ([item("a", "integer", **calculated("%resource.item.where(linkId='z').answer.value"))], ("unknown-link-id", "a")),
        ([item("a", "group", item("b"), **calculated("1"))], ("calculated-group", "a")),
        ([item("a", "integer", **calculated("x" * 3_000))], ("expression", "a")),
        ([item("a", extension=[{"url": extensions.PATTERN, "valueString": "(["}])], ("pattern", "a")),
        ([item("a", extension=[{"url": extensions.MIN_LENGTH, "valueInteger": 9}], maxLength=3)], ("bounds", "a")),
        ([item("a", "date", extension=[{"url": extensions.LEAST, "valueInteger": 3}])], ("bound-type", "a")),
        ([item("a", extension=[variable("resource", "1")])], ("variable-name", "a")),
    ],
)  # fmt: skip
def test_nonsense_is_refused_at_its_item(items: list[dict[str, Any]], fault: tuple[str, str]) -> None:
    assert fault in refused(*items)


def test_every_fault_is_told_at_once() -> None:
    assert refused(item("a", "choice"), item("b", "choice"), item("c", text="")) == {
        ("no-options", "a"), ("no-options", "b"), ("no-words", "c"),
    }  # fmt: skip


def test_calculations_in_a_circle_are_refused_also_through_variables_and_conditions() -> None:
    of = "%resource.item.where(linkId='{}').answer.value"
    straight = refused(
        item("a", "integer", **calculated(of.format("b"))), item("b", "integer", **calculated(of.format("a")))
    )
    through = refused(
        item("a", "integer", **calculated("%v")),
        item("b", "integer", **calculated(of.format("a"))),
        extension=[variable("v", "item.where(linkId='b').answer.value")],
    )
    opened = refused(
        item("a", "integer", **calculated(of.format("b"))),
        item("b", "integer", enableWhen=[when("a", ">", answerInteger=1)]),
    )

    assert {code for code, _ in straight | through | opened} == {"circle"}


def test_items_stand_in_the_order_of_what_they_need() -> None:
    of = "%resource.item.where(linkId='{}').answer.value + 1"
    found = fhir.read_form(
        form(
            item("c", "integer", **calculated(of.format("b"))),
            item("b", "integer", **calculated(of.format("a"))),
            item("a", "integer"),
        )
    )

    assert found.order == ("a", "b", "c")


def test_a_variable_sees_what_stands_before_it_and_nothing_after() -> None:
    fine = form(
        item("a", "integer", **calculated("%y")), extension=[variable("x", "1"), variable("y", "%x + 1")]
    )

    assert fhir.read_form(fine).variables[1].name == "y"
    assert ("unknown-variable", "") in refused(
        item("a"), extension=[variable("y", "%x + 1"), variable("x", "1")]
    )


def test_what_would_change_the_meaning_and_is_not_understood_is_refused() -> None:
    foreign = item("a", modifierExtension=[{"url": "urn:strange", "valueBoolean": True}])
    other = {"extension": [{"url": extensions.CALCULATED,
                            "valueExpression": {"language": "text/cql", "expression": "1"}}]}  # fmt: skip

    assert ("modifier-extension", "a") in refused(foreign)
    assert ("expression-language", "a") in refused(item("a", "integer", **other))


def test_what_breaks_r4_is_refused_in_the_words_of_r4() -> None:
    assert {code for code, _ in refused(item("a", "colour"))} == {"r4"}
    with pytest.raises(fhir.FormInvalid):
        fhir.read_form({"resourceType": "Patient"})


def test_depth_and_number_of_expressions_are_bounded() -> None:
    deep = item("x")
    for number in range(10):
        deep = item(f"g{number}", "group", deep)
    many = [constraint(f"c{number}", "true") for number in range(501)]

    assert ("too-deep", "") in refused(deep)
    assert ("too-costly", "") in refused(item("a", extension=many))


def test_a_launch_context_names_a_variable() -> None:
    launch = {"url": extensions.LAUNCH, "extension": [{"url": "name", "valueId": "patient"}]}
    asked = item("a", extension=[expression(extensions.INITIAL, "%patient.name.first().text")])

    assert fhir.read_form(form(asked, extension=[launch])).given == ("patient",)
    assert ("unknown-variable", "a") in refused(asked)
