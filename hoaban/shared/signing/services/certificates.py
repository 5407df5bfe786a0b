"""Whose certificate is whose: registered by an officer, revoked by note."""

from __future__ import annotations

import hashlib
from datetime import datetime

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from django.conf import settings
from django.db import IntegrityError, transaction

from hoaban.connect import signatures
from hoaban.connect.signatures import authority
from hoaban.foundation.accounts import api as accounts
from hoaban.foundation.audit import api as audit
from hoaban.foundation.places import api as places
from hoaban.kernel.actor import Actor
from hoaban.kernel.clock import vietnam_day
from hoaban.kernel.errors import Conflict, Invalid, NotFound
from hoaban.shared.signing import policies, queries
from hoaban.shared.signing.models import SigningCertificate
from hoaban.shared.signing.services import trial

REGISTER, REVOKE = "signing.register", "signing.revoke"


class UntrustedCertificate(Invalid):
    """No authority that this installation trusts stands behind it, or it does not hold now."""


class CertificateTaken(Conflict):
    """It is registered already."""


def register_certificate(*, actor: Actor, username: str, key: str, content: bytes, now: datetime) -> int:
    """Bind a certificate (PEM or DER) to an account; ``key`` names where the operator configured its private key.

    :raises NotAllowed: the actor keeps no accounts. :raises UntrustedCertificate: see there.
    :raises Invalid: it is no certificate, its key is weak, or no such key is configured.
    :raises CertificateTaken: it is registered. :raises accounts.UnknownAccount: there is no such account.
    """
    policies.must_keep(actor, REGISTER)
    if accounts.find_account(username) is None:
        raise NotFound("Không có tài khoản này.", "There is no such account.", place="username")
    return _register(actor, {"username": username}, key=key, content=content, now=now)


def register_seal(*, actor: Actor, facility: str, key: str, content: bytes, now: datetime) -> int:
    """Bind a certificate (PEM or DER) of an organisation to a facility, as its seal; ``key`` as above.

    :raises NotAllowed: the actor keeps no accounts. :raises NotFound: there is no such facility.
    :raises UntrustedCertificate, Invalid, CertificateTaken: as above.
    """
    policies.must_keep(actor, REGISTER)
    if facility not in places.facility_names(vietnam_day(now)):
        raise NotFound("Không có cơ sở này.", "There is no such facility.", place="facility")
    return _register(actor, {"facility_code": facility}, key=key, content=content, now=now)


def _register(actor: Actor, owner: dict[str, str], *, key: str, content: bytes, now: datetime) -> int:
    if key not in queries.configured().sources and not (settings.DEMO and queries.trial_key(key).is_file()):
        raise Invalid("Chưa cấu hình khóa này.", "No such key is configured.", place="key")
    certificate = _read(content)
    _check(certificate, now)
    digest = fingerprint(certificate)
    try:
        with transaction.atomic():
            row = SigningCertificate.objects.create(
                **owner, key=key, subject=queries.name_text(certificate.subject),
                issuer=queries.name_text(certificate.issuer), serial=f"{certificate.serial_number:x}", fingerprint=digest,
                valid_from=certificate.not_valid_before_utc, valid_until=certificate.not_valid_after_utc,
                registered_at=now, registered_by=actor.id,
            )  # fmt: skip
            audit.write(actor=actor, act=REGISTER, detail={**owner, "certificate": digest}, now=now)
    except IntegrityError:
        raise CertificateTaken(
            "Chứng thư này đã được đăng ký.", "This certificate is registered already.", place="content"
        ) from None
    return row.pk


def note_revocation(*, actor: Actor, certificate: int, at: datetime, why: str, now: datetime) -> None:
    """Note that the authority took a certificate back, from ``at`` on; nothing is signed with it any more. What was
    signed before stays. The earliest moment that somebody noted holds.

    :raises NotAllowed: the actor keeps no accounts. :raises NotFound: there is no such certificate.
    :raises Invalid: no reason, or a moment to come.
    """
    policies.must_keep(actor, REVOKE)
    if not why.strip():
        raise Invalid("Ghi lý do.", "Say why.", place="why")
    if at > now:
        raise Invalid("Thời điểm thu hồi chưa tới.", "The moment has not come.", place="at")
    with transaction.atomic():
        row = SigningCertificate.objects.select_for_update().filter(pk=certificate).first()
        if row is None:
            raise NotFound("Không có chứng thư này.", "There is no such certificate.", place="certificate")
        if row.revoked_at is not None and row.revoked_at <= at:
            return
        row.revoked_at, row.revoked_by, row.revoked_why = at, actor.id, why.strip()[:400]
        row.save(update_fields=["revoked_at", "revoked_by", "revoked_why"])
        audit.write(actor=actor, act=REVOKE, detail={"certificate": row.fingerprint}, now=now)
    if queries.is_trial():
        trial.refresh_list(now=now)


def fingerprint(certificate: x509.Certificate) -> str:
    """By which a certificate is known."""
    return hashlib.sha256(certificate.public_bytes(Encoding.DER)).hexdigest()


def _read(content: bytes) -> x509.Certificate:
    try:
        if content.lstrip().startswith(b"-----BEGIN"):
            certificate = x509.load_pem_x509_certificate(content)
        else:
            certificate = x509.load_der_x509_certificate(content)
        signatures.check_key(certificate)
    except (ValueError, signatures.KeyFailure):
        raise Invalid(
            "Không phải chứng thư RSA từ 2048 bit.",
            "No certificate of an RSA key of 2048 bits or more.",
            place="content",
        ) from None
    return certificate


def _check(certificate: x509.Certificate, now: datetime) -> None:
    if not settings.DEMO and authority.is_test(certificate):
        raise UntrustedCertificate(
            "Chứng thư thử không dùng được ở hệ thống thật.",
            "A test certificate is of no use in production.",
            place="content",
        )
    # certificates between it and the root are among the trusted folder's
    if signatures.chain_fault(certificate, (), queries.trust(now=now), moment=now) is not None:
        raise UntrustedCertificate(
            "Chứng thư không còn hiệu lực, đã bị thu hồi, hoặc không do tổ chức đáng tin cấp.",
            "The certificate does not hold now, was revoked, or is by nobody who is trusted.",
            place="content",
        )
