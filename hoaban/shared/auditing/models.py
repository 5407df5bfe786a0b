"""Signs of unusual use and what a reviewer found; who is marked for the watch; limits that were set; how far it has come."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models


class Finding(models.Model):
    """That somebody used the record unusually within a time, by one rule. It blocks nobody."""

    id = models.UUIDField(primary_key=True)
    rule = models.CharField(max_length=20)
    """As in ``data/unusual.toml``."""
    actor_id = models.CharField(max_length=200)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    persons = ArrayField(models.UUIDField())
    """Whom it is about, where the rule is about certain people."""
    figures = models.JSONField()
    """What was counted, and the limits that held: whole numbers by name."""
    found_at = models.DateTimeField()
    judged_at = models.DateTimeField(null=True)
    judged_by = models.CharField(max_length=200, default="")
    verdict = models.CharField(max_length=10, default="")
    words = models.CharField(max_length=500, default="")

    class Meta:
        db_table = "auditing_finding"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["rule", "actor_id", "starts_at"], name="auditing_finding_once"),
            models.CheckConstraint(
                condition=models.Q(judged_at=None, verdict="")
                | models.Q(judged_at__isnull=False, verdict__in=["proper", "improper", "talk"]),
                name="auditing_finding_verdict",
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["starts_at", "id"], condition=models.Q(judged_at=None), name="auditing_finding_waits"
            ),
            models.Index(fields=["judged_at", "id"], name="auditing_finding_judged"),
        ]


class Mark(models.Model):
    """Somebody whose record is watched: each look at it is shown to a reviewer."""

    person = models.UUIDField()
    kind = models.CharField(max_length=20)
    words = models.CharField(max_length=500)
    set_at = models.DateTimeField()
    set_by = models.CharField(max_length=200)
    ended_at = models.DateTimeField(null=True)
    ended_by = models.CharField(max_length=200, default="")

    class Meta:
        db_table = "auditing_mark"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["person"], condition=models.Q(ended_at=None), name="auditing_mark_one_at_a_time"
            )
        ]


class Limit(models.Model):
    """A limit of a rule as this installation set it, from an instant on; the latest holds."""

    rule = models.CharField(max_length=20)
    key = models.CharField(max_length=20)
    value = models.IntegerField()
    words = models.CharField(max_length=500)
    set_at = models.DateTimeField()
    set_by = models.CharField(max_length=200)

    class Meta:
        db_table = "auditing_limit"
        indexes: ClassVar = [models.Index(fields=["rule", "key", "set_at"], name="auditing_limit_latest")]


class Progress(models.Model):
    """Until when the trail has been looked through; one row."""

    one = models.BooleanField(primary_key=True, default=True)
    until = models.DateTimeField()

    class Meta:
        db_table = "auditing_progress"
