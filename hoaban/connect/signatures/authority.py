"""A certification authority of our own for demonstrations and tests: its word is worth nothing, and it says so.

It issues to persons and agencies, stamps times and lists what it revoked. Whoever trusts certificates in earnest asks
:func:`is_test` first.
"""

from __future__ import annotations

import datetime as days
import secrets
from dataclasses import dataclass, field
from datetime import datetime

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, Encoding, pkcs12
from cryptography.x509 import ocsp
from cryptography.x509.oid import AuthorityInformationAccessOID, ExtendedKeyUsageOID, NameOID

from hoaban.connect.signatures.keys import FileSigner

ORGANISATION = "HOA BAN - CHỨNG THƯ THỬ, KHÔNG CÓ GIÁ TRỊ PHÁP LÝ"
"""In the name of everything the authority issues, and in its own."""
_YEARS = days.timedelta(days=5 * 365)
_KEY_BITS = 2048


@dataclass
class TestAuthority:
    """A root key with what it issued. Two are never the same, and none outlives its folder."""

    __test__ = False  # no test, whatever pytest reads into the name

    key: rsa.RSAPrivateKey
    root: x509.Certificate
    revoked: list[x509.RevokedCertificate] = field(default_factory=list)
    answers_at: str = ""
    """Where it answers about single certificates, if it does: written into what it issues from then on."""

    def issue(
        self, name: str, *, number: str = "", since: datetime, until: datetime, stamps_time: bool = False
    ) -> FileSigner:
        """A new key with a certificate for a person, an agency or a time-stamping service."""
        key = _new_key()
        made = _builder(_named(name, number), self.root.subject, key, since, until).add_extension(
            x509.BasicConstraints(ca=False, path_length=None), critical=True
        )
        made = made.add_extension(_usage(signs_papers=True), critical=True)
        made = made.add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(self.key.public_key()), critical=False
        )
        if self.answers_at:
            place = x509.UniformResourceIdentifier(self.answers_at)
            access = x509.AccessDescription(AuthorityInformationAccessOID.OCSP, place)
            made = made.add_extension(x509.AuthorityInformationAccess([access]), critical=False)
        if stamps_time:
            made = made.add_extension(
                x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING]), critical=True
            )
        return FileSigner(key, made.sign(self.key, SHA256()), (self.root,))

    def revoke(self, certificate: x509.Certificate, *, at: datetime) -> None:
        """Take back a certificate; the next list says so."""
        self.revoke_serial(certificate.serial_number, at=at)

    def revoke_serial(self, serial: int, *, at: datetime) -> None:
        """The same by the certificate's number."""
        self.revoked.append(x509.RevokedCertificateBuilder(serial, at).build())

    def answer(self, certificate: x509.Certificate, *, now: datetime) -> bytes:
        """What it says of one certificate (an OCSP response, DER), good for a day."""
        taken = next((one for one in self.revoked if one.serial_number == certificate.serial_number), None)
        made = ocsp.OCSPResponseBuilder().add_response(
            cert=certificate, issuer=self.root, algorithm=SHA256(),
            cert_status=ocsp.OCSPCertStatus.REVOKED if taken else ocsp.OCSPCertStatus.GOOD,
            this_update=now, next_update=now + days.timedelta(days=1),
            revocation_time=taken.revocation_date_utc if taken else None, revocation_reason=None,
        ).responder_id(ocsp.OCSPResponderEncoding.HASH, self.root)  # fmt: skip
        return made.certificates([self.root]).sign(self.key, SHA256()).public_bytes(Encoding.DER)

    def revocations(self, *, now: datetime) -> bytes:
        """The list of what was revoked (a CRL, DER), good for a week."""
        made = x509.CertificateRevocationListBuilder(self.root.subject, now, now + days.timedelta(days=7))
        for row in self.revoked:
            made = made.add_revoked_certificate(row)
        made = made.add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(self.key.public_key()), critical=False
        )
        made = made.add_extension(x509.CRLNumber(int(now.timestamp())), critical=False)
        return made.sign(self.key, SHA256()).public_bytes(Encoding.DER)


def found(*, now: datetime) -> TestAuthority:
    """A new authority with a root of its own, from the day before on: clocks differ."""
    key = _new_key()
    since = now - days.timedelta(days=1)
    subject = _named("Hoa Ban Test Root", "")
    made = _builder(subject, subject, key, since, since + 2 * _YEARS)
    made = made.add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
    made = made.add_extension(_usage(signs_papers=False), critical=True)
    return TestAuthority(key, made.sign(key, SHA256()))


def reopen(signer: FileSigner) -> TestAuthority:
    """An authority out of the key that it was kept with."""
    return TestAuthority(signer.key, signer.certificate)


def pack(signer: FileSigner, passphrase: str) -> bytes:
    """A key with its certificates as a PKCS #12 file."""
    return pkcs12.serialize_key_and_certificates(
        b"hoaban",
        signer.key,
        signer.certificate,
        list(signer.chain),
        BestAvailableEncryption(passphrase.encode()),
    )


def is_test(certificate: x509.Certificate) -> bool:
    """Whether a test authority issued it, or is it."""
    names = certificate.issuer.get_attributes_for_oid(NameOID.ORGANIZATION_NAME)
    return any(one.value == ORGANISATION for one in names)


def _new_key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=_KEY_BITS)


def _named(name: str, number: str) -> x509.Name:
    parts = [
        x509.NameAttribute(NameOID.COUNTRY_NAME, "VN"),
        x509.NameAttribute(NameOID.ORGANIZATION_NAME, ORGANISATION),
        x509.NameAttribute(NameOID.COMMON_NAME, name),
    ]
    if number:
        # authorities of Viet Nam write the personal number as UID "CCCD:..."
        parts.append(x509.NameAttribute(NameOID.USER_ID, number))
    return x509.Name(parts)


def _builder(
    subject: x509.Name, issuer: x509.Name, key: rsa.RSAPrivateKey, since: datetime, until: datetime
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(secrets.randbits(120) + 1)
        .not_valid_before(since)
        .not_valid_after(until)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
    )


def _usage(*, signs_papers: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=signs_papers,
        content_commitment=signs_papers,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=not signs_papers,
        crl_sign=not signs_papers,
        encipher_only=False,
        decipher_only=False,
    )
