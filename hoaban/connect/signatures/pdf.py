"""PAdES: a PDF signed by an incremental update, so that earlier signatures stand, with time and proof of validity."""

from __future__ import annotations

import io
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from asn1crypto import x509 as der
from cryptography.hazmat.primitives.serialization import Encoding
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.misc import FormFillingError, PdfError
from pyhanko.sign import fields, signers
from pyhanko.sign.signers.pdf_signer import PdfSigningSession
from pyhanko.sign.timestamps import TimeStamper
from pyhanko_certvalidator import ValidationContext
from pyhanko_certvalidator.registry import SimpleCertificateStore

from hoaban.connect.signatures.findings import Proof
from hoaban.connect.signatures.keys import Signer
from hoaban.connect.signatures.stamps import Stamp, style_of
from hoaban.connect.signatures.xml import NotSignable


@dataclass(frozen=True, slots=True)
class Wish:
    """How a PDF is signed. ``stamp``: what is seen of it; ``proof`` with ``times``: B-LT, with ``archive`` B-LTA."""

    reason: str = ""
    place: str = ""
    stamp: Stamp | None = None
    proof: Proof | None = None
    archive: bool = False


def sign_pdf(
    content: bytes,
    signer: Signer,
    *,
    now: datetime,
    times: TimeStamper | None = None,
    wish: Wish | None = None,
) -> bytes:
    """The PDF with one more signature: B-B, with ``times`` B-T, with proof B-LT or B-LTA.

    :raises NotSignable: it is no PDF that can be added to.
    :raises hoaban.connect.signatures.keys.KeyFailure: the key did not sign.
    """
    wished = wish or Wish()
    try:
        writer = IncrementalPdfFileWriter(io.BytesIO(content), strict=False)
        name = _free_name(writer)
        spec = fields.SigFieldSpec(
            name,
            on_page=wished.stamp.page if wished.stamp else 0,
            box=wished.stamp.box if wished.stamp else None,
        )
        session = _Session(
            _said(name, signer, wished, bool(times), now),
            _Bridge(signer),
            timestamper=times,
            stamp_style=style_of(wished.stamp) if wished.stamp else None,
            new_field_spec=spec,
            now=now,
        )
        made = session.sign_pdf(writer, output=io.BytesIO())
    except (PdfError, FormFillingError) as broken:
        raise NotSignable(type(broken).__name__) from broken
    return bytes(made.getbuffer())


def _free_name(writer: IncrementalPdfFileWriter) -> str:
    taken = sum(1 for _ in fields.enumerate_sig_fields(writer, filled_status=None))
    return f"Signature{taken + 1}"


def _said(
    name: str, signer: Signer, wished: Wish, timed: bool, now: datetime
) -> signers.PdfSignatureMetadata:
    proved = wished.proof if timed else None
    context = None if proved is None else _context(proved, now, signer.chain)
    return signers.PdfSignatureMetadata(
        field_name=name,
        md_algorithm="sha256",
        reason=wished.reason or None,
        location=wished.place or None,
        subfilter=fields.SigSeedSubFilter.PADES,
        embed_validation_info=proved is not None,
        use_pades_lta=proved is not None and wished.archive,
        validation_context=context,
        signer_key_usage=set(),  # asked by whoever verifies: authorities differ
    )


def renew_pdf(content: bytes, *, times: TimeStamper, proof: Proof, now: datetime) -> bytes:
    """The file with one more time stamp over all of it and the proof that goes with it (B-LTA): before what proves the
    signatures in it grows old, it is proved anew that they stood then.

    :raises NotSignable: it is no PDF that can be added to. :raises KeyUnavailable: nobody stamps.
    """
    try:
        writer = IncrementalPdfFileWriter(io.BytesIO(content), strict=False)
        made = signers.PdfTimeStamper(times).timestamp_pdf(
            writer, "sha256", validation_context=_context(proof, now), output=io.BytesIO()
        )
    except PdfError as broken:
        raise NotSignable(type(broken).__name__) from broken
    return bytes(made.getbuffer())


def _context(proof: Proof, now: datetime, chain: Iterable[Any] = ()) -> ValidationContext:
    return ValidationContext(
        trust_roots=[der.Certificate.load(one) for one in proof.roots],
        crls=list(proof.revocations),
        ocsps=list(proof.answers),
        other_certs=_as_der(chain),
        moment=now,
        revocation_mode="soft-fail",
    )


class _Session(signers.PdfSigner):
    """Says the time that it is told, not that of the machine."""

    def __init__(self, *given: Any, now: datetime, **named: Any) -> None:
        super().__init__(*given, **named)
        self._now = now

    def init_signing_session(self, *given: Any, **named: Any) -> PdfSigningSession:
        """The session at that time."""
        session = super().init_signing_session(*given, **named)
        session.system_time = self._now
        return session


class _Bridge(signers.Signer):
    """A key of ours as pyHanko asks for one."""

    def __init__(self, signer: Signer) -> None:
        known = SimpleCertificateStore()
        known.register_multiple(_as_der(signer.chain))
        [own] = _as_der([signer.certificate])
        super().__init__(signing_cert=own, cert_registry=known)
        self._signer = signer
        self._size = (signer.certificate.public_key().key_size + 7) // 8  # type: ignore[union-attr]

    async def async_sign_raw(self, data: bytes, digest_algorithm: str, dry_run: bool = False) -> bytes:
        """The signature; a dry run, which measures room, does not trouble the key."""
        assert digest_algorithm == "sha256"  # noqa: S101 - what _said asks for
        return bytes(self._size) if dry_run else self._signer.sign(data)


def _as_der(certificates: Iterable[Any]) -> list[der.Certificate]:
    return [der.Certificate.load(one.public_bytes(Encoding.DER)) for one in certificates]
