"""Forms that were taken: one that is sent again does nothing more."""

from __future__ import annotations

from django.db import models


class SentForm(models.Model):
    """A form by the token that it was sent with, and what came of it."""

    once = models.CharField(max_length=64, primary_key=True)
    actor = models.CharField(max_length=200)
    act = models.CharField(max_length=40)
    at = models.DateTimeField()

    class Meta:
        db_table = "hospital_sent_form"
        indexes = [models.Index(fields=["at"], name="hospital_sent_form_at")]
