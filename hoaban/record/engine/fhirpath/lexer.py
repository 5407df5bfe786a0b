"""FHIRPath text to tokens (N1 grammar, FHIRPath 2.0.0 appendix "Formal grammar")."""

from __future__ import annotations

import re
from dataclasses import dataclass

from hoaban.record.engine.fhirpath import errors

MAX_LENGTH = 20_000

_TOKEN = re.compile(
    r"""
    (?P<skip>[ \t\r\n]+|//[^\r\n]*|/\*(?:[^*]|\*(?!/))*\*/)
  | (?P<open>/\*)
  | (?P<datetime>@\d{4}(?:-\d{2}(?:-\d{2})?)?T(?:\d{2}(?::\d{2}(?::\d{2}(?:\.\d+)?)?)?(?:Z|[+-]\d{2}:\d{2})?)?)
  | (?P<date>@\d{4}(?:-\d{2}(?:-\d{2})?)?)
  | (?P<time>@T\d{2}(?::\d{2}(?::\d{2}(?:\.\d+)?)?)?)
  | (?P<number>\d+(?:\.\d+)?)
  | (?P<name>[A-Za-z_][A-Za-z0-9_]*)
  | (?P<delimited>`(?:[^`\\]|\\.)*`)
  | (?P<text>'(?:[^'\\]|\\.)*')
  | (?P<special>\$(?:this|index|total)\b)
  | (?P<variable>%(?:[A-Za-z_][A-Za-z0-9_]*|`(?:[^`\\]|\\.)*`|'(?:[^'\\]|\\.)*'))
  | (?P<sign><=|>=|!=|!~|[.,()\[\]{}|+\-*/&<>=~])
    """,
    re.VERBOSE | re.DOTALL | re.ASCII,
)
_SURROGATE = re.compile("[\ud800-\udfff]")
_ESCAPE = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|(.))", re.DOTALL)
_ESCAPED = {
    "r": "\r", "n": "\n", "t": "\t", "f": "\f", "\\": "\\", "/": "/", "'": "'", '"': '"', "`": "`",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Token:
    """``kind`` is a group of the pattern above, or "end"; ``text`` has its quotes and escapes resolved."""

    kind: str
    text: str
    at: int


def tokens(expression: str) -> list[Token]:
    """All tokens, a last one of kind "end". :raises errors.SyntaxInvalid: naming the character."""
    if len(expression) > MAX_LENGTH:
        raise errors.syntax(MAX_LENGTH, f"dài quá {MAX_LENGTH} ký tự", f"longer than {MAX_LENGTH} characters")
    if not expression.isascii() and (half := _SURROGATE.search(expression)):
        raise errors.syntax(half.start(), "nửa ký tự Unicode", "half of a Unicode character")
    found: list[Token] = []
    at = 0
    while at < len(expression):
        match = _TOKEN.match(expression, at)
        if match is None or match.lastgroup == "open":
            raise errors.syntax(at, "không đọc được từ đây", "cannot be read from here")
        kind = match.lastgroup or ""
        if kind != "skip":
            found.append(Token(kind, _text(kind, match[0], at), at))
        at = match.end()
    found.append(Token("end", "", at))
    return found


def _text(kind: str, raw: str, at: int) -> str:
    if kind in ("delimited", "text"):
        return unescape(raw[1:-1], at)
    if kind == "variable":
        name = raw[1:]
        return name if name[0] not in "`'" else unescape(name[1:-1], at)
    return raw


def unescape(raw: str, at: int) -> str:
    r"""Resolve ``\n``, ``\'``, ``\u00e9``. :raises errors.SyntaxInvalid: an escape that does not exist."""
    if "\\" not in raw:
        return raw

    def resolve(match: re.Match[str]) -> str:
        if match[1]:
            return chr(int(match[1], 16))
        if match[2] not in _ESCAPED:
            raise errors.syntax(at, "chuỗi thoát không hợp lệ", "an escape sequence that does not exist")
        return _ESCAPED[match[2]]

    text = _ESCAPE.sub(resolve, raw)
    if not text.isascii():
        try:
            # Two escapes may write one character beyond U+FFFF.
            return text.encode("utf-16", "surrogatepass").decode("utf-16")
        except UnicodeDecodeError:
            raise errors.syntax(at, "nửa ký tự Unicode", "half of a Unicode character") from None
    return text
