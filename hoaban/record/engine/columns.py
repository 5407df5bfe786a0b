"""Rows as columns for ``unnest``: each column one array in PostgreSQL's own spelling.

The driver would spell every value by itself, through a class chosen for it; a column is of one type, so it can be
spelled at once, which is several times cheaper. Texts and bytes, which need escaping, are left to the driver.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

Rows = Sequence[tuple[Any, ...]]


def of_rows(rows: Rows, casts: Sequence[str]) -> list[Any]:
    """The columns of some rows (at least one), as arguments for placeholders cast to arrays of these types."""
    return [_SPELLINGS[cast](column) for cast, column in zip(casts, zip(*rows, strict=True), strict=True)]


def unnest(casts: Sequence[str]) -> str:
    """The call that turns such arguments back into rows."""
    return "unnest(" + ", ".join(f"%s::{_spoken(cast)}[]" for cast in casts) + ")"


def table(casts: Mapping[str, str], rows: Rows) -> tuple[str, list[Any]]:
    """Some rows (at least one) as a table of these columns, to stand behind ``from`` with a name, and its arguments.

    One row is spelled as such: the server keeps the plan of such a statement, while one over arrays is planned anew each
    time, in the hope of a better plan for their length.
    """
    if len(rows) == 1:
        values = (f"%s::{_spoken(cast)} as {name}" for name, cast in casts.items())
        return f"(select {', '.join(values)})", list(rows[0])
    kinds = tuple(casts.values())
    calls = ", ".join(f"%s::{_spoken(cast)}[]" for cast in kinds)
    names = ", ".join(casts)
    return f"(select * from unnest({calls}) as u({names}))", of_rows(rows, kinds)


def _spoken(cast: str) -> str:
    return "text" if cast == "numbers" else cast


def numbers(column: Iterable[int]) -> str:
    """Integers, none of them null."""
    return "{" + ",".join(map(str, column)) + "}"


def _numbers_or_nulls(column: Iterable[float | None]) -> str:
    return "{" + ",".join(["NULL" if one is None else repr(one) for one in column]) + "}"


def uuids(column: Iterable[UUID | None]) -> str:
    """UUIDs as 32 digits, which PostgreSQL reads as well as the form with dashes."""
    return "{" + ",".join(["NULL" if one is None else f"{one.int:032x}" for one in column]) + "}"


def _instants(column: Iterable[date | None]) -> str:
    return "{" + ",".join(["NULL" if one is None else one.isoformat() for one in column]) + "}"


def _flags(column: Iterable[bool]) -> str:
    return "{" + ",".join(["t" if one else "f" for one in column]) + "}"


def _inner(column: Iterable[str]) -> str:
    """Arrays spelled by :func:`numbers`, as texts: ``unnest`` would take nested arrays apart to the last number."""
    return '{"' + '","'.join(column) + '"}'


_SPELLINGS: dict[str, Callable[[Any], Any]] = {
    "smallint": numbers,
    "int": numbers,
    "int2": _numbers_or_nulls,  # the other names of smallint and bigint: where a column may lack the number
    "bigint": numbers,
    "int8": _numbers_or_nulls,
    "float8": _numbers_or_nulls,
    "uuid": uuids,
    "timestamptz": _instants,
    "date": _instants,
    "bool": _flags,
    "text": list,
    "bytea": list,
    "numbers": _inner,
}
