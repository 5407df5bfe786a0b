"""What somebody is still writing at a visit, and what each doctor is used to. The finished words are in the record."""

from __future__ import annotations

from django.db import models


class Draft(models.Model):
    """What one person has open at a visit: what they typed and did not save yet, and what they began from.

    ``typed`` and ``base``: place -> text, see ``rules.consultation``; ``typed`` is empty when nothing waits to be saved.
    """

    visit = models.UUIDField()
    facility_code = models.CharField(max_length=5)
    owner = models.CharField(max_length=200)
    owner_name = models.CharField(max_length=200)
    typed = models.JSONField(default=dict)
    base = models.JSONField(default=dict)
    base_version = models.PositiveIntegerField(default=0)
    """The version of the consultation in the record that they began from; 0: there was none."""
    saved_version = models.PositiveIntegerField(default=0)
    saved_by = models.CharField(max_length=200, blank=True, default="")
    """The version that somebody saved last while this page was open, and who; for telling them."""
    number = models.PositiveIntegerField(default=0)
    """Counts what was kept: who writes says which they saw last, so that two windows never overwrite each other."""
    changed_at = models.DateTimeField(null=True)
    seen_at = models.DateTimeField()
    """When their page was last open."""

    class Meta:
        db_table = "hospital_draft"
        constraints = [models.UniqueConstraint(fields=["visit", "owner"], name="hospital_draft_one_each")]
        indexes = [models.Index(fields=["owner", "-changed_at"], name="hospital_draft_of_owner")]


class DiagnosisUse(models.Model):
    """How often somebody has chosen a code: theirs come first when they look for one."""

    owner = models.CharField(max_length=200)
    code = models.CharField(max_length=10)
    name = models.CharField(max_length=500)
    count = models.PositiveIntegerField(default=0)
    disposition = models.CharField(max_length=2, blank=True, default="")
    result = models.CharField(max_length=2, blank=True, default="")
    """How their last visit with it as the main disease ended: proposed the next time."""
    used_at = models.DateTimeField()

    class Meta:
        db_table = "hospital_diagnosis_use"
        constraints = [models.UniqueConstraint(fields=["owner", "code"], name="hospital_diagnosis_use_once")]


class TextBlock(models.Model):
    """Words that somebody writes often, and the key that stands for them."""

    owner = models.CharField(max_length=200)
    key = models.CharField(max_length=13)
    place = models.CharField(max_length=12)
    text = models.CharField(max_length=2000)
    changed_at = models.DateTimeField()

    class Meta:
        db_table = "hospital_text_block"
        constraints = [models.UniqueConstraint(fields=["owner", "key"], name="hospital_text_block_key")]
