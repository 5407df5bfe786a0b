"""A prescription looked at as a whole before it is issued: what cannot be, and what asks for a second look."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from hoaban.foundation.places import api as places
from hoaban.shared.prescribing.queries import drugs
from hoaban.shared.prescribing.queries.persons import long_supply
from hoaban.shared.prescribing.rules import alerts, checking
from hoaban.shared.prescribing.rules.alerts import Alert
from hoaban.shared.prescribing.rules.checking import Problem
from hoaban.shared.prescribing.rules.lines import build_line
from hoaban.shared.prescribing.rules.shapes import Drug, Facts, Line


@dataclass(frozen=True, slots=True)
class Examined:
    """Lines as they were understood, everything that keeps them from being issued, and the alerts."""

    lines: tuple[Line, ...]
    problems: tuple[Problem, ...]
    alerts: tuple[Alert, ...]

    @property
    def interrupting(self) -> tuple[Alert, ...]:
        """Those for which a reason is asked."""
        return tuple(one for one in self.alerts if one.interrupts)


def examine(
    typed: Sequence[tuple[str, str]], facts: Facts, *, facility_code: str, packs: int | None, on: date
) -> Examined:
    """What becomes of lines as typed (drug code, dose) at a facility on a day."""
    known = drugs.drugs_of(facility_code=facility_code, codes=[code for code, _ in typed], on=on)
    lines, problems = [], []
    for place, (code, dose) in enumerate(typed):
        drug = known.get(code)
        if drug is None:
            problems.append(
                Problem(
                    f"lines.{place}",
                    f"Thuốc {code} không còn trong danh mục.",
                    f"Drug {code} is no more in the list.",
                )
            )
            drug = Drug(code, code, (), "", "", "?", "")
        line, faults = build_line(drug, dose)
        lines.append(line)
        if drug.unit != "?":
            problems += [Problem(f"lines.{place}", vi, en) for vi, en in faults]
    longer = long_supply(on)
    problems += checking.problems_of(lines, facts, packs=packs, long_supply=longer, on=on)
    supply = checking.supply_alerts(
        lines, facts, long_supply=longer, with_beds=_has_beds(facility_code, on), on=on
    )
    found = (*supply, *alerts.alerts_of(lines, facts))
    return Examined(tuple(lines), tuple(problems), tuple(sorted(found, key=lambda one: not one.interrupts)))


def _has_beds(facility_code: str, on: date) -> bool:
    facility = places.facility(facility_code, on)
    return bool(facility and (facility.beds or facility.kind in ("hospital", "health_centre")))
