"""The key pair that signs the trail once a day. It lies in VAR/secrets and is made on first use."""

from __future__ import annotations

import os

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)

from hoaban.foundation.audit.queries.keys import secrets_folder


def signing_key() -> Ed25519PrivateKey:
    """The installation's signing key; made, its public half noted beside it, when there is none yet."""
    folder = secrets_folder()
    path = folder / "audit_signing.pem"
    if not path.exists():
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        made = Ed25519PrivateKey.generate()
        public = os.open(folder / "audit_signing.pub", os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        with os.fdopen(public, "a", encoding="ascii") as file:
            file.write(public_bytes(made).hex() + "\n")
        pem = made.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(pem)
    key = load_pem_private_key(path.read_bytes(), password=None)
    if not isinstance(key, Ed25519PrivateKey):
        raise TypeError(f"{path.name} is not an Ed25519 key")
    return key


def public_bytes(key: Ed25519PrivateKey) -> bytes:
    """The 32 bytes of the public half."""
    return key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
