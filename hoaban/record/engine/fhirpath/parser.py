"""FHIRPath tokens to a tree, by precedence climbing (N1 grammar)."""

from __future__ import annotations

from decimal import Decimal

from hoaban.record.engine.fhirpath import errors
from hoaban.record.engine.fhirpath.lexer import Token, tokens
from hoaban.record.engine.fhirpath.syntax import (
    Binary,
    Call,
    Item,
    Literal,
    Member,
    Node,
    QuantityLiteral,
    Special,
    Typed,
    Unary,
    Variable,
)

MAX_DEPTH = 100
"""Levels of nesting, counting every operator, step and argument above the deepest leaf."""

# Loosest first. `is` and `as` bind tighter than `|`, looser than `+` and `-`.
_LEVELS: tuple[tuple[str, ...], ...] = (
    ("implies",),
    ("or", "xor"),
    ("and",),
    ("in", "contains"),
    ("=", "~", "!=", "!~"),
    ("<=", "<", ">", ">="),
    ("|",),
    ("is", "as"),
    ("+", "-", "&"),
    ("*", "/", "div", "mod"),
)
_LEVEL_OF = {operator: level for level, operators in enumerate(_LEVELS) for operator in operators}
_FLAT = {"|", "and", "or"}
CALENDAR_UNITS = {
    f"{unit}{plural}"
    for unit in ("year", "month", "week", "day", "hour", "minute", "second", "millisecond")
    for plural in ("", "s")
}
# Words of the grammar that are also allowed as names of elements and functions.
_ALSO_NAMES = {"as", "contains", "in", "is"}
_WORDS = {"and", "or", "xor", "implies", "div", "mod", "true", "false"}


def parse(expression: str) -> Node:
    """The tree of ``expression``. :raises errors.SyntaxInvalid: naming the character."""
    parser = _Parser(tokens(expression))
    node = parser.expression()
    if parser.token.kind != "end":
        raise parser.unexpected()
    return node


class _Parser:
    def __init__(self, found: list[Token]) -> None:
        self._tokens = found
        self._next = 1
        self.token = found[0]
        self._depths: dict[int, int] = {}
        self._open = 0

    def unexpected(self) -> errors.SyntaxInvalid:
        if self.token.kind == "end":
            return errors.syntax(self.token.at, "kết thúc quá sớm", "it ends too early")
        return errors.syntax(self.token.at, "không hợp lệ ở đây", f"unexpected {self.token.text[:40]!r}")

    def _advance(self) -> Token:
        taken = self.token
        if taken.kind != "end":
            self.token = self._tokens[self._next]
            self._next += 1
        return taken

    def _is(self, *texts: str) -> bool:
        return self.token.kind in ("sign", "name") and self.token.text in texts

    def _take(self, text: str) -> None:
        if not self._is(text):
            raise self.unexpected()
        self._advance()

    def _kept(self, node: Node, *below: Node) -> Node:
        """``node``, once it is known not to be nested too deep."""
        depth = 1 + max((self._depths.get(id(each), 1) for each in below), default=0)
        if depth > MAX_DEPTH:
            raise self._too_deep(node.at)
        self._depths[id(node)] = depth
        return node

    def _too_deep(self, at: int) -> errors.SyntaxInvalid:
        return errors.syntax(at, f"lồng sâu quá {MAX_DEPTH} cấp", f"nested more than {MAX_DEPTH} levels deep")

    def expression(self, loosest: int = 0) -> Node:
        """An expression whose operators all bind at least as tight as level ``loosest``."""
        self._open += 1
        if self._open > MAX_DEPTH // 2:
            raise self._too_deep(self.token.at)
        node = self._unary()
        while (level := self._level()) >= loosest:
            node = self._operation(node, level)
        self._open -= 1
        return node

    def _level(self) -> int:
        """How tight the operator in hand binds; -1 if there is none."""
        return _LEVEL_OF.get(self.token.text, -1) if self.token.kind in ("sign", "name") else -1

    def _operation(self, left: Node, level: int) -> Node:
        operator = self._advance()
        if operator.text in ("is", "as"):
            return self._kept(Typed(operator.text, left, self._type_name(), operator.at), left)
        operands = [left, self.expression(level + 1)]
        while operator.text in _FLAT and self._is(operator.text):
            self._advance()
            operands.append(self.expression(level + 1))
        return self._kept(Binary(operator.text, tuple(operands), operator.at), *operands)

    def _type_name(self) -> str:
        name = self._name()
        while self._is("."):
            self._advance()
            name = f"{name}.{self._name()}"
        return name

    def _unary(self) -> Node:
        if not self._is("+", "-"):
            return self._path()
        signs = []
        while self._is("+", "-"):
            signs.append(self._advance())
        node = self._path()
        for sign in reversed(signs):
            node = self._kept(Unary(sign.text, node, sign.at), node)
        return node

    def _path(self) -> Node:
        node = self._term()
        while self._is(".", "["):
            step = self._advance()
            if step.text == "[":
                index = self.expression()
                self._take("]")
                node = self._kept(Item(node, index, step.at), node, index)
            else:
                node = self._invocation(node)
        return node

    def _invocation(self, base: Node | None) -> Node:
        below = () if base is None else (base,)
        if self.token.kind == "special" and base is not None:
            raise self.unexpected()
        at = self.token.at
        name = self._name()
        if not self._is("("):
            return self._kept(Member(base, name, at), *below)
        self._advance()
        arguments: list[Node] = []
        while not self._is(")"):
            arguments.append(self.expression())
            if not self._is(")"):
                self._take(",")
                if self._is(")"):
                    raise self.unexpected()
        self._advance()
        return self._kept(Call(base, name, tuple(arguments), at), *below, *arguments)

    def _name(self) -> str:
        if self.token.kind == "delimited":
            return self._advance().text
        if self.token.kind != "name" or self.token.text in _WORDS:
            raise self.unexpected()
        return self._advance().text

    def _term(self) -> Node:
        token = self.token
        if token.kind in ("name", "delimited"):
            if token.kind == "name" and token.text in ("true", "false"):
                self._advance()
                return Literal("boolean", token.text == "true", token.at)
            return self._invocation(None)
        if token.kind == "special":
            self._advance()
            return Special(token.text[1:], token.at)
        if self._is("("):
            self._advance()
            node = self.expression()
            self._take(")")
            return node
        if self._is("{"):
            self._advance()
            self._take("}")
            return Literal("empty", None, token.at)
        return self._literal()

    def _literal(self) -> Node:
        if self.token.kind not in ("number", "text", "variable", "date", "datetime", "time"):
            raise self.unexpected()
        token = self._advance()
        match token.kind:
            case "number":
                return self._number(token)
            case "text":
                return Literal("string", token.text, token.at)
            case "variable":
                return Variable(token.text, token.at)
        return Literal(token.kind, token.text[1:], token.at)

    def _number(self, token: Token) -> Node:
        unit = self.token
        if unit.kind == "text" or (unit.kind == "name" and unit.text in CALENDAR_UNITS):
            self._advance()
            return QuantityLiteral(Decimal(token.text), unit.text, unit.kind == "name", token.at)
        if "." in token.text:
            return Literal("decimal", Decimal(token.text), token.at)
        if len(token.text) > 18:
            raise errors.syntax(token.at, "số nguyên quá lớn", "an integer is too large")
        return Literal("integer", int(token.text), token.at)
