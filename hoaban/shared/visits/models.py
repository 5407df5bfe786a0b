"""The administrative side of visits: who came where and when, who pays, how far it is. What was found is in the record."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

OPEN = ["arrived", "triaged", "seen"]


class Visit(models.Model):
    """A visit; the id is that of its Encounter. Never deleted: one that was opened by mistake is cancelled."""

    id = models.UUIDField(primary_key=True)
    facility_code = models.CharField(max_length=5)
    number = models.CharField(max_length=20)
    patient = models.CharField(max_length=64)
    """The facility's Patient of the person, by its id in the record."""
    person = models.UUIDField()
    """Who they are, by the register at the last change; after a merge :func:`queries` look it up by the patient."""
    care = models.CharField(max_length=2)
    department = models.CharField(max_length=40, blank=True, default="")
    reason = models.CharField(max_length=500, blank=True, default="")
    coverage_class = models.CharField(max_length=5, blank=True, default="")
    card = models.CharField(max_length=15, blank=True, default="")
    card_from = models.DateField(null=True)
    card_to = models.DateField(null=True)
    card_registered_at = models.CharField(max_length=5, blank=True, default="")
    referral_paper = models.CharField(max_length=50, blank=True, default="")
    referral_from = models.CharField(max_length=5, blank=True, default="")
    referral_on = models.DateField(null=True)
    priority = models.CharField(max_length=12)
    emergency = models.BooleanField(default=False)
    state = models.CharField(max_length=10)
    practitioner = models.CharField(max_length=60, blank=True, default="")
    why = models.CharField(max_length=300, blank=True, default="")
    """Why it was cancelled, or last opened again."""
    once = models.CharField(max_length=64, blank=True, default="")
    """What the form was sent with: sent again, it opens no second visit."""
    arrived_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    opened_by = models.CharField(max_length=200)
    changed_at = models.DateTimeField()
    changed_by = models.CharField(max_length=200)

    class Meta:
        db_table = "visits_visit"
        constraints = [
            models.UniqueConstraint(fields=["facility_code", "number"], name="visits_visit_number"),
            models.UniqueConstraint(
                fields=["facility_code", "once"], condition=~Q(once=""), name="visits_visit_once"
            ),
        ]
        indexes = [
            models.Index(fields=["facility_code", "arrived_at"], name="visits_visit_by_day"),
            models.Index(
                fields=["facility_code", "department"], condition=Q(state__in=OPEN), name="visits_visit_open"
            ),
            models.Index(fields=["person", "arrived_at"], name="visits_visit_of_person"),
            models.Index(fields=["patient"], name="visits_visit_of_patient"),
        ]


class Counter(models.Model):
    """The last number that a facility gave in a series: visits of a day, people of a year."""

    pk = models.CompositePrimaryKey("facility_code", "series")
    facility_code = models.CharField(max_length=5)
    series = models.CharField(max_length=20)
    last = models.PositiveIntegerField()

    class Meta:
        db_table = "visits_counter"
