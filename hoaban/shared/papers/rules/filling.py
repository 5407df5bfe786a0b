"""What a paper is filled in with before somebody looks at it: words of the visit, short forms written out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from hoaban.shared.papers.rules import wording
from hoaban.shared.papers.rules.kinds import Kind


@dataclass(frozen=True, slots=True)
class Known:
    """What a visit tells, in words, each a list of lines; days as YYYY-MM-DD."""

    name: str = ""
    today: str = ""
    reason: str = ""
    diagnoses: tuple[str, ...] = ()
    admission: tuple[str, ...] = ()
    vitals: tuple[str, ...] = ()
    findings: tuple[str, ...] = ()
    results: tuple[str, ...] = ()
    drugs: tuple[str, ...] = ()
    services: tuple[str, ...] = ()
    outcome: str = ""
    card: str = ""
    card_days: str = ""
    coverage_class: str = ""
    referral: str = ""


_SOURCES: Mapping[str, Callable[[Known], str]] = {
    "name": lambda known: known.name,
    "today": lambda known: known.today,
    "signs": lambda known: "\n".join(filter(None, (known.reason, "; ".join(known.vitals)))),
    "course": lambda known: "\n".join(known.findings) or known.reason,
    "results": lambda known: "; ".join(known.results),
    "diagnosis": lambda known: "; ".join(known.diagnoses),
    "admission": lambda known: "; ".join(known.admission) or known.reason,
    "drugs": lambda known: "; ".join(known.drugs),
    "services": lambda known: "; ".join(known.services),
    "treatment": lambda known: "; ".join((*known.services, *known.drugs)),
    "outcome": lambda known: known.outcome,
    "card": lambda known: known.card,
    "card_days": lambda known: known.card_days,
    "coverage_class": lambda known: known.coverage_class,
    "referral": lambda known: known.referral,
}
SOURCES = frozenset(_SOURCES)


def fill(kind: Kind, known: Known) -> dict[str, str]:
    """What is known of each field of a kind; shortened to what fits."""
    found = {}
    for one in kind.fields:
        text = _SOURCES[one.source](known) if one.source else ""
        if one.shape in ("line", "text") and one.code != "MA_THE_BHYT":
            text = wording.write_out(text)
        found[one.code] = text[: 255 if one.shape == "line" else 4000]
    return found
