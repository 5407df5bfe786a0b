"""``is``, ``as`` and ``ofType``: System and FHIR types, and the direct way to one type of a choice."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from hoaban.record.engine import structure
from hoaban.record.engine.fhirpath import access, compiled, errors, members, syntax
from hoaban.record.engine.fhirpath.compiled import EMPTY, Compiled
from hoaban.record.engine.fhirpath.env import Env
from hoaban.record.engine.fhirpath.model import (
    SYSTEM,
    Items,
    Kind,
    Node,
    is_a,
    is_abstract,
    only,
    type_names,
    type_of,
)


def specifier(node: syntax.Node) -> str:
    """A type specifier that stands as an argument: ``ofType(FHIR.Patient)``.

    :raises errors.MeaningInvalid: it is no name.
    """
    if isinstance(node, syntax.Member):
        return node.name if node.base is None else f"{specifier(node.base)}.{node.name}"
    raise errors.meaning(node.at, "cần tên một kiểu", "the name of a type is needed")


def _names(written: str, base: Kind, at: int) -> tuple[str, ...]:
    names = type_names(written)
    if not names:
        raise errors.meaning(at, f"không có kiểu {written}", f"there is no type {written!r}")
    if len(names) > 1 and base.types is not None and not any(each.startswith(SYSTEM) for each in base.types):
        return names[:1]
    return names


def _exactly(name: str, wanted: tuple[str, ...]) -> bool:
    """As ``as`` sees it: a primitive is of its own type only, others of their bases too."""
    return name in wanted or (not structure.is_primitive(name) and any(is_a(name, each) for each in wanted))


@dataclass(frozen=True, slots=True)
class Asked:
    """Where a type is asked for; ``several``: ``as`` may filter many items, like ``ofType``."""

    this: Kind
    make: Callable[[syntax.Node, Kind], Compiled]
    at: int
    strict: bool
    several: bool


def typed(operator: str, operand: syntax.Node | None, written: str, asked: Asked) -> Compiled:
    """``operand is written``, ``operand as written``; without an operand what is in hand."""
    owner = None
    if operand is None:
        base = Compiled(lambda this, _env: this, asked.this)
    elif isinstance(operand, syntax.Member) and operand.base is not None:
        owner = asked.make(operand.base, asked.this)
        base = members.member(owner.run, owner.kind, operand.name, strict=asked.strict, at=operand.at)
    else:
        base = asked.make(operand, asked.this)
        owner = Compiled(lambda this, _env: this, asked.this)
    names = _names(written, base.kind, asked.at)
    if operator == "is":
        return _is(base, names)
    if isinstance(operand, syntax.Member) and owner is not None and len(names) == 1:
        choice = _of_choice(owner, operand.name, names[0])
        if choice is not None and (asked.several or owner.kind.single):
            return choice
    return _as(base, names, several=asked.several)


def _is(base: Compiled, names: tuple[str, ...]) -> Compiled:
    run, kind = base.run, base.kind
    if kind.bare and kind.type is not None:
        answer = any(is_a(kind.type, each) for each in names)
        return compiled.of_truth(lambda this, env: answer if only(run(this, env)) is not None else None)

    def truth(this: Items, env: Env) -> bool | None:
        found = only(run(this, env))
        return None if found is None else any(is_a(type_of(found), each) for each in names)

    return compiled.of_truth(truth)


def _as(base: Compiled, names: tuple[str, ...], *, several: bool) -> Compiled:
    run, kind = base.run, base.kind
    bare = len(names) == 1 and not is_abstract(names[0])
    result = Kind(names, bare=bare, single=kind.single or not several, ordered=kind.ordered)
    if kind.bare and kind.type is not None:
        matches = _exactly(kind.type, names)

        def all_or_none(this: Items, env: Env) -> Items:
            items = run(this, env)
            if not several:
                only(items)
            return items if matches else EMPTY

        return Compiled(all_or_none, result)
    unwrap = bare and not structure.is_primitive(names[0])

    def those(this: Items, env: Env) -> Items:
        items = run(this, env)
        if not several:
            only(items)
        found = [item for item in items if _exactly(type_of(item), names)]
        return [item.value if item.__class__ is Node else item for item in found] if unwrap else found

    return Compiled(those, result)


def _of_choice(owner: Compiled, name: str, wanted: str) -> Compiled | None:
    """One type of a choice, read from its own property (``value as Quantity`` from ``valueQuantity``); None: no choice."""
    if not owner.kind.bare or owner.kind.type is None:
        return None
    found = access.choice_step(owner.kind.type, name, wanted)
    if found is None:
        return None
    run, (json_name, shadow) = owner.run, found

    def property_of(this: Items, env: Env) -> Items:
        out: Items = []
        for item in run(this, env):
            value, extras = item.get(json_name), item.get(shadow)
            if extras is not None:
                out.append(Node(value, wanted, extras))
            elif value is not None:
                out.append(value)
        return out

    return Compiled(property_of, Kind((wanted,), bare=True, single=owner.kind.single))
