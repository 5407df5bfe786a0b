"""Keys that sign: whatever holds one gives its certificate and signs bytes; formats know nothing else of it.

RSA with SHA-256 (PKCS #1 v1.5) and nothing else: what certification authorities issue to persons and agencies, and
what every reader of signed papers knows.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Protocol

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import pkcs12

_LARGEST = 1024 * 1024
SMALLEST_KEY = 2048


class KeyFailure(Exception):
    """A key did not sign: the text says why in a word, never with a secret."""


class WrongPassphrase(KeyFailure):
    """The passphrase or PIN does not open the key."""


class KeyUnavailable(KeyFailure):
    """The file, token or service is not there, or does not answer; another try may do."""


class ClockOff(KeyFailure):
    """Who stamps times says another time than we: one clock is wrong, and what is signed now would say so for ever."""


class Refused(KeyFailure):
    """The holder of the key, or the service that keeps it, says no."""


class Signer(Protocol):
    """A key with its certificate, open for use."""

    @property
    def certificate(self) -> x509.Certificate:
        """Whose signature it is."""

    @property
    def chain(self) -> Sequence[x509.Certificate]:
        """Certificates between the signer's and the root, as far as the holder of the key knows them."""

    def sign(self, data: bytes) -> bytes:
        """The signature over the data.

        :raises KeyFailure: it was not signed.
        """


class FileSigner:
    """A private key in memory, out of a PKCS #12 file."""

    def __init__(
        self, key: rsa.RSAPrivateKey, certificate: x509.Certificate, chain: Sequence[x509.Certificate]
    ):
        self.key = key
        self.certificate = certificate
        self.chain = tuple(chain)

    def sign(self, data: bytes) -> bytes:
        """The signature over the data."""
        return self.key.sign(data, padding.PKCS1v15(), SHA256())


def open_file(path: Path, passphrase: str) -> FileSigner:
    """The key of a PKCS #12 file.

    :raises KeyUnavailable: there is no such file.
    :raises WrongPassphrase: it does not open.
    :raises KeyFailure: it holds no RSA key of 2,048 bits or more with its certificate.
    """
    try:
        with path.open("rb") as file:
            content = file.read(_LARGEST)
    except OSError:
        raise KeyUnavailable("file") from None
    return open_pkcs12(content, passphrase)


def open_pkcs12(content: bytes, passphrase: str) -> FileSigner:
    """The same from bytes."""
    try:
        key, certificate, chain = pkcs12.load_key_and_certificates(content, passphrase.encode())
    except ValueError:
        raise WrongPassphrase("pkcs12") from None
    if not isinstance(key, rsa.RSAPrivateKey) or certificate is None:
        raise KeyFailure("no RSA key with its certificate")
    check_key(certificate)
    return FileSigner(key, certificate, chain)


def check_key(certificate: x509.Certificate) -> None:
    """Whether signatures of this key are understood everywhere and strong enough.

    :raises KeyFailure: they are not.
    """
    key = certificate.public_key()
    if not isinstance(key, rsa.RSAPublicKey) or key.key_size < SMALLEST_KEY:
        raise KeyFailure(f"not an RSA key of {SMALLEST_KEY} bits")


def check_signature(certificate: x509.Certificate, signature: bytes, data: bytes) -> None:
    """Whether somebody else's answer is a signature of this key over the data.

    :raises KeyFailure: it is not.
    """
    key = certificate.public_key()
    try:
        if not isinstance(key, rsa.RSAPublicKey):
            raise InvalidSignature
        key.verify(signature, data, padding.PKCS1v15(), SHA256())
    except InvalidSignature:
        raise KeyFailure("not a signature of this key") from None


def holds_at(certificate: x509.Certificate, moment: datetime) -> bool:
    """Whether a moment lies within the certificate's validity."""
    return certificate.not_valid_before_utc <= moment <= certificate.not_valid_after_utc
