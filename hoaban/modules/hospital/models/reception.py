"""What a desk took down about an arrival besides the visit itself."""

from __future__ import annotations

from django.db import models


class Reception(models.Model):
    """How somebody was identified when they came, what they promised, and how somebody looked whom nobody knew."""

    visit = models.UUIDField(primary_key=True)
    facility_code = models.CharField(max_length=5)
    identified_by = models.CharField(max_length=14)
    """A method of the register of people (NĐ 102/2025/NĐ-CP: told for each visit)."""
    commitment = models.CharField(max_length=300, blank=True, default="")
    """What the patient promised: to bring the card, the paper."""
    marks = models.CharField(max_length=500, blank=True, default="")
    """Of somebody unknown: what they look like, what they carry, who brought them."""
    taken_at = models.DateTimeField()
    taken_by = models.CharField(max_length=200)

    class Meta:
        db_table = "hospital_reception"
        indexes = [models.Index(fields=["facility_code", "taken_at"], name="hospital_reception_by_day")]
