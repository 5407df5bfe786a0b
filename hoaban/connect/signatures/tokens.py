"""Keys in a token or hardware security module, spoken to by PKCS #11; the key never leaves it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pkcs11
from cryptography import x509
from pkcs11.exceptions import PinIncorrect, PinInvalid, PinLenRange, PinLocked, PKCS11Error

from hoaban.connect.signatures.keys import KeyFailure, KeyUnavailable, Refused, WrongPassphrase, check_key
from hoaban.connect.signatures.sources import Token


class TokenSigner:
    """A key of a token, for as long as its session is open."""

    def __init__(self, key: Any, certificate: x509.Certificate):
        self._key = key
        self.certificate = certificate
        self.chain: tuple[x509.Certificate, ...] = ()

    def sign(self, data: bytes) -> bytes:
        """The signature over the data, made in the token."""
        try:
            return bytes(self._key.sign(data, mechanism=pkcs11.Mechanism.SHA256_RSA_PKCS))
        except PKCS11Error as failed:
            raise KeyUnavailable(type(failed).__name__) from None


@contextmanager
def open_token(where: Token, pin: str) -> Iterator[TokenSigner]:
    """The key of a token while the block runs; the session is closed after it.

    :raises KeyUnavailable: no such library, token or key.
    :raises WrongPassphrase: the PIN is wrong.
    :raises Refused: too many wrong PINs; the token is locked.
    """
    try:
        session = pkcs11.lib(where.library).get_token(token_label=where.token).open(user_pin=pin)
    except (PinIncorrect, PinInvalid, PinLenRange):
        raise WrongPassphrase("pin") from None
    except PinLocked:
        raise Refused("pin locked") from None
    except (PKCS11Error, RuntimeError) as failed:  # the library is missing: a RuntimeError
        raise KeyUnavailable(type(failed).__name__) from None
    with session:
        yield _signer(session, where.key)


def _signer(session: pkcs11.Session, label: str) -> TokenSigner:
    try:
        key = session.get_key(object_class=pkcs11.ObjectClass.PRIVATE_KEY, label=label)
        wanted = {
            pkcs11.Attribute.CLASS: pkcs11.ObjectClass.CERTIFICATE,
            pkcs11.Attribute.LABEL: label,
        }
        found = [one[pkcs11.Attribute.VALUE] for one in session.get_objects(wanted)]
    except PKCS11Error as failed:
        raise KeyUnavailable(type(failed).__name__) from None
    if not isinstance(key, pkcs11.PrivateKey) or len(found) != 1:
        raise KeyFailure("no key with one certificate under this label")
    certificate = x509.load_der_x509_certificate(found[0])
    check_key(certificate)
    return TokenSigner(key, certificate)
