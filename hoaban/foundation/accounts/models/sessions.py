"""Where people are signed in: one row for each time somebody proved who they are, on one device."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from hoaban.foundation.accounts.models.accounts import Account


class Device(models.Model):
    """A browser, known again by a random cookie of which the digest is kept."""

    digest = models.BinaryField(unique=True)
    name = models.CharField(max_length=60)
    """What the browser says it is: "Firefox, Windows"."""
    created_at = models.DateTimeField()

    class Meta:
        db_table = "accounts_device"


class Pin(models.Model):
    """A short number that unlocks one person's session on one device; a few wrong ones and it is gone."""

    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="pins")
    device = models.ForeignKey(Device, on_delete=models.PROTECT, related_name="pins")
    hashed = models.CharField(max_length=128)
    failed = models.IntegerField(default=0)
    set_at = models.DateTimeField()

    class Meta:
        db_table = "accounts_pin"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["account", "device"], name="accounts_pin_one_a_device")
        ]


class Session(models.Model):
    """A person signed in on a device, until it ends. The browser's session names it; others may end it."""

    id = models.UUIDField(primary_key=True)
    account = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="sessions")
    person = models.UUIDField(null=True)
    """Of a citizen: the person in the register; they have no account here."""
    name = models.CharField(max_length=120, default="")
    """Of a citizen: as the identity provider spelled it."""
    level = models.SmallIntegerField(default=0)
    """Level of assurance that an identity provider vouched for; 0: none did."""
    device = models.ForeignKey(Device, on_delete=models.PROTECT, related_name="sessions")
    address = models.GenericIPAddressField()
    proof = models.CharField(max_length=10)
    """The strongest thing given: password, totp, passkey, recovery, ..."""
    opened_at = models.DateTimeField()
    proved_at = models.DateTimeField()
    """When somebody last proved to be the owner; what concerns the account itself asks again after a while."""
    seen_at = models.DateTimeField()
    is_whole = models.BooleanField(default=False)
    """Nothing was owed any more: second factor, enrolment, a new password."""
    locked_at = models.DateTimeField(null=True)
    """Left alone for too long, or by its owner's wish: it answers nothing until somebody unlocks it."""
    ended_at = models.DateTimeField(null=True)
    ended_why = models.CharField(max_length=20, default="")

    class Meta:
        db_table = "accounts_session"
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(account=None) ^ models.Q(person=None),
                name="accounts_session_has_one_owner",
            )
        ]
        indexes: ClassVar = [
            models.Index(fields=["account"], condition=models.Q(ended_at=None), name="accounts_session_open"),
            models.Index(fields=["device", "opened_at"], name="accounts_session_on_device"),
        ]
