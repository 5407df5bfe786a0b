"""trace, now, today, timeOfDay, type, comparable (FHIRPath 2.0.0, 5.9 and 6.3)."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from hoaban.record.engine.fhirpath import compiled, dates, quantities
from hoaban.record.engine.fhirpath.compiled import Compiled
from hoaban.record.engine.fhirpath.dates import Temporal
from hoaban.record.engine.fhirpath.env import Env
from hoaban.record.engine.fhirpath.functions.application import Application, Row, of_one
from hoaban.record.engine.fhirpath.model import (
    BOOLEAN,
    DATE,
    DATETIME,
    QUANTITY,
    SYSTEM,
    TIME,
    Items,
    Kind,
    TypeInfo,
    base_of,
    of_type,
    type_of,
)
from hoaban.record.engine.fhirpath.quantities import Quantity


def _trace(application: Application) -> Compiled:
    run, name = application.base.run, compiled.one(application.argument(0))
    shown = application.criterion(1).run if application.count > 1 else None

    def trace(this: Items, env: Env) -> Items:
        items = run(this, env)
        if env.trace is not None:
            said = items if shown is None else [each for item in items for each in shown([item], env)]
            env.trace(str(name(this, env)), said)
        return items

    return Compiled(trace, application.base.kind)


def _now(_application: Application) -> Compiled:
    def value(_this: Items, env: Env) -> Temporal:
        at = env.instant()
        second = Decimal(at.second) + Decimal(at.microsecond // 1000).scaleb(-3)
        return Temporal(dates.DATETIME, (at.year, at.month, at.day, at.hour, at.minute, second), _offset(env))

    return compiled.of_value(value, of_type(DATETIME))


def _offset(env: Env) -> int:
    offset = env.instant().utcoffset()
    return 0 if offset is None else int(offset.total_seconds() // 60)


def _today(_application: Application) -> Compiled:
    def value(_this: Items, env: Env) -> Temporal:
        at = env.instant()
        return Temporal(dates.DATE, (at.year, at.month, at.day))

    return compiled.of_value(value, of_type(DATE))


def _time_of_day(_application: Application) -> Compiled:
    def value(_this: Items, env: Env) -> Temporal:
        at = env.instant()
        second = Decimal(at.second) + Decimal(at.microsecond // 1000).scaleb(-3)
        return Temporal(dates.TIME, (at.hour, at.minute, second))

    return compiled.of_value(value, of_type(TIME))


def _type(application: Application) -> Compiled:
    run = compiled.boxes(application.base)

    def types(this: Items, env: Env) -> Items:
        return [_info(type_of(item)) for item in run(this, env)]

    return Compiled(types, Kind(("System.TypeInfo",), single=application.base.kind.single))


def _info(name: str) -> TypeInfo:
    if name.startswith(SYSTEM):
        return TypeInfo("System", name.removeprefix(SYSTEM))
    # A backbone element has no name of its own: it answers with its base.
    return TypeInfo("FHIR", base_of(name) if "." in name else name)


def _comparable(left: Any, right: Any) -> bool:
    for each in (left, right):
        compiled.need(each, Quantity, "hai đại lượng", "a quantity")
    return quantities.comparable(left, right)


ROWS: dict[str, Row] = {
    "trace": (1, 2, _trace),
    "now": (0, 0, _now),
    "today": (0, 0, _today),
    "timeOfDay": (0, 0, _time_of_day),
    "type": (0, 0, _type),
    "comparable": (1, 1, of_one(_comparable, BOOLEAN, QUANTITY, vi="một đại lượng", en="a quantity")),
}
