"""Equality, order, logic, membership and union between compiled operands."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from hoaban.record.engine.fhirpath import compiled, equality, errors
from hoaban.record.engine.fhirpath.compiled import Compiled, Truth
from hoaban.record.engine.fhirpath.env import Env, check_text
from hoaban.record.engine.fhirpath.model import (
    NOTHING,
    STRING,
    Items,
    Kind,
    Node,
    of_type,
)


def equals(left: Compiled, right: Compiled, *, wanted: bool) -> Compiled:
    """``=``, and ``!=`` where ``wanted`` is False."""
    if right.constant.__class__ is str and left.kind.bare and left.kind.may_be(STRING):
        return compiled.of_truth(_is_text(left, right.constant, wanted=wanted))
    one, other = compiled.values(left), compiled.values(right)

    def truth(this: Items, env: Env) -> bool | None:
        found = equality.equal(one(this, env), other(this, env))
        return None if found is None else found is wanted

    return compiled.of_truth(truth)


def _is_text(left: Compiled, text: str, *, wanted: bool) -> Truth:
    """The most common test: ``use = 'official'``."""
    run = left.run

    def truth(this: Items, env: Env) -> bool | None:
        items = run(this, env)
        if len(items) != 1:
            return (not wanted) if items else None
        found = items[0]
        if found.__class__ is Node:
            found = found.value
            if found is None:
                return None
        return (found == text) is wanted

    return truth


def equivalents(left: Compiled, right: Compiled, *, wanted: bool) -> Compiled:
    """``~``, and ``!~`` where ``wanted`` is False."""
    one, other = compiled.values(left), compiled.values(right)
    return compiled.of_truth(
        lambda this, env: equality.equivalent(one(this, env), other(this, env)) is wanted
    )


_ORDERS: dict[str, Callable[[int], bool]] = {
    "<": lambda order: order < 0,
    "<=": lambda order: order <= 0,
    ">": lambda order: order > 0,
    ">=": lambda order: order >= 0,
}


def compares(operator: str, left: Compiled, right: Compiled) -> Compiled:
    """``<``, ``<=``, ``>``, ``>=`` of single values."""
    one, other, holds = compiled.one(left), compiled.one(right), _ORDERS[operator]

    def truth(this: Items, env: Env) -> bool | None:
        first, second = one(this, env), other(this, env)
        if first is None or second is None:
            return None
        order = equality.order(first, second)
        return None if order is None else holds(order)

    return compiled.of_truth(truth)


def all_of(operands: list[Compiled]) -> Compiled:
    """``and``: False as soon as one is False."""
    truths = [compiled.truth(each) for each in operands]

    def truth(this: Items, env: Env) -> bool | None:
        known: bool | None = True
        for each in truths:
            found = each(this, env)
            if found is False:
                return False
            known = known and found
        return known

    return compiled.of_truth(truth)


def any_of(operands: list[Compiled]) -> Compiled:
    """``or``: True as soon as one is True."""
    truths = [compiled.truth(each) for each in operands]

    def truth(this: Items, env: Env) -> bool | None:
        known: bool | None = False
        for each in truths:
            found = each(this, env)
            if found is True:
                return True
            if found is None:
                known = None
        return known

    return compiled.of_truth(truth)


def differs(left: Compiled, right: Compiled) -> Compiled:
    """``xor``."""
    one, other = compiled.truth(left), compiled.truth(right)

    def truth(this: Items, env: Env) -> bool | None:
        first, second = one(this, env), other(this, env)
        return None if first is None or second is None else first is not second

    return compiled.of_truth(truth)


def implies(left: Compiled, right: Compiled) -> Compiled:
    """``implies``; the right side is asked only where the left is not False."""
    one, other = compiled.truth(left), compiled.truth(right)

    def truth(this: Items, env: Env) -> bool | None:
        first = one(this, env)
        if first is False:
            return True
        second = other(this, env)
        return second if first is True or second is True else None

    return compiled.of_truth(truth)


def contains(item: Compiled, collection: Compiled) -> Compiled:
    """``item in collection`` and ``collection contains item``."""
    one, all_values = compiled.values(item), compiled.values(collection)

    def truth(this: Items, env: Env) -> bool | None:
        wanted = one(this, env)
        if not wanted:
            return None
        if len(wanted) > 1:
            raise errors.failed("vế trái của in phải là một giá trị", "membership is asked of one item")
        return any(equality.equal_values(wanted[0], each) for each in all_values(this, env))

    return compiled.of_truth(truth)


def united(kinds: list[Kind]) -> Kind:
    """The kind of a collection that holds items of all these kinds; bare only if they agree."""
    known = [kind for kind in kinds if kind.types != ()]
    if not known:
        return NOTHING
    if any(kind.types is None for kind in known):
        return Kind(None)
    names = tuple(dict.fromkeys(name for kind in known for name in kind.types or ()))
    return Kind(names, bare=len(names) == 1 and all(kind.bare for kind in known))


def runs_of(operands: list[Compiled], kind: Kind) -> list[compiled.Run]:
    """Their runs, boxed if the united kind is not bare."""
    return [each.run if kind.bare else compiled.boxes(each) for each in operands]


def union(operands: list[Compiled]) -> Compiled:
    """``|``: items of all operands, each value once."""
    kind = united([each.kind for each in operands])
    runs = runs_of(operands, kind)
    value = compiled.valuer(kind)

    def run(this: Items, env: Env) -> Items:
        out: Items = []
        for each in runs:
            out.extend(each(this, env))
        return distinct(out, value) if len(out) > 1 else out

    return Compiled(run, kind)


def distinct(items: Items, value: Callable[[Items], Items]) -> Items:
    """The first of every group of equal items; what has no value is kept."""
    values = value(items)
    if len(values) != len(items):
        values = [found[0] if (found := value([item])) else object() for item in items]
    seen: dict[Any, Any] = {}
    for item, each in zip(items, values, strict=True):
        seen.setdefault(equality.key(each), item)
    return list(seen.values())


def concatenate(left: Compiled, right: Compiled) -> Compiled:
    """``&``: nothing counts as an empty text."""
    one, other = compiled.one(left), compiled.one(right)

    def text(this: Items, env: Env) -> str:
        parts = [one(this, env), other(this, env)]
        for each in parts:
            if each is not None:
                compiled.need(each, str, "một chuỗi", "a string")
        found = (parts[0] or "") + (parts[1] or "")
        check_text(len(found))
        return found

    return compiled.of_value(text, of_type(STRING))
