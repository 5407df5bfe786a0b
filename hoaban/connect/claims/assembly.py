"""Parts of one HOSO into a dossier: decode, read each table, recognise the level, keep the original."""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass, field, replace
from xml.sax.saxutils import escape

from hoaban.connect.claims import documents, registry
from hoaban.connect.claims.contents import Content, read_table
from hoaban.connect.claims.dossier import Dossier, Row
from hoaban.connect.claims.levels import Level, level
from hoaban.connect.claims.limits import Limits
from hoaban.connect.claims.problems import Problem, problem


@dataclass(slots=True)
class Part:
    """One FILEHOSO as sent. ``text`` is its NOIDUNGFILE; ``nested`` if that held elements."""

    kind: str = ""
    text: str = ""
    nested: bool = False
    too_big: bool = False


@dataclass(slots=True)
class Parts:
    """All of one HOSO, with what was noticed on the way."""

    index: int
    line: int = 0
    offset: int = 0
    parts: list[Part] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    size: int = 0
    too_big: bool = False


@dataclass(slots=True)
class _Found:
    tables: dict[str, list[Row]] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    legacy: str = ""


def assemble(raw: Parts, *, sender_code: str, limits: Limits) -> Dossier:
    """One dossier out of its parts; a broken part leaves an error among its problems, never an exception."""
    found = _Found(problems=list(raw.problems))
    if raw.too_big:
        found.problems.append(problem("dossier-too-big", words={"limit": limits.dossier}))
    elif not raw.parts:
        found.problems.append(problem("dossier-empty"))
    for part in raw.parts:
        _add(part, found, limits)
    original = b""
    if not raw.too_big and not any(part.too_big for part in raw.parts):
        original = documents.single(sender_code, [_as_sent(part) for part in raw.parts])
    return finish(
        found.tables,
        problems=found.problems,
        legacy=found.legacy,
        sender_code=sender_code,
        original=original,
        index=raw.index,
    )


def alone(data: bytes, *, limits: Limits) -> Dossier:
    """A dossier of one bare table document."""
    content = read_table(data, table="", limits=limits)
    code = content.table.code if content.table else ""
    encoded = base64.b64encode(data).decode("ascii")
    return finish(
        {code: content.rows} if code else {},
        problems=content.problems,
        legacy=content.legacy,
        sender_code="",
        original=documents.single("", [documents.part(code, encoded)]),
        index=0,
        form="table",
    )


def finish(
    tables: dict[str, list[Row]],
    *,
    problems: list[Problem],
    legacy: str,
    sender_code: str,
    original: bytes,
    index: int,
    form: str = "envelope",
) -> Dossier:
    """Name the dossier (facility, key, level) and place its problems."""
    shape, older = _shape(tables)
    if legacy or older:
        problems = [*problems, problem("format-legacy", words={"decision": legacy or older})]
        shape = level("4210")
    return Dossier(
        facility_code=_first(tables, "MA_CSKCB") or sender_code,
        sender_code=sender_code,
        ma_lk=_first(tables, "MA_LK"),
        level=shape,
        tables={code: tuple(tables[code]) for code in registry.tables() if code in tables},
        original=original,
        index=index,
        form=form,
        problems=tuple(_placed(one, index) for one in problems),
    )


def _add(part: Part, found: _Found, limits: Limits) -> None:
    kind = part.kind.strip().upper()
    if part.too_big:
        found.problems.append(
            problem("table-too-big", words={"table": kind, "limit": limits.table}, table=kind)
        )
        return
    table = registry.tables().get(kind)
    if table is None and kind:
        found.problems.append(problem("table-unknown", words={"name": kind[:40]}, table=kind[:40]))
        return
    if table is not None and not table.in_envelope:
        found.problems.append(problem("table-not-sent", words={"table": kind}, table=kind))
        return
    data = _decoded(part)
    if data is None:
        found.problems.append(problem("base64-broken", words={"table": kind}, table=kind))
        return
    _keep(read_table(data, table=kind, limits=limits), kind, found)


def _keep(content: Content, kind: str, found: _Found) -> None:
    found.problems.extend(content.problems)
    found.legacy = found.legacy or content.legacy
    if not content.root or content.legacy:
        return
    code = content.table.code if content.table else ""
    if not kind and code:
        found.problems.append(problem("table-unnamed", table=code))
    elif code != kind or not code:
        expected = registry.tables()[kind].root if kind else "GIAMDINHHS"
        words = {"table": kind or content.root, "expected": expected, "root": content.root}
        found.problems.append(problem("table-root", words=words, table=kind))
        return
    if code in found.tables:
        table = registry.tables()[code]
        again = "table-twice" if not (table.row or table.repeats) else "table-again"
        if again == "table-twice" or not table.repeats:
            found.problems.append(problem(again, words={"table": code}, table=code))
    kept = found.tables.setdefault(code, [])
    before = len(kept)
    kept.extend(replace(row, number=before + row.number) if before else row for row in content.rows)


def _decoded(part: Part) -> bytes | None:
    text = part.text.strip()
    if part.nested or text.startswith("<"):
        return text.encode("utf-8")
    try:
        return binascii.a2b_base64(text, strict_mode=True)
    except (binascii.Error, ValueError):
        pass
    try:
        return binascii.a2b_base64("".join(text.split()), strict_mode=True)
    except (binascii.Error, ValueError):
        return None


def _as_sent(part: Part) -> str:
    return documents.part(part.kind, part.text if part.nested else escape(part.text))


def _shape(tables: dict[str, list[Row]]) -> tuple[Level, str]:
    """The level that the fields present show, and the name of an older format if it is one."""
    summary = next(iter(tables.get("XML1", [])), None)
    if summary is not None and "MA_THE" in summary.unknown and "MA_THE_BHYT" not in summary.values:
        return level("4210"), "QĐ 4210/QĐ-BYT"
    referral = next(iter(tables.get("XML13", [])), None)
    if referral is not None and ("MA_CSKCB_DI" in referral.values or "TINH_TRANG_CT" in referral.values):
        return level("3176"), ""
    if summary is not None and "NHOM_MAU" not in summary.values and "XML13" not in tables:
        return level("130"), ""
    return level("4750"), ""


def _first(tables: dict[str, list[Row]], name: str) -> str:
    for code in registry.tables():
        for row in tables.get(code, []):
            if value := row.values.get(name, ""):
                return value
    return ""


def _placed(one: Problem, index: int) -> Problem:
    return one if one.dossier == index else replace(one, dossier=index)
