"""JSON text to Python and back without losing anything: no float, no silently dropped key, no broken text.

Numbers with a fraction or exponent become ``Decimal`` with their exact text; ``dumps`` writes it again.
Duplicate keys, lone surrogates, NaN, Infinity, a byte order mark, text after the document and nesting deeper
than ``MAX_DEPTH`` are refused. Reading has two ways. The quick one decodes and encodes again: if that yields
the same bytes, no key was dropped and no number changed, so there is nothing else to prove. Anything not
written compactly takes the strict way, which looks at every object's pairs.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from decimal import Decimal, InvalidOperation
from typing import Any, Never

import msgspec
import orjson

from hoaban.kernel.errors import Invalid

MAX_BYTES = 32 * 1024 * 1024
MAX_DEPTH = 100
MAX_DIGITS = 400

# Integers of up to 18 digits fit 64 bits; longer ones keep their text.
_SAFE_DIGITS = 18
_LONE_SURROGATE_AHEAD = re.compile(rb"\\u[dD][89a-fA-F]")
_TOKEN = re.compile(r'"[^"\\]*(?:\\.[^"\\]*)*"|[{}\[\]]|[^\s"{}\[\],:]+', re.DOTALL)
_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*)(?P<broken>(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?)", re.ASCII)
_COLON = re.compile(r"[ \t\n\r]*:")


class NotJson(Invalid):
    """The text is not JSON as this platform accepts it; ``place`` is "byte N" or "character N", from 0."""


class ExactDecimal(Decimal):
    """A number whose text is not what ``str(Decimal)`` gives (``1e3``, ``0.0000000``): it keeps its own."""

    text: str

    def __new__(cls, text: str) -> ExactDecimal:
        made = super().__new__(cls, text)
        made.text = text
        return made

    def __str__(self) -> str:
        return self.text

    def __reduce__(self) -> tuple[type[ExactDecimal], tuple[str]]:
        return ExactDecimal, (self.text,)

    def __deepcopy__(self, _memo: Any) -> ExactDecimal:
        return self

    def __copy__(self) -> ExactDecimal:
        return self


def _refuse(vi: str, en: str, place: str) -> Never:
    raise NotJson(f"JSON không hợp lệ: {vi} ({place})", f"not valid JSON: {en} ({place})", place=place)


class _LiteralError(ValueError):
    """A number or constant that is refused; raised inside the decoder, which does not know the position."""

    def __init__(self, literal: str, vi: str, en: str) -> None:
        super().__init__(en)
        self.literal, self.vi, self.en = literal, vi, en


class _DuplicateKeyError(ValueError):
    """Raised inside the decoder, which does not know the position."""


def _number(text: str) -> Decimal:
    """A number with a fraction or an exponent."""
    if len(text) > MAX_DIGITS:
        raise _LiteralError(text, "số dài quá", "a number is too long")
    try:
        value = Decimal(text)
    except InvalidOperation:
        raise _LiteralError(text, "số mũ quá lớn", "an exponent is out of all bounds") from None
    return value if str(value) == text else ExactDecimal(text)


def _integer(text: str) -> int | Decimal:
    """A number without either; "-0" and what passes 64 bits stay Decimal so that no text is lost."""
    if len(text) <= _SAFE_DIGITS and text != "-0":
        return int(text)
    if len(text) > MAX_DIGITS:
        raise _LiteralError(text, "số dài quá", "a number is too long")
    return int(text) if text != "-0" and -(2**63) <= int(text) < 2**64 else Decimal(text)


def number(text: str) -> int | Decimal:
    """The number that ``text`` spells, as ``loads`` would give it.

    :raises ValueError: not a number as JSON writes them, or too long.
    """
    found = _NUMBER.fullmatch(text)
    if found is None:
        raise ValueError("not a number")
    return _number(text) if found["broken"] else _integer(text)


def _constant(text: str) -> Never:
    raise _LiteralError(text, "NaN và Infinity không được phép", "NaN and Infinity are not allowed")


def _pairs(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) != len(pairs):
        raise _DuplicateKeyError
    return made


_quick = msgspec.json.Decoder(float_hook=_number)
_strict = json.JSONDecoder(
    object_pairs_hook=_pairs, parse_float=_number, parse_int=_integer, parse_constant=_constant, strict=True
)


def loads(data: bytes, *, max_bytes: int = MAX_BYTES) -> dict[str, Any]:
    """The object in ``data`` (UTF-8).

    :raises NotJson: not one JSON object as described above; says where.
    """
    value = _read(data, max_bytes)
    if value.__class__ is not dict:
        _refuse("phải là một đối tượng {…}", "must be an object {…}", "byte 0")
    found: dict[str, Any] = value
    return found


def loads_array(data: bytes, *, max_bytes: int = MAX_BYTES) -> list[Any]:
    """The array in ``data``, for what is no resource: a JSON Patch.

    :raises NotJson: not one JSON array as described above; says where.
    """
    value = _read(data, max_bytes)
    if value.__class__ is not list:
        _refuse("phải là một mảng […]", "must be an array […]", "byte 0")
    found: list[Any] = value
    return found


def _read(data: bytes, max_bytes: int) -> Any:
    if len(data) > max_bytes:
        _refuse(f"dài quá {max_bytes} byte", f"is longer than {max_bytes} bytes", f"byte {max_bytes}")
    value = _read_quickly(data)
    if value is None:
        value = _read_strictly(data)
    if data.count(b"{") + data.count(b"[") > MAX_DEPTH and value.__class__ in (dict, list):
        _check_depth(value)
    return value


def _read_quickly(data: bytes) -> Any:
    """The value if the text is written as ``dumps`` would write it, else None."""
    try:
        value = _quick.decode(data)
        return value if dumps(value) == data.strip() else None
    except (ValueError, TypeError, RecursionError):
        return None


def _read_strictly(data: bytes) -> Any:
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as failure:
        _refuse("không phải UTF-8", "is not UTF-8", f"byte {failure.start}")
    if text.startswith("\ufeff"):
        _refuse("bắt đầu bằng dấu BOM", "begins with a byte order mark", "byte 0")
    try:
        value = _strict.decode(text)
    except json.JSONDecodeError as failure:
        _refuse(
            "sai cú pháp",
            f"wrong syntax, {failure.msg[:1].lower()}{failure.msg[1:]}",
            f"character {failure.pos}",
        )
    except _LiteralError as failure:
        _refuse(failure.vi, failure.en, f"character {_literal_at(text, failure.literal)}")
    except _DuplicateKeyError:
        _refuse("một khóa lặp lại", "a key appears twice in one object", f"character {_second_key_at(text)}")
    except RecursionError:
        _refuse(f"lồng sâu quá {MAX_DEPTH} cấp", f"is nested more than {MAX_DEPTH} levels deep", "depth")
    if _LONE_SURROGATE_AHEAD.search(data):
        _check_surrogates(value, text)
    return value


def _check_depth(value: Any) -> None:
    """Level by level, so that the text's own depth never becomes ours."""
    level = [value]
    for _ in range(MAX_DEPTH):
        level = [
            child
            for holder in level
            for child in (holder.values() if holder.__class__ is dict else holder)
            if child.__class__ is dict or child.__class__ is list
        ]
        if not level:
            return
    _refuse(f"lồng sâu quá {MAX_DEPTH} cấp", f"is nested more than {MAX_DEPTH} levels deep", "depth")


