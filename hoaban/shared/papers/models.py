"""Which papers were given out, under which numbers. What they say lies in the record and in the files, not here."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

STATES = ["issued", "cancelled", "replaced"]


class Paper(models.Model):
    """A paper with its number. Never changed: it is cancelled, or replaced by another one."""

    id = models.UUIDField(primary_key=True)
    """That of its DocumentReference and its Composition in the record."""
    facility_code = models.CharField(max_length=5)
    kind = models.CharField(max_length=30)
    year = models.PositiveSmallIntegerField()
    count = models.PositiveIntegerField()
    number = models.CharField(max_length=40)
    visit = models.UUIDField()
    patient = models.CharField(max_length=64)
    state = models.CharField(max_length=10, default="issued")
    written_at = models.DateTimeField()
    written_by = models.CharField(max_length=200)
    valid_until = models.DateField(null=True)
    """The last day on which it is good; null: it has no term."""
    practitioner = models.CharField(max_length=60, blank=True, default="")
    to_facility = models.CharField(max_length=5, blank=True, default="")
    request = models.CharField(max_length=64, blank=True, default="")
    """The ServiceRequest that it makes, where it makes one."""
    original = models.CharField(max_length=64)
    """SHA-256 of the PDF as it was written."""
    signed = models.CharField(max_length=64, blank=True, default="")
    """SHA-256 of the PDF with the signatures so far."""
    signatures = models.PositiveSmallIntegerField(default=0)
    replaces = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True)
    ended_by = models.CharField(max_length=200, blank=True, default="")
    why = models.CharField(max_length=300, blank=True, default="")
    """Why it was cancelled or replaced."""
    once = models.CharField(max_length=64, blank=True, default="")

    class Meta:
        db_table = "papers_paper"
        constraints = [
            models.UniqueConstraint(
                fields=["facility_code", "kind", "year", "count"], name="papers_paper_number"
            ),
            models.UniqueConstraint(
                fields=["visit", "once"], condition=~Q(once=""), name="papers_paper_once"
            ),
            models.UniqueConstraint(
                fields=["replaces"], condition=Q(replaces__isnull=False), name="papers_paper_replaced_once"
            ),
            models.CheckConstraint(
                condition=Q(state="issued", ended_at=None, why="")
                | Q(state__in=["cancelled", "replaced"], ended_at__isnull=False) & ~Q(why=""),
                name="papers_paper_state",
            ),
        ]
        indexes = [
            models.Index(fields=["visit"], name="papers_paper_of_visit"),
            models.Index(fields=["facility_code", "-written_at"], name="papers_paper_newest"),
            models.Index(fields=["to_facility", "number"], name="papers_paper_received"),
        ]


class Counter(models.Model):
    """The last number that a facility gave to a kind of paper in a year."""

    pk = models.CompositePrimaryKey("facility_code", "kind", "year")
    facility_code = models.CharField(max_length=5)
    kind = models.CharField(max_length=30)
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField()

    class Meta:
        db_table = "papers_counter"
