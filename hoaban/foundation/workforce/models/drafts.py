"""Lists of units that were sent in and are looked at before they change anything."""

from __future__ import annotations

from django.db import models


class ListDraft(models.Model):
    """A unit's list as it was sent, until it is applied or forgotten."""

    id = models.UUIDField(primary_key=True)
    facility_code = models.CharField(max_length=5)
    file_name = models.CharField(max_length=250)
    content = models.BinaryField()
    digest = models.CharField(max_length=64)
    sent_at = models.DateTimeField()
    sent_by = models.CharField(max_length=120)

    class Meta:
        db_table = "workforce_list_draft"