def _check_surrogates(value: Any, text: str) -> None:
    """Escapes can spell half a character, which no UTF-8 text can hold."""
    try:
        dumps(value)
    except TypeError:
        at = next(_lone_surrogates(text), 0)
        _refuse("nửa ký tự (surrogate lẻ)", "half a character (lone surrogate)", f"character {at}")


def _lone_surrogates(text: str) -> Iterator[int]:
    for token in _TOKEN.finditer(text):
        if token[0].startswith('"') and any("\ud800" <= each <= "\udfff" for each in json.loads(token[0])):
            yield token.start()


def _literal_at(text: str, literal: str) -> int:
    """The position of the first number or constant that reads ``literal``."""
    return next((each.start() for each in _TOKEN.finditer(text) if each[0] == literal), 0)


def _second_key_at(text: str) -> int:
    """The position of the first key that its object already has."""
    seen: list[set[str]] = []
    for token in _TOKEN.finditer(text):
        mark = token[0]
        if mark in "{[":
            seen.append(set())
        elif mark in "}]":
            seen.pop()
        elif mark[0] == '"' and _COLON.match(text, token.end()):
            key = json.loads(mark)
            if key in seen[-1]:
                return token.start()
            seen[-1].add(key)
    return 0


def _fragment(value: Any) -> orjson.Fragment:
    if isinstance(value, Decimal) and value.is_finite():
        return orjson.Fragment(str(value))
    raise TypeError(f"{type(value).__name__} is not JSON")


def dumps(value: Any, *, pretty: bool = False) -> bytes:
    """UTF-8 JSON, compact unless ``pretty``, keys in their order, every Decimal with its exact text.

    Floats are not looked for here: ``loads`` makes none and ``validate`` refuses them.

    :raises TypeError: something that JSON does not know, or a Decimal that is not finite.
    """
    option = orjson.OPT_PASSTHROUGH_DATETIME | (orjson.OPT_INDENT_2 if pretty else 0)
    return orjson.dumps(value, default=_fragment, option=option)
