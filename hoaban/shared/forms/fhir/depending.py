"""What the items of a form depend on: whose answers open them and are calculated into them."""

from __future__ import annotations

from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter

from hoaban.record import language
from hoaban.shared.forms.fhir.shapes import Form, Item, Variable

Lineage = tuple[Item, ...]
"""An item's ancestors, outermost first, and the item itself."""


def lineages(form: Form) -> Iterator[Lineage]:
    """Every item of the form with what it stands in."""
    waiting: list[Lineage] = [(item,) for item in reversed(form.items)]
    while waiting:
        lineage = waiting.pop()
        yield lineage
        waiting.extend((*lineage, item) for item in reversed(lineage[-1].items))


def variables_at(form: Form, lineage: Lineage) -> tuple[Variable, ...]:
    """The variables that an expression of the last item may use, in the order of their meaning."""
    return (*form.variables, *(each for item in lineage for each in item.formulas.variables))


def spoken_of(expression: str, scope: tuple[Variable, ...]) -> frozenset[str]:
    """The link ids that an expression names, itself or through the variables that it uses."""
    found = set(language.compared(expression, "linkId"))
    used = language.variables(expression)
    for variable in reversed(scope):
        if variable.name in used:
            used |= language.variables(variable.expression)
            found |= language.compared(variable.expression, "linkId")
    return frozenset(found)


def order(form: Form) -> tuple[str, ...] | list[str]:
    """All items, each after those that it depends on; as a list, the items that run in a circle."""
    graph = {lineage[-1].link_id: _needs(form, lineage) for lineage in lineages(form)}
    try:
        return tuple(TopologicalSorter(graph).static_order())
    except CycleError as failure:
        circle: list[str] = failure.args[1]
        return circle


def _needs(form: Form, lineage: Lineage) -> set[str]:
    """An item needs what opens it, what it stands in, and what it is calculated from."""
    item, scope = lineage[-1], variables_at(form, lineage)
    found = {condition.question for condition in item.conditions}
    for expression in (item.formulas.enabled, item.formulas.calculated):
        if expression:
            found |= spoken_of(expression, scope)
    return found | {one.link_id for one in lineage[-2:-1]}
