"""Which recording reads which sentence aloud; what people ask about their data, and what was done about it."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models


class Voice(models.Model):
    """One sentence in one language, read by somebody; the sound is an original of the files app."""

    pk = models.CompositePrimaryKey("purpose", "language")
    purpose = models.CharField(max_length=40)
    language = models.CharField(max_length=8)
    digest = models.CharField(max_length=64)
    speaker = models.CharField(max_length=120)
    placed_by = models.CharField(max_length=200)
    placed_at = models.DateTimeField()

    class Meta:
        db_table = "privacy_voice"


class DataRequest(models.Model):
    """What somebody asks about the data kept of a person, under the law on personal data; its clock and where it stands."""

    key = models.UUIDField(unique=True)
    """Of what the form was sent with: sent twice, it is one request."""
    person = models.UUIDField()
    kind = models.CharField(max_length=20)
    """As in ``data/rights.toml``."""
    text = models.CharField(max_length=2_000)
    asker = models.CharField(max_length=20)
    asker_name = models.CharField(max_length=120, default="")
    relation = models.CharField(max_length=60, default="")
    identified = models.CharField(max_length=20)
    received_on = models.DateField()
    entered_at = models.DateTimeField()
    taken_by = models.CharField(max_length=200)
    due_on = models.DateField()
    state = models.CharField(max_length=12, default="received")
    closed_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "privacy_request"
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(state__in=["received", "extended"], closed_at=None)
                | models.Q(state__in=["fulfilled", "refused", "withdrawn"], closed_at__isnull=False),
                name="privacy_request_state",
            )
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["due_on", "id"], condition=models.Q(closed_at=None), name="privacy_request_waits"
            ),
            models.Index(fields=["closed_at", "id"], name="privacy_request_closed"),
            models.Index(fields=["person"], name="privacy_request_person"),
        ]


class RequestStep(models.Model):
    """What was done with a request, once and for all: extended, fulfilled, refused, withdrawn."""

    key = models.UUIDField(unique=True)
    request = models.ForeignKey(DataRequest, on_delete=models.PROTECT, related_name="steps")
    at = models.DateTimeField()
    by = models.CharField(max_length=200)
    state = models.CharField(max_length=12)
    words = models.CharField(max_length=2_000)
    ground = models.CharField(max_length=30, default="")
    due_on = models.DateField(null=True)
    """Until when, of an extension."""

    class Meta:
        db_table = "privacy_request_step"
        ordering: ClassVar = ["id"]


class Breach(models.Model):
    """That personal data were lost, leaked or altered: when it was discovered, until when the authority is told."""

    key = models.UUIDField(unique=True)
    discovered_at = models.DateTimeField()
    due_at = models.DateTimeField()
    entered_at = models.DateTimeField()
    entered_by = models.CharField(max_length=200)
    finding = models.UUIDField(null=True)
    """The sign of unusual use that it began with."""
    told_at = models.DateTimeField(null=True)
    """When the authority was first told."""
    closed_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "privacy_breach"
        indexes: ClassVar = [
            models.Index(
                fields=["due_at", "id"], condition=models.Q(closed_at=None), name="privacy_breach_open"
            ),
            models.Index(fields=["closed_at", "id"], name="privacy_breach_closed"),
        ]


class BreachFacts(models.Model):
    """What was known of a breach from an instant on; the latest holds, none is changed."""

    key = models.UUIDField(unique=True)
    breach = models.ForeignKey(Breach, on_delete=models.PROTECT, related_name="versions")
    at = models.DateTimeField()
    by = models.CharField(max_length=200)
    what = models.CharField(max_length=4_000)
    how = models.CharField(max_length=4_000)
    people = models.IntegerField(null=True)
    categories = ArrayField(models.CharField(max_length=30))
    consequences = models.CharField(max_length=4_000)
    measures = models.CharField(max_length=4_000)

    class Meta:
        db_table = "privacy_breach_facts"
        ordering: ClassVar = ["id"]


class BreachStep(models.Model):
    """Whom somebody told and when, what happened, that it is over."""

    key = models.UUIDField(unique=True)
    breach = models.ForeignKey(Breach, on_delete=models.PROTECT, related_name="steps")
    at = models.DateTimeField()
    by = models.CharField(max_length=200)
    kind = models.CharField(max_length=10)
    recipient = models.CharField(max_length=20, default="")
    told_at = models.DateTimeField(null=True)
    words = models.CharField(max_length=4_000)

    class Meta:
        db_table = "privacy_breach_step"
        ordering: ClassVar = ["id"]


class ImpactAssessment(models.Model):
    """What somebody said of the impact assessment of a processing activity; the latest holds, none is changed."""

    key = models.UUIDField(unique=True)
    activity = models.CharField(max_length=40)
    """As in ``data/processing.toml``."""
    at = models.DateTimeField()
    by = models.CharField(max_length=200)
    began_on = models.DateField(null=True)
    made_on = models.DateField(null=True)
    sent_on = models.DateField(null=True)
    number = models.CharField(max_length=60)
    words = models.CharField(max_length=2_000)

    class Meta:
        db_table = "privacy_impact_assessment"
        indexes: ClassVar = [models.Index(fields=["activity", "id"], name="privacy_assessment_latest")]
