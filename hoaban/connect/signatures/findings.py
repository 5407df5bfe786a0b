"""What a verification finds, and what whoever asks believes.

A signature counts when all four hold: content, key, chain to a root that the asker trusts, validity at the time of
signing. A time that only the signer tells proves nothing: without a time stamp the certificate must hold at the
moment of asking.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from cryptography import x509


class Fault(StrEnum):
    """Why a signature does not count."""

    CHANGED = "changed"
    """The content is not what was signed, or the signature is not the key's."""
    UNTRUSTED = "untrusted"
    """No chain to a trusted root."""
    EXPIRED = "expired"
    """The certificate did not hold at the time that counts."""
    REVOKED = "revoked"
    TIME = "time"
    """The time stamp is not about this signature, or by nobody who is trusted."""
    FORM = "form"
    """It cannot be read as a signature of this kind."""


@dataclass(frozen=True, slots=True)
class Trust:
    """What the asker believes: roots, lists of revoked certificates (DER), answers about single ones, and the present time."""

    roots: tuple[x509.Certificate, ...]
    now: datetime
    revocations: tuple[bytes, ...] = ()
    answers: tuple[bytes, ...] = ()
    """What issuers answered about single certificates (OCSP, DER)."""

    def lists(self) -> list[x509.CertificateRevocationList]:
        """What was revoked, as far as it can be read."""
        return [x509.load_der_x509_crl(one) for one in self.revocations]


@dataclass(frozen=True, slots=True)
class Proof:
    """What shows later that the certificate held: trusted roots, lists of revoked ones (CRL, DER), answers of issuers about
    single ones (OCSP, DER)."""

    roots: tuple[bytes, ...]
    revocations: tuple[bytes, ...]
    answers: tuple[bytes, ...] = ()


@dataclass(frozen=True, slots=True)
class Finding:
    """One signature. ``signed_at`` is proved by a time stamp when ``timed``, else only said by the signer."""

    signer: str
    issuer: str
    serial: str
    signed_at: datetime | None
    timed: bool
    revocation_known: bool
    faults: tuple[Fault, ...]
    test: bool = False
    """Issued by a test authority: without legal value whatever else holds."""
    covers_all: bool = True
    """Nothing was added to the file after it."""

    @property
    def valid(self) -> bool:
        """Whether it counts."""
        return not self.faults


@dataclass(frozen=True, slots=True)
class Verdict:
    """All signatures of a file, in the order of signing."""

    kind: str
    signatures: tuple[Finding, ...] = field(default_factory=tuple)

    @property
    def valid(self) -> bool:
        """Signed, and every signature counts."""
        return bool(self.signatures) and all(one.valid for one in self.signatures)


def unreadable(fault: Fault = Fault.FORM) -> Finding:
    """A signature of which nothing can be told."""
    return Finding("", "", "", None, False, False, (fault,))


def name_of(name: x509.Name) -> str:
    """How a certificate calls somebody, for a person who reads it."""
    common = name.get_attributes_for_oid(x509.NameOID.COMMON_NAME)
    return str(common[0].value) if common else name.rfc4514_string()
