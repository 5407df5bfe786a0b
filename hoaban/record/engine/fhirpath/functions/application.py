"""What a builder is given: the call, what stands before it, and how to compile its arguments."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol

from hoaban.record.engine.fhirpath import compiled, errors, syntax
from hoaban.record.engine.fhirpath.compiled import Compiled, One
from hoaban.record.engine.fhirpath.env import LONG_TEXT, Env
from hoaban.record.engine.fhirpath.model import BOOLEAN, STRING, Items, Kind, of_type


class Settings(Protocol):
    """The part of ``compiler.Settings`` that functions read."""

    @property
    def strict(self) -> bool: ...
    @property
    def loose_as(self) -> bool: ...
    @property
    def check_order(self) -> bool: ...


@dataclass(frozen=True, slots=True)
class Application:
    """One call. Arguments are read where the call stands; criteria are read for each item of ``base``."""

    call: syntax.Call
    base: Compiled
    this: Kind
    make: Callable[[syntax.Node, Kind], Compiled]
    settings: Settings

    @property
    def count(self) -> int:
        return len(self.call.arguments)

    def argument(self, index: int) -> Compiled:
        return self.make(self.call.arguments[index], self.this)

    def criterion(self, index: int) -> Compiled:
        return self.make(self.call.arguments[index], self.base.kind.one())

    def optional(self, index: int) -> One | None:
        """The one value of an argument; None where it is not given."""
        return compiled.one(self.argument(index)) if index < self.count else None

    def wrong_type(self, vi: str, en: str) -> errors.MeaningInvalid:
        name = self.call.name
        return errors.meaning(self.call.at, f"{name}() cần {vi}", f"{name}() needs {en}")

    def check_input(self, *systems: str, vi: str, en: str) -> None:
        """:raises errors.MeaningInvalid: the input can never be of these System types."""
        if self.settings.strict and not self.base.kind.may_be(*systems):
            raise self.wrong_type(vi, en)


Builder = Callable[[Application], Compiled]
Row = tuple[int, int, Builder]


def of_one(function: Callable[..., Any], kind: str | None, *systems: str, vi: str, en: str) -> Builder:
    """A function of one input value and up to three argument values; nothing in any of them yields nothing.

    ``function(value, *arguments)``; ``kind``: the System type of its result; ``systems``: what the input may be.
    """

    def build(application: Application) -> Compiled:
        application.check_input(*systems, vi=vi, en=en)
        single = compiled.one(application.base)
        made = [application.argument(index) for index in range(application.count)]
        arguments = [compiled.one(each) for each in made]
        fixed = [each.constant for each in made]

        def of_fixed(this: Items, env: Env) -> Any:
            found = single(this, env)
            if found.__class__ is str and len(found) > LONG_TEXT:
                env.check_time()
            return None if found is None else function(found, *fixed)

        def value(this: Items, env: Env) -> Any:
            found = single(this, env)
            if found is None:
                return None
            if found.__class__ is str and len(found) > LONG_TEXT:
                env.check_time()
            given = [each(this, env) for each in arguments]
            return None if None in given else function(found, *given)

        asked = value if None in fixed else of_fixed
        if kind == BOOLEAN:
            return compiled.of_truth(asked)
        return compiled.of_value(asked, Kind(None, single=True) if kind is None else of_type(kind))

    return build


def of_text(function: Callable[..., Any], kind: str) -> Builder:
    """A function of one text, its arguments checked by itself."""

    def checked(value: Any, *arguments: Any) -> Any:
        compiled.need(value, str, "một chuỗi", "a string")
        return function(value, *arguments)

    return of_one(checked, kind, STRING, vi="một chuỗi", en="a string")
