"""What was handed over to outside systems and what became of it; what a portal said of cards; secrets and switches."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

OPEN = ["waiting", "sending", "unsure"]
_STATES = [*OPEN, "accepted", "refused", "dead", "by_hand", "replaced", "withheld", "called_back"]


class Message(models.Model):
    """One content for one destination. Its id is made of what it is about and says: handed over twice, it is one message."""

    id = models.UUIDField(primary_key=True)
    destination = models.CharField(max_length=40)
    schema = models.CharField(max_length=20)
    facility_code = models.CharField(max_length=5)
    about = models.CharField(max_length=100)
    """What it tells of, as its owner names it."""
    key = models.CharField(max_length=60)
    """By which the other side knows it again."""
    person = models.UUIDField(null=True)
    content = models.BinaryField(null=True)
    """Sealed; empty once it is settled and kept long enough. Of what is not to be sent it is never kept."""
    digest = models.CharField(max_length=64)
    masked = models.BooleanField(default=False)
    state = models.CharField(max_length=12)
    reason = models.CharField(max_length=40, default="")
    reference = models.CharField(max_length=100, default="")
    """The other side's number for it."""
    replaces = models.ForeignKey("self", models.PROTECT, null=True, related_name="replaced_by")
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=200)
    changed_at = models.DateTimeField()
    due_at = models.DateTimeField()
    """When something is to be done about it; of what is being sent: when the try counts as broken off."""
    tries = models.SmallIntegerField(default=0)
    look_at = models.DateTimeField(null=True)
    """When the other side is to be asked what it knows of it."""
    looks = models.SmallIntegerField(default=0)
    found_at = models.DateTimeField(null=True)
    """When the other side was seen to have what was entered by hand."""
    extent = models.CharField(max_length=10, default="")
    """How much of it the other side has told to be done: none, part, whole."""

    class Meta:
        db_table = "exchange_message"
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(state__in=_STATES), name="exchange_message_state"),
            models.CheckConstraint(
                condition=~Q(state__in=OPEN) | Q(content__isnull=False), name="exchange_message_content"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["due_at"], condition=Q(state__in=OPEN), name="exchange_message_due"),
            models.Index(
                fields=["look_at"], condition=Q(look_at__isnull=False), name="exchange_message_look"
            ),
            models.Index(fields=["about"], name="exchange_message_about"),
            models.Index(
                fields=["facility_code", "destination", "state", "made_at"], name="exchange_message_facility"
            ),
        ]


class Try(models.Model):
    """One try to send a message."""

    message = models.ForeignKey(Message, models.CASCADE, related_name="attempts")
    number = models.SmallIntegerField()
    began_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    """Empty: it is under way, or was broken off."""
    outcome = models.CharField(max_length=10, default="")
    reason = models.CharField(max_length=40, default="")

    class Meta:
        db_table = "exchange_try"
        indexes: ClassVar = [models.Index(fields=["message", "began_at"], name="exchange_try_of")]


class Receipt(models.Model):
    """What the other side told of a message, or what somebody brought as proof that it was entered there by hand."""

    message = models.ForeignKey(Message, models.CASCADE, related_name="receipts")
    kind = models.CharField(max_length=12)
    """accepted, found, dispensed, by_hand."""
    at = models.DateTimeField()
    number = models.CharField(max_length=100, default="")
    facts = models.JSONField(default=dict)
    proof = models.CharField(max_length=64, default="")
    """Digest of the file."""
    by = models.CharField(max_length=200, default="")

    class Meta:
        db_table = "exchange_receipt"
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(kind__in=["accepted", "found", "dispensed", "by_hand"]),
                name="exchange_receipt_kind",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["message", "at"], name="exchange_receipt_of")]


class CardCheck(models.Model):
    """One question about an insurance card, and its answer. Every one is kept."""

    id = models.UUIDField(primary_key=True)
    facility_code = models.CharField(max_length=5)
    visit = models.UUIDField(null=True)
    person = models.UUIDField(null=True)
    moment = models.CharField(max_length=10)
    number = models.CharField(max_length=20)
    name = models.CharField(max_length=200)
    birth = models.CharField(max_length=10)
    sex = models.CharField(max_length=10, default="")
    state = models.CharField(max_length=10)
    why = models.CharField(max_length=12, default="")
    code = models.CharField(max_length=40, default="")
    card = models.JSONField(default=dict)
    """What the portal has, as plain values."""
    differs = models.CharField(max_length=40, default="")
    asked_at = models.DateTimeField()
    asked_by = models.CharField(max_length=200)
    answered_at = models.DateTimeField(null=True)
    tries = models.SmallIntegerField(default=0)
    due_at = models.DateTimeField(null=True)
    """When it is asked again; empty: not."""

    class Meta:
        db_table = "exchange_card_check"
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(state__in=["valid", "not_valid", "another", "unknown"]),
                name="exchange_card_check_state",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["visit", "asked_at"], name="exchange_card_check_visit"),
            models.Index(
                fields=["due_at"], condition=Q(due_at__isnull=False), name="exchange_card_check_due"
            ),
            models.Index(fields=["facility_code", "asked_at"], name="exchange_card_check_facility"),
        ]


class Credential(models.Model):
    """What a facility, or a member of its staff (``holder``), signs in with at a destination; sealed."""

    destination = models.CharField(max_length=40)
    facility_code = models.CharField(max_length=5)
    holder = models.CharField(max_length=60, default="")
    sealed = models.BinaryField()
    set_at = models.DateTimeField()
    set_by = models.CharField(max_length=200)

    class Meta:
        db_table = "exchange_credential"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["destination", "facility_code", "holder"], name="exchange_credential_once"
            ),
        ]


class Switch(models.Model):
    """Whether a destination is spoken to; without a facility: by all. Without a row it is."""

    destination = models.CharField(max_length=40)
    facility_code = models.CharField(max_length=5, default="")
    on = models.BooleanField()
    why = models.CharField(max_length=300, default="")
    changed_at = models.DateTimeField()
    changed_by = models.CharField(max_length=200)

    class Meta:
        db_table = "exchange_switch"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["destination", "facility_code"], name="exchange_switch_once"),
        ]
