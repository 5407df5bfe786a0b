"""The quick way through a plain table: only rows of leaf elements, no attributes, entities or comments.

What this accepts is well-formed by its own grammar and gives the same rows as the XML parser (a property test
compares them); whatever is in the least unusual is left to the parser, which is half as fast.
"""

from __future__ import annotations

import re
from functools import cache

from hoaban.connect.claims import registry

_CONTROLS = bytes(code for code in range(32) if code not in b"\t\n")
_NO_CHARACTERS = (b"\xef\xbf\xbe", b"\xef\xbf\xbf")  # U+FFFE and U+FFFF
_DECLARATION = (
    r"(?:<\?xml\s+version=[\"']1\.0[\"'](?:\s+encoding=[\"'][Uu][Tt][Ff]-?8[\"'])?"
    r"(?:\s+standalone=[\"'](?:yes|no)[\"'])?\s*\?>)?"
)
_leaves = re.compile(r"<([A-Z][A-Z0-9_]*)(?:>([^<]*)</\1>|\s*/>)").findall


def read_plain(data: bytes, text: str, table: registry.Table, most: int) -> list[dict[str, str]] | None:
    """Field name -> value for each of at most ``most`` rows; ``text`` is ``data`` decoded.

    ``None``: not plain, or not well-formed, or with a field that is unknown or doubled.
    """
    if "&" in text or "<!" in text or "]]>" in text or len(data.translate(None, _CONTROLS)) != len(data):
        return None
    if any(one in data for one in _NO_CHARACTERS):
        return None
    head, tail = _frame(table.code)
    opened = head.match(text)
    if opened is None:
        return None
    body = text[opened.end() :].rstrip()
    if not body.endswith(tail[-1]):
        return None
    for closing in reversed(tail):
        body = body.rstrip()
        if not body.endswith(closing):
            return None
        body = body[: -len(closing)]
    return _rows(body, table, most)


@cache
def _frame(code: str) -> tuple[re.Pattern[str], tuple[str, ...]]:
    """What stands before the first row's content, and the tags after the last row's, outermost last."""
    table = registry.tables()[code]
    names = [name for name in (table.root, table.list) if name]
    opened = r"\s*".join(f"<{name}>" for name in names)
    return re.compile(rf"\s*{_DECLARATION}\s*{opened}"), tuple(f"</{name}>" for name in reversed(names))


def _rows(body: str, table: registry.Table, most: int) -> list[dict[str, str]] | None:
    known = registry.known_names(table.code)
    if not table.row:
        row = _row(body, known)
        return None if row is None else [row]
    *pieces, rest = body.split(f"</{table.row}>")
    if rest.strip() or not pieces or len(pieces) > most:
        return None
    opening = f"<{table.row}>"
    rows = []
    for piece in pieces:
        inner = piece.lstrip()
        row = _row(inner[len(opening) :], known) if inner.startswith(opening) else None
        if row is None:
            return None
        rows.append(row)
    return rows


def _row(inner: str, known: frozenset[str]) -> dict[str, str] | None:
    found = _leaves(inner)
    row = {name: value.strip() for name, value in found}
    # Every "<" must belong to a leaf that was found: two of them, or one where the element closes itself.
    is_covered = inner.count("<") == 2 * len(found) - inner.count("/>")
    return row if is_covered and len(row) == len(found) and known.issuperset(row) else None
