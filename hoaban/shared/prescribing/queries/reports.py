"""How alerts are taken: by rule, how often shown, heeded, overridden; of nobody in particular."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count, Q

from hoaban.kernel.actor import Actor
from hoaban.kernel.clock import VIETNAM
from hoaban.shared.prescribing import models, policies


@dataclass(frozen=True, slots=True)
class Taken:
    """A rule over some days. ``heeded`` and ``passed_over`` are those that were settled; the rest is still open."""

    rule: str
    kind: str
    interrupts: bool
    shown: int
    heeded: int
    passed_over: int

    @property
    def acceptance(self) -> int | None:
        """Per cent of the settled ones that were heeded; None where none is settled."""
        settled = self.heeded + self.passed_over
        return round(100 * self.heeded / settled) if settled else None


def alerts_taken(*, actor: Actor, first: date, last: date) -> list[Taken]:
    """Alerts shown from a day to a day (both included) at the facilities whose list the actor keeps, the most shown first."""
    kept = policies.facilities_kept(actor)
    begin = datetime.combine(first, datetime.min.time(), VIETNAM)
    end = datetime.combine(last, datetime.min.time(), VIETNAM) + timedelta(days=1)
    rows = models.AlertShown.objects.filter(shown_at__gte=begin, shown_at__lt=end)
    if kept is not None:
        rows = rows.filter(facility_code__in=kept)
    counted = (
        rows.values("rule", "kind", "interrupts")
        .annotate(
            shown=Count("id"),
            heeded=Count("id", filter=Q(outcome="heeded")),
            passed_over=Count("id", filter=Q(outcome__in=["overridden", "passed"])),
        )
        .order_by("-shown", "rule")
    )
    return [Taken(**one) for one in counted]


def reasons_given(*, actor: Actor, first: date, last: date) -> dict[str, int]:
    """How often each reason was given for passing an alert over."""
    kept = policies.facilities_kept(actor)
    begin = datetime.combine(first, datetime.min.time(), VIETNAM)
    end = datetime.combine(last, datetime.min.time(), VIETNAM) + timedelta(days=1)
    rows = models.AlertShown.objects.filter(shown_at__gte=begin, shown_at__lt=end, outcome="overridden")
    if kept is not None:
        rows = rows.filter(facility_code__in=kept)
    found = rows.values_list("reason").annotate(count=Count("id")).order_by("-count")
    return dict(found)
