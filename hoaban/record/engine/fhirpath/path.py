"""``compile`` and ``Path``: one expression, compiled for each type that it is asked of."""

from __future__ import annotations

import datetime
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from hoaban.record.engine.fhirpath import compiled, errors, parser
from hoaban.record.engine.fhirpath.compiled import Run, Truth
from hoaban.record.engine.fhirpath.compiler import Compiler, Settings
from hoaban.record.engine.fhirpath.env import ConformsTo, Env, MemberOf, Resolver, Trace
from hoaban.record.engine.fhirpath.model import ANYTHING, Items, bare, is_abstract, known_type, of_type
from hoaban.record.engine.fhirpath.variables import as_items
from hoaban.record.engine.structure import is_resource_type

_CACHED = 512
_LONGEST_CACHED = 1_000


@dataclass(frozen=True, slots=True)
class Asking:
    """What one evaluation may be given besides the resource.

    ``variables``: for ``%name`` (a value, a resource, or a list). ``resolver``: reference to resource, or None.
    ``root``: ``%rootResource`` where the resource is a contained one. ``member_of(coded, url)`` and
    ``conforms_to(resource, url)`` answer None where they do not know the URL. ``now``: the time of ``now()``.
    ``deadline``: until when evaluation may go on, for several that share their time: by the thread's own processor time
    (``time.thread_time``), so that a busy machine costs nobody their answer.
    """

    variables: Mapping[str, Any] | None = None
    resolver: Resolver | None = None
    root: dict[str, Any] | None = None
    resource: dict[str, Any] | None = None
    member_of: MemberOf | None = None
    conforms_to: ConformsTo | None = None
    trace: Trace | None = None
    now: datetime.datetime | None = None
    deadline: float | None = None

    def env(self, resource: Any) -> Env:
        made = Env(resource if self.resource is None else self.resource)
        for name in ("resolver", "root", "member_of", "conforms_to", "trace", "now", "deadline"):
            given = getattr(self, name)
            if given is not None:
                setattr(made, name, given)
        if self.variables is not None:
            made.variables = self.variables
        return made


@dataclass(frozen=True, slots=True)
class _Made:
    """``boxed``: the resource itself must be given as a Node, since no type was known."""

    run: Run
    boxes: Run
    truth: Truth
    boxed: bool


class Path:
    """A compiled expression; safe to share between threads."""

    def __init__(self, expression: str, type_name: str | None, *, loose_as: bool, check_order: bool) -> None:
        self.expression = expression
        self.type_name = type_name
        self._loose_as, self._check_order = loose_as, check_order
        self._tree = parser.parse(expression)
        self._made: dict[str, _Made] = {}
        self._making = threading.Lock()
        if type_name is not None:
            self._fixed: _Made | None = self._make(type_name)
        else:
            self._fixed = None

    def __call__(self, resource: dict[str, Any], asking: Asking | None = None) -> list[Any]:
        """The items as plain values, in a list of the caller's own.

        :raises errors.EvaluationFailed: it cannot be evaluated here, or costs too much.
        """
        made = self._for(resource)
        return bare(self._evaluate(made.run, made, resource, asking))

    def nodes(self, resource: dict[str, Any], asking: Asking | None = None) -> list[Any]:
        """The items with their types: a ``Node`` for everything of FHIR. :raises errors.EvaluationFailed: as above."""
        made = self._for(resource)
        return list(self._evaluate(made.boxes, made, resource, asking))

    def boolean(self, resource: dict[str, Any], asking: Asking | None = None) -> bool | None:
        """True, False, or None for nothing; a single item that is no boolean is true.

        :raises errors.EvaluationFailed: it yields several items, or as above.
        """
        made = self._for(resource)
        found: bool | None = self._evaluate(made.truth, made, resource, asking)
        return found

    def _for(self, resource: Any) -> _Made:
        if self._fixed is not None:
            return self._fixed
        name = resource.get("resourceType") if isinstance(resource, dict) else ""
        return self._made.get(name if isinstance(name, str) else "") or self._make_for(name)

    def _make_for(self, name: Any) -> _Made:
        if not isinstance(name, str) or not is_resource_type(name):
            name = ""
        with self._making:
            made = self._made.get(name) or self._make(name or None)
            self._made[name] = made
        return made

    def _make(self, type_name: str | None) -> _Made:
        this = ANYTHING if type_name is None or is_abstract(type_name) else of_type(type_name)
        resource = this if type_name is not None and is_resource_type(type_name) else ANYTHING
        settings = Settings(
            context=this,
            resource=resource,
            strict=self.type_name is not None,
            loose_as=self._loose_as,
            check_order=self._check_order,
        )
        made = Compiler(settings).make(self._tree, this)
        return _Made(made.run, compiled.boxes(made), compiled.truth(made), not this.bare)

    def _evaluate(self, run: Any, made: _Made, resource: Any, asking: Asking | None) -> Any:
        env = Env(resource) if asking is None else asking.env(resource)
        items: Items = as_items(resource) if made.boxed else [resource]
        env.context = items
        try:
            return run(items, env)
        except RecursionError:
            raise errors.too_costly("lồng quá sâu", "nested too deep") from None
        except ArithmeticError:
            raise errors.failed("phép tính ngoài phạm vi số", "a number out of range") from None


def compile(
    expression: str, *, type_name: str | None = None, loose_as: bool = False, check_order: bool = False
) -> Path:
    """The path of an expression.

    ``type_name``: the type of what it will be asked of (``Patient``, ``HumanName``, ``Patient.contact``); names that
    this type does not have are then refused here. Without it the path adapts to every resource and such names find
    nothing. ``loose_as``: ``as`` may filter several items, as R4's own expressions do. ``check_order``: ``first()``
    and the like are refused on ``children()``, which have no order.

    :raises errors.SyntaxInvalid: not FHIRPath.
    :raises errors.MeaningInvalid: it can never work.
    """
    if type_name is not None and not known_type(type_name):
        raise errors.meaning(0, f"không có kiểu {type_name}", f"there is no type {type_name!r}")
    if len(expression) > _LONGEST_CACHED:
        return Path(expression, type_name, loose_as=loose_as, check_order=check_order)
    return _cached(expression, type_name, loose_as, check_order)


@lru_cache(maxsize=_CACHED)
def _cached(expression: str, type_name: str | None, loose_as: bool, check_order: bool) -> Path:
    return Path(expression, type_name, loose_as=loose_as, check_order=check_order)
