"""Prescriptions on their way and as they were issued. What was prescribed is in the record; here is the code and the state."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q


class Draft(models.Model):
    """What a doctor has typed for a visit and not issued yet. ``lines``: drug code and dose as typed, in their order."""

    visit = models.UUIDField(primary_key=True)
    facility_code = models.CharField(max_length=5)
    version = models.PositiveIntegerField(default=0)
    lines = models.JSONField(default=list)
    packs = models.PositiveSmallIntegerField(null=True)
    """Packs of the decoction; one is taken a day."""
    usage = models.CharField(max_length=300, blank=True, default="")
    advice = models.CharField(max_length=1000, blank=True, default="")
    guardian = models.CharField(max_length=120, blank=True, default="")
    """Who came with a small child."""
    revisit_days = models.PositiveSmallIntegerField(null=True)
    replaces = ArrayField(models.UUIDField(), default=list)
    """Prescriptions that this one takes the place of."""
    reasons = models.JSONField(default=dict)
    """Why an alert was overridden: key of the alert to code and words."""
    once = models.CharField(max_length=64, blank=True, default="")
    changed_at = models.DateTimeField()
    changed_by = models.CharField(max_length=200)
    changed_name = models.CharField(max_length=200, blank=True, default="")

    class Meta:
        db_table = "prescribing_draft"


class Prescription(models.Model):
    """An issued prescription: its code, never used again, and what became of it. ``requests``: its facts in the record."""

    id = models.UUIDField(primary_key=True)
    code = models.CharField(max_length=14, unique=True)
    facility_code = models.CharField(max_length=5)
    kind = models.CharField(max_length=1)
    visit = models.UUIDField()
    person = models.UUIDField()
    """Who it was for when it was issued; after a merge the visit says who they are."""
    requests = ArrayField(models.UUIDField())
    practitioner = models.CharField(max_length=60)
    state = models.CharField(max_length=10)
    advice = models.CharField(max_length=1000, blank=True, default="")
    guardian = models.CharField(max_length=120, blank=True, default="")
    revisit_days = models.PositiveSmallIntegerField(null=True)
    issued_at = models.DateTimeField()
    issued_by = models.CharField(max_length=200)
    holds_until = models.DateField()
    replaces = models.UUIDField(null=True)
    ended_at = models.DateTimeField(null=True)
    why = models.CharField(max_length=300, blank=True, default="")
    message = models.UUIDField(null=True)
    """The message that handed it to the national system."""
    once = models.CharField(max_length=64, blank=True, default="")

    class Meta:
        db_table = "prescribing_prescription"
        constraints = [
            models.UniqueConstraint(
                fields=["visit", "once", "kind"], condition=~Q(once=""), name="prescribing_prescription_once"
            )
        ]
        indexes = [
            models.Index(fields=["visit", "issued_at"], name="prescribing_of_visit"),
            models.Index(fields=["person", "issued_at"], name="prescribing_of_person"),
        ]


class Saved(models.Model):
    """A set of drugs with doses that somebody keeps for themself."""

    id = models.UUIDField(primary_key=True)
    owner = models.CharField(max_length=200)
    facility_code = models.CharField(max_length=5)
    name = models.CharField(max_length=100)
    lines = models.JSONField(default=list)
    kept_at = models.DateTimeField()

    class Meta:
        db_table = "prescribing_saved"
        constraints = [
            models.UniqueConstraint(fields=["owner", "facility_code", "name"], name="prescribing_saved_name")
        ]
