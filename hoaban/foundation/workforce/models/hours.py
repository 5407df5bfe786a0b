"""When somebody works: the weekly hours registered for practice, and the rota.

Two constraints of the database stand in the migration, because Django has no words for them without another app:
``workforce_hours_in_one_place`` (registered hours of one person in two facilities never overlap) and
``workforce_shift_one_at_a_time`` (nor do two shifts of one person, wherever).
"""

from __future__ import annotations

from django.db import models

from hoaban.foundation.workforce.models.members import Member


class RegisteredHours(models.Model):
    """Weekly hours of practice at a facility: a weekday (1 Monday to 7 Sunday), minutes of the day, a period."""

    member = models.ForeignKey(Member, models.CASCADE, related_name="+")
    facility_code = models.CharField(max_length=5)
    weekday = models.PositiveSmallIntegerField()
    opens = models.PositiveSmallIntegerField()
    closes = models.PositiveSmallIntegerField()
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)
    changed_at = models.DateTimeField()
    changed_by = models.CharField(max_length=120)

    class Meta:
        db_table = "workforce_registered_hours"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(
                    weekday__gte=1, weekday__lte=7, opens__lt=models.F("closes"), closes__lte=1440
                ),
                name="workforce_hours_within_a_day",
            ),
            models.CheckConstraint(
                condition=models.Q(valid_to=None) | models.Q(valid_to__gte=models.F("valid_from")),
                name="workforce_hours_period_runs_forward",
            ),
        ]


class Shift(models.Model):
    """A turn of the rota, from one instant to another."""

    member = models.ForeignKey(Member, models.CASCADE, related_name="+")
    facility_code = models.CharField(max_length=5)
    department = models.CharField(max_length=120, blank=True, default="")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    on_call = models.BooleanField(default=False)
    changed_at = models.DateTimeField()
    changed_by = models.CharField(max_length=120)

    class Meta:
        db_table = "workforce_shift"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(starts_at__lt=models.F("ends_at")), name="workforce_shift_runs_forward"
            ),
        ]
        indexes = [models.Index(fields=["facility_code", "starts_at"], name="workforce_shift_by_place")]
