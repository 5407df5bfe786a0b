"""The part of FHIRPath that search parameters use, read into a small tree.

Paths, ``where()``, ``resolve() is X``, ``as``/``as()``/``ofType()``, ``is``, ``exists()``, ``extension('url')``, ``[n]``, unions,
``=``, ``!=``, ``and``, ``or``, literals and ``%resource``. What the tree means for a resource type is decided in ``routes.py``.
Grammar and precedence: FHIRPath 2.0, section 5.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_TOKEN = re.compile(
    r"\s*(?:(?P<name>[A-Za-z_][A-Za-z0-9_]*)|(?P<variable>%[A-Za-z]+)|(?P<number>\d+)"
    r"|'(?P<text>(?:[^'\\]|\\.)*)'|(?P<sign>!=|[().,|=\[\]]))"
)


class Unreadable(ValueError):
    """The expression is outside the part of FHIRPath known here; the text says where."""


@dataclass(frozen=True, slots=True)
class Name:
    """A first name: the type itself or one of its elements."""

    name: str


@dataclass(frozen=True, slots=True)
class Variable:
    name: str


@dataclass(frozen=True, slots=True)
class Literal:
    value: str | int | bool


@dataclass(frozen=True, slots=True)
class Member:
    base: Node
    name: str


@dataclass(frozen=True, slots=True)
class At:
    base: Node
    number: int


@dataclass(frozen=True, slots=True)
class Call:
    """``base.name(arguments)``; ``base`` is None for a call on the thing in hand, as in ``where(resolve() is X)``."""

    base: Node | None
    name: str
    arguments: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Typed:
    """``base as kind`` or ``base is kind``."""

    base: Node
    operator: str
    kind: str


@dataclass(frozen=True, slots=True)
class Binary:
    operator: str
    left: Node
    right: Node


Node = Name | Variable | Literal | Member | At | Call | Typed | Binary


def parse(expression: str) -> Node:
    """The tree of ``expression``. :raises Unreadable: naming the place."""
    reader = _Reader(expression)
    node = reader.read_or()
    if reader.kind is not None:
        raise Unreadable(f"unexpected {reader.value!r} in {expression!r}")
    return node


class _Reader:
    def __init__(self, expression: str) -> None:
        self._expression = expression
        self._at = 0
        self.kind: str | None = None
        self.value = ""
        self._advance()

    def _advance(self) -> None:
        if not self._expression[self._at :].strip():
            self.kind, self.value = None, ""
            return
        match = _TOKEN.match(self._expression, self._at)
        if match is None:
            raise Unreadable(f"cannot read {self._expression[self._at :]!r}")
        self._at = match.end()
        self.kind = match.lastgroup
        self.value = match[match.lastgroup or 0]

    def _take(self, kind: str, value: str | None = None) -> str:
        if self.kind != kind or (value is not None and self.value != value):
            raise Unreadable(f"expected {value or kind}, found {self.value!r} in {self._expression!r}")
        taken = self.value
        self._advance()
        return taken

    def _is(self, *values: str) -> bool:
        return self.kind in ("sign", "name") and self.value in values

    def read_or(self) -> Node:
        left = self._read_and()
        while self._is("or"):
            self._advance()
            left = Binary("or", left, self._read_and())
        return left

    def _read_and(self) -> Node:
        left = self._read_equal()
        while self._is("and"):
            self._advance()
            left = Binary("and", left, self._read_equal())
        return left

    def _read_equal(self) -> Node:
        left = self._read_union()
        while self._is("=", "!="):
            operator = self._take("sign")
            left = Binary(operator, left, self._read_union())
        return left

    def _read_union(self) -> Node:
        left = self._read_typed()
        while self._is("|"):
            self._advance()
            left = Binary("|", left, self._read_typed())
        return left

    def _read_typed(self) -> Node:
        left = self._read_path()
        while self._is("as", "is"):
            operator = self._take("name")
            left = Typed(left, operator, self._read_type())
        return left

    def _read_type(self) -> str:
        name = self._take("name")
        while self._is("."):
            self._advance()
            name = self._take("name")
        return name

    def _read_path(self) -> Node:
        node = self._read_first()
        while self._is(".", "["):
            if self._take("sign") == "[":
                node = At(node, int(self._take("number")))
                self._take("sign", "]")
                continue
            name = self._take("name")
            node = self._call(node, name) if self._is("(") else Member(node, name)
        return node

    def _read_first(self) -> Node:
        if self._is("("):
            self._advance()
            node = self.read_or()
            self._take("sign", ")")
            return node
        if self.kind == "variable":
            return Variable(self._take("variable")[1:])
        if self.kind == "text":
            return Literal(self._take("text"))
        if self.kind == "number":
            return Literal(int(self._take("number")))
        name = self._take("name")
        if name in ("true", "false"):
            return Literal(name == "true")
        return self._call(None, name) if self._is("(") else Name(name)

    def _call(self, base: Node | None, name: str) -> Node:
        self._take("sign", "(")
        arguments: list[Node] = []
        while not self._is(")"):
            arguments.append(self.read_or())
            if not self._is(")"):
                self._take("sign", ",")
        self._advance()
        if (
            name in ("as", "ofType")
            and base is not None
            and len(arguments) == 1
            and isinstance(arguments[0], Name)
        ):
            return Typed(base, "as", arguments[0].name)
        return Call(base, name, tuple(arguments))
