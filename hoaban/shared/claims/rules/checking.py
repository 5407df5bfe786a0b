"""All cross-checks of a dossier, and what they add up to."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date
from typing import Final, Protocol

from hoaban.connect.claims import Dossier
from hoaban.shared.claims.rules.amounts import check_amounts
from hoaban.shared.claims.rules.benefit import check_benefit
from hoaban.shared.claims.rules.case import Case, Settings, open_case
from hoaban.shared.claims.rules.clinical import check_clinical
from hoaban.shared.claims.rules.code_values import check_codes
from hoaban.shared.claims.rules.conditions import check_conditions
from hoaban.shared.claims.rules.dates import check_dates
from hoaban.shared.claims.rules.findings import ERROR, WARNING, Finding, Hit, told
from hoaban.shared.claims.rules.identity import check_identity
from hoaban.shared.claims.rules.keys import check_keys
from hoaban.shared.claims.rules.lists import CodeLists
from hoaban.shared.claims.rules.presence import check_presence
from hoaban.shared.claims.rules.totals import check_totals

ACCEPTED: Final = "accepted"
ACCEPTED_WITH_WARNINGS: Final = "accepted_with_warnings"
REJECTED: Final = "rejected"
_CHECKS: Final[tuple[Callable[[Case], Iterator[Hit]], ...]] = (
    check_presence,
    check_keys,
    check_conditions,
    check_codes,
    check_dates,
    check_identity,
    check_amounts,
    check_totals,
    check_benefit,
    check_clinical,
)


def check(
    dossier: Dossier, *, level: str, codes: CodeLists, today: date, settings: Settings | None = None
) -> list[Finding]:
    """The findings of all rules between fields, rows and tables; single fields are checked by connect/claims.

    ``level`` is the code of the decision to check against (130, 4750, 3176, 1931); ``today`` is the day in Viet Nam.
    Nothing raises on the content of a dossier: what the format check refuses is read as absent.
    """
    case = open_case(dossier, level=level, codes=codes, today=today)
    hits = (hit for one in _CHECKS for hit in one(case))
    return told(hits, level=level, on=case.on, severities=(settings or Settings()).severities)


class Judged(Protocol):
    """Whatever has a severity: a finding of these rules, a problem of the format check."""

    @property
    def severity(self) -> str: ...


def verdict(findings: Iterable[Judged], *, accepted_by_portal: bool) -> str:
    """accepted, accepted_with_warnings or rejected, from all findings of a dossier.

    What the insurer's portal has already taken is never rejected: it is kept with its findings.
    """
    found = {finding.severity for finding in findings}
    if ERROR in found:
        return ACCEPTED_WITH_WARNINGS if accepted_by_portal else REJECTED
    return ACCEPTED_WITH_WARNINGS if WARNING in found else ACCEPTED
