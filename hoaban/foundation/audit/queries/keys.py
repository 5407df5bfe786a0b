"""The keys of the trail as this installation holds them."""

from __future__ import annotations

import functools
from pathlib import Path

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured


@functools.lru_cache(maxsize=4)
def _bytes(secret: str) -> bytes:
    if not secret:
        raise ImproperlyConfigured("HOABAN_AUDIT_KEY is not set: nothing may be done that cannot be audited")
    return secret.encode()


def digest_key() -> bytes:
    """The key of the digests. :raises ImproperlyConfigured: when the installation has none."""
    return _bytes(settings.AUDIT_KEY)


def secrets_folder() -> Path:
    """Where the signing key lies."""
    return Path(settings.VAR) / "secrets"


def known_public_keys() -> frozenset[bytes] | None:
    """Public keys this installation has signed with, one per line of the file; None where no file is kept."""
    path = secrets_folder() / "audit_signing.pub"
    if not path.exists():
        return None
    return frozenset(bytes.fromhex(line) for line in path.read_text(encoding="ascii").split())
