"""Who an unknown person turned out to be."""

from __future__ import annotations

from django.db import models


class Identification(models.Model):
    """Somebody received without a name was found to be somebody of the register; one row each time it is said."""

    visit = models.UUIDField()
    decision = models.UUIDField()
    """Of the register, which can be undone."""
    unknown = models.UUIDField()
    person = models.UUIDField()
    said_at = models.DateTimeField()
    said_by = models.CharField(max_length=200)
    undone_at = models.DateTimeField(null=True)
    undone_by = models.CharField(max_length=200, blank=True, default="")

    class Meta:
        db_table = "hospital_identification"
        indexes = [models.Index(fields=["visit", "said_at"], name="hospital_identification_of")]
        constraints = [
            models.UniqueConstraint(
                fields=["visit"], condition=models.Q(undone_at=None), name="hospital_identification_one"
            )
        ]
