"""The boundaries that an operator loaded."""

from __future__ import annotations

from django.db import models
from django.db.models.functions import Now


class BoundarySet(models.Model):
    """Commune boundaries that an operator loaded, projected and simplified. The newest set is shown."""

    loaded_at = models.DateTimeField(db_default=Now())
    loaded_by = models.CharField(max_length=120)
    file_name = models.CharField(max_length=250)
    digest = models.CharField(max_length=64)
    attribution = models.CharField(max_length=500)
    valid_on = models.DateField()
    width = models.FloatField()
    height = models.FloatField()
    shapes = models.JSONField()

    class Meta:
        db_table = "places_boundary_set"
