"""The invariants of FHIR R4 as closures, each type's at its first use.

Read from ``record/data/r4-invariants.json`` (made by ``tools/compile_invariants.py``). An invariant stands on a type
(``Period``, ``Patient.contact``; those that derive from it inherit it) or on one element (``Organization.telecom``).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

import orjson

from hoaban.record.engine import structure
from hoaban.record.engine.fhirpath import compiled, model, parser
from hoaban.record.engine.fhirpath.compiled import Truth
from hoaban.record.engine.fhirpath.compiler import Compiler, Settings
from hoaban.record.engine.fhirpath.env import Env
from hoaban.record.engine.validate import contained
from hoaban.record.engine.validate.invariant_texts import vietnamese

SPECIALISED: dict[str, Truth] = {"dom-3": contained.are_referred_to, "ref-1": contained.is_contained}
"""Written by hand where the published expression takes time that grows with the square of the resource."""


@dataclass(frozen=True, slots=True)
class Invariant:
    """One rule of the standard. It is broken where ``holds`` is False; nothing known (None) breaks no rule."""

    key: str
    severity: str
    vi: str
    en: str
    holds: Truth


@cache
def rows() -> tuple[dict[str, Any], ...]:
    """The data file as it is."""
    text = resources.files(structure.DATA).joinpath("r4-invariants.json").read_bytes()
    return tuple(orjson.loads(text)["invariants"])


@cache
def _places() -> dict[str, list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = {}
    for row in rows():
        for place in row["on"]:
            found.setdefault(place, []).append(row)
    return found


def of_type(name: str) -> tuple[Invariant, ...]:
    """All invariants of a type or backbone element, those that it inherits first."""
    bases = [name]
    while base := model.base_of(bases[0]):
        bases.insert(0, base)
    return tuple(_made(row, name, name) for each in bases for row in _places().get(each, ()))


def of_element(owner: str, element: structure.Element, kind: str) -> tuple[Invariant, ...]:
    """The invariants that stand on one element of a type rather than on the type of its value."""
    place = f"{owner}.{element.name}"
    if element.types == (place,):
        return ()  # a backbone element: they stand on its own table
    return tuple(_made(row, kind, owner) for row in _places().get(place, ()))


def _made(row: dict[str, Any], type_name: str, owner: str) -> Invariant:
    sentence = row["human"].rstrip(".")
    holds = SPECIALISED.get(row["key"]) or _compiled(row["expression"], type_name, owner)
    return Invariant(
        row["key"],
        row["severity"],
        f"{vietnamese(row['key'])} ({row['key']})",
        f"{sentence} ({row['key']})",
        holds,
    )


def _compiled(expression: str, type_name: str, owner: str) -> Truth:
    """The closure of an expression of the standard asked of ``type_name`` inside a resource."""
    this = model.ANYTHING if model.is_abstract(type_name) else model.of_type(type_name)
    holder = owner.split(".")[0]
    resource = model.of_type(holder) if structure.is_resource_type(holder) else model.ANYTHING
    settings = Settings(context=this, resource=resource, strict=False, loose_as=True)
    truth = compiled.truth(Compiler(settings).make(parser.parse(expression), this))
    if "%context" not in expression:
        return truth

    def in_context(items: model.Items, env: Env) -> bool | None:
        env.context = items
        return truth(items, env)

    return in_context
