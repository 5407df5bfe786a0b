"""The services that a facility offers, with their prices over time, and sets of them that are ordered together."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q


class Service(models.Model):
    """A service of a facility with its price for a time; a new price is a new row."""

    facility_code = models.CharField(max_length=5)
    code = models.CharField(max_length=50)
    vi = models.CharField(max_length=500)
    words = models.CharField(max_length=600)
    """Code and name without marks, by which it is found."""
    kind = models.CharField(max_length=12)
    price = models.DecimalField(max_digits=14, decimal_places=2)
    insured_price = models.DecimalField(max_digits=14, decimal_places=2, null=True)
    template = models.CharField(max_length=20, blank=True, default="")
    """Which values a result of it has."""
    specimen = models.CharField(max_length=60, blank=True, default="")
    point_code = models.CharField(max_length=20, blank=True, default="")
    """Where it is done; empty: wherever its kind is done."""
    repeat_days = models.PositiveSmallIntegerField(default=0)
    """Ordered again within so many days, the doctor is told; 0: never."""
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)
    changed_at = models.DateTimeField()
    changed_by = models.CharField(max_length=200)

    class Meta:
        db_table = "hospital_service"
        constraints = [
            models.UniqueConstraint(
                fields=["facility_code", "code", "valid_from"], name="hospital_service_code"
            ),
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from")), name="hospital_service_period"
            ),
            models.CheckConstraint(condition=Q(price__gte=0), name="hospital_service_price"),
        ]


class ServiceSet(models.Model):
    """Services that are ordered together: of a facility, or of one doctor there (``owner``)."""

    facility_code = models.CharField(max_length=5)
    owner = models.CharField(max_length=200, blank=True, default="")
    name = models.CharField(max_length=80)
    codes = models.JSONField()
    changed_at = models.DateTimeField()

    class Meta:
        db_table = "hospital_service_set"
        constraints = [
            models.UniqueConstraint(
                fields=["facility_code", "owner", "name"], name="hospital_service_set_name"
            ),
        ]
