"""Which recording reads which sentence aloud; nothing about a person."""

from __future__ import annotations

from django.db import models


class Voice(models.Model):
    """One sentence in one language, read by somebody; the sound is an original of the files app."""

    pk = models.CompositePrimaryKey("purpose", "language")
    purpose = models.CharField(max_length=40)
    language = models.CharField(max_length=8)
    digest = models.CharField(max_length=64)
    speaker = models.CharField(max_length=120)
    placed_by = models.CharField(max_length=200)
    placed_at = models.DateTimeField()

    class Meta:
        db_table = "privacy_voice"
