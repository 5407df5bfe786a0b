"""Lists of facilities that were sent in and are looked at before they change anything."""

from __future__ import annotations

from django.db import models


class FacilityListDraft(models.Model):
    """A list as it was sent, until it is applied or forgotten."""

    id = models.UUIDField(primary_key=True)
    file_name = models.CharField(max_length=250)
    content = models.BinaryField()
    digest = models.CharField(max_length=64)
    sent_at = models.DateTimeField()
    sent_by = models.CharField(max_length=120)

    class Meta:
        db_table = "places_list_draft"
