"""Claim dossiers as administrative facts: what was sent, what was found, what is in force.

The clinical content is in the record; here are batches, submissions, findings, and which original a dossier rests on.
"""

from __future__ import annotations

from django.contrib.postgres.functions import RandomUUID
from django.db import models
from django.db.models.functions import Now


class Batch(models.Model):
    """One delivery: some files, sent through one of the three doors."""

    id = models.UUIDField(primary_key=True)
    source = models.CharField(max_length=10)
    """``cli``, ``upload`` or ``api``."""
    sent_by = models.CharField(max_length=80)
    """The actor's id."""
    facility_code = models.CharField(max_length=5, blank=True)
    """The only facility whose dossiers the sender may bring; empty when all."""
    accepted_by_portal = models.BooleanField(default=False)
    """The insurer's portal has already taken these dossiers: they are stored with their findings."""
    receipt = models.CharField(max_length=100, blank=True)
    state = models.CharField(max_length=10, default="waiting", db_index=True)
    """``waiting``, ``running``, ``done`` or ``failed``."""
    failure_vi = models.CharField(max_length=400, blank=True)
    failure_en = models.CharField(max_length=400, blank=True)
    created_at = models.DateTimeField(db_default=Now())
    finished_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "claims_batch"
        indexes = [models.Index(fields=["-created_at"], name="claims_batch_newest")]


class BatchFile(models.Model):
    """One file of a batch. ``done`` dossiers have been committed; which, say its submissions."""

    id = models.BigAutoField(primary_key=True)
    batch = models.ForeignKey(Batch, on_delete=models.CASCADE, related_name="files")
    name = models.CharField(max_length=500)
    path = models.CharField(max_length=1000)
    """The file, folder or archive on the server's disk in which ``name`` is found."""
    size = models.BigIntegerField(default=0)
    done = models.IntegerField(default=0)
    finished = models.BooleanField(default=False)

    class Meta:
        db_table = "claims_batch_file"


class Dossier(models.Model):
    """The dossier in force for one visit: facility and MA_LK. A correction takes its place."""

    id = models.UUIDField(primary_key=True)
    """The id of the Encounter in the record."""
    facility_code = models.CharField(max_length=5)
    ma_lk = models.CharField(max_length=100)
    level = models.CharField(max_length=10)
    original = models.CharField(max_length=64)
    """Digest of the original in foundation/files."""
    patient = models.UUIDField()
    visit_start = models.DateTimeField()
    visit_end = models.DateTimeField()
    verdict = models.CharField(max_length=30)
    is_finished = models.BooleanField()
    """False while only the check-in has come."""
    revision = models.IntegerField(default=1)
    """1 when first received, one more with each correction."""
    received_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    class Meta:
        db_table = "claims_dossier"
        constraints = [
            models.UniqueConstraint(fields=["facility_code", "ma_lk"], name="claims_dossier_visit")
        ]
        indexes = [
            models.Index(fields=["facility_code", "-changed_at"], name="claims_dossier_newest"),
            models.Index(fields=["patient", "visit_start"], name="claims_dossier_patient"),
        ]


class Submission(models.Model):
    """One dossier as it stood in one file, with its verdict and what became of it."""

    id = models.BigAutoField(primary_key=True)
    file = models.ForeignKey(BatchFile, on_delete=models.CASCADE, related_name="submissions")
    place = models.IntegerField()
    """Which dossier of the file, from 0."""
    facility_code = models.CharField(max_length=5, blank=True)
    ma_lk = models.CharField(max_length=100, blank=True)
    encounter = models.UUIDField(null=True)
    verdict = models.CharField(max_length=30)
    outcome = models.CharField(max_length=12)
    """``stored``, ``corrected``, ``unchanged`` or ``refused``."""
    errors = models.IntegerField(default=0)
    warnings = models.IntegerField(default=0)
    labels = models.IntegerField(db_default=0)
    """Sensitive kinds that the dossier told as it was sent (bits as in the record), stored or refused."""
    ref = models.UUIDField(db_default=RandomUUID(), unique=True, editable=False)
    """How pages name it: unlike ``id`` it does not tell how many came before, hidden ones included."""
    received_at = models.DateTimeField()

    class Meta:
        db_table = "claims_submission"
        constraints = [models.UniqueConstraint(fields=["file", "place"], name="claims_submission_place")]
        indexes = [
            models.Index(fields=["facility_code", "-received_at"], name="claims_submission_newest"),
            models.Index(fields=["facility_code", "ma_lk"], name="claims_submission_visit"),
            models.Index(fields=["-received_at"], name="claims_submission_latest"),
        ]


class Finding(models.Model):
    """One thing noticed, at its place. ``submission`` is empty for a finding about the file as a whole."""

    id = models.BigAutoField(primary_key=True)
    file = models.ForeignKey(BatchFile, on_delete=models.CASCADE, related_name="findings")
    submission = models.ForeignKey(Submission, on_delete=models.CASCADE, null=True, related_name="findings")
    severity = models.CharField(max_length=8)
    code = models.CharField(max_length=40)
    table = models.CharField(max_length=6, blank=True)
    row = models.IntegerField(null=True)
    field = models.CharField(max_length=40, blank=True)
    value = models.CharField(max_length=120, blank=True)
    """As found, masked where it identifies a person."""
    message_vi = models.CharField(max_length=600)
    message_en = models.CharField(max_length=600)
    legal_basis = models.CharField(max_length=200, blank=True)

    class Meta:
        db_table = "claims_finding"
