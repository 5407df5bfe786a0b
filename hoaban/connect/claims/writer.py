"""Claim files out: official element order, every element present, values in the official formats."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import ROUND_DOWN, Decimal
from xml.sax.saxutils import escape

from hoaban.connect.claims import documents, registry
from hoaban.connect.claims.dossier import Row
from hoaban.connect.claims.levels import Level
from hoaban.connect.claims.registry import Field
from hoaban.connect.claims.values import Birth
from hoaban.kernel.clock import VIETNAM
from hoaban.kernel.errors import Invalid

Value = str | int | Decimal | date | datetime | Birth | Sequence["Value"] | None
Values = Mapping[str, Value]
Tables = Mapping[str, Sequence[Row | Values]]

_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_DECIMALS = {"int": 0, "dec1": 1, "dec2": 2, "dec3": 3}


class Unwritable(Invalid):
    """A value, field or table that the format has no place for. ``place`` is ``TABLE.FIELD``."""

    def __init__(self, place: str, reason_vi: str, reason_en: str) -> None:
        super().__init__(f"{place}: {reason_vi}", f"{place}: {reason_en}", place=place)


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A dossier to write: rows by table, and the level whose layout it takes."""

    tables: Tables
    level: Level


def write_dossier(tables: Tables, *, facility_code: str, level: Level, made_on: date | None = None) -> bytes:
    """An envelope with one dossier.

    :raises Unwritable: a table, field or value does not belong to the level.
    """
    return write_envelope([Outgoing(tables, level)], facility_code=facility_code, made_on=made_on)


def write_envelope(dossiers: Sequence[Outgoing], *, facility_code: str, made_on: date | None = None) -> bytes:
    """An envelope with many dossiers.

    :raises Unwritable: a table, field or value does not belong to the level.
    """
    day = made_on.strftime("%Y%m%d") if made_on else ""
    texts = [documents.head(facility_code, day, len(dossiers))]
    texts.extend(documents.dossier(_parts(one)) for one in dossiers)
    texts.append(documents.TAIL)
    return "".join(texts).encode()


def write_check_in(rows: Sequence[Row | Values], *, level: Level) -> bytes:
    """A check-in file.

    :raises Unwritable: a field or value does not belong to the level.
    """
    table = registry.tables()["XML0"]
    return documents.check_in(f"<{table.row}>{_row(table, row, level)}</{table.row}>" for row in rows)


def write_table(code: str, rows: Sequence[Row | Values], *, level: Level) -> bytes:
    """One table document, as it stands inside the envelope (without base64).

    :raises Unwritable: a field or value does not belong to the level, or the rows do not fit the table.
    """
    table = registry.tables().get(code)
    if table is None or not table.in_envelope or not registry.fields(code, level.code):
        raise Unwritable(code, f"không gửi theo {level.decision}", f"is not sent under {level.decision}")
    if table.row:
        inner = "".join(f"<{table.row}>{_row(table, row, level)}</{table.row}>" for row in rows)
        body = f"<{table.list}>{inner}</{table.list}>"
    elif len(rows) == 1:
        body = _row(table, rows[0], level)
    else:
        raise Unwritable(code, "chỉ có một dòng", "has exactly one row")
    return f"{documents.DECLARATION}<{table.root}>{body}</{table.root}>".encode()


def format_value(field: Field, value: Value) -> str:
    """A value as the field writes it. Text is taken as it is; an absent required amount is ``0``.

    :raises Unwritable: the value is not exact in the field's format, or a time has no zone.
    """
    if isinstance(value, str):
        return value
    if value is None:
        return "0" if field.format == "dec2" and field.type == "N" and field.required == "R" else ""
    if isinstance(value, datetime):
        return _instant(field, value)
    if isinstance(value, date):
        return value.strftime("%Y%m%d") + ("0000" if field.format in ("birth", "dt12") else "")
    if isinstance(value, Birth):
        return _birth(value)
    if isinstance(value, int | Decimal):
        return _number(field, Decimal(value))
    return ";".join(format_value(field, item) for item in value)


def _parts(dossier: Outgoing) -> Iterable[str]:
    for code in registry.tables():
        rows = dossier.tables.get(code, ())
        single = not registry.tables()[code].row
        for group in [[row] for row in rows] if single else [rows] if rows else []:
            document = write_table(code, group, level=dossier.level)
            yield documents.part(code, base64.b64encode(document).decode("ascii"))
    if strange := dossier.tables.keys() - registry.tables().keys():
        raise Unwritable(min(strange), "không phải bảng của định dạng", "is not a table of the format")


def _row(table: registry.Table, row: Row | Values, level: Level) -> str:
    given: Values = row.values if isinstance(row, Row) else row
    fields = registry.fields(table.code, level.code)
    names = registry.fields_by_name(table.code, level.code)
    for name in given:
        if name not in names:
            place = f"{table.code}.{name}"
            raise Unwritable(place, f"không có trong {level.decision}", f"does not exist in {level.decision}")
    return "".join([_element(field, given.get(field.name)) for field in fields])


def _element(field: Field, value: Value) -> str:
    text = format_value(field, value)
    if not text:
        return f"<{field.name}/>"
    if _NOT_XML.search(text):
        place = f"{field.table}.{field.name}"
        raise Unwritable(place, "có ký tự điều khiển", "holds a control character")
    return f"<{field.name}>{escape(text)}</{field.name}>"


def _instant(field: Field, value: datetime) -> str:
    if value.tzinfo is None:
        place = f"{field.table}.{field.name}"
        raise Unwritable(place, "thời điểm thiếu múi giờ", "a time without a zone")
    pattern = "%Y%m%d" if field.format in ("d8", "d8list") else "%Y%m%d%H%M"
    return value.astimezone(VIETNAM).strftime(pattern)


def _birth(value: Birth) -> str:
    hour, minute = value.hour or 0, value.minute or 0
    return f"{value.year:04d}{value.month or 0:02d}{value.day or 0:02d}{hour:02d}{minute:02d}"


def _number(field: Field, value: Decimal) -> str:
    decimals = _DECIMALS.get(field.format)
    if decimals is None:
        return str(value)
    rounded = value.quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_DOWN)
    if rounded != value:
        place = f"{field.table}.{field.name}"
        raise Unwritable(place, f"quá {decimals} chữ số thập phân", f"has more than {decimals} decimals")
    # The benefit level is written as short as it can be: it has four characters in all (100, 47.5).
    is_short = field.format == "dec1" and rounded == rounded.to_integral_value()
    return str(int(rounded)) if is_short else f"{rounded:f}"
