"""What somebody proves with: passwords of before, an authenticator app, passkeys, recovery codes."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from hoaban.foundation.accounts.models.accounts import Account


class PastPassword(models.Model):
    """A password somebody had before: the last ten are not used again."""

    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="past_passwords")
    hashed = models.CharField(max_length=128)
    replaced_at = models.DateTimeField()

    class Meta:
        db_table = "accounts_past_password"


class Totp(models.Model):
    """The secret shared with somebody's authenticator app (RFC 6238), sealed with the installation's key."""

    account = models.OneToOneField(Account, on_delete=models.PROTECT, primary_key=True, related_name="totp")
    sealed = models.BinaryField()
    last_step = models.BigIntegerField()
    """Step of the newest code that was accepted: neither it nor an older one is accepted again."""
    created_at = models.DateTimeField()

    class Meta:
        db_table = "accounts_totp"


class Passkey(models.Model):
    """A WebAuthn credential: a security key, or a device that knows its owner by finger, face or its own PIN."""

    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="passkeys")
    name = models.CharField(max_length=60)
    credential = models.BinaryField()
    """As WebAuthn's attested credential data: authenticator model, id and public key."""
    credential_id = models.BinaryField(unique=True)
    counter = models.BigIntegerField()
    """Signatures made, as the device counts them: a count that does not rise tells of a copy (0: it does not count)."""
    created_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "accounts_passkey"
        ordering: ClassVar = ["id"]


class RecoveryCode(models.Model):
    """The keyed digest of a printed code that opens the door once when phone or key are lost."""

    digest = models.BinaryField(primary_key=True)
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="recovery_codes")
    used_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "accounts_recovery_code"
