"""What a paper of a visit is filled in with, as far as the actor may read it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from hoaban.foundation.codes import api as codes
from hoaban.foundation.places import api as places
from hoaban.kernel import clock
from hoaban.kernel.actor import Actor
from hoaban.shared.chart import api as chart
from hoaban.shared.papers.rules.filling import Known
from hoaban.shared.visits import api as visits

_MEASURES = 12


@dataclass(frozen=True, slots=True)
class Ground:
    """What a paper rests on: the visit, what the record tells of it, and that in words."""

    visit: visits.Visit
    whole: chart.WholeVisit
    known: Known

    @property
    def codes(self) -> list[str]:
        """The ICD-10 codes of the visit."""
        return [one.code for one in self.whole.diagnoses if one.code]


def ground_of(*, actor: Actor, visit: UUID, now: datetime) -> Ground:
    """Read a visit for a paper. :raises NotFound: it does not exist for this actor."""
    found = visits.get_visit(actor=actor, visit=visit)
    whole = chart.whole_visit(actor=actor, visit=visit)
    return Ground(found, whole, _known(found, whole, clock.vietnam_day(now)))


def facility_name(code: str, on: date) -> str:
    """What a facility is called on a day; its code where nothing is known."""
    found = places.facility(code, on)
    return found.name_on(on) if found else code


def _known(visit: visits.Visit, whole: chart.WholeVisit, today: date) -> Known:
    arrival, card = visit.arrival, visit.arrival.card
    vitals = [one for one in whole.results if one.category == "vital-signs"]
    tests = [one for one in whole.results if one.category != "vital-signs"]
    done = [one for one in whole.asked if one.kind not in ("referral", "follow-up", "consultation")]
    klass = codes.find("MA_DOITUONG_KCB", arrival.coverage_class, today) if arrival.coverage_class else None
    return Known(
        name=whole.patient.name,
        today=today.isoformat(),
        reason=arrival.reason,
        diagnoses=tuple(_diagnosis(one.code, one.text) for one in whole.diagnoses if one.role != "admission"),
        admission=tuple(_diagnosis(one.code, one.text) for one in whole.diagnoses if one.role == "admission"),
        vitals=_measured(vitals),
        findings=(*whole.impressions, *(_answered(one) for one in whole.sheets)),
        results=(
            *_measured(tests),
            *(f"{one.name}: {one.conclusion}" for one in whole.reports if one.conclusion),
        ),
        drugs=tuple(" ".join(filter(None, (one.name, one.dose))) for one in whole.drugs),
        services=tuple(dict.fromkeys(one.name for one in done)),
        outcome=whole.visit.outcome,
        card=card.number if card else "",
        card_days=_days(card) if card else "",
        coverage_class=klass.name_vi if klass else "",
        referral=arrival.referral.paper,
    )


def _diagnosis(code: str, text: str) -> str:
    return f"{text} ({code})" if code and code not in text else text


def _measured(results: list[chart.Result]) -> tuple[str, ...]:
    latest = {one.name: f"{one.name} {one.text} {one.unit}".strip() for one in results}
    return tuple(latest.values())[:_MEASURES]


def _answered(sheet: chart.Sheet) -> str:
    return "; ".join(f"{one.text}: {one.answer}" for one in sheet.lines if one.answer)


def _days(card: visits.Card) -> str:
    ends = [one.strftime("%d/%m/%Y") for one in (card.valid_from, card.valid_to) if one]
    return " – ".join(ends)
