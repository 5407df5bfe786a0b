"""Claim files with typical faults, for trying the upload page and the command; the first one has none.

All are of one invented visit at the provincial hospital, each under a number of its own that the demo does not use.
"""

from __future__ import annotations

import base64
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

from hoaban.connect import claims as format_
from hoaban.connect.claims import documents
from hoaban.ops.demo.story import story
from hoaban.ops.demo.visits import HOSPITAL

FOLDER = "claims-to-try"
"""Where the demo puts them, in the data folder."""
_Tables = dict[str, list[dict[str, Any]]]


def write_faulty_files(folder: Path, *, until: date) -> list[Path]:
    """Write the files; doing it again writes the same ones."""
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for name, content in faulty_files(until):
        path = folder / name
        path.write_bytes(content)
        written.append(path)
    return written


def faulty_files(until: date) -> Iterator[tuple[str, bytes]]:
    """(name, content) of each file; the name says what is wrong with it."""
    visit = _visit(until)

    def file(
        number: int, change: Callable[[dict[str, Any]], None] = lambda _head: None, *, times: int = 1
    ) -> bytes:
        tables = _numbered(visit, number)
        change(tables["XML1"][0])
        return _envelope(format_.Outgoing(tables, visit.level), times=times)

    yield "1-dung.xml", file(1)
    yield "2-sai-tong-chi-phi.xml", file(2, lambda head: head.update(T_TONGCHI_BV="1.00"))
    yield "3-ma-benh-khong-co.xml", file(3, lambda head: head.update(MA_BENH_CHINH="8B20"))
    yield "4-ngay-tuong-lai.xml", file(4, _a_year_ahead)
    yield "5-gui-hai-lan.xml", file(5, times=2)
    yield "6-sai-bang-ma.xml", _in_another_encoding(_numbered(visit, 6), visit.level)
    yield "7-qd-4210.xml", _of_an_older_decision(_numbered(visit, 7), visit.level)
    yield "8-bi-cat-cut.xml", file(8)[:-200]


def _visit(until: date) -> format_.Outgoing:
    """The newest visit of the story at the hospital."""
    return [one for facility, one in story(until) if facility == HOSPITAL][-1]


def _numbered(visit: format_.Outgoing, number: int) -> _Tables:
    ma_lk = f"{HOSPITAL}-THU-{number}"
    return {
        table: [{**dict(row), "MA_LK": ma_lk} for row in rows]  # type: ignore[arg-type]
        for table, rows in visit.tables.items()
    }


def _a_year_ahead(head: dict[str, Any]) -> None:
    for name in ("NGAY_VAO", "NGAY_RA", "NGAY_TTOAN"):
        text = str(head[name])
        head[name] = f"{int(text[:4]) + 1}{text[4:]}"


def _envelope(one: format_.Outgoing, *, times: int = 1) -> bytes:
    return format_.write_envelope([one] * times, facility_code=HOSPITAL)


def _in_another_encoding(tables: _Tables, level: format_.Level) -> bytes:
    """What an old program writes that still thinks in the code page of Windows."""
    parts = []
    for table, rows in tables.items():
        written = format_.write_table(table, rows, level=level)
        if table == "XML1":
            written = written.decode().encode("cp1258", "replace")
        parts.append(documents.part(table, _base64(written)))
    return documents.single(HOSPITAL, parts)


def _of_an_older_decision(tables: _Tables, level: format_.Level) -> bytes:
    """The field of the card as QĐ 4210 named it."""
    table = format_.write_table("XML1", tables["XML1"], level=level).replace(b"MA_THE_BHYT", b"MA_THE")
    return documents.single(HOSPITAL, [documents.part("XML1", _base64(table))])


def _base64(content: bytes) -> str:
    return base64.b64encode(content).decode("ascii")
