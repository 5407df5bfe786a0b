"""From tree to closures: every node becomes one, specialised for the types that are known before anything runs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from hoaban.record.engine.fhirpath import (
    arithmetic,
    compiled,
    dates,
    errors,
    members,
    operators,
    quantities,
    syntax,
    types,
    variables,
)
from hoaban.record.engine.fhirpath.compiled import Compiled
from hoaban.record.engine.fhirpath.env import Env
from hoaban.record.engine.fhirpath.functions import FUNCTIONS, Application
from hoaban.record.engine.fhirpath.model import (
    ANYTHING,
    BOOLEAN,
    DATE,
    DATETIME,
    DECIMAL,
    INTEGER,
    NOTHING,
    QUANTITY,
    STRING,
    SYSTEM,
    TIME,
    Items,
    Kind,
    of_type,
)

_LITERALS = {"boolean": BOOLEAN, "string": STRING, "integer": INTEGER, "decimal": DECIMAL}
_TEMPORAL = {"date": DATE, "datetime": DATETIME, "time": TIME}


@dataclass(frozen=True, slots=True)
class Settings:
    """How an expression is read.

    ``strict``: what types show to be impossible is refused. ``loose_as``: ``as`` may filter several items, as the
    expressions of the R4 specification expect. ``check_order``: ``first()`` of unordered children is refused.
    ``resource``: the kind of ``%resource``; ``context``: the kind of ``%context``.
    """

    context: Kind
    resource: Kind = ANYTHING
    strict: bool = True
    loose_as: bool = False
    check_order: bool = False


class Compiler:
    def __init__(self, settings: Settings) -> None:
        self.settings = settings

    def make(self, node: syntax.Node, this: Kind) -> Compiled:
        """The closure of ``node`` where ``$this`` is of kind ``this``.

        :raises errors.MeaningInvalid: it can never work.
        """
        return _MAKERS[node.__class__](self, node, this)

    def _literal(self, node: syntax.Literal, _this: Kind) -> Compiled:
        if node.kind == "empty":
            return Compiled(lambda _this, _env: compiled.EMPTY, NOTHING)
        if node.kind in _LITERALS:
            return compiled.literal(node.value, of_type(_LITERALS[node.kind]))
        name = _TEMPORAL[node.kind]
        value = dates.parse(name.removeprefix(SYSTEM), str(node.value).removeprefix("T"))
        if value is None:
            raise errors.syntax(node.at, "không có ngày giờ này", "there is no such date or time")
        return compiled.literal(value, of_type(name))

    def _quantity(self, node: syntax.QuantityLiteral, _this: Kind) -> Compiled:
        value = (
            quantities.with_word(node.value, node.unit)
            if node.calendar
            else quantities.Quantity(node.value, node.unit)
        )
        return compiled.literal(value, of_type(QUANTITY))

    def _variable(self, node: syntax.Variable, _this: Kind) -> Compiled:
        return variables.variable(node.name, self.settings.resource, self.settings.context)

    def _special(self, node: syntax.Special, this: Kind) -> Compiled:
        if node.name == "this":
            return Compiled(lambda this, _env: this, this)
        if node.name == "index":
            return compiled.of_value(lambda _this, env: env.index, of_type(INTEGER))
        return Compiled(lambda _this, env: env.total, ANYTHING)

    def _member(self, node: syntax.Member, this: Kind) -> Compiled:
        if node.base is None:
            named = members.named_type(node.name, this, strict=self.settings.strict, at=node.at)
            if named is not None:
                return named
            return members.member(None, this, node.name, strict=self.settings.strict, at=node.at)
        base = self.make(node.base, this)
        return members.member(base.run, base.kind, node.name, strict=self.settings.strict, at=node.at)

    def _call(self, node: syntax.Call, this: Kind) -> Compiled:
        function = FUNCTIONS.get(node.name)
        if function is None:
            raise errors.meaning(
                node.at, f"không có hàm {node.name}()", f"there is no function {node.name}()"
            )
        fewest, most, build = function
        if not fewest <= len(node.arguments) <= most:
            raise errors.meaning(
                node.at,
                f"hàm {node.name}() có sai số tham số",
                f"{node.name}() takes {fewest if fewest == most else f'{fewest} to {most}'} arguments",
            )
        base = Compiled(lambda this, _env: this, this) if node.base is None else self.make(node.base, this)
        return build(Application(node, base, this, self.make, self.settings))

    def _item(self, node: syntax.Item, this: Kind) -> Compiled:
        base, index = self.make(node.base, this), self.make(node.index, this)
        members.check_ordered(base.kind, "[]", node.at, check=self.settings.check_order)
        run, position = base.run, compiled.one(index)

        def at(this: Items, env: Env) -> Items:
            items, wanted = run(this, env), position(this, env)
            if wanted is None:
                return compiled.EMPTY
            compiled.need(wanted, int, "một số nguyên", "an integer")
            return items[wanted : wanted + 1] if wanted >= 0 else compiled.EMPTY

        return Compiled(at, base.kind.one())

    def _unary(self, node: syntax.Unary, this: Kind) -> Compiled:
        operand = self.make(node.operand, this)
        if (
            node.operator == "-"
            and isinstance(operand.constant, int | Decimal)
            and operand.constant is not True
        ):
            value = operand.constant
            return compiled.literal(
                -value if value.__class__ is int else Decimal(value).copy_negate(), operand.kind
            )
        return arithmetic.negative(operand, node.operator)

    def _typed(self, node: syntax.Typed, this: Kind) -> Compiled:
        return types.typed(
            node.operator,
            node.operand,
            node.type_name,
            types.Asked(this, self.make, node.at, self.settings.strict, several=self.settings.loose_as),
        )

    def _binary(self, node: syntax.Binary, this: Kind) -> Compiled:
        made = [self.make(each, this) for each in node.operands]
        if node.operator in _CHAINS:
            return _CHAINS[node.operator](made)
        left, right = made
        if node.operator in ("+", "-", "*", "/", "div", "mod"):
            arithmetic.check_operands(node.operator, left.kind, right.kind, node.at)
            return arithmetic.calculates(node.operator, left, right)
        if node.operator in ("<", "<=", ">", ">="):
            return operators.compares(node.operator, left, right)
        return _PAIRS[node.operator](left, right)


_MAKERS: dict[type, Callable[[Compiler, Any, Kind], Compiled]] = {
    syntax.Literal: Compiler._literal,
    syntax.QuantityLiteral: Compiler._quantity,
    syntax.Variable: Compiler._variable,
    syntax.Special: Compiler._special,
    syntax.Member: Compiler._member,
    syntax.Call: Compiler._call,
    syntax.Item: Compiler._item,
    syntax.Unary: Compiler._unary,
    syntax.Typed: Compiler._typed,
    syntax.Binary: Compiler._binary,
}
_CHAINS: dict[str, Callable[[list[Compiled]], Compiled]] = {
    "|": operators.union,
    "and": operators.all_of,
    "or": operators.any_of,
}
_PAIRS: dict[str, Callable[[Compiled, Compiled], Compiled]] = {
    "=": lambda left, right: operators.equals(left, right, wanted=True),
    "!=": lambda left, right: operators.equals(left, right, wanted=False),
    "~": lambda left, right: operators.equivalents(left, right, wanted=True),
    "!~": lambda left, right: operators.equivalents(left, right, wanted=False),
    "&": operators.concatenate,
    "in": operators.contains,
    "contains": lambda left, right: operators.contains(right, left),
    "xor": operators.differs,
    "implies": operators.implies,
}
