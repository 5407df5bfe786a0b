"""where, select, repeat, ofType, aggregate, sort: what is asked of each item (FHIRPath 2.0.0, 5.2 and 7)."""

from __future__ import annotations

from functools import cmp_to_key
from typing import Any

from hoaban.record.engine.fhirpath import compiled, equality, syntax, types
from hoaban.record.engine.fhirpath.compiled import Compiled, One
from hoaban.record.engine.fhirpath.env import MAX_ITEMS, Env, check_size
from hoaban.record.engine.fhirpath.functions.application import Application, Builder, Row
from hoaban.record.engine.fhirpath.model import ANYTHING, Items

_SORTING = 10
"""What sorting one item costs, in steps."""


def _where(application: Application) -> Compiled:
    run = application.base.run
    holds = compiled.truth(application.criterion(0))

    def where(this: Items, env: Env) -> Items:
        items = run(this, env)
        if not items:
            return items
        before = env.index
        try:
            return [item for env.index, item in env.each(items) if holds([item], env) is True]
        finally:
            env.index = before

    return Compiled(where, application.base.kind)


def _select(application: Application) -> Compiled:
    run = application.base.run
    chosen = application.criterion(0)

    def select(this: Items, env: Env) -> Items:
        before, out = env.index, []
        items = env.each(run(this, env))
        for env.index, item in items:
            out.extend(chosen.run([item], env))
            if len(out) > MAX_ITEMS:
                check_size(out)
        env.index = before
        return out

    single = application.base.kind.single and chosen.kind.single
    return Compiled(select, chosen.kind if single else chosen.kind.many())


def _repeat(*, once: bool) -> Builder:
    """``repeat``: every item that the projection reaches, each value once; ``repeatAll``: also those seen before."""

    def build(application: Application) -> Compiled:
        run = compiled.boxes(application.base)
        # The projection is applied to its own results, so their types are not known beforehand.
        projection = compiled.boxes(application.make(application.call.arguments[0], ANYTHING))
        value = compiled.valuer(ANYTHING)

        def repeat(this: Items, env: Env) -> Items:
            out: Items = []
            seen: set[Any] = set()
            level = run(this, env)
            while level:
                found = [each for _, item in env.each(level) for each in projection([item], env)]
                level = []
                for each in found:
                    values = value([each])
                    key = equality.key(values[0]) if values else id(each)
                    if not once or key not in seen:
                        seen.add(key)
                        level.append(each)
                out.extend(level)
                check_size(out)
            return out

        return Compiled(repeat, ANYTHING)

    return build


def _aggregate(application: Application) -> Compiled:
    run = application.base.run
    step = application.criterion(0)
    start = application.argument(1).run if application.count > 1 else lambda _this, _env: compiled.EMPTY

    def aggregate(this: Items, env: Env) -> Items:
        before_total, before_index = env.total, env.index
        total = start(this, env)
        for index, item in env.each(run(this, env)):
            env.total, env.index = total, index
            total = check_size(step.run([item], env))
        env.total, env.index = before_total, before_index
        return total

    return Compiled(aggregate, ANYTHING)


def _type_function(operator: str, *, several: bool | None) -> Builder:
    """``is()``, ``as()`` and ``ofType()``."""

    def build(application: Application) -> Compiled:
        call, settings = application.call, application.settings
        asked = types.Asked(
            application.this,
            application.make,
            call.at,
            settings.strict,
            settings.loose_as if several is None else several,
        )
        return types.typed(operator, call.base, types.specifier(call.arguments[0]), asked)

    return build


def _sort(application: Application) -> Compiled:
    run = application.base.run
    keys: list[tuple[One, int]] = []
    for node in application.call.arguments:
        down = isinstance(node, syntax.Unary) and node.operator == "-"
        inner = node.operand if isinstance(node, syntax.Unary) and down else node
        keys.append((compiled.one(application.make(inner, application.base.kind.one())), -1 if down else 1))
    if not keys:
        itself = Compiled(lambda this, _env: this, application.base.kind.one())
        keys.append((compiled.one(itself), 1))

    def compare(left: tuple[list[Any], Any], right: tuple[list[Any], Any]) -> int:
        for one, other, (_, sign) in zip(left[0], right[0], keys, strict=True):
            order = _order(one, other)
            if order:
                return order * sign
        return 0

    def sort(this: Items, env: Env) -> Items:
        items = run(this, env)
        env.spend(len(items) * _SORTING)
        rows = [([key([item], env) for key, _ in keys], item) for _, item in env.each(items)]
        return [item for _, item in sorted(rows, key=cmp_to_key(compare))]

    return Compiled(sort, application.base.kind)


def _order(left: Any, right: Any) -> int:
    """An item without a value comes after all others, going up."""
    if left is None or right is None:
        return (left is None) - (right is None)
    return equality.order(left, right) or 0


ROWS: dict[str, Row] = {
    "where": (1, 1, _where),
    "select": (1, 1, _select),
    "repeat": (1, 1, _repeat(once=True)),
    "repeatAll": (1, 1, _repeat(once=False)),
    "aggregate": (1, 2, _aggregate),
    "is": (1, 1, _type_function("is", several=None)),
    "as": (1, 1, _type_function("as", several=None)),
    "ofType": (1, 1, _type_function("as", several=True)),
    "sort": (0, 10, _sort),
}
