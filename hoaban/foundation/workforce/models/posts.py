"""Posts: who works where, in which post, under which number of claims and licences."""

from __future__ import annotations

from django.db import models

from hoaban.foundation.workforce.models.members import Member


class Post(models.Model):
    """One post at one facility from one day on. Without ``member`` only a number and a name are known, as claims carry them.

    ``registered_on`` and ``leaving_reported_on``: when the authority was told, the clocks of the practice law.
    """

    facility_code = models.CharField(max_length=5)
    number = models.CharField(max_length=50)
    name = models.CharField(max_length=120)
    post = models.CharField(max_length=60)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)
    member = models.ForeignKey(Member, models.CASCADE, null=True, related_name="+")
    department = models.CharField(max_length=120, blank=True, default="")
    is_trainee = models.BooleanField(default=False)
    supervisor = models.ForeignKey(Member, models.PROTECT, null=True, related_name="+")
    registered_on = models.DateField(null=True)
    leaving_reported_on = models.DateField(null=True)
    demo = models.BooleanField(default=False)
    changed_at = models.DateTimeField()
    changed_by = models.CharField(max_length=120)

    class Meta:
        db_table = "workforce_practitioner"
        constraints = [
            models.UniqueConstraint(
                fields=["facility_code", "number", "valid_from"], name="workforce_practitioner_once_a_day"
            ),
            models.CheckConstraint(
                condition=models.Q(valid_to=None) | models.Q(valid_to__gte=models.F("valid_from")),
                name="workforce_practitioner_period_runs_forward",
            ),
            models.CheckConstraint(
                condition=models.Q(supervisor=None) | models.Q(is_trainee=True),
                name="workforce_post_only_trainees_are_supervised",
            ),
        ]
        indexes = [models.Index(fields=["number"], name="workforce_practitioner_number")]
