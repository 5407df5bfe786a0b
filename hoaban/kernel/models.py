"""The outbox: what was done, in an order that no concurrent commit can make a follower miss."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models.expressions import Func
from django.db.models.functions import Now


class TransactionId(models.Field):  # type: ignore[type-arg]
    """PostgreSQL ``xid8``: the 64-bit id of the writing transaction, filled by the database."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("db_default", Func(function="pg_current_xact_id"))
        options["editable"] = False
        super().__init__(**options)

    def db_type(self, connection: Any) -> str:  # noqa: ARG002
        return "xid8"


class Announcement(models.Model):
    """One committed act of one publisher, and what it changed (ids only, never values).

    ``xid`` is the writing transaction. The sealer gives ``position`` (dense, from 1) only to rows whose
    transaction lies below every one still running, so positions never appear out of order.
    """

    id = models.BigAutoField(primary_key=True)
    xid = TransactionId()
    topic = models.CharField(max_length=40)
    changes = models.JSONField()
    at = models.DateTimeField(db_default=Now())
    position = models.BigIntegerField(null=True, unique=True)

    class Meta:
        db_table = "kernel_announcement"
        indexes = [
            models.Index(
                fields=["id"], name="kernel_announcement_unsealed", condition=models.Q(position=None)
            ),
        ]


class FollowerCursor(models.Model):
    """How far a follower has read. Moved in the same transaction as what the follower wrote."""

    name = models.CharField(max_length=80, primary_key=True)
    position = models.BigIntegerField(default=0)
    moved_at = models.DateTimeField(db_default=Now())
    failure = models.TextField(default="", blank=True)

    class Meta:
        db_table = "kernel_follower_cursor"
