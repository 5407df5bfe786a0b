"""What holds of every form and every response: nothing crashes, settling rests, what was accepted stays accepted."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from hoaban.shared.forms import fhir
from hoaban.shared.forms.tests.written import calculated, form, item, response, when

NOW = datetime(2026, 11, 30, 3, tzinfo=UTC)
NAMES = ["a", "b", "c", "d", "e"]
KINDS = st.sampled_from(["boolean", "integer", "string", "group"])
ANSWERS = st.one_of(
    st.booleans().map(lambda one: {"valueBoolean": one}),
    st.integers(-3, 3).map(lambda one: {"valueInteger": one}),
    st.sampled_from(["x", "y"]).map(lambda one: {"valueString": one}),
)


@st.composite
def questionnaires(draw: st.DrawFn) -> dict[str, Any]:
    """Forms of five items in any nesting, opened by answers and calculated from answers of any that stand before."""
    made: list[dict[str, Any]] = []
    names = draw(st.permutations(NAMES))
    for number, name in enumerate(names):
        kind = draw(KINDS) if number else "integer"
        one = item(name, kind, repeats=draw(st.booleans()), required=draw(st.booleans()))
        if number and draw(st.booleans()):
            asked = draw(st.sampled_from(names[:number]))
            one["enableWhen"] = [when(asked, "exists", answerBoolean=draw(st.booleans()))]
        if number and kind == "integer" and draw(st.booleans()):
            of = draw(st.sampled_from(names[:number]))
            one |= calculated(f"%resource.repeat(item).where(linkId='{of}').answer.count()")
        below = [each for each in made if draw(st.booleans())] if kind == "group" else []
        made = [each for each in made if each not in below] + [one | ({"item": below} if below else {})]
    return form(*made)


def responses() -> st.SearchStrategy[dict[str, Any]]:
    """Answers of any type under any names, nested in any way: most of them fit nowhere."""
    one = st.fixed_dictionaries({"linkId": st.sampled_from([*NAMES, "z"])})
    answered = st.builds(
        lambda base, found: base | {"answer": found}, one, st.lists(ANSWERS, min_size=1, max_size=2)
    )
    items = st.recursive(
        answered,
        lambda below: st.builds(
            lambda base, found: base | {"item": found}, one, st.lists(below, min_size=1, max_size=3)
        ),
        max_leaves=8,
    )
    return st.lists(items, max_size=4).map(lambda found: response(*found))


def read(questionnaire: dict[str, Any]) -> fhir.Form | None:
    try:
        return fhir.read_form(questionnaire)
    except fhir.FormInvalid:
        return None


@settings(max_examples=60, deadline=None)
@given(questionnaires(), responses())
def test_settling_comes_to_rest_and_stays(questionnaire: dict[str, Any], filled: dict[str, Any]) -> None:
    of = read(questionnaire)
    if of is None:
        return
    once = fhir.settle(of, filled, given={}, now=NOW)
    if any(fault.code == "restless" for fault in once.unsettled):
        return
    twice = fhir.settle(of, once.json(), given={}, now=NOW)

    assert twice.json() == once.json()
    assert twice.faults == []


@settings(max_examples=60, deadline=None)
@given(questionnaires(), responses())
def test_what_settling_leaves_is_refused_for_nothing_but_what_is_missing(
    questionnaire: dict[str, Any], filled: dict[str, Any]
) -> None:
    of = read(questionnaire)
    if of is None:
        return
    settled = fhir.settle(of, filled, given={}, now=NOW)
    if settled.unsettled:
        return

    found = fhir.check(of, settled.json(), lists=lambda _url, _code: None, given={}, now=NOW)

    assert {fault.code for fault in found} <= {"required", "too-many"}


@settings(max_examples=60, deadline=None)
@given(questionnaires(), responses())
def test_what_is_accepted_holds_every_answer_that_was_given(
    questionnaire: dict[str, Any], filled: dict[str, Any]
) -> None:
    of = read(questionnaire)
    if of is None:
        return
    if fhir.check(of, filled, lists=lambda _url, _code: None, given={}, now=NOW):
        return

    kept = fhir.settle(of, filled, given={}, now=NOW).json()

    assert _answers(kept) == _answers(filled)


def _answers(json: dict[str, Any]) -> list[Any]:
    """Every answer under its name, wherever it stands."""
    found = [(json.get("linkId"), str(one)) for one in json.get("answer", [])]
    return sorted(found + [each for one in json.get("item", []) for each in _answers(one)])
