"""union, combine, iif, not (FHIRPath 2.0.0, 5.4, 5.5 and 6.5)."""

from __future__ import annotations

from hoaban.record.engine.fhirpath import compiled, operators
from hoaban.record.engine.fhirpath.compiled import Compiled
from hoaban.record.engine.fhirpath.env import Env, check_size
from hoaban.record.engine.fhirpath.functions.application import Application, Row
from hoaban.record.engine.fhirpath.model import BOOLEAN, SYSTEM, Items, only


def _union(application: Application) -> Compiled:
    return operators.union([application.base, application.argument(0)])


def _combine(application: Application) -> Compiled:
    both = [application.base, application.argument(0)]
    kind = operators.united([each.kind for each in both])
    first, second = operators.runs_of(both, kind)
    return Compiled(lambda this, env: check_size([*first(this, env), *second(this, env)]), kind.many())


def _iif(application: Application) -> Compiled:
    base = application.base
    criterion = application.criterion(0)
    kind = criterion.kind
    if application.settings.strict and kind.type and kind.type.startswith(SYSTEM) and kind.type != BOOLEAN:
        raise application.wrong_type("một điều kiện đúng sai", "a boolean criterion")
    branches = [application.criterion(index) for index in range(1, application.count)]
    result = operators.united([each.kind for each in branches])
    runs = operators.runs_of(branches, result)
    holds, own, called_alone = compiled.truth(criterion), base.run, application.call.base is None

    def iif(this: Items, env: Env) -> Items:
        items = this if called_alone else own(this, env)
        only(items)
        if holds(items, env) is True:
            return runs[0](items, env)
        return runs[1](items, env) if len(runs) > 1 else compiled.EMPTY

    return Compiled(iif, result)


def _not(application: Application) -> Compiled:
    inner = compiled.truth(application.base)

    def truth(this: Items, env: Env) -> bool | None:
        found = inner(this, env)
        return None if found is None else not found

    return compiled.of_truth(truth)


ROWS: dict[str, Row] = {
    "union": (1, 1, _union),
    "combine": (1, 1, _combine),
    "iif": (2, 3, _iif),
    "not": (0, 0, _not),
}
