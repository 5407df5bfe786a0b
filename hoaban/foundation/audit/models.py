"""The trail: entries, the blocks that seal them, the daily signatures. Append-only by trigger.

Written by plain SQL in ``services`` (one statement per entry); the models are the tables' description.
"""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models

from hoaban.kernel.models import TransactionId


class Entry(models.Model):
    """Who did what, for which purpose, to whom, with what outcome. Ids and digests only."""

    id = models.BigAutoField(primary_key=True)
    at = models.DateTimeField()
    xid = TransactionId()
    actor_id = models.CharField(max_length=200)
    actor_kind = models.CharField(max_length=10)
    act = models.CharField(max_length=60)
    purpose = models.CharField(max_length=10)
    outcome = models.CharField(max_length=8)
    persons = ArrayField(models.UUIDField())
    detail = models.JSONField()
    request_id = models.CharField(max_length=64)
    digest = models.BinaryField()

    class Meta:
        db_table = "audit_entry"
        indexes = [
            models.Index(fields=["xid", "id"], name="audit_entry_sealing"),
            models.Index(fields=["at"], name="audit_entry_at"),
            models.Index(fields=["actor_id", "at"], name="audit_entry_actor_at"),
            models.Index(fields=["act", "at"], name="audit_entry_act_at"),
            models.Index(fields=["purpose", "at"], name="audit_entry_purpose_at"),
            models.Index(
                fields=["actor_id", "at"],
                condition=models.Q(outcome="refused"),
                name="audit_entry_refused_actor",
            ),
            models.Index(fields=["at"], condition=models.Q(outcome="refused"), name="audit_entry_refused_at"),
            models.Index(
                fields=["request_id"], condition=~models.Q(request_id=""), name="audit_entry_request"
            ),
            GinIndex(fields=["persons"], name="audit_entry_persons"),
        ]


class Block(models.Model):
    """A sealed run of entries; see ``rules.digests.Block`` for the meaning of the fields."""

    number = models.BigIntegerField(primary_key=True)
    era = models.IntegerField()
    era_first_id = models.BigIntegerField()
    life = models.BigIntegerField()
    from_xid = models.BigIntegerField()
    to_xid = models.BigIntegerField()
    closing = models.BooleanField()
    top_id = models.BigIntegerField()
    entries = models.IntegerField()
    root = models.BinaryField()
    previous = models.BinaryField()
    sealed_at = models.DateTimeField()
    hash = models.BinaryField()

    class Meta:
        db_table = "audit_block"
        indexes = [
            models.Index(
                fields=["era", "to_xid"], condition=models.Q(closing=False), name="audit_block_of_xid"
            ),
            models.Index(fields=["top_id"], condition=models.Q(closing=True), name="audit_block_closing"),
        ]


class Anchor(models.Model):
    """The last block of a day, signed."""

    day = models.DateField(primary_key=True)
    block = models.BigIntegerField()
    hash = models.BinaryField()
    public_key = models.BinaryField()
    signature = models.BinaryField()
    signed_at = models.DateTimeField()

    class Meta:
        db_table = "audit_anchor"
