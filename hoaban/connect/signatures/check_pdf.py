"""The signatures of a PDF, verified."""

from __future__ import annotations

import dataclasses
import io
from datetime import datetime

from cryptography import x509
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.general import NonexistentAttributeError
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko.sign.validation.dss import DocumentSecurityStore
from pyhanko.sign.validation.errors import NoDSSFoundError
from pyhanko.sign.validation.generic_cms import extract_tst_data_iter
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature
from pyhanko.sign.validation.settings import KeyUsageConstraints
from pyhanko.sign.validation.status import PdfSignatureStatus

from hoaban.connect.signatures import verifying
from hoaban.connect.signatures.authority import is_test
from hoaban.connect.signatures.findings import Fault, Finding, Trust, Verdict, name_of, unreadable

_USAGE = KeyUsageConstraints(key_usage={"digital_signature", "non_repudiation"}, match_all_key_usages=False)


def verify_pdf(content: bytes, trust: Trust) -> Verdict:
    """Every signature of a PDF; one that cannot be read does not count."""
    try:
        reader = PdfFileReader(io.BytesIO(content), strict=False)
        signatures = list(reader.embedded_regular_signatures)
        whole = _with_kept_lists(reader, trust)
    except Exception:  # hostile bytes: the reader fails on them in many ways, and none of them is a signature
        return Verdict("pdf", (unreadable(),))
    return Verdict("pdf", tuple(_finding(one, whole) for one in signatures))


def _with_kept_lists(reader: PdfFileReader, trust: Trust) -> Trust:
    """Lists of revoked certificates and answers about single ones that the file brings (B-LT) count as well: issuers
    signed them."""
    try:
        kept = DocumentSecurityStore.read_dss(reader)
    except NoDSSFoundError:
        return trust
    lists = tuple(one.get_object().data for one in kept.crls)
    answers = tuple(one.get_object().data for one in kept.ocsps)
    return dataclasses.replace(trust, revocations=trust.revocations + lists, answers=trust.answers + answers)


def _finding(one: EmbeddedPdfSignature, trust: Trust) -> Finding:
    try:
        return _read(one, trust)
    except Exception:  # as in verify_pdf
        return unreadable(Fault.CHANGED)


def _read(one: EmbeddedPdfSignature, trust: Trust) -> Finding:
    certificate = verifying.from_der(one.signer_cert)
    others = [verifying.from_der(other) for other in one.other_embedded_certs]
    stamped = _stamped_at(one)
    moment = stamped or trust.now
    status = validate_pdf_signature(
        one,
        signer_validation_context=verifying.context(trust, moment=moment, others=others),
        ts_validation_context=verifying.context(trust, moment=moment, others=others),
        key_usage_settings=_USAGE,
    )
    faults = _faults(status, certificate, others, trust, stamped)
    return Finding(
        signer=name_of(certificate.subject),
        issuer=name_of(certificate.issuer),
        serial=f"{certificate.serial_number:x}",
        signed_at=stamped or one.self_reported_timestamp,
        timed=stamped is not None and Fault.TIME not in faults,
        revocation_known=verifying.revocation_known(certificate, trust, moment=moment, others=others),
        faults=faults,
        test=is_test(certificate),
        covers_all=status.coverage is not None and status.coverage.name == "ENTIRE_FILE",
    )


def _faults(
    status: PdfSignatureStatus,
    certificate: x509.Certificate,
    others: list[x509.Certificate],
    trust: Trust,
    stamped: datetime | None,
) -> tuple[Fault, ...]:
    found: list[Fault] = []
    if not (status.intact and status.valid and status.docmdp_ok) or status.coverage is None:
        found.append(Fault.CHANGED)
    if stamped is not None:
        proved = status.timestamp_validity
        if (
            proved is None
            or proved.timestamp != stamped
            or not (proved.intact and proved.valid and proved.trusted)
        ):
            found.append(Fault.TIME)
    moment = stamped if stamped is not None and Fault.TIME not in found else trust.now
    if (chain := verifying.chain_fault(certificate, others, trust, moment=moment)) is not None:
        found.append(chain)
    return tuple(found)


def _stamped_at(one: EmbeddedPdfSignature) -> datetime | None:
    try:
        token = next(extract_tst_data_iter(one.signer_info, signed=False), None)
    except NonexistentAttributeError:
        return None
    told: datetime | None = token and token["encap_content_info"]["content"].parsed["gen_time"].native
    return told
