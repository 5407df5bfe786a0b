"""Skip logic: which blanks are asked for (``enableWhen`` and SDC's ``enableWhenExpression``)."""

from __future__ import annotations

from collections.abc import Callable

from hoaban.shared.forms.fhir import values
from hoaban.shared.forms.fhir.shapes import Condition, Value
from hoaban.shared.forms.fhir.sheet import Blank, Sheet

Asked = Callable[[str, Blank], bool]
"""Whether an expression holds at a blank."""


def open_and_close(sheet: Sheet, holds: Asked) -> bool:
    """Open every blank that its conditions ask for and close the others; whether that changed anything.

    A closed blank counts as unanswered for whatever depends on it, and closes what stands in it.
    """
    state: dict[int, bool] = {}
    before = [blank.is_open for blank in sheet.all()]

    def is_open(blank: Blank) -> bool:
        key = id(blank)
        if key not in state:
            state[key] = (blank.parent is None or is_open(blank.parent)) and asked(blank)
            blank.is_open = state[key]
        return state[key]

    def asked(blank: Blank) -> bool:
        item = blank.item
        if item.formulas.enabled:
            return holds(item.formulas.enabled, blank)
        results = (_holds(one, _answers(sheet, one.question, blank, is_open)) for one in item.conditions)
        return not item.conditions or (all(results) if item.every_condition else any(results))

    for link_id in sheet.form.order:
        for blank in sheet.of.get(link_id, ()):
            is_open(blank)
    return before != [blank.is_open for blank in sheet.all()]


def _answers(sheet: Sheet, question: str, blank: Blank, is_open: Callable[[Blank], bool]) -> list[Value]:
    """The answers to a question that count for a blank.

    Of several occurrences the nearest one is meant: the question that it stands under, then the last one before it
    within the closest container that has any, then the first one after it (R4, ``enableWhen.question``).
    """
    child, parent = blank, blank.parent
    while parent is not None:
        if parent.item.link_id == question:
            return [child.under.value] if child.under is not None and is_open(parent) else []
        child, parent = parent, parent.parent
    nearest = sheet.nearest(question, blank)
    return [answer.value for answer in nearest.answers] if nearest is not None and is_open(nearest) else []


def _holds(condition: Condition, answers: list[Value]) -> bool:
    """``!=`` holds where no answer is the same, also where there is none; the others where any answer does."""
    wanted = condition.value
    match condition.operator:
        case "exists":
            return bool(answers) is (wanted.json is True)
        case "=":
            return values.is_among(wanted, answers)
        case "!=":
            return not values.is_among(wanted, answers)
    return any(_ordered(condition.operator, values.compare(answer, wanted)) for answer in answers)


def _ordered(operator: str, found: int | None) -> bool:
    if found is None:
        return False
    return {">": found > 0, "<": found < 0, ">=": found >= 0, "<=": found <= 0}[operator]
