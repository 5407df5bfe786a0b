"""children and descendants (FHIRPath 2.0.0, 5.8)."""

from __future__ import annotations

from hoaban.record.engine.fhirpath import access, compiled
from hoaban.record.engine.fhirpath.compiled import Compiled, Run
from hoaban.record.engine.fhirpath.env import Env, check_size
from hoaban.record.engine.fhirpath.functions.application import Application, Row
from hoaban.record.engine.fhirpath.model import Items, Kind, Node

_UNORDERED = Kind(None, ordered=False)


def _below(items: Items) -> Items:
    out: Items = []
    for item in items:
        if item.__class__ is Node:
            access.children(item, out)
    return out


def _children(application: Application) -> Compiled:
    run = compiled.boxes(application.base)
    return Compiled(lambda this, env: _below(run(this, env)), _UNORDERED)


def descendants(run: Run) -> Run:
    """Everything below the items, level by level."""

    def deep(this: Items, env: Env) -> Items:
        out: Items = []
        level = _below(run(this, env))
        while level:
            env.spend(len(level))
            out.extend(level)
            check_size(out)
            level = _below(level)
        return out

    return deep


def _descendants(application: Application) -> Compiled:
    return Compiled(descendants(compiled.boxes(application.base)), _UNORDERED)


ROWS: dict[str, Row] = {"children": (0, 0, _children), "descendants": (0, 0, _descendants)}
