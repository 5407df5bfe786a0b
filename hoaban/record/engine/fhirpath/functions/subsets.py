"""first, last, tail, skip, take, single, intersect, exclude (FHIRPath 2.0.0, 5.3)."""

from __future__ import annotations

from collections.abc import Callable

from hoaban.record.engine.fhirpath import compiled, equality, members, operators
from hoaban.record.engine.fhirpath.compiled import Compiled
from hoaban.record.engine.fhirpath.env import Env
from hoaban.record.engine.fhirpath.functions.application import Application, Builder, Row
from hoaban.record.engine.fhirpath.model import Items, only


def _slice(cut: Callable[[Items], Items], *, single: bool) -> Builder:
    def build(application: Application) -> Compiled:
        _check_order(application)
        run, kind = application.base.run, application.base.kind
        return Compiled(lambda this, env: cut(run(this, env)), kind.one() if single else kind)

    return build


def _check_order(application: Application) -> None:
    call = application.call
    members.check_ordered(
        application.base.kind, f"{call.name}()", call.at, check=application.settings.check_order
    )


def _counted(cut: Callable[[Items, int], Items]) -> Builder:
    def build(application: Application) -> Compiled:
        _check_order(application)
        run, number = application.base.run, compiled.one(application.argument(0))

        def some(this: Items, env: Env) -> Items:
            count = number(this, env)
            if count is None:
                return compiled.EMPTY
            compiled.need(count, int, "một số nguyên", "an integer")
            return cut(run(this, env), max(count, 0))

        return Compiled(some, application.base.kind)

    return build


def _single(application: Application) -> Compiled:
    run = application.base.run

    def single(this: Items, env: Env) -> Items:
        items = run(this, env)
        only(items)
        return items

    return Compiled(single, application.base.kind.one())


def _compared(*, keep: bool) -> Builder:
    """``intersect``; ``exclude`` where not ``keep``."""

    def build(application: Application) -> Compiled:
        base, other = application.base, compiled.values(application.argument(0))
        run, value = base.run, compiled.valuer(base.kind)

        def compared(this: Items, env: Env) -> Items:
            theirs = {equality.key(each) for each in other(this, env)}
            items = run(this, env)
            found = [item for item in items if _in(value([item]), theirs) is keep]
            return operators.distinct(found, value) if keep else found

        return Compiled(compared, base.kind)

    return build


def _in(values: Items, keys: set[object]) -> bool:
    return bool(values) and equality.key(values[0]) in keys


ROWS: dict[str, Row] = {
    "first": (0, 0, _slice(lambda items: items[:1], single=True)),
    "last": (0, 0, _slice(lambda items: items[-1:], single=True)),
    "tail": (0, 0, _slice(lambda items: items[1:], single=False)),
    "skip": (1, 1, _counted(lambda items, count: items[count:])),
    "take": (1, 1, _counted(lambda items, count: items[:count])),
    "single": (0, 0, _single),
    "intersect": (1, 1, _compared(keep=True)),
    "exclude": (1, 1, _compared(keep=False)),
}
