"""People of the sector, and what they have learnt."""

from __future__ import annotations

from django.db import models


class Member(models.Model):
    """One person who works in the sector, whatever the posts. ``birth`` may be known to the year or month only."""

    id = models.UUIDField(primary_key=True)
    name = models.CharField(max_length=120)
    name_order = models.CharField(max_length=400)
    name_folded = models.CharField(max_length=130)
    birth = models.CharField(max_length=10, blank=True, default="")
    sex = models.CharField(max_length=6, blank=True, default="")
    personal_number = models.CharField(max_length=12, blank=True, default="")
    phone = models.CharField(max_length=20, blank=True, default="")
    email = models.CharField(max_length=120, blank=True, default="")
    profession = models.CharField(max_length=20)
    degree = models.CharField(max_length=20, blank=True, default="")
    speciality = models.CharField(max_length=120, blank=True, default="")
    revision = models.PositiveIntegerField(default=1)
    demo = models.BooleanField(default=False)
    changed_at = models.DateTimeField()
    changed_by = models.CharField(max_length=120)

    class Meta:
        db_table = "workforce_member"
        constraints = [
            models.UniqueConstraint(
                fields=["personal_number"],
                name="workforce_member_one_per_number",
                condition=~models.Q(personal_number=""),
            ),
        ]
        indexes = [models.Index(fields=["name_order", "id"], name="workforce_member_by_name")]


class Training(models.Model):
    """A course that somebody completed: continuing medical education (``cme``) or information security."""

    member = models.ForeignKey(Member, models.CASCADE, related_name="+")
    kind = models.CharField(max_length=10)
    completed_on = models.DateField()
    hours = models.DecimalField(max_digits=6, decimal_places=1)
    title = models.CharField(max_length=200)
    provider = models.CharField(max_length=200, blank=True, default="")
    changed_at = models.DateTimeField()
    changed_by = models.CharField(max_length=120)

    class Meta:
        db_table = "workforce_training"
        constraints = [
            models.UniqueConstraint(
                fields=["member", "kind", "completed_on", "title"], name="workforce_training_once"
            ),
            models.CheckConstraint(condition=models.Q(hours__gt=0), name="workforce_training_takes_time"),
        ]
