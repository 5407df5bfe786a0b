"""Records that somebody opened in an emergency, and what a reviewer found."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from hoaban.foundation.accounts.models.accounts import Account


class Emergency(models.Model):
    """One person's record, open to one account for some hours although no care relationship opens it."""

    id = models.UUIDField(primary_key=True)
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    person = models.UUIDField()
    kind = models.CharField(max_length=20)
    """Why, as one of ``rules.emergencies.REASONS``."""
    words = models.CharField(max_length=500)
    """Why, in the words of who opened it; kept here because the trail holds no words."""
    opened_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    reviewed_at = models.DateTimeField(null=True)
    reviewed_by = models.CharField(max_length=200, default="")
    verdict = models.CharField(max_length=12, default="")
    """``justified`` or ``unjustified``, once reviewed."""
    review_words = models.CharField(max_length=500, default="")

    class Meta:
        db_table = "accounts_emergency"
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(reviewed_at=None, verdict="")
                | models.Q(reviewed_at__isnull=False, verdict__in=["justified", "unjustified"]),
                name="accounts_emergency_verdict",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["account", "ends_at"], name="accounts_emergency_account"),
            models.Index(fields=["person", "opened_at"], name="accounts_emergency_person"),
            models.Index(
                fields=["opened_at"],
                condition=models.Q(reviewed_at=None),
                name="accounts_emergency_waiting",
            ),
        ]
