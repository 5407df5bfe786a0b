"""Rules of claim dossiers: what must agree between fields, rows and tables. Plain Python; lists and days are handed in."""

from hoaban.shared.claims.rules.case import Settings
from hoaban.shared.claims.rules.checking import (
    ACCEPTED,
    ACCEPTED_WITH_WARNINGS,
    REJECTED,
    check,
    verdict,
)
from hoaban.shared.claims.rules.findings import ERROR, INFO, WARNING, Check, Finding, catalogue
from hoaban.shared.claims.rules.lists import CodeLists, NoLists, Share

__all__ = [
    "ACCEPTED",
    "ACCEPTED_WITH_WARNINGS",
    "ERROR",
    "INFO",
    "REJECTED",
    "WARNING",
    "Check",
    "CodeLists",
    "Finding",
    "NoLists",
    "Settings",
    "Share",
    "catalogue",
    "check",
    "verdict",
]
