"""Codes against their lists on the day of the visit; which field uses which list is data (data/code_fields.csv)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from types import MappingProxyType
from typing import Final, NamedTuple

from hoaban.connect.claims import Row
from hoaban.kernel import tables
from hoaban.shared.claims.rules.case import Case, several
from hoaban.shared.claims.rules.findings import Hit

_PACKAGE: Final = "hoaban.shared.claims"
_OFFICIAL: Final = "O"
# Fields for which no list was ever issued: they are to stay blank (reference 4.10).
_NO_LIST: Final = (("XML1", "MA_LY_DO_VNT"), ("XML0", "MA_LY_DO_VNT"), ("XML3", "VI_TRI_TH_DVKT"))


class CodedField(NamedTuple):
    """A field and its list. ``code`` of the finding: COD-001 for an official list, COD-002 for the others."""

    name: str
    list_id: str
    code: str
    is_list: bool
    ignore: frozenset[str]


@cache
def coded_fields() -> Mapping[str, tuple[CodedField, ...]]:
    """Table -> its coded fields."""
    found: dict[str, list[CodedField]] = {}
    for row in tables.read_table(_PACKAGE, "code_fields.csv"):
        found.setdefault(row["table"], []).append(
            CodedField(
                name=row["field"],
                list_id=row["list"],
                code="COD-001" if row["certainty"] == _OFFICIAL else "COD-002",
                is_list=row["several"] == "yes",
                ignore=frozenset(row["ignore"].split()),
            )
        )
    return MappingProxyType({table: tuple(fields) for table, fields in found.items()})


def check_codes(case: Case) -> Iterator[Hit]:
    """Every coded field of every row."""
    for table, fields in coded_fields().items():
        for row in case.rows(table):
            for field in fields:
                if row.values.get(field.name):
                    yield from _check_field(case, table, row, field)
    for table, name in _NO_LIST:
        for row in case.rows(table):
            if row.values.get(name):
                yield Hit("COD-003", table, row.number, name, row.values[name], {"name": name})


def _check_field(case: Case, table: str, row: Row, field: CodedField) -> Iterator[Hit]:
    written = row.values[field.name]
    for code in several(written) if field.is_list else (written,):
        if code in field.ignore:
            continue
        wanted = code.zfill(2) if field.name == "MA_LOAI_KCB" else code
        if case.codes.is_known(field.list_id, wanted, case.on) is False:
            yield Hit(field.code, table, row.number, field.name, code, {"name": field.name})
