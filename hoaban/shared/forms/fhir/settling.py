"""A response brought to rest: blanks opened and closed, questions calculated, until nothing changes any more."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from hoaban.record import language
from hoaban.record.shapes import Json
from hoaban.shared.forms.fhir import enabling, values
from hoaban.shared.forms.fhir.formulas import Formulas, Given
from hoaban.shared.forms.fhir.responding import DRAFT, TYPE
from hoaban.shared.forms.fhir.shapes import Fault, Form, Value
from hoaban.shared.forms.fhir.sheet import Answer, Blank, Sheet

ROUNDS = 10


def begin(form: Form, *, given: Given, now: datetime) -> Sheet:
    """A new response: given values, chosen options, what the record already knows; then settled."""
    sheet = Sheet(form, {"resourceType": TYPE, "questionnaire": form.canonical, "status": DRAFT})
    formulas = Formulas(sheet, given, now)
    for blank in sheet.all():
        if blank.item.kind.is_question:
            blank.answers = [
                Answer(value, number) for number, value in enumerate(_initial(formulas, blank), start=1)
            ]
    sheet = Sheet(form, sheet.json())
    sheet.unsettled.extend(formulas.faults.values())
    return _settled(sheet, given, now)


def settle(form: Form, response: Json, *, given: Given, now: datetime) -> Sheet:
    """The sheet of a response, open where it is asked and calculated; ``unsettled`` tells what could not be done."""
    return _settled(Sheet(form, response), given, now)


def _settled(sheet: Sheet, given: Given, now: datetime) -> Sheet:
    formulas = Formulas(sheet, given, now)
    for _ in range(ROUNDS):
        formulas.faults.clear()
        moved = enabling.open_and_close(sheet, formulas.holds)
        formulas.changed()
        for blank in _calculated(sheet):
            if blank.is_open and _calculate(formulas, blank):
                moved = True
                formulas.changed()
        if not moved:
            break
    else:
        vi, en = "tính đi tính lại không dừng", "calculating it never comes to rest"
        sheet.unsettled.append(Fault("restless", "", vi, en))
    sheet.unsettled.extend(formulas.faults.values())
    return sheet


def _calculated(sheet: Sheet) -> Iterator[Blank]:
    """The blanks that are calculated, each after those that it is calculated from."""
    for link_id in sheet.form.order:
        yield from (blank for blank in sheet.of.get(link_id, ()) if blank.item.formulas.calculated)


def _calculate(formulas: Formulas, blank: Blank) -> bool:
    """Put what was calculated into the blank; whether that is something else than before."""
    found = _fitting(formulas, blank, blank.item.formulas.calculated, "calculation")
    if len(found) == len(blank.answers) and all(
        values.same(one, answer.value) for one, answer in zip(found, blank.answers, strict=True)
    ):
        return False
    blank.answers = [Answer(value, number) for number, value in enumerate(found, start=1)]
    return True


def _initial(formulas: Formulas, blank: Blank) -> list[Value]:
    item = blank.item
    if item.formulas.initial:
        return _fitting(formulas, blank, item.formulas.initial, "pre-filling")
    chosen = [option.value for option in item.options if option.chosen]
    return [*item.initial] or chosen


def _fitting(formulas: Formulas, blank: Blank, expression: str, code: str) -> list[Value]:
    """What an expression yields, as answers to the question; none, and a fault, where it does not fit."""
    try:
        found = formulas.items(expression, blank)
    except language.EvaluationFailed as failure:
        formulas.tell(code, blank, failure)
        return []
    answers = [value for one in found if (value := values.as_value(blank.item, one)) is not None]
    if len(answers) != len(found) or (len(found) > 1 and not blank.item.repeats):
        vi, en = "kết quả tính không hợp với câu hỏi", "what was calculated does not fit the question"
        formulas.faults[code, blank.place] = Fault(code, blank.place, vi, en)
        return []
    return answers
