"""Verification: is it what was signed, who signed it, did the certificate hold then, and who says when.

A signature counts when all four hold: content, key, chain to a root that the asker trusts, validity at the time of
signing. A time that only the signer tells proves nothing: without a time stamp the certificate must hold at the
moment of asking.
"""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from asn1crypto import x509 as der
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from pyhanko_certvalidator import CertificateValidator, ValidationContext
from pyhanko_certvalidator.errors import PathBuildingError, ValidationError

from hoaban.connect.signatures.keys import holds_at

_USAGE = {"digital_signature"}


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
    """What the asker believes: roots and lists of revoked certificates (DER), and the present time."""

    roots: tuple[x509.Certificate, ...]
    now: datetime
    revocations: tuple[bytes, ...] = ()

    def context(self, *, moment: datetime, others: Iterable[x509.Certificate] = ()) -> ValidationContext:
        """The roots as the validator asks for them, at a moment. It takes no list made after the moment: we look ourselves."""
        return ValidationContext(
            trust_roots=as_der(self.roots),
            other_certs=as_der(others),
            moment=moment,
            revocation_mode="soft-fail",
        )

    def lists(self) -> list[x509.CertificateRevocationList]:
        """What was revoked, as far as it can be read."""
        return [x509.load_der_x509_crl(one) for one in self.revocations]


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


def chain_fault(
    certificate: x509.Certificate, others: Iterable[x509.Certificate], trust: Trust, *, moment: datetime
) -> Fault | None:
    """Why a certificate was not good for signing at a moment; None when it was."""
    validator = CertificateValidator(
        as_der([certificate])[0], validation_context=trust.context(moment=moment, others=others)
    )
    try:
        path = asyncio.run(validator.async_validate_usage(_USAGE))
    except (PathBuildingError, ValidationError):
        return Fault.UNTRUSTED if holds_at(certificate, moment) else Fault.EXPIRED
    links = [from_der(one) for one in path.iter_certs(include_root=True)]
    for issuer, issued in itertools.pairwise(links):
        if any(_took_back(one, issuer, issued, moment) for one in trust.lists()):
            return Fault.REVOKED
    return None


def _took_back(
    known: x509.CertificateRevocationList,
    issuer: x509.Certificate,
    issued: x509.Certificate,
    moment: datetime,
) -> bool:
    """Whether the issuer took a certificate back at that moment or before; later it does not undo a signature."""
    row = known.get_revoked_certificate_by_serial_number(issued.serial_number)
    return (
        row is not None
        and row.revocation_date_utc <= moment
        and known.issuer == issuer.subject
        and known.is_signature_valid(issuer.public_key())  # type: ignore[arg-type]
    )


def revocation_known(certificate: x509.Certificate, trust: Trust, *, moment: datetime) -> bool:
    """Whether a list of the certificate's issuer is at hand that was in force at the moment or came after it."""
    return any(
        one.issuer == certificate.issuer and one.next_update_utc is not None and one.next_update_utc >= moment
        for one in trust.lists()
    )


def as_der(certificates: Iterable[x509.Certificate]) -> list[der.Certificate]:
    """Certificates of the one library as those of the other."""
    return [der.Certificate.load(one.public_bytes(Encoding.DER)) for one in certificates]


def from_der(certificate: der.Certificate) -> x509.Certificate:
    """And back."""
    return x509.load_der_x509_certificate(certificate.dump())


def name_of(name: x509.Name) -> str:
    """How a certificate calls somebody, for a person who reads it."""
    common = name.get_attributes_for_oid(x509.NameOID.COMMON_NAME)
    return str(common[0].value) if common else name.rfc4514_string()
