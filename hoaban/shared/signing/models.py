"""Whose certificate is known, and what is being signed."""

from __future__ import annotations

from typing import ClassVar

from django.db import models


class SigningCertificate(models.Model):
    """A certificate bound to an account. Never a private key: ``key`` names where the operator configured it."""

    username = models.CharField(max_length=150, default="")
    """Whose it is; empty: a facility's."""
    facility_code = models.CharField(max_length=20, default="")
    """Whose seal it stands for; empty: a person's."""
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
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(username="") & ~models.Q(facility_code="")
                | ~models.Q(username="") & models.Q(facility_code=""),
                name="signing_certificate_one_owner",
            )
        ]
        indexes: ClassVar = [
            models.Index(fields=["username"], name="signing_certificate_whose"),
            models.Index(fields=["facility_code"], name="signing_certificate_seal"),
        ]


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


class SigningOffer(models.Model):
    """A paper that waits for somebody's signature, or for a facility's."""

    id = models.UUIDField(primary_key=True)
    kind = models.CharField(max_length=40)
    """Under which heading it stands: see ``rules.KINDS``."""
    title = models.CharField(max_length=200)
    about = models.CharField(max_length=200)
    person = models.UUIDField(null=True)
    media = models.CharField(max_length=4)
    reason = models.CharField(max_length=200, default="")
    spot = models.CharField(max_length=60, default="")
    box = models.JSONField(null=True)
    original = models.CharField(max_length=64)
    signer = models.CharField(max_length=150, default="")
    """Who is to sign; empty: whoever may use the facility's seal."""
    facility_code = models.CharField(max_length=20)
    then_seal = models.JSONField(null=True)
    """Where the facility signs after the person; null: it does not."""
    after = models.OneToOneField("self", on_delete=models.PROTECT, null=True, related_name="then")
    """Whose signed file this one is about."""
    offered_by = models.CharField(max_length=200)
    offered_at = models.DateTimeField()
    state = models.CharField(max_length=9, default="open")
    ended_at = models.DateTimeField(null=True)
    """When it was signed or withdrawn."""
    told_at = models.DateTimeField(null=True)
    """When whoever asked to be told of such papers was told that it is signed."""

    class Meta:
        db_table = "signing_offer"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["about", "kind", "signer"],
                condition=models.Q(state="open"),
                name="signing_offer_once",
            ),
            models.CheckConstraint(
                condition=models.Q(state="open", ended_at=None, told_at=None)
                | models.Q(state="withdrawn", ended_at__isnull=False, told_at=None)
                | models.Q(state="signed", ended_at__isnull=False),
                name="signing_offer_state",
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["signer", "offered_at"], condition=models.Q(state="open"), name="signing_offer_open"
            ),
            models.Index(fields=["about"], name="signing_offer_about"),
            models.Index(
                fields=["ended_at"],
                condition=models.Q(state="signed", told_at=None),
                name="signing_offer_untold",
            ),
        ]


class SigningDocument(models.Model):
    """One paper of a job: an original of the files app, and once signed another."""

    offer = models.ForeignKey(SigningOffer, on_delete=models.PROTECT, null=True, related_name="documents")
    """The offer that it answers; null: the paper was handed over with the job."""
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


class SigningPicture(models.Model):
    """How a signature looks: the picture of somebody's hand, or of a facility's seal. The last one kept is in use."""

    username = models.CharField(max_length=150, default="")
    facility_code = models.CharField(max_length=20, default="")
    content = models.CharField(max_length=64)
    """SHA-256 of the PNG, in the files app; empty: none is shown from now on."""
    kept_at = models.DateTimeField()
    kept_by = models.CharField(max_length=200)

    class Meta:
        db_table = "signing_picture"
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(username="") & ~models.Q(facility_code="")
                | ~models.Q(username="") & models.Q(facility_code=""),
                name="signing_picture_one_owner",
            )
        ]
        indexes: ClassVar = [
            models.Index(fields=["username", "facility_code", "-kept_at"], name="signing_picture_newest")
        ]


class SigningConfirmation(models.Model):
    """That somebody confirmed a paper otherwise than by a signature in it. Append-only; each names the one before."""

    id = models.UUIDField(primary_key=True)
    paper = models.CharField(max_length=64)
    """SHA-256 of the paper's bytes, in hex."""
    place = models.IntegerField()
    """Counted from 1 within the paper."""
    about = models.CharField(max_length=200)
    title = models.CharField(max_length=200)
    person = models.UUIDField(null=True)
    """Whom the paper is about."""
    method = models.CharField(max_length=12)
    capacity = models.CharField(max_length=14)
    """As what they confirmed: staff, patient, representative."""
    name = models.CharField(max_length=200)
    """Who confirmed, as they are called."""
    account = models.CharField(max_length=200)
    """The actor who confirmed, or before whom somebody else did."""
    witness = models.CharField(max_length=200, default="")
    words = models.CharField(max_length=400, default="")
    """What a witness saw, or whose representative somebody is."""
    picture = models.CharField(max_length=64, default="")
    """SHA-256 of the picture of the hand or finger."""
    facility_code = models.CharField(max_length=20)
    at = models.DateTimeField()
    previous = models.CharField(max_length=64, default="")
    digest = models.CharField(max_length=64)
    """Over all of the above, the one before included."""

    class Meta:
        db_table = "signing_confirmation"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["paper", "place"], name="signing_confirmation_place")
        ]
        indexes: ClassVar = [models.Index(fields=["about"], name="signing_confirmation_about")]
