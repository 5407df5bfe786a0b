"""Keep a small secret in the database: sealed with a key that is not there.

The key comes from the installation's secrets (``HOABAN_SEALING_KEY``); who steals the database alone can read
nothing of it. What a secret is about is bound to it, so that one row's seal is worth nothing in another.
"""

from __future__ import annotations

import functools
import hashlib
import hmac
import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

_NONCE = 12


class BrokenSeal(Exception):
    """Sealed with another key, for something else, or changed since."""


def seal(plain: bytes, *, about: str) -> bytes:
    """AES-256-GCM; every call gives other bytes."""
    nonce = os.urandom(_NONCE)
    return nonce + AESGCM(_key("seal")).encrypt(nonce, plain, about.encode())


def unseal(sealed: bytes, *, about: str) -> bytes:
    """What was sealed about the same thing.

    :raises BrokenSeal: it cannot be read.
    """
    try:
        return AESGCM(_key("seal")).decrypt(sealed[:_NONCE], sealed[_NONCE:], about.encode())
    except (InvalidTag, ValueError):
        raise BrokenSeal(about) from None


def keyed_digest(text: str, *, about: str) -> bytes:
    """A digest that nobody without the key can try words against."""
    return hmac.digest(_key("digest"), f"{about}\0{text}".encode(), "sha256")


def _key(use: str) -> bytes:
    return _derived(settings.SEALING_KEY, use)


@functools.lru_cache(maxsize=8)
def _derived(secret: str, use: str) -> bytes:
    if not secret:
        raise ImproperlyConfigured("HOABAN_SEALING_KEY is not set: there is nothing to keep secrets with")
    return hmac.digest(secret.encode(), use.encode(), hashlib.sha256)
