"""The outer documents as text: an envelope around dossiers, a check-in around its rows."""

from __future__ import annotations

from collections.abc import Iterable
from xml.sax.saxutils import escape

from hoaban.connect.claims import registry

DECLARATION = '<?xml version="1.0" encoding="utf-8"?>\n'
_OPEN = (
    DECLARATION
    + '<GIAMDINHHS xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" '
    + 'xmlns:xsd="http://www.w3.org/2001/XMLSchema">'
)


def part(kind: str, content: str) -> str:
    """One FILEHOSO; ``content`` is ready for XML (base64, escaped text or nested XML)."""
    return f"<FILEHOSO><LOAIHOSO>{escape(kind)}</LOAIHOSO><NOIDUNGFILE>{content}</NOIDUNGFILE></FILEHOSO>"


def head(facility_code: str, made_on: str, count: int) -> str:
    """Everything before the first HOSO."""
    return (
        f"{_OPEN}<THONGTINDONVI><MACSKCB>{escape(facility_code)}</MACSKCB></THONGTINDONVI>"
        f"<THONGTINHOSO><NGAYLAP>{escape(made_on)}</NGAYLAP><SOLUONGHOSO>{count}</SOLUONGHOSO><DANHSACHHOSO>"
    )


TAIL = "</DANHSACHHOSO></THONGTINHOSO><CHUKYDONVI/></GIAMDINHHS>\n"


def dossier(parts: Iterable[str]) -> str:
    """One HOSO around its parts."""
    return f"<HOSO>{''.join(parts)}</HOSO>"


def single(facility_code: str, parts: Iterable[str]) -> bytes:
    """An envelope with one dossier and no day of making: its bytes depend on the dossier alone."""
    return (head(facility_code, "", 1) + dossier(parts) + TAIL).encode()


def check_in(rows: Iterable[str]) -> bytes:
    """A check-in file around rows that are ready for XML."""
    table = registry.tables()["XML0"]
    body = "".join(rows)
    return (
        f"{DECLARATION}<{table.root}><{table.list}>{body}</{table.list}><CHUKYDONVI/></{table.root}>\n"
    ).encode()
