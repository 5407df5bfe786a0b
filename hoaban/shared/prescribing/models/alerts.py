"""Which alerts were shown and what was done about them; never about whom."""

from __future__ import annotations

from django.db import models


class AlertShown(models.Model):
    """An alert that a doctor saw while prescribing at a visit. ``outcome``: empty while the draft is open, then ``heeded``
    (what it spoke of was changed), ``overridden`` or, of a quiet one, ``passed``."""

    visit = models.UUIDField()
    key = models.CharField(max_length=200)
    rule = models.CharField(max_length=80)
    """The line of the knowledge that spoke."""
    kind = models.CharField(max_length=20)
    interrupts = models.BooleanField()
    facility_code = models.CharField(max_length=5)
    shown_at = models.DateTimeField()
    shown_to = models.CharField(max_length=200)
    outcome = models.CharField(max_length=10, blank=True, default="")
    reason = models.CharField(max_length=20, blank=True, default="")
    settled_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "prescribing_alert_shown"
        indexes = [
            models.Index(fields=["visit"], name="prescribing_alert_of_visit"),
            models.Index(fields=["facility_code", "shown_at"], name="prescribing_alert_by_day"),
        ]
