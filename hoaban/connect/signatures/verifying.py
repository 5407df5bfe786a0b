"""Did a certificate hold: chain, validity, revocation."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import Iterable
from datetime import datetime

from asn1crypto import x509 as der
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from pyhanko_certvalidator import CertificateValidator, ValidationContext
from pyhanko_certvalidator.errors import PathBuildingError, ValidationError

from hoaban.connect.signatures import status
from hoaban.connect.signatures.findings import Fault, Trust
from hoaban.connect.signatures.keys import holds_at


def context(trust: Trust, *, moment: datetime, others: Iterable[x509.Certificate] = ()) -> ValidationContext:
    """The roots as the validator asks for them, at a moment. It takes no list made after the moment: we look ourselves."""
    return ValidationContext(
        trust_roots=as_der(trust.roots),
        other_certs=as_der(others),
        moment=moment,
        revocation_mode="soft-fail",
    )


def chain_fault(
    certificate: x509.Certificate, others: Iterable[x509.Certificate], trust: Trust, *, moment: datetime
) -> Fault | None:
    """Why a certificate was not good for signing at a moment; None when it was."""
    validator = CertificateValidator(
        as_der([certificate])[0], validation_context=context(trust, moment=moment, others=others)
    )
    try:
        path = asyncio.run(validator.async_validate_path())
    except (PathBuildingError, ValidationError):
        return Fault.UNTRUSTED if holds_at(certificate, moment) else Fault.EXPIRED
    if not _is_for_signing(certificate):
        return Fault.UNTRUSTED
    links = [from_der(one) for one in path.iter_certs(include_root=True)]
    for issuer, issued in itertools.pairwise(links):
        if any(_took_back(one, issuer, issued, moment) for one in trust.lists()):
            return Fault.REVOKED
        if _answered_that_taken_back(issuer, issued, trust, moment):
            return Fault.REVOKED
    return None


def _is_for_signing(certificate: x509.Certificate) -> bool:
    """Whether it may sign papers: for either of two uses, as authorities differ; one that names no use may."""
    try:
        use = certificate.extensions.get_extension_for_class(x509.KeyUsage).value
    except x509.ExtensionNotFound:
        return True
    return use.digital_signature or use.content_commitment


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


def _answered_that_taken_back(
    issuer: x509.Certificate, issued: x509.Certificate, trust: Trust, moment: datetime
) -> bool:
    for answer in trust.answers:
        told = status.read_answer(answer, issued, issuer)
        if told is not None and told.certificate_status is status.TAKEN_BACK:
            since = told.revocation_time_utc
            if since is None or since <= moment:
                return True
    return False


def _is_answered(
    certificate: x509.Certificate, trust: Trust, moment: datetime, others: Iterable[x509.Certificate]
) -> bool:
    for issuer in (*trust.roots, *others):
        if issuer.subject != certificate.issuer:
            continue
        for answer in trust.answers:
            told = status.read_answer(answer, certificate, issuer)
            if told is not None and status.holds_until(told) >= moment:
                return True
    return False


def revocation_known(
    certificate: x509.Certificate, trust: Trust, *, moment: datetime, others: Iterable[x509.Certificate] = ()
) -> bool:
    """Whether a list of the certificate's issuer, or an answer about it, is at hand that was in force at the moment or
    came after it."""
    if _is_answered(certificate, trust, moment, others):
        return True
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
