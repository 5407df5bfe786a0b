"""A compiled expression and the ways to ask it: for its items, its values, its one value, its truth."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from hoaban.record.engine.fhirpath import errors
from hoaban.record.engine.fhirpath.env import Env
from hoaban.record.engine.fhirpath.model import (
    BOOLEAN,
    DECIMAL,
    INTEGER,
    STRING,
    SYSTEM_TYPES,
    Items,
    Kind,
    Node,
    boxed,
    of_type,
    only,
    system_type,
    value_of,
    values_of,
)

Run = Callable[[Items, Env], Items]
"""``run(this, env)`` gives the items. No closure ever changes a list that it was given or has given."""
Truth = Callable[[Items, Env], "bool | None"]
One = Callable[[Items, Env], Any]

TRUE: Items = [True]
FALSE: Items = [False]
EMPTY: Items = []
BOOLEAN_KIND = of_type(BOOLEAN)
_PLAIN = {STRING, BOOLEAN, INTEGER, DECIMAL}


class Compiled:
    """``truth`` is there where the expression yields a boolean; ``constant`` where it is a literal.

    ``present``: for an element of ``$this`` the JSON properties of which one is there if the element is.
    """

    __slots__ = ("constant", "kind", "present", "run", "truth")

    def __init__(self, run: Run, kind: Kind, truth: Truth | None = None, constant: Any = None) -> None:
        self.run = run
        self.kind = kind
        self.truth = truth
        self.constant = constant
        self.present: frozenset[str] | None = None


def of_truth(truth: Truth) -> Compiled:
    """An expression that yields a boolean or nothing."""

    def run(this: Items, env: Env) -> Items:
        found = truth(this, env)
        return TRUE if found is True else FALSE if found is False else EMPTY

    return Compiled(run, BOOLEAN_KIND, truth)


def of_value(one: One, kind: Kind) -> Compiled:
    """An expression that yields one System value or nothing (None)."""

    def run(this: Items, env: Env) -> Items:
        found = one(this, env)
        return EMPTY if found is None else [found]

    return Compiled(run, kind)


def literal(value: Any, kind: Kind) -> Compiled:
    items = [value]
    return Compiled(lambda _this, _env: items, kind, (lambda _this, _env: value is not False), value)


def _is_plain(kind: Kind) -> bool:
    return kind.bare and kind.type is not None and system_type(kind.type) in _PLAIN


def valuer(kind: Kind) -> Callable[[Items], Items]:
    """From items of a kind to their values."""
    if kind.types is not None and all(each in SYSTEM_TYPES for each in kind.types):
        return lambda items: items
    name = kind.type if kind.bare else None
    if not _is_plain(kind):
        return lambda items: values_of(items, name)

    def unwrapped(items: Items) -> Items:
        for item in items:
            if item.__class__ is Node:
                return values_of(items, None)
        return items

    return unwrapped


def values(compiled: Compiled) -> Run:
    """The values of its items; those without one are left out."""
    run, convert = compiled.run, valuer(compiled.kind)
    return lambda this, env: convert(run(this, env))


def one(compiled: Compiled) -> One:
    """Its one value, None if there is none. :raises errors.EvaluationFailed: there are several items."""
    run = compiled.run
    if compiled.constant is not None:
        constant = compiled.constant
        return lambda _this, _env: constant
    name = compiled.kind.type if compiled.kind.bare and not _is_plain(compiled.kind) else None

    def single(this: Items, env: Env) -> Any:
        items = run(this, env)
        return value_of(only(items), name) if items else None

    return single


def truth(compiled: Compiled) -> Truth:
    """True, False or None; a single item that is no boolean counts as true (FHIRPath 2.0.0, 4.5)."""
    if compiled.truth is not None:
        return compiled.truth
    single = one(compiled)

    def boolean(this: Items, env: Env) -> bool | None:
        found = single(this, env)
        return found if found is None or found.__class__ is bool else True

    return boolean


def boxes(compiled: Compiled) -> Run:
    """Its items, every FHIR one as a Node that says its type."""
    run, kind = compiled.run, compiled.kind
    name = kind.type
    if not kind.bare or name is None or name in SYSTEM_TYPES:
        return run
    return lambda this, env: boxed(run(this, env), name)


def need(value: Any, wanted: type, vi: str, en: str) -> None:
    """:raises errors.EvaluationFailed: ``value`` is not of the Python class that stands for a System type."""
    if not isinstance(value, wanted) or (wanted is int and value.__class__ is bool):
        raise errors.failed(f"cần {vi}", f"{en} is needed")
