"""What a check reports: a fault is what a rule finds, before its place is known; callers get issues."""

from __future__ import annotations

import re
from dataclasses import dataclass

MAX_ISSUES = 100

# A property name is shown only if it looks like one: anything else could be personal data out of place.
_SHOWABLE = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,63}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Issue:
    """One finding. ``severity`` and ``code`` are those of OperationOutcome.issue.

    ``path`` is a FHIRPath (``Patient.name[0].given[1]``, ``Observation.value.ofType(Quantity)``);
    the messages name the element and the rule and never repeat a value.
    """

    severity: str
    code: str
    path: str
    message_vi: str
    message_en: str


@dataclass(slots=True)
class Fault:
    """A finding on its way up: every level puts its own step before ``path``."""

    code: str
    vi: str
    en: str
    path: str = ""
    severity: str = "error"


Faults = list[Fault]


def fault(code: str, vi: str, en: str, path: str = "") -> Faults:
    """A list of one, as rules return it."""
    return [Fault(code, vi, en, path)]


def gather(faults: Faults | None, step: str, found: Faults) -> Faults:
    """Add what a child reported, placed under ``step``; keeps the first ``MAX_ISSUES``."""
    for each in found:
        each.path = step + each.path
    if faults is None:
        return found
    faults.extend(found[: MAX_ISSUES - len(faults)])
    return faults


def shown(name: str) -> str:
    """A property name fit for a message or path."""
    return name if _SHOWABLE.fullmatch(name) else "?"


def issues(root: str, faults: Faults) -> list[Issue]:
    """Faults as issues below ``root``, each once."""
    found = (
        Issue(
            each.severity,
            each.code,
            root + each.path,
            f"{root}{each.path}: {each.vi}",
            f"{root}{each.path}: {each.en}",
        )
        for each in faults
    )
    return list(dict.fromkeys(found))
