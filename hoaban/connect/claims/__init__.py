"""The claim XML format of QĐ 130, 4750, 3176 and 1931/2026: bytes to dataclasses and back (README.md)."""

from hoaban.connect.claims.checks import format_problems
from hoaban.connect.claims.dossier import Dossier, Row
from hoaban.connect.claims.levels import Level, level, level_for, level_on, levels
from hoaban.connect.claims.limits import DEFAULT, Limits
from hoaban.connect.claims.masking import mask
from hoaban.connect.claims.problems import Problem, problem
from hoaban.connect.claims.reader import read
from hoaban.connect.claims.registry import Field, Table, fields, fields_by_name, tables
from hoaban.connect.claims.sources import NamedSource, sources
from hoaban.connect.claims.values import Birth, Failure, birth, day, instant, listed, number
from hoaban.connect.claims.writer import (
    Outgoing,
    Unwritable,
    Value,
    format_value,
    write_check_in,
    write_dossier,
    write_envelope,
    write_table,
)

__all__ = [
    "DEFAULT",
    "Birth",
    "Dossier",
    "Failure",
    "Field",
    "Level",
    "Limits",
    "NamedSource",
    "Outgoing",
    "Problem",
    "Row",
    "Table",
    "Unwritable",
    "Value",
    "birth",
    "day",
    "fields",
    "fields_by_name",
    "format_problems",
    "format_value",
    "instant",
    "level",
    "level_for",
    "level_on",
    "levels",
    "listed",
    "mask",
    "number",
    "problem",
    "read",
    "sources",
    "tables",
    "write_check_in",
    "write_dossier",
    "write_envelope",
    "write_table",
]
