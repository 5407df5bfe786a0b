"""A UCUM expression to its meaning: terms of units, numbers and parentheses, left to right."""

from __future__ import annotations

import re
from fractions import Fraction
from functools import cache

from hoaban.record.engine.ucum import table
from hoaban.record.engine.ucum.scales import SCALES
from hoaban.record.engine.ucum.unit import NotAUnitError, Unit

MAX_LENGTH = 200
MAX_DEPTH = 10
ONE = Unit(Fraction(1))

_NOTE = r"(?:\{[!-z|~]*\})?"
# A code may hold operators inside brackets: [m/s2/Hz^(1/2)], B[10.nV].
_PIECE = re.compile(
    rf"(?P<code>10[*^]|(?:[A-Za-z%'_]|\[[!-Z\\^-z|~]+\])+)(?P<exponent>[+-]?[0-9]{{1,2}}(?![0-9]))?{_NOTE}"
    rf"|(?P<number>[0-9]{{1,40}}){_NOTE}"
    r"|(?P<note>\{[!-z|~]*\})"
)
_AFTER_TERM = re.compile(_NOTE)


def parse(expression: str) -> Unit:
    """What ``expression`` means.

    :raises NotAUnitError: it is not UCUM.
    """
    if not expression or len(expression) > MAX_LENGTH:
        raise NotAUnitError("empty or too long")
    unit, end = _term(expression, 0, 0)
    if end != len(expression):
        raise NotAUnitError(f"not understood from character {end}")
    return unit


def _term(text: str, at: int, depth: int) -> tuple[Unit, int]:
    """A term from ``at`` on, and where it ends."""
    if depth > MAX_DEPTH:
        raise NotAUnitError("too many parentheses")
    if text[at : at + 1] == "/":
        unit, sign, at = ONE, -1, at + 1
        found, at = _component(text, at, depth)
        unit = unit.times(found, sign)
    else:
        unit, at = _component(text, at, depth)
    while text[at : at + 1] in (".", "/"):
        sign = 1 if text[at] == "." else -1
        found, at = _component(text, at + 1, depth)
        unit = unit.times(found, sign)
    return unit, at


def _component(text: str, at: int, depth: int) -> tuple[Unit, int]:
    if text[at : at + 1] == "(":
        unit, at = _term(text, at + 1, depth + 1)
        if text[at : at + 1] != ")":
            raise NotAUnitError("a parenthesis is not closed")
        note = _AFTER_TERM.match(text, at + 1)
        return unit, note.end() if note else at + 1
    piece = _PIECE.match(text, at)
    if piece is None:
        raise NotAUnitError(f"not understood from character {at}")
    if piece["number"]:
        number = int(piece["number"])
        if number == 0:
            raise NotAUnitError("zero is no unit")
        return Unit(Fraction(number)), piece.end()
    if piece["note"]:
        return ONE, piece.end()
    unit = _simple(piece["code"])
    return (unit.raised(int(piece["exponent"])) if piece["exponent"] else unit), piece.end()


def _simple(code: str) -> Unit:
    """A unit, or a prefix and a metric unit."""
    if code in table.rows():
        return _meaning(code)
    for prefix, factor in table.prefixes().items():
        row = table.rows().get(code[len(prefix) :]) if code.startswith(prefix) else None
        if row is not None and row.metric:
            return _meaning(row.code).prefixed(factor)
    raise NotAUnitError("no such unit")


@cache
def _meaning(code: str) -> Unit:
    """The unit of the table; ``code`` must be in it, so that this cache stays as small as the table."""
    row = table.rows()[code]
    if row.own or (row.function and row.function not in SCALES):
        return Unit(Fraction(1), ((code, 1),))
    unit = parse(row.unit)
    unit = Unit(unit.factor * row.value, unit.dimension)
    if not row.function:
        return unit
    return Unit(unit.factor, unit.dimension, SCALES[row.function])
