"""How the records of visits stand, in which signed versions, and what was done with them. What they say lies in the record."""

from __future__ import annotations

from django.db import models
from django.db.models import Q


class LegalRecord(models.Model):
    """The record of one visit. ``open``: it is being written (anew, when ``reopened_until`` is set); ``closed``: read;
    ``archived``: kept, and looked at by reason. Never deleted."""

    visit = models.UUIDField(primary_key=True)
    facility_code = models.CharField(max_length=5)
    number = models.CharField(max_length=40)
    patient = models.CharField(max_length=64)
    state = models.CharField(max_length=10, default="open")
    version = models.PositiveSmallIntegerField(default=0)
    """The last version that was signed; 0: none."""
    opened_at = models.DateTimeField()
    opened_by = models.CharField(max_length=200)
    ended_at = models.DateTimeField(null=True)
    """When the visit ended, from which signature is due."""
    closed_at = models.DateTimeField(null=True)
    reopened_until = models.DateTimeField(null=True)
    archived_at = models.DateTimeField(null=True)
    archive_number = models.CharField(max_length=40, blank=True, default="")
    retention = models.CharField(max_length=20, blank=True, default="")
    """The class that says how long it is kept; empty before it is closed."""
    keep_until = models.DateField(null=True)
    """The last day on which it must be kept; null: not known yet, or for ever."""
    asked_at = models.DateTimeField(null=True)
    """Since when it is to be made in the background; null: it is not."""
    fault_vi = models.CharField(max_length=300, blank=True, default="")
    fault_en = models.CharField(max_length=300, blank=True, default="")
    """What kept it from being made in the background."""
    changed_at = models.DateTimeField()

    class Meta:
        db_table = "legal_records_record"
        constraints = [
            models.UniqueConstraint(fields=["facility_code", "number"], name="legal_records_record_number"),
            models.UniqueConstraint(
                fields=["facility_code", "archive_number"],
                condition=~Q(archive_number=""),
                name="legal_records_archive_number",
            ),
            models.CheckConstraint(
                condition=Q(state="open")
                | Q(state="closed", closed_at__isnull=False, reopened_until=None, version__gt=0)
                | Q(
                    state="archived",
                    closed_at__isnull=False,
                    reopened_until=None,
                    version__gt=0,
                    archived_at__isnull=False,
                )
                & ~Q(archive_number=""),
                name="legal_records_record_state",
            ),
        ]
        indexes = [
            models.Index(fields=["facility_code", "state", "-opened_at"], name="legal_records_by_state"),
            models.Index(fields=["patient"], name="legal_records_of_patient"),
            models.Index(fields=["keep_until"], name="legal_records_kept"),
        ]


class RecordVersion(models.Model):
    """The record as it was made at one moment. ``waiting`` for signature, ``signed``, or ``dropped``: another was made first."""

    id = models.UUIDField(primary_key=True)
    """That of its DocumentReference, once signed."""
    record = models.ForeignKey(LegalRecord, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=10, default="waiting")
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=200)
    facts = models.CharField(max_length=64)
    """SHA-256 of what it says: the same facts make no further version."""
    pdf = models.CharField(max_length=64)
    xml = models.CharField(max_length=64)
    signed_pdf = models.CharField(max_length=64, blank=True, default="")
    signed_xml = models.CharField(max_length=64, blank=True, default="")
    signed_at = models.DateTimeField(null=True)
    signed_by = models.CharField(max_length=200, blank=True, default="")

    class Meta:
        db_table = "legal_records_version"
        constraints = [
            models.UniqueConstraint(fields=["record", "number"], name="legal_records_version_number"),
            models.UniqueConstraint(
                fields=["record"], condition=Q(state="waiting"), name="legal_records_one_waits"
            ),
            models.CheckConstraint(
                condition=Q(state="signed", signed_at__isnull=False) & ~Q(signed_pdf="") & ~Q(signed_xml="")
                | Q(state__in=["waiting", "dropped"], signed_at=None),
                name="legal_records_version_state",
            ),
        ]


class RecordEvent(models.Model):
    """What was done with a record, when, by whom, why. Only added to: the database refuses to change or delete it."""

    record = models.ForeignKey(LegalRecord, on_delete=models.PROTECT, related_name="events")
    at = models.DateTimeField()
    by = models.CharField(max_length=200)
    act = models.CharField(max_length=20)
    basis = models.CharField(max_length=40, blank=True, default="")
    why = models.CharField(max_length=500, blank=True, default="")
    until = models.DateTimeField(null=True)

    class Meta:
        db_table = "legal_records_event"
        indexes = [models.Index(fields=["record", "at"], name="legal_records_event_of")]
