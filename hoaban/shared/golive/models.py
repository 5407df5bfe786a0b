"""Where a facility stands on its way to keeping no paper."""

from __future__ import annotations

from django.db import models
from django.db.models import Q


class GoLiveFile(models.Model):
    """One for each facility. ``draft``: being written; ``offered``: waits for the director's signature; ``decided``: signed;
    ``published``."""

    facility_code = models.CharField(max_length=5, primary_key=True)
    state = models.CharField(max_length=10, default="draft")
    regulation = models.TextField(blank=True, default="")
    """What the facility made of the text that the platform proposes; empty: that text."""
    answers = models.JSONField(default=dict)
    """Code of a criterion -> [met, part or missing; words]."""
    decision_number = models.CharField(max_length=40, blank=True, default="")
    starts_on = models.DateField(null=True)
    """From when on records are electronic only."""
    pdf = models.CharField(max_length=64, blank=True, default="")
    signed = models.CharField(max_length=64, blank=True, default="")
    decided_on = models.DateField(null=True)
    published_on = models.DateField(null=True)
    published_at = models.CharField(max_length=200, blank=True, default="")
    """Where it was published, or under which number."""
    changed_at = models.DateTimeField()
    changed_by = models.CharField(max_length=200)

    class Meta:
        db_table = "golive_file"
        constraints = [
            models.CheckConstraint(
                condition=Q(state="draft")
                | Q(state="offered") & ~Q(pdf="") & ~Q(decision_number="")
                | Q(state="decided", decided_on__isnull=False) & ~Q(signed="")
                | Q(state="published", decided_on__isnull=False, published_on__isnull=False) & ~Q(signed=""),
                name="golive_file_state",
            )
        ]
