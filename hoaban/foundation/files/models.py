"""Originals as they came in, kept unaltered and found by their digest."""

from __future__ import annotations

from django.db import models
from django.db.models.functions import Now


class Original(models.Model):
    """One content, once, however often it was received. ``content`` is zstd; empty once erased."""

    sha256 = models.BinaryField(primary_key=True)
    media_type = models.CharField(max_length=100)
    size = models.IntegerField()
    content = models.BinaryField(null=True)
    created_at = models.DateTimeField(db_default=Now())
    erased_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "files_original"
