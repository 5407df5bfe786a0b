"""Was a certificate taken back: asked of its issuer (OCSP, RFC 6960), and what an answer is worth."""

from __future__ import annotations

import urllib.error
import urllib.request
from datetime import datetime

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import ocsp
from cryptography.x509.oid import AuthorityInformationAccessOID, ExtendedKeyUsageOID

from hoaban.connect.signatures.keys import KeyUnavailable

_SECONDS = 10
_MOST = 64 * 1024
TAKEN_BACK = ocsp.OCSPCertStatus.REVOKED


def address_of(certificate: x509.Certificate) -> str:
    """Where its issuer answers; empty when the certificate names no such place."""
    try:
        told = certificate.extensions.get_extension_for_class(x509.AuthorityInformationAccess).value
    except x509.ExtensionNotFound:
        return ""
    for one in told:
        if one.access_method == AuthorityInformationAccessOID.OCSP and isinstance(
            one.access_location, x509.UniformResourceIdentifier
        ):
            return one.access_location.value
    return ""


def ask_status(certificate: x509.Certificate, issuer: x509.Certificate, address: str) -> bytes:
    """The issuer's answer, DER.

    :raises KeyUnavailable: none, or one that is no answer of the issuer's about this certificate.
    """
    question = ocsp.OCSPRequestBuilder().add_certificate(certificate, issuer, SHA256()).build()
    if not address.startswith(("http://", "https://")):
        raise KeyUnavailable("status")
    request = urllib.request.Request(  # noqa: S310 - from a certificate that a trusted root stands behind
        address,
        data=question.public_bytes(Encoding.DER),
        headers={"Content-Type": "application/ocsp-request", "Accept": "application/ocsp-response"},
    )
    try:
        with urllib.request.urlopen(request, timeout=_SECONDS) as told:  # noqa: S310
            answer: bytes = told.read(_MOST)
    except urllib.error.HTTPError as refused:
        refused.close()
        raise KeyUnavailable("status") from None
    except (OSError, ValueError):
        raise KeyUnavailable("status") from None
    if read_answer(answer, certificate, issuer) is None:
        raise KeyUnavailable("status")
    return answer


def read_answer(
    answer: bytes, certificate: x509.Certificate, issuer: x509.Certificate
) -> ocsp.OCSPResponse | None:
    """An answer about this certificate that its issuer, or whom the issuer entrusted, has signed; None: it is none."""
    try:
        told = ocsp.load_der_ocsp_response(answer)
        if told.response_status is not ocsp.OCSPResponseStatus.SUCCESSFUL:
            return None
        if told.serial_number != certificate.serial_number:
            return None
        key = _responder(told, issuer).public_key()
        if not isinstance(key, rsa.RSAPublicKey) or told.signature_hash_algorithm is None:
            return None
        key.verify(told.signature, told.tbs_response_bytes, padding.PKCS1v15(), told.signature_hash_algorithm)
    except (ValueError, TypeError, InvalidSignature, x509.ExtensionNotFound):
        return None
    return told


def holds_until(told: ocsp.OCSPResponse) -> datetime:
    """Until when an answer is to be believed: its next update, or its own moment."""
    return told.next_update_utc or told.this_update_utc


def _responder(told: ocsp.OCSPResponse, issuer: x509.Certificate) -> x509.Certificate:
    """The issuer, or a certificate of its for answering that comes along."""
    for one in told.certificates:
        if one.issuer == issuer.subject and one != issuer:
            one.verify_directly_issued_by(issuer)
            use = one.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value
            if ExtendedKeyUsageOID.OCSP_SIGNING in use:
                return one
    return issuer
