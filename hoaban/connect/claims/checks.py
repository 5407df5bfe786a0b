"""Checks of single fields, driven by the registry alone: required, length, number and date formats, patterns.

Only what official text says rejects; what rests on secondary sources warns. Rules between fields, rows
and tables, and code lists, belong to the caller.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cache
from typing import NamedTuple

from hoaban.connect.claims import registry, values
from hoaban.connect.claims.dossier import Row
from hoaban.connect.claims.levels import Level
from hoaban.connect.claims.masking import mask
from hoaban.connect.claims.problems import Problem, problem
from hoaban.connect.claims.registry import Field

_UNLIMITED = 1 << 60
_DAY = (
    r"(?:(?:18[5-9]|19[0-9]|2[01][0-9])[0-9]"
    r"(?:(?:0[13578]|1[02])(?:0[1-9]|[12][0-9]|3[01])|(?:0[469]|11)(?:0[1-9]|[12][0-9]|30)"
    r"|02(?:0[1-9]|1[0-9]|2[0-8])))"
)
_INSTANT = rf"(?:{_DAY}(?:[01][0-9]|2[0-3])[0-5][0-9])"
_FAST = {
    "int": r"[0-9]+",
    "dec1": r"[0-9]+(?:\.[0-9])?",
    "dec2": r"[0-9]+(?:\.[0-9]{1,2})?",
    "dec3": r"[0-9]+(?:\.[0-9]{1,3})?",
    "dt12": _INSTANT,
    "d8": _DAY,
    "d8dt12": rf"{_DAY}|{_INSTANT}",
    "birth": rf"{_INSTANT}|(?:19|20)[0-9]{{2}}(?:0[1-9]|1[0-2]|00)000000",
    "dt12list": rf"{_INSTANT}(?:;{_INSTANT})*",
    "d8list": rf"{_DAY}(?:;{_DAY})*",
}
_DECIMALS = {"int": 0, "dec1": 1, "dec2": 2, "dec3": 3}


class _Step(NamedTuple):
    """One field, ready to check: the fast path needs only these."""

    name: str
    is_required: bool
    longest: int
    matches: Callable[[str], object] | None
    field: Field


def format_problems(table: str, row: Row, level: Level) -> list[Problem]:
    """What is wrong with the fields of one row of a table (code) at a level; values are masked."""
    steps, names = _plan(table, level.code)
    given = row.values
    found: list[Problem] = []
    for name, is_required, longest, matches, field in steps:
        value = given.get(name)
        if not value:
            if is_required:
                found.append(_missing(field, row))
        elif len(value) > longest or (matches is not None and matches(value) is None):
            found.extend(_explain(field, value, row))
    if not names.issuperset(given):
        found.extend(_out_of_level(table, name, row, level) for name in given if name not in names)
    return found


@cache
def _plan(table: str, level: str) -> tuple[tuple[_Step, ...], frozenset[str]]:
    fields = registry.fields(table, level)
    steps = tuple(
        _Step(
            field.name,
            field.required == "R",
            _UNLIMITED if field.warn_over is None else field.warn_over,
            _matcher(field),
            field,
        )
        for field in fields
    )
    return steps, frozenset(field.name for field in fields)


def _matcher(field: Field) -> Callable[[str], object] | None:
    """A test that passes good values quickly; what it stops is looked at again by the slow explanation."""
    shape = field.pattern or _FAST.get(field.format, "")
    if not shape:
        return None
    if field.pattern and field.format == "list":
        shape = rf"(?:{shape})(?:;(?:{shape}))*"
    return re.compile(shape, re.ASCII).fullmatch


def _explain(field: Field, value: str, row: Row) -> Iterator[Problem]:
    length = _length(field, value)
    if field.refuse_over is not None and length > field.refuse_over:
        yield _found("field-too-long", field, row, value, length=len(value), limit=field.refuse_over)
        return
    if field.warn_over is not None and len(value) > field.warn_over:
        yield _found("field-long", field, row, value, length=len(value), limit=field.warn_over)
    wrong = _FORMATS[field.format](field, value) if field.format in _FORMATS else ""
    if wrong and field.format != field.base_format and not _FORMATS[field.base_format](field, value):
        wrong = "format-older"
    if wrong:
        yield _found(wrong, field, row, value, limit=_DECIMALS.get(field.format, 0))
    elif field.pattern and not _fits_pattern(field, value):
        code = "pattern" if field.pattern_certainty == "O" else "pattern-unusual"
        yield _found(code, field, row, value)


def _length(field: Field, value: str) -> int:
    """Characters that count; nothing says that a number's size includes its decimals, so they do not."""
    return len(value.partition(".")[0]) if field.format in _DECIMALS else len(value)


def _fits_pattern(field: Field, value: str) -> bool:
    compiled = _compiled(field.pattern)
    items = values.listed(value) if field.format == "list" else (value,)
    return all(compiled.fullmatch(item) for item in items if item)


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.ASCII)


def _number(field: Field, value: str) -> str:
    exact = values.number(value)
    if isinstance(exact, values.Failure):
        return "number-shape"
    if exact < 0:
        return "number-negative"
    decimals = _DECIMALS[field.format]
    if exact == round(exact, decimals):
        # Trailing zeros say nothing false; a longer fraction than asked for is exact all the same.
        return ""
    return "number-decimals" if decimals else "number-whole"


def _instant(_field: Field, value: str) -> str:
    return _named("instant", values.instant(value))


def _day(_field: Field, value: str) -> str:
    return _named("day", values.day(value))


def _day_or_instant(field: Field, value: str) -> str:
    return _day(field, value) if len(value) == 8 else _instant(field, value)


def _birth(_field: Field, value: str) -> str:
    return _named("birth", values.birth(value) if len(value) == 12 else values.Failure.SHAPE)


def _days(field: Field, value: str) -> str:
    return next((wrong for item in values.listed(value) if item and (wrong := _day(field, item))), "")


def _instants(field: Field, value: str) -> str:
    return next((wrong for item in values.listed(value) if item and (wrong := _instant(field, item))), "")


def _named(kind: str, result: object) -> str:
    return f"{kind}-{result}" if isinstance(result, values.Failure) else ""


_FORMATS: dict[str, Callable[[Field, str], str]] = {
    "int": _number,
    "dec1": _number,
    "dec2": _number,
    "dec3": _number,
    "dt12": _instant,
    "dt12list": _instants,
    "d8": _day,
    "d8list": _days,
    "d8dt12": _day_or_instant,
    "birth": _birth,
}


def _missing(field: Field, row: Row) -> Problem:
    code = "field-required" if field.required_certainty == "O" else "field-expected"
    return _found(code, field, row, "")


def _out_of_level(table: str, name: str, row: Row, level: Level) -> Problem:
    words = {"field": name, "decision": level.decision}
    return problem("field-other-level", words=words, table=table, row=row.number, field=name)


def _found(code: str, field: Field, row: Row, value: str, **words: int) -> Problem:
    return problem(
        code,
        words={"field": field.name, "meaning": field.name_vi, "meaning_en": field.name_en, **words},
        table=field.table,
        row=row.number,
        field=field.name,
        value=mask(field, value),
        legal_basis=field.legal_basis,
    )
