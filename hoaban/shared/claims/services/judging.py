"""Everything that is to be said about one dossier before it is stored: format, codes, sums, dates; and the verdict."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import lru_cache

from hoaban.connect import claims as format_
from hoaban.foundation.codes import api as codes
from hoaban.kernel.actor import Actor
from hoaban.kernel.clock import VIETNAM, vietnam_day
from hoaban.shared.claims import policies, rules
from hoaban.shared.claims.rules import Finding
from hoaban.shared.claims.services.lookups import code_lists

REJECTED = "rejected"
_NO_CODE = frozenset({"MA_LK", "MA_BN", "MA_HSBA", "MA_THE_BHYT"})
"""Fields that hold a number of a person or visit, not a code of a list."""


@dataclass(frozen=True, slots=True)
class Judged:
    """A dossier with its level, dates and findings. ``start`` is ``None`` when it cannot be read."""

    dossier: format_.Dossier
    level: format_.Level
    start: datetime | None
    end: datetime | None
    findings: tuple[Finding, ...]
    verdict: str

    @property
    def key(self) -> tuple[str, str]:
        return self.dossier.facility_code, self.dossier.ma_lk

    @property
    def stands(self) -> bool:
        """Whether it is to be stored."""
        return self.verdict != REJECTED

    @property
    def began(self) -> datetime:
        """The start of the visit; a dossier that stands has one."""
        assert self.start is not None  # noqa: S101  (judge rejects dossiers without a start)
        return self.start

    @property
    def is_finished(self) -> bool:
        """A summary came with it; a check-in alone is the beginning of a visit."""
        return "XML1" in self.dossier.tables

    def count(self, severity: str) -> int:
        """How many findings are of a severity."""
        return sum(one.severity == severity for one in self.findings)

    def refused(self, reason: Finding) -> Judged:
        """The same dossier, rejected for one more reason."""
        return replace(self, verdict=REJECTED, findings=(*self.findings, reason))


def judge(dossier: format_.Dossier, *, actor: Actor, accepted_by_portal: bool, now: datetime) -> Judged:
    """Check one dossier by the rules of the day on which its visit ended. Never raises for what a file may hold."""
    head = _head(dossier)
    start, end = _instant(head.get("NGAY_VAO", "")), _instant(head.get("NGAY_RA", ""))
    end_day = vietnam_day(end or start or now)
    level = format_.level_for(dossier.level, end_day)
    found = [*map(_from_problem, dossier.problems)]
    if not policies.may_submit(actor, dossier.facility_code):
        found.append(_foreign(dossier))
    if dossier.is_whole and level.code != "4210":
        found += _format_findings(dossier, level)
        found += rules.check(dossier, level=level.code, codes=code_lists(), today=vietnam_day(now))
    verdict = rules.verdict(found, accepted_by_portal=accepted_by_portal)
    if not (dossier.is_whole and start and dossier.ma_lk) or not policies.may_submit(
        actor, dossier.facility_code
    ):
        verdict = (
            REJECTED  # there is nothing that could be stored, whoever accepted it, or no leave to store it
        )
    return Judged(dossier, level, start, end, tuple(found), verdict)


def _head(dossier: format_.Dossier) -> dict[str, str]:
    for table in ("XML1", "XML0"):
        rows = dossier.tables.get(table)
        if rows:
            return rows[0].values
    return {}


def _format_findings(dossier: format_.Dossier, level: format_.Level) -> list[Finding]:
    return [
        _from_problem(problem)
        for table, rows in dossier.tables.items()
        for row in rows
        for problem in format_.format_problems(table, row, level)
    ]


def _from_problem(problem: format_.Problem) -> Finding:
    return Finding(
        severity=problem.severity, code=problem.code, table=problem.table, row=problem.row, field=problem.field,
        value=problem.value, message_vi=problem.message_vi, message_en=problem.message_en,
        legal_basis=problem.legal_basis,
    )  # fmt: skip


def findings_of_file(problems: Sequence[format_.Problem]) -> list[Finding]:
    """Findings about a file as a whole."""
    return [_from_problem(problem) for problem in problems]


def _foreign(dossier: format_.Dossier) -> Finding:
    return Finding(
        "error", "INT-001", "XML1", 1, "MA_CSKCB", dossier.facility_code,
        "Hồ sơ của cơ sở khác: tài khoản này không được gửi thay.",
        "A dossier of another facility: this account may not send it.",
        "",
    )  # fmt: skip


def labels(dossier: format_.Dossier, *, on: date) -> int:
    """Which sensitive kinds the codes and names in a dossier tell, as it was sent.

    The record knows it better of what it holds; this is for what is refused, or corrected afterwards. Rather one
    label too many: it keeps a line from those without a right, not from who sent it.
    """
    bits = 0
    for table, rows in dossier.tables.items():
        bits |= codes.table_labels(table, on)
        for row in rows:
            for name, value in row.values.items():
                if value and _tells(name):
                    bits |= _field_labels(name, value, on)
    return bits


@lru_cache(maxsize=2_000)
def _tells(name: str) -> bool:
    """Whether a field holds a code of a list or the name of a thing."""
    return name.startswith(("TEN_", "CHAN_DOAN", "MA_")) and name not in _NO_CODE


@lru_cache(maxsize=50_000)
def _field_labels(name: str, value: str, on: date) -> int:
    if not name.startswith("MA_"):
        return codes.sensitive_text_labels(value)
    bits = 0
    for code in value.split(";"):
        bits |= codes.sensitive_labels("ICD10", code, on) | codes.sensitive_labels(name, code.strip(), on)
    return bits


def unchanged() -> Finding:
    """What is said when a dossier says nothing that is not known already."""
    return Finding(
        "info", "INT-004", "", None, "", "",
        "Hồ sơ đã có và không thay đổi; không ghi thêm gì.",
        "This dossier is known already and changes nothing; nothing was written.",
        "",
    )  # fmt: skip


def fault() -> Finding:
    """What is said when our own code failed on a dossier; the log has the rest."""
    return Finding(
        "error", "INT-002", "", None, "", "",
        "Hệ thống không xử lý được hồ sơ này; đã ghi lại để sửa. Các hồ sơ khác không bị ảnh hưởng.",
        "This dossier could not be processed here; it is logged to be mended. The others are not affected.",
        "",
    )  # fmt: skip


def unfit(place: str, message_vi: str, message_en: str) -> Finding:
    """What is said when a dossier would make a record that breaks FHIR R4."""
    return Finding(
        "error", "INT-003", "", None, place[:40], "",
        f"Không thể đưa vào hồ sơ sức khỏe: {message_vi}",
        f"Cannot be put into the record: {message_en}",
        "HL7 FHIR R4",
    )  # fmt: skip


def _instant(text: str) -> datetime | None:
    found = format_.instant(text)
    return (
        found.replace(tzinfo=VIETNAM)
        if isinstance(found, datetime) and found.tzinfo is None
        else (found if isinstance(found, datetime) else None)
    )
