"""The register of practitioners: who works where, in which post, under which licence."""

from __future__ import annotations

from django.db import models


class Practitioner(models.Model):
    """One post of one practitioner at one facility from one day on."""

    facility_code = models.CharField(max_length=5)
    number = models.CharField(max_length=50)
    name = models.CharField(max_length=120)
    post = models.CharField(max_length=60)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)
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
        ]
        indexes = [models.Index(fields=["number"], name="workforce_practitioner_number")]
