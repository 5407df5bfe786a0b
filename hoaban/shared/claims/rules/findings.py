"""What a check says: a stable code at a place. Severity, texts and legal basis are data (data/checks.csv)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from types import MappingProxyType
from typing import Final, NamedTuple

from hoaban.connect.claims import fields_by_name, mask
from hoaban.kernel import tables
from hoaban.kernel.effective import Period

ERROR: Final = "error"
WARNING: Final = "warning"
INFO: Final = "info"
_PACKAGE: Final = "hoaban.shared.claims"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing noticed. ``row`` is the number of the row in its table; ``value`` is masked where it names a person."""

    severity: str
    code: str
    table: str
    row: int | None
    field: str
    value: str
    message_vi: str
    message_en: str
    legal_basis: str


@dataclass(frozen=True, slots=True)
class Check:
    """One line of data/checks.csv. ``certainty``: O official text, S secondary sources, G general knowledge."""

    code: str
    severity: str
    certainty: str
    legal_basis: str
    message_vi: str
    message_en: str
    period: Period


class Hit(NamedTuple):
    """What a check function yields; ``words`` fill its text and never hold what identifies a person."""

    code: str
    table: str
    row: int | None = None
    field: str = ""
    value: str = ""
    words: Mapping[str, object] = MappingProxyType({})


@cache
def catalogue() -> Mapping[str, Check]:
    """Every check by its code."""
    return MappingProxyType({row["code"]: _read(row) for row in tables.read_table(_PACKAGE, "checks.csv")})


def _read(row: dict[str, str]) -> Check:
    return Check(
        code=row["code"],
        severity=row["severity"],
        certainty=row["certainty"],
        legal_basis=row["legal_basis"],
        message_vi=row["message_vi"],
        message_en=row["message_en"],
        period=tables.period_of(row),
    )


def told(hits: Iterable[Hit], *, level: str, on: date, severities: Mapping[str, str]) -> list[Finding]:
    """The findings of the hits whose check holds on a day.

    ``severities`` overrules the severity of a code (an installation's choice); ``off`` silences it.
    """
    found = []
    checks = catalogue()
    for hit in hits:
        check = checks[hit.code]
        severity = severities.get(hit.code, check.severity)
        if severity == "off" or on not in check.period:
            continue
        found.append(
            Finding(
                severity=severity,
                code=hit.code,
                table=hit.table,
                row=hit.row,
                field=hit.field,
                value=_shown(hit, level),
                message_vi=check.message_vi.format(**hit.words),
                message_en=check.message_en.format(**hit.words),
                legal_basis=check.legal_basis,
            )
        )
    return found


def _shown(hit: Hit, level: str) -> str:
    if not hit.value:
        return ""
    return mask(fields_by_name(hit.table, level).get(hit.field), hit.value)
