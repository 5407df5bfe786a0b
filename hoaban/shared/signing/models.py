"""Whose certificate is known, and what is being signed."""

from __future__ import annotations

from typing import ClassVar

from django.db import models


class SigningCertificate(models.Model):
    """A certificate bound to an account. Never a private key: ``key`` names where the operator configured it."""

    username = models.CharField(max_length=150)
    key = models.CharField(max_length=40)
    subject = models.CharField(max_length=500)
    issuer = models.CharField(max_length=500)
    serial = models.CharField(max_length=64)
    fingerprint = models.CharField(max_length=64, unique=True)
    """SHA-256 of the certificate, in hex."""
    valid_from = models.DateTimeField()
    valid_until = models.DateTimeField()
    registered_at = models.DateTimeField()
    registered_by = models.CharField(max_length=200)
    revoked_at = models.DateTimeField(null=True)
    """From when on the authority took it back, as somebody noted."""
    revoked_by = models.CharField(max_length=200, default="")
    revoked_why = models.CharField(max_length=400, default="")

    class Meta:
        db_table = "signing_certificate"
        indexes: ClassVar = [models.Index(fields=["username"], name="signing_certificate_whose")]


class SigningJob(models.Model):
    """Several papers signed in one act."""

    id = models.UUIDField(primary_key=True)
    certificate = models.ForeignKey(SigningCertificate, on_delete=models.PROTECT, related_name="jobs")
    asked_by = models.CharField(max_length=200)
    asked_at = models.DateTimeField()
    """Last, when somebody asked again."""
    moved_at = models.DateTimeField()
    """When a run last did something; one that stands still is gone on with by another."""
    allowed = models.BinaryField(null=True)
    """The passphrase or PIN, sealed for this job alone; gone as soon as the job has ended."""
    ended_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "signing_job"
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(ended_at=None) | models.Q(allowed=None), name="signing_job_forgets"
            )
        ]
        indexes: ClassVar = [models.Index(fields=["asked_by", "-asked_at"], name="signing_job_newest")]


class SigningDocument(models.Model):
    """One paper of a job: an original of the files app, and once signed another."""

    job = models.ForeignKey(SigningJob, on_delete=models.CASCADE, related_name="documents")
    place = models.IntegerField()
    title = models.CharField(max_length=200)
    about = models.CharField(max_length=200)
    """What it is to whoever asked, as ``visit:0192...``."""
    person = models.UUIDField(null=True)
    """Whom it is about, if it is about somebody: they read in the trail who signed."""
    kind = models.CharField(max_length=4)
    """``pdf`` or ``xml``."""
    reason = models.CharField(max_length=200, default="")
    spot = models.CharField(max_length=60, default="")
    """The element of an XML file that holds the signature."""
    box = models.JSONField(null=True)
    """Page, left, bottom, right, top of what is seen of the signature; null: nothing is."""
    original = models.CharField(max_length=64)
    state = models.CharField(max_length=8, default="waiting")
    failure = models.CharField(max_length=12, default="")
    signed = models.CharField(max_length=64, default="")
    signed_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "signing_document"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["job", "place"], name="signing_document_place"),
            models.CheckConstraint(
                condition=models.Q(state="signed", signed_at__isnull=False, failure="") & ~models.Q(signed="")
                | models.Q(state="failed", signed="", signed_at=None) & ~models.Q(failure="")
                | models.Q(state__in=["waiting", "signing"], signed="", signed_at=None, failure=""),
                name="signing_document_state",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["about"], name="signing_document_about")]
