"""The expressions of a form asked of one response: FHIRPath with the variables in scope, within one budget of time."""

from __future__ import annotations

import time
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from hoaban.record import language
from hoaban.shared.forms.fhir.shapes import Fault, Form, Variable
from hoaban.shared.forms.fhir.sheet import Blank, Sheet
from hoaban.shared.forms.fhir.sound import ITEM, ROOT

SECONDS = 2.0
"""Of a processor: what all expressions of one response may take together."""
MAX_EVALUATIONS = 20_000
_UCUM = "http://unitsofmeasure.org"

Given = Mapping[str, Any]
"""Values of variables that whoever opens a form passes: resources as JSON, texts, numbers."""


class Formulas:
    """Asks expressions of a sheet as it stands; ``changed`` must be called after the sheet has changed."""

    def __init__(self, sheet: Sheet, given: Given, now: datetime) -> None:
        self._sheet, self._now = sheet, now
        self._given = {name: given.get(name) for name in sheet.form.given}
        self._deadline = time.thread_time() + SECONDS
        self._left = MAX_EVALUATIONS
        self._response: dict[str, Any] | None = None
        self._known: dict[tuple[int, int], Any] = {}
        self.faults: dict[tuple[str, str], Fault] = {}

    def changed(self) -> None:
        self._response = None
        self._known.clear()

    def items(self, expression: str, blank: Blank | None) -> list[Any]:
        """What an expression yields at a blank (of the whole response: None). :raises language.EvaluationFailed: nothing."""
        path, asking, here = self._prepared(expression, blank, self._variables(expression, blank))
        return [_plain(found) for found in path(here, asking)]

    def holds(self, expression: str, blank: Blank | None, *, otherwise: bool = True) -> bool:
        """Whether an expression is true at a blank; where it cannot be told that is a fault, and ``otherwise``."""
        try:
            path, asking, here = self._prepared(expression, blank, self._variables(expression, blank))
            return path.boolean(here, asking) is True
        except language.EvaluationFailed as failure:
            self.tell("expression", blank, failure)
            return otherwise

    def tell(self, code: str, blank: Blank | None, failure: language.EvaluationFailed) -> None:
        place = "" if blank is None else blank.place
        self.faults[code, place] = Fault(code, place, failure.message_vi, failure.message_en)

    def _prepared(
        self, expression: str, blank: Blank | None, variables: dict[str, Any]
    ) -> tuple[language.Path, language.Asking, dict[str, Any]]:
        self._left -= 1
        if self._left < 0 or time.thread_time() > self._deadline:
            raise language.TooCostly("Biểu mẫu tính quá lâu.", "The form takes too long to calculate.")
        if self._response is None:
            self._response = self._sheet.json()
        asking = language.Asking(
            resource=self._response, variables=variables, now=self._now, deadline=self._deadline
        )
        here = self._response if blank is None else blank.json()
        return language.compile(expression, type_name=ROOT if blank is None else ITEM), asking, here

    def _scope(self, blank: Blank | None) -> list[tuple[Variable, Blank | None]]:
        """The variables in scope with the blank that each belongs to, outermost first."""
        found: list[tuple[Variable, Blank | None]] = []
        here = blank
        while here is not None:
            found[:0] = [(variable, here) for variable in here.item.formulas.variables]
            here = here.parent
        return [*((variable, None) for variable in self._sheet.form.variables), *found]

    def _variables(self, expression: str, blank: Blank | None) -> dict[str, Any]:
        """Values of those that the expression uses, itself or through others; each sees what stands before it."""
        found = dict(self._given)
        wanted, used = language.variables(expression), []
        for variable, holder in reversed(self._scope(blank) if wanted else []):
            if variable.name in wanted:
                used.append((variable, holder))
                wanted |= language.variables(variable.expression)
        for variable, holder in reversed(used):
            key = (id(variable), id(holder))
            if key not in self._known:
                path, asking, here = self._prepared(variable.expression, holder, dict(found))
                self._known[key] = path.nodes(here, asking)
            found[variable.name] = self._known[key]
        return found


def standing(form: Form) -> frozenset[str]:
    """The given variables that a form goes on asking for once it is begun: those of pre-filling are known by then."""
    texts = [one.expression for one in form.variables] + [one.expression for one in form.constraints]
    for item in form.all_items():
        texts += [text for purpose, text in item.formulas.all() if purpose != "initialExpression"]
    return frozenset(form.given) & {name for text in texts for name in language.variables(text)}


def _plain(found: Any) -> Any:
    """An item of FHIRPath as it stands in an answer."""
    if isinstance(found, language.Temporal):
        return str(found)
    if isinstance(found, language.Quantity):
        return {"value": found.value, "unit": found.unit, "system": _UCUM, "code": found.unit}
    return found
