"""Diagnoses: releases of the national table of ICD-10, as they were loaded."""

from __future__ import annotations

from django.contrib.postgres.indexes import GinIndex
from django.db import models


class DiagnosisRelease(models.Model):
    """One table of codes that holds from a day on, until the next one begins; never changed."""

    valid_from = models.DateField()
    legal_basis = models.CharField(max_length=200)
    source = models.CharField(max_length=250)
    """The name of the file, or that it came with the product."""
    digest = models.CharField(max_length=64, unique=True)
    is_official = models.BooleanField()
    """The ministry's own table; what comes with the product is a stand-in for it."""
    loaded_at = models.DateTimeField()
    loaded_by = models.CharField(max_length=200)

    class Meta:
        db_table = "codes_diagnosis_release"
        constraints = [
            models.UniqueConstraint(
                fields=["valid_from"],
                condition=models.Q(is_official=True),
                name="codes_diagnosis_release_day",
            )
        ]


class Diagnosis(models.Model):
    """A code of a release with its names and what the table says of its use."""

    release = models.ForeignKey(DiagnosisRelease, models.CASCADE, related_name="+")
    code = models.CharField(max_length=8)
    """As it is written, with a dot: ``O14.2``."""
    vi = models.CharField(max_length=500, blank=True, default="")
    en = models.CharField(max_length=500, blank=True, default="")
    words = models.CharField(max_length=1600)
    """Names and further words, folded, each with a space before it; the code without dot is the first."""
    flags = models.CharField(max_length=8, blank=True, default="")
    """Letters of ``rules.diagnoses.FLAGS``."""

    class Meta:
        db_table = "codes_diagnosis"
        constraints = [models.UniqueConstraint(fields=["release", "code"], name="codes_diagnosis_once")]
        indexes = [
            GinIndex(fields=["words"], opclasses=["gin_trgm_ops"], name="codes_diagnosis_words"),
        ]
