"""One table document: UTF-8 bytes of XML into rows, by lxml, without entities, document types or network."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache

from lxml import etree

from hoaban.connect.claims import registry
from hoaban.connect.claims.dossier import Row
from hoaban.connect.claims.limits import Limits
from hoaban.connect.claims.plain import read_plain
from hoaban.connect.claims.problems import Problem, problem

BOM = b"\xef\xbb\xbf"
WIDE = (b"\xff\xfe", b"\xfe\xff", b"\x00<", b"<\x00", b"\x00\x00")
_LABEL = re.compile(rb"<\?xml[^>]*\bencoding\s*=\s*[\"']([^\"']*)[\"']")
_SIGNATURES = frozenset({"CHUKYDONVI", "Signature"})
_NESTED_IN_ROOT = etree.XPath("boolean(/*/*/*)")
_NESTED_IN_ROWS = etree.XPath("boolean(/*/*/*/*/*)")


@dataclass(slots=True)
class Content:
    """What a table document gave. No ``table``: the root is unknown. ``legacy``: an older decision."""

    table: registry.Table | None = None
    rows: list[Row] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    legacy: str = ""
    root: str = ""

    def note(self, code: str, table: str, *, row: int | None = None, name: str = "", **words: object) -> None:
        """Add a problem of this table."""
        filled = {"table": table, "name": name, **words}
        line = words.get("line")
        self.problems.append(
            problem(
                code,
                words=filled,
                table=table,
                row=row,
                field=name,
                line=line if isinstance(line, int) else None,
            )
        )


def read_table(data: bytes, *, table: str, limits: Limits) -> Content:
    """Read one table document; ``table`` is the name it was sent under, used in problems (may be empty).

    Never raises for bad input: whatever is wrong is among the problems.
    """
    content = Content()
    data = data.removeprefix(BOM)
    text = _text_of(data, table, limits, content)
    if text is None:
        return content
    expected = registry.tables().get(table)
    if expected is not None and expected.root:
        plain = read_plain(data, text, expected, limits.rows)
        if plain is not None:
            content.root, content.table = expected.root, expected
            content.rows = [Row(values, number) for number, values in enumerate(plain, start=1)]
            return content
    root = _parse(data, table, content)
    if root is None:
        return content
    content.root = local_name(root.tag)[:80]
    content.legacy = registry.legacy_roots().get(content.root, "")
    content.table = registry.by_root().get(content.root)
    if content.table is not None:
        _read_rows(root, content.table, limits, content)
    return content


def declares_other_encoding(data: bytes) -> bool:
    """Whether the XML declaration names an encoding other than UTF-8 (or its subset)."""
    label = _LABEL.match(data[:200])
    return label is not None and label[1].lower() not in (b"utf-8", b"utf8", b"us-ascii", b"ascii")


def _text_of(data: bytes, table: str, limits: Limits, content: Content) -> str | None:
    """The document as text if it may be read at all."""
    if len(data) > limits.table:
        content.note("table-too-big", table, limit=limits.table)
    elif not data.strip():
        content.note("table-empty", table)
    elif data[:2] in WIDE:
        content.note("encoding-utf16", table)
    elif data.count(b"<") > limits.tags * 2:
        content.note("table-crowded", table, limit=limits.tags)
    elif b"<!DOCTYPE" in data or b"<!ENTITY" in data:
        content.note("dtd-refused", table)
    else:
        try:
            return data.decode("utf-8")
        except UnicodeDecodeError as error:
            content.note("encoding-invalid", table, offset=error.start)
    return None


def _parse(data: bytes, table: str, content: Content) -> etree._Element | None:
    if declares_other_encoding(data):
        content.note("encoding-label", table)
    try:
        return etree.fromstring(data.lstrip(), _parser())
    except etree.XMLSyntaxError as error:
        line, column = error.position
        content.note("table-broken", table, line=line, column=column)
        return None


def _parser() -> etree.XMLParser:
    # A parser per table: lxml parsers keep an error log and a lock, and a new one costs a few microseconds.
    return etree.XMLParser(
        encoding="utf-8",
        resolve_entities=False,
        load_dtd=False,
        no_network=True,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
        collect_ids=False,
    )


def _read_rows(root: etree._Element, table: registry.Table, limits: Limits, content: Content) -> None:
    elements = _row_elements(root, table, content)
    if len(elements) > limits.rows:
        content.note("too-many-rows", table.code, limit=limits.rows)
        return
    if not elements:
        content.note("table-rowless", table.code)
    nested = bool((_NESTED_IN_ROWS if table.row else _NESTED_IN_ROOT)(root))
    for number, element in enumerate(elements, start=1):
        cells = list(element)
        tags = tuple([cell.tag for cell in cells])
        if not nested and _is_plain(table.code, tags):
            texts = [(cell.text or "").strip() for cell in cells]
            content.rows.append(Row(dict(zip(tags, texts, strict=True)), number))
        else:
            content.rows.append(_careful_row(cells, number, table, content))


@lru_cache(maxsize=1024)
def _is_plain(table: str, tags: tuple[str, ...]) -> bool:
    """Whether all elements of a row are known fields, each once; programs write few shapes."""
    return len(set(tags)) == len(tags) and registry.known_names(table).issuperset(tags)


def _row_elements(root: etree._Element, table: registry.Table, content: Content) -> list[etree._Element]:
    if not table.row:
        return [root]
    found: list[etree._Element] = []
    for child in root:
        name = local_name(child.tag)
        if name == table.row:
            found.append(child)
        elif name != table.list:
            if name not in _SIGNATURES:
                content.note("element-unknown", table.code, name=name[:80])
        else:
            for row in child:
                if row.tag == table.row or local_name(row.tag) == table.row:
                    found.append(row)
                else:
                    content.note("element-unknown", table.code, name=local_name(row.tag)[:80])
    return found


def _careful_row(cells: list[etree._Element], number: int, table: registry.Table, content: Content) -> Row:
    """A row with something unusual in it, read element by element."""
    known = registry.known_names(table.code)
    values: dict[str, str] = {}
    unknown: dict[str, str] = {}
    for cell in cells:
        name = local_name(cell.tag)
        home = values if name in known else unknown
        if name in _SIGNATURES and not table.row:
            continue
        if name in home:
            content.note("field-twice", table.code, row=number, name=name[:80])
        elif home is unknown:
            content.note("field-unknown", table.code, row=number, name=name[:80])
        home[name] = _text(cell, number, table, content)
    return Row(values, number, unknown)


def _text(cell: etree._Element, number: int, table: registry.Table, content: Content) -> str:
    if not len(cell):
        return (cell.text or "").strip()
    name = local_name(cell.tag)
    if name != "DU_PHONG":  # since QĐ 3176 the spare field of XML13 and XML14 may hold a signature block
        content.note("field-nested", table.code, row=number, name=name[:80])
    inner = [cell.text or "", *(etree.tostring(child, encoding="unicode") for child in cell)]
    return "".join(inner).strip()


def local_name(tag: str) -> str:
    """An element's name without namespace or prefix."""
    return tag.rpartition("}")[2].rpartition(":")[2] if "}" in tag or ":" in tag else tag
