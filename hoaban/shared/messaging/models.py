"""What people are told and what became of it; how they wish to be told; numbers that want no more messages."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

_WAITING = ["asked", "held", "sending"]
_STATES = [*_WAITING, "sent", "delivered", "failed", "expired", "page", "to_tell", "told"]


class Message(models.Model):
    """One message to one person. Its id is made of what it is about: asked for twice, it is one message."""

    id = models.UUIDField(primary_key=True)
    person = models.UUIDField()
    template = models.CharField(max_length=40)
    version = models.DateField()
    """The day from which this version of the template holds."""
    values = models.JSONField(default=dict)
    """Days and numbers only."""
    about = models.CharField(max_length=60, default="")
    facility = models.CharField(max_length=10, default="")
    """Who asked for it; empty: the Department."""
    asked_at = models.DateTimeField()
    asked_by = models.CharField(max_length=200)
    expires_at = models.DateTimeField(null=True)
    state = models.CharField(max_length=10, default="asked")
    due_at = models.DateTimeField()
    """When something is to be done about it; of what is being sent: when the try counts as broken off."""
    attempts = models.SmallIntegerField(default=0)
    way = models.CharField(max_length=10, default="")
    language = models.CharField(max_length=5, default="")
    shared = models.BooleanField(default=False)
    address = models.CharField(max_length=254, default="")
    text = models.CharField(max_length=1_000, default="")
    """As it left the house; emptied with ``address`` and ``values`` after the days of the configuration."""
    parts = models.SmallIntegerField(default=0)
    reference = models.CharField(max_length=200, default="")
    """The id that the other side gave it."""
    reason = models.CharField(max_length=40, default="")
    commune_code = models.CharField(max_length=5, default="")
    """Of the station that tells it in person."""
    changed_at = models.DateTimeField()
    told_by = models.CharField(max_length=200, default="")

    class Meta:
        db_table = "messaging_message"
        constraints: ClassVar = [
            models.CheckConstraint(condition=models.Q(state__in=_STATES), name="messaging_message_state"),
            models.CheckConstraint(
                condition=~models.Q(state="to_tell") | ~models.Q(commune_code=""),
                name="messaging_message_station",
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["due_at"], condition=models.Q(state__in=_WAITING), name="messaging_message_due"
            ),
            models.Index(
                fields=["commune_code", "asked_at"], condition=models.Q(state="to_tell"),
                name="messaging_message_to_tell",
            ),
            models.Index(fields=["person", "asked_at"], name="messaging_message_person"),
            models.Index(fields=["facility", "state", "asked_at"], name="messaging_message_facility"),
            models.Index(fields=["asked_at"], condition=~models.Q(text=""), name="messaging_message_text"),
        ]  # fmt: skip


class Preference(models.Model):
    """How a person wishes to be told; without a row as :class:`~hoaban.shared.messaging.rules.deciding.Wish` says."""

    person = models.UUIDField(primary_key=True)
    way = models.CharField(max_length=10)
    language = models.CharField(max_length=5)
    email = models.CharField(max_length=254, default="")
    shared = models.BooleanField(default=False)
    plain = models.BooleanField(default=False)
    set_at = models.DateTimeField()
    set_by = models.CharField(max_length=200)

    class Meta:
        db_table = "messaging_preference"


class SharedPhone(models.Model):
    """What a person last said to messages on a telephone that others read; a copy of their answer, which the record keeps."""

    person = models.UUIDField(primary_key=True)
    agreed = models.BooleanField(null=True)
    """None: taken back."""
    said_at = models.DateTimeField()

    class Meta:
        db_table = "messaging_shared_phone"


class StoppedNumber(models.Model):
    """A telephone whose owner wrote that it wants no more messages."""

    phone = models.CharField(max_length=16, primary_key=True)
    stopped_at = models.DateTimeField()

    class Meta:
        db_table = "messaging_stopped_number"
