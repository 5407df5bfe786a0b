"""The register of facilities: what each was from one day on."""

from __future__ import annotations

from django.db import models


class Facility(models.Model):
    """One facility as it was from one day on. A change of level or name is a new row."""

    code = models.CharField(max_length=5)
    valid_from = models.DateField(null=True)
    valid_to = models.DateField(null=True)
    name = models.CharField(max_length=250)
    kind = models.CharField(max_length=20)
    level = models.CharField(max_length=12, default="", blank=True)
    points = models.DecimalField(max_digits=5, decimal_places=2, null=True)
    former_line = models.CharField(max_length=12, default="", blank=True)
    commune_code = models.CharField(max_length=5, default="", blank=True)
    parent_code = models.CharField(max_length=5, default="", blank=True)
    owner = models.CharField(max_length=10, default="", blank=True)
    beds = models.PositiveIntegerField(null=True)
    aliases = models.JSONField(default=list)
    demo = models.BooleanField(default=False)
    changed_at = models.DateTimeField()
    changed_by = models.CharField(max_length=120)

    class Meta:
        db_table = "places_facility"
        constraints = [
            models.UniqueConstraint(
                fields=["code", "valid_from"], name="places_facility_once_a_day", nulls_distinct=False
            ),
            models.CheckConstraint(
                condition=models.Q(valid_from=None)
                | models.Q(valid_to=None)
                | models.Q(valid_to__gte=models.F("valid_from")),
                name="places_facility_period_runs_forward",
            ),
        ]
