"""The invariants of FHIR R4 over a whole resource: everything in it, contained resources and bundle entries too.

Asked of resources whose structure is sound (``validate``). Each type gets a walker at its first use: its invariants,
and the properties below which there are more. A resource that keeps the rules makes nothing but lists of one.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from hoaban.record.engine import structure
from hoaban.record.engine.fhirpath import errors
from hoaban.record.engine.fhirpath.env import Env
from hoaban.record.engine.structure import ANY_TYPE, CHOICE, Element
from hoaban.record.engine.validate import invariant_rules
from hoaban.record.engine.validate.invariant_rules import Invariant
from hoaban.record.engine.validate.issues import Fault, Faults, Issue, gather, issues, shown

Walk = Callable[[Any, Env], "Faults | None"]

STEPS, SECONDS = 100_000_000, 10.0
"""The standard's own expressions may take what a resource of the largest size needs (32 MB: some two seconds)."""


@dataclass(slots=True)
class _Walker:
    """What to ask of one type. ``plain``: the properties below which nothing is asked."""

    invariants: tuple[Invariant, ...]
    below: dict[str, Walk] = field(default_factory=dict)
    plain: set[str] = field(default_factory=set)


_walkers: dict[tuple[str, bool], _Walker] = {}
_making = threading.RLock()


def broken(resource: dict[str, Any], *, warnings: bool = False) -> list[Issue]:
    """Every invariant that a structurally sound resource breaks, at most ``MAX_ISSUES``.

    Errors must refuse the resource; with ``warnings`` best practice that is not kept is told too, as severity
    "warning", and never refuses it.
    """
    env = Env(resource)
    env.steps, env.deadline = STEPS, time.thread_time() + SECONDS
    try:
        faults = _walk(resource, _walker(resource["resourceType"], warnings), env)
    except errors.TooCostly as failure:
        faults = [Fault("too-costly", failure.message_vi, failure.message_en)]
    return [] if faults is None else issues(shown(resource["resourceType"]), faults)


def make_ready(name: str) -> None:
    """Make the walkers of a type or backbone element before they are needed."""
    _walker(name, warnings=False)
    _walker(name, warnings=True)


def _contained(resource: Any, outer: Env, warnings: bool) -> Faults | None:
    """``%rootResource`` of a contained resource is the outer one."""
    env = Env(resource)
    env.steps, env.deadline, env.memo, env.root = outer.steps, outer.deadline, outer.memo, outer.resource
    return _walk(resource, _walker(resource["resourceType"], warnings), env)


def _entered(resource: Any, outer: Env, warnings: bool) -> Faults | None:
    """A resource in a Bundle or in Parameters stands alone."""
    env = Env(resource)
    env.steps, env.deadline = outer.steps, outer.deadline
    return _walk(resource, _walker(resource["resourceType"], warnings), env)


def _walk(item: dict[str, Any], walker: _Walker, env: Env) -> Faults | None:
    faults = _asked(item, walker.invariants, env) if walker.invariants else None
    if walker.plain.issuperset(item):
        return faults
    below = walker.below.get
    for name, value in item.items():
        walk = below(name)
        if walk is not None:
            found = walk(value, env)
            if found is not None:
                faults = gather(faults, "", found)
    return faults


def _asked(item: Any, invariants: tuple[Invariant, ...], env: Env) -> Faults | None:
    faults: Faults | None = None
    this = [item]
    for each in invariants:
        try:
            if each.holds(this, env) is not False:
                continue
            found = Fault("invariant", each.vi, each.en, severity=each.severity)
        except errors.TooCostly:
            raise
        except errors.FhirpathInvalid:
            continue  # what cannot be compared (5 mg with no value at all) is not known to be wrong
        faults = gather(faults, "", [found])
    return faults


def _walker(name: str, warnings: bool) -> _Walker:
    return _walkers.get((name, warnings)) or _make(name, warnings)


def _make(name: str, warnings: bool) -> _Walker:
    """The walker of a type. Others see it only when it is complete; the types below it come at their first use."""
    with _making:
        invariants = tuple(
            each for each in invariant_rules.of_type(name) if warnings or each.severity == "error"
        )
        walker = _Walker(invariants)
        for element in structure.definition(name).elements:
            for json_name, kind in element.json_names().items():
                _add(walker, name, element, json_name, structure.spoken_name(kind), warnings)
                if json_name not in walker.below:
                    walker.plain.add(json_name)
        walker.plain.add("resourceType")
        _walkers[name, warnings] = walker
    return walker


def _add(walker: _Walker, owner: str, element: Element, json_name: str, kind: str, warnings: bool) -> None:
    stem = element.name.removesuffix(CHOICE)
    step = f".{stem}.ofType({kind})" if element.is_choice else f".{stem}"
    own = tuple(
        each
        for each in invariant_rules.of_element(owner, element, kind)
        if warnings or each.severity == "error"
    )
    if structure.is_primitive(kind):
        if own:
            walker.below[json_name] = _every(step, lambda value, env: _asked(value, own, env))
        if not element.attribute and kind != "xhtml":
            walker.below[f"_{json_name}"] = _every_object(step, "Element", warnings)
    elif kind == ANY_TYPE:
        inner = _contained if element.name == "contained" else _entered
        walker.below[json_name] = _every(step, lambda value, env: inner(value, env, warnings))
    elif own:
        walker.below[json_name] = _both(
            _every(step, lambda value, env: _asked(value, own, env)), _every_object(step, kind, warnings)
        )
    else:
        walker.below[json_name] = _every_object(step, kind, warnings)


def _both(first: Walk, second: Walk) -> Walk:
    def both(value: Any, env: Env) -> Faults | None:
        faults, more = first(value, env), second(value, env)
        return faults if more is None else gather(faults, "", more)

    return both


def _every_object(step: str, kind: str, warnings: bool) -> Walk:
    """One object of a type, or each of several; the null beside an extension is passed over."""
    key = (kind, warnings)

    def every(value: Any, env: Env) -> Faults | None:
        walker = _walkers.get(key) or _make(kind, warnings)
        if value.__class__ is dict:
            found = _walk(value, walker, env)
            return None if found is None else gather(None, step, found)
        faults: Faults | None = None
        for index, item in enumerate(value):
            if index & 63 == 63:
                env.check_time()
            found = None if item is None else _walk(item, walker, env)
            if found is not None:
                faults = gather(faults, f"{step}[{index}]", found)
        return faults

    return every


def _every(step: str, walk: Walk) -> Walk:
    """One value, or each of several."""

    def every(value: Any, env: Env) -> Faults | None:
        if value.__class__ is not list:
            found = walk(value, env)
            return None if found is None else gather(None, step, found)
        faults: Faults | None = None
        for index, item in enumerate(value):
            if index & 63 == 63:
                env.check_time()
            found = None if item is None else walk(item, env)
            if found is not None:
                faults = gather(faults, f"{step}[{index}]", found)
        return faults

    return every
