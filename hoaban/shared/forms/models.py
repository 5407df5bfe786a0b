"""The versions of every form. What was published stands for ever: the database refuses to change it."""

from __future__ import annotations

from typing import ClassVar

from django.db import models


class FormVersion(models.Model):
    """One version of one form: a draft until it is published, then in force from a day on, until a day."""

    url = models.CharField(max_length=200)
    """The canonical address of the form, the same for all its versions."""
    version = models.CharField(max_length=40)
    title_vi = models.CharField(max_length=300)
    title_en = models.CharField(max_length=300)
    legal_basis = models.CharField(max_length=300)
    body = models.BinaryField()
    """The Questionnaire as JSON text, as it was brought in."""
    digest = models.CharField(max_length=64)
    brought_at = models.DateTimeField()
    brought_by = models.CharField(max_length=200)
    published_at = models.DateTimeField(null=True)
    published_by = models.CharField(max_length=200, default="")
    starts_on = models.DateField(null=True)
    ends_on = models.DateField(null=True)
    """The last day of a version that was retired; any other lasts until the next one begins."""
    retired_at = models.DateTimeField(null=True)
    retired_by = models.CharField(max_length=200, default="")
    retired_why = models.CharField(max_length=500, default="")

    class Meta:
        db_table = "forms_version"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["url", "version"], name="forms_version_once"),
            models.UniqueConstraint(
                fields=["url", "starts_on"],
                condition=models.Q(published_at__isnull=False, retired_at=None),
                name="forms_version_one_a_day",
            ),
            models.CheckConstraint(
                condition=models.Q(published_at=None, starts_on=None, ends_on=None)
                | models.Q(published_at__isnull=False, starts_on__isnull=False),
                name="forms_version_published_from",
            ),
            models.CheckConstraint(
                condition=models.Q(ends_on=None, retired_at=None)
                | models.Q(ends_on__isnull=False, retired_at__isnull=False),
                name="forms_version_ends_retired",
            ),
        ]
