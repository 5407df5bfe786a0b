"""Compartments: what belongs to one Patient, Encounter, Practitioner, RelatedPerson or Device, by R4's own definitions."""

from __future__ import annotations

from dataclasses import dataclass

from hoaban.kernel.errors import NotFound
from hoaban.record.engine.search import definitions, keys, parameters
from hoaban.record.engine.search.criteria import Criterion, either
from hoaban.record.engine.search.parse import types, values
from hoaban.record.engine.search.parse.criteria import Context


@dataclass(frozen=True, slots=True)
class Compartment:
    """Whose: ``kind`` is Patient, Encounter, Practitioner, RelatedPerson or Device."""

    kind: str
    id: str

    def __str__(self) -> str:
        return f"{self.kind}/{self.id}"


def types_of(within: Compartment, kinds: tuple[str, ...]) -> tuple[str, ...]:
    """The types asked for, or (none) all that can be in the compartment.

    :raises NotFound: there is no such compartment, or a type is never in it.
    """
    members = definitions.load().compartments.get(within.kind)
    if members is None or not keys.FHIR_ID.fullmatch(within.id) or any(kind not in members for kind in kinds):
        raise NotFound("Không có phân vùng này.", "There is no such compartment.")
    return kinds or tuple(members)


def criterion(within: Compartment, kinds: tuple[str, ...], context: Context) -> Criterion:
    """That a resource belongs to the compartment. :raises NotReady:"""
    return types.together({kind: _membership(within, kind, context) for kind in kinds})


def _membership(within: Compartment, kind: str, context: Context) -> Criterion:
    known = parameters.of_type(kind)
    found: list[Criterion] = []
    for code in definitions.load().compartments[within.kind][kind]:
        if code in known and within.kind in known[code].targets:
            context.require(known[code])
            found.append(values.reference(known[code], str(within), kind="", base_url=context.base_url))
    if kind == within.kind:
        found.insert(0, values.fhir_ids(kind, within.id))
    return either(found)
