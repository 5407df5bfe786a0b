"""Names in a path: a type name at its start, and the children of what stands before."""

from __future__ import annotations

from hoaban.record.engine import structure
from hoaban.record.engine.fhirpath import access, errors
from hoaban.record.engine.fhirpath.compiled import EMPTY, Compiled, Run
from hoaban.record.engine.fhirpath.env import Env
from hoaban.record.engine.fhirpath.model import (
    ANYTHING,
    NOTHING,
    STRING,
    Items,
    Kind,
    Node,
    TypeInfo,
    is_a,
    is_abstract,
    known_type,
    of_type,
    type_of,
)


def named_type(name: str, this: Kind, *, strict: bool, at: int) -> Compiled | None:
    """A first name that is a type (``Patient.name``): what is in hand, if it is of that type; None: no type name."""
    if not name[:1].isupper() or not known_type(name):
        return None
    if this.types is None or any(is_abstract(each) for each in this.types):

        def those(this: Items, _env: Env) -> Items:
            return [item for item in this if is_a(type_of(item), name)]

        return Compiled(those, this.many())
    if any(is_a(each, name) for each in this.types):
        return Compiled(lambda this, _env: this, this)
    if strict:
        raise errors.meaning(at, f"{name} không phải kiểu đang xét", f"{name} is not the type in hand")
    return Compiled(lambda _this, _env: EMPTY, NOTHING)


def member(base: Run | None, kind: Kind, name: str, *, strict: bool, at: int) -> Compiled:
    """``base.name``; ``base`` None: of ``$this``."""
    if kind.types is None or any(is_abstract(each) for each in kind.types):
        return Compiled(_of_nodes(base, name), ANYTHING)
    if kind.types == ("System.TypeInfo",):
        return Compiled(_of_type_info(base, name), of_type(STRING, single=kind.single))
    kinds = [found for each in kind.types if (found := access.kind_of(each, name)) is not None]
    if not kinds:
        if strict and kind.types:
            raise errors.meaning(at, f"không có phần tử {name} ở đây", f"there is no element {name!r} here")
        return Compiled(lambda _this, _env: EMPTY, NOTHING)
    single = kind.single and all(each.single for each in kinds)
    if kind.bare and kind.type is not None:
        found = kinds[0]
        run = (
            _of_primitives(base, name)
            if structure.is_primitive(kind.type)
            else _of_objects(base, kind.type, name)
        )
        made = Compiled(run, Kind(found.types, bare=found.bare, single=single, ordered=kind.ordered))
        if base is None and not structure.is_primitive(kind.type):
            made.present = access.properties(kind.type, name)
        return made
    names = None if any(each.types is None for each in kinds) else tuple(
        dict.fromkeys(each for found in kinds for each in found.types or ())
    )  # fmt: skip
    return Compiled(_of_nodes(base, name), Kind(names, single=single, ordered=kind.ordered))


def _of_objects(base: Run | None, type_name: str, name: str) -> Run:
    step = access.step(type_name, name, boxed=False)
    assert step is not None  # noqa: S101 - kind_of has just said that it is there

    def first(this: Items, _env: Env) -> Items:
        out: Items = []
        for item in this:
            step(item, out)
        return out

    if base is None:
        return first

    def run(this: Items, env: Env) -> Items:
        out: Items = []
        for item in base(this, env):
            step(item, out)
        return out

    return run


def _of_primitives(base: Run | None, name: str) -> Run:
    """``extension`` and ``id`` of primitives: only those that are Nodes can have any."""
    step = access.step("Element", name, boxed=False)
    assert step is not None  # noqa: S101 - kind_of has just said that it is there

    def run(this: Items, env: Env) -> Items:
        out: Items = []
        for item in this if base is None else base(this, env):
            if item.__class__ is Node and item.extras is not None:
                step(item.extras, out)
        return out

    return run


def _of_nodes(base: Run | None, name: str) -> Run:
    def run(this: Items, env: Env) -> Items:
        out: Items = []
        for item in this if base is None else base(this, env):
            if item.__class__ is Node:
                access.child(item, name, out)
            elif item.__class__ is TypeInfo and name in ("namespace", "name"):
                out.append(getattr(item, name))
        return out

    return run


def _of_type_info(base: Run | None, name: str) -> Run:
    def run(this: Items, env: Env) -> Items:
        items = this if base is None else base(this, env)
        return [getattr(item, name) for item in items] if name in ("namespace", "name") else EMPTY

    return run


def check_ordered(kind: Kind, function: str, at: int, *, check: bool) -> None:
    """:raises errors.MeaningInvalid: a function that needs an order on children, which have none."""
    if check and not kind.ordered:
        raise errors.meaning(
            at,
            f"{function} cần một thứ tự mà children() không có",
            f"{function} needs an order; children() has none",
        )
