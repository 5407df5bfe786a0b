"""The part of FHIRPath that names places: members, indexes, ``where``, ``first``, ``last``, ``ofType``, ``extension``.

Anything else computes a value, and a value cannot be changed. What stands in ``where(...)`` may be any FHIRPath:
it is kept as text for the evaluator.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from hoaban.record.engine.patching.problems import PatchInvalid

MAX_LENGTH = 2_000
MAX_STEPS = 100

_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*|`[A-Za-z_][A-Za-z0-9_]*`")
_INDEX = re.compile(r"\[\s*([0-9]{1,9})\s*\]")
# The text between a call's parentheses, strings with their escapes passed over whole.
_INSIDE = re.compile(r"(?:[^'()]|'(?:[^'\\]|\\.)*')*+", re.DOTALL)
_TEXT = re.compile(r"\s*'((?:[^'\\]|\\.)*)'\s*", re.DOTALL)
_TYPE = re.compile(r"\s*(?:FHIR\.)?([A-Za-z]+)\s*")
_ESCAPE = re.compile(r"\\(u[0-9a-fA-F]{4}|.)", re.DOTALL)
_ESCAPED = {"t": "\t", "n": "\n", "r": "\r", "f": "\f"}


@dataclass(frozen=True, slots=True)
class Member:
    name: str


@dataclass(frozen=True, slots=True)
class At:
    """One of the elements found so far; -1 is the last."""

    index: int


@dataclass(frozen=True, slots=True)
class Where:
    """Those for which ``criterion``, an expression, is true."""

    criterion: str


@dataclass(frozen=True, slots=True)
class OfType:
    name: str


@dataclass(frozen=True, slots=True)
class Extension:
    url: str


Step = Member | At | Where | OfType | Extension


def parse(text: str) -> list[Step]:
    """The steps of a path. :raises PatchInvalid: it does not name a place in the way described above."""
    if len(text) > MAX_LENGTH:
        raise _wrong()
    text = text.strip()
    steps: list[Step] = []
    at = 0
    while True:
        step, at = _step(text, at)
        if step is not None:
            steps.append(step)
        while index := _INDEX.match(text, at):
            steps.append(At(int(index[1])))
            at = index.end()
        if at == len(text) and len(steps) <= MAX_STEPS:
            return steps
        if text[at : at + 1] != ".":
            raise _wrong()
        at += 1


def _wrong() -> PatchInvalid:
    return PatchInvalid(
        "đường dẫn FHIRPath không chỉ đến một vị trí", "path is not a FHIRPath that names a place"
    )


def _step(text: str, at: int) -> tuple[Step | None, int]:
    """The step from ``at`` on, and where it ends; None for ``single()``, which is asked of every path anyway."""
    name = _NAME.match(text, at)
    if name is None:
        raise _wrong()
    at = name.end()
    if text[at : at + 1] != "(":
        return Member(name[0].strip("`")), at
    end = _closing(text, at + 1)
    return _call(name[0], text[at + 1 : end]), end + 1


def _closing(text: str, at: int) -> int:
    """The position of the parenthesis that closes a call."""
    depth = 0
    while True:
        inside = _INSIDE.match(text, at)
        at = inside.end() if inside else at
        sign = text[at : at + 1]
        if sign not in ("(", ")"):
            raise _wrong()
        if sign == ")" and depth == 0:
            return at
        depth += 1 if sign == "(" else -1
        at += 1


def _call(name: str, inside: str) -> Step | None:
    if name in ("first", "last", "single") and not inside.strip():
        return {"first": At(0), "last": At(-1), "single": None}[name]
    if name == "where" and inside.strip():
        return Where(inside.strip())
    if name in ("ofType", "as") and (kind := _TYPE.fullmatch(inside)):
        return OfType(kind[1])
    if name == "extension" and (url := _TEXT.fullmatch(inside)):
        return Extension(unescaped(url[1]))
    raise _wrong()


def unescaped(text: str) -> str:
    """The inside of a FHIRPath string literal as it is meant."""
    return _ESCAPE.sub(
        lambda found: chr(int(found[1][1:], 16)) if len(found[1]) == 5 else _ESCAPED.get(found[1], found[1]),
        text,
    )
