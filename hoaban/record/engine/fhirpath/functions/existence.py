"""empty, exists, all, count, distinct and their kin (FHIRPath 2.0.0, 5.1)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from hoaban.record.engine.fhirpath import compiled, equality, operators
from hoaban.record.engine.fhirpath.compiled import Compiled, Run, Truth
from hoaban.record.engine.fhirpath.env import Env
from hoaban.record.engine.fhirpath.functions.application import Application, Builder, Row
from hoaban.record.engine.fhirpath.model import BOOLEAN, INTEGER, Items, of_type


def _present(names: frozenset[str], *, wanted: bool) -> Truth:
    """Whether an element of ``$this`` is there, told from the properties alone."""
    absent = names.isdisjoint

    def truth(this: Items, _env: Env) -> bool:
        for item in this:
            if not absent(item):
                return wanted
        return not wanted

    return truth


def _empty(application: Application) -> Compiled:
    run, present = application.base.run, application.base.present
    if present is not None:
        return compiled.of_truth(_present(present, wanted=False))
    return compiled.of_truth(lambda this, env: not run(this, env))


def _exists(application: Application) -> Compiled:
    run, present = application.base.run, application.base.present
    if not application.count:
        if present is not None:
            return compiled.of_truth(_present(present, wanted=True))
        return compiled.of_truth(lambda this, env: bool(run(this, env)))
    holds = compiled.truth(application.criterion(0))

    def truth(this: Items, env: Env) -> bool | None:
        items = run(this, env)
        before = env.index
        try:
            return any(holds([item], env) is True for env.index, item in env.each(items))
        finally:
            env.index = before

    return compiled.of_truth(truth)


def _all(application: Application) -> Compiled:
    run = application.base.run
    holds = compiled.truth(application.criterion(0))

    def truth(this: Items, env: Env) -> bool | None:
        items = run(this, env)
        before = env.index
        try:
            return all(holds([item], env) is True for env.index, item in env.each(items))
        finally:
            env.index = before

    return compiled.of_truth(truth)


def _booleans(wanted: Callable[[Any], bool]) -> Builder:
    def build(application: Application) -> Compiled:
        application.check_input(BOOLEAN, vi="các giá trị đúng sai", en="booleans")
        run = compiled.values(application.base)

        def truth(this: Items, env: Env) -> bool | None:
            found = run(this, env)
            for each in found:
                compiled.need(each, bool, "giá trị đúng sai", "a boolean")
            return wanted(found)

        return compiled.of_truth(truth)

    return build


def _count(application: Application) -> Compiled:
    run = application.base.run
    return compiled.of_value(lambda this, env: len(run(this, env)), of_type(INTEGER))


def _distinct(application: Application) -> Compiled:
    run, value = application.base.run, compiled.valuer(application.base.kind)
    return Compiled(lambda this, env: operators.distinct(run(this, env), value), application.base.kind)


def _is_distinct(application: Application) -> Compiled:
    run, value = application.base.run, compiled.valuer(application.base.kind)

    def truth(this: Items, env: Env) -> bool | None:
        items = run(this, env)
        return len(operators.distinct(items, value)) == len(items)

    return compiled.of_truth(truth)


def _keys(run: Run, this: Items, env: Env) -> set[Any]:
    return {equality.key(each) for each in run(this, env)}


def _within(*, turned: bool) -> Builder:
    """``subsetOf``; ``supersetOf`` where ``turned``."""

    def build(application: Application) -> Compiled:
        own, other = compiled.values(application.base), compiled.values(application.argument(0))
        smaller, larger = (other, own) if turned else (own, other)
        return compiled.of_truth(lambda this, env: _keys(smaller, this, env) <= _keys(larger, this, env))

    return build


ROWS: dict[str, Row] = {
    "empty": (0, 0, _empty),
    "exists": (0, 1, _exists),
    "all": (1, 1, _all),
    "allTrue": (0, 0, _booleans(all)),
    "anyTrue": (0, 0, _booleans(any)),
    "allFalse": (0, 0, _booleans(lambda found: not any(found))),
    "anyFalse": (0, 0, _booleans(lambda found: not all(found))),
    "count": (0, 0, _count),
    "distinct": (0, 0, _distinct),
    "isDistinct": (0, 0, _is_distinct),
    "subsetOf": (1, 1, _within(turned=False)),
    "supersetOf": (1, 1, _within(turned=True)),
}
