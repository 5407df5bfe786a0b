"""The tree of an expression. ``at`` is the character where the node's own token stands."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Literal:
    """``kind`` is boolean, string, integer, decimal, date, datetime, time or empty (``{}``)."""

    kind: str
    value: str | int | bool | Decimal | None
    at: int


@dataclass(frozen=True, slots=True)
class QuantityLiteral:
    """``calendar``: the unit is a word (``4 days``), not a UCUM code in quotes."""

    value: Decimal
    unit: str
    calendar: bool
    at: int


@dataclass(frozen=True, slots=True)
class Variable:
    """``%name``."""

    name: str
    at: int


@dataclass(frozen=True, slots=True)
class Special:
    """``this``, ``index`` or ``total`` (``$this``)."""

    name: str
    at: int


@dataclass(frozen=True, slots=True)
class Member:
    """``base.name``; without a base a first name."""

    base: Node | None
    name: str
    at: int


@dataclass(frozen=True, slots=True)
class Call:
    """``base.name(arguments)``; without a base a call on what is in hand."""

    base: Node | None
    name: str
    arguments: tuple[Node, ...]
    at: int


@dataclass(frozen=True, slots=True)
class Item:
    """``base[index]``."""

    base: Node
    index: Node
    at: int


@dataclass(frozen=True, slots=True)
class Unary:
    """``-operand`` or ``+operand``."""

    operator: str
    operand: Node
    at: int


@dataclass(frozen=True, slots=True)
class Typed:
    """``operand is Type`` or ``operand as Type``; ``type_name`` may be qualified (``System.String``)."""

    operator: str
    operand: Node
    type_name: str
    at: int


@dataclass(frozen=True, slots=True)
class Binary:
    """Every other operator. Chains of ``|``, ``and``, ``or`` of one kind stand in one node."""

    operator: str
    operands: tuple[Node, ...]
    at: int


Node = Literal | QuantityLiteral | Variable | Special | Member | Call | Item | Unary | Typed | Binary
