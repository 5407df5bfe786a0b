"""The signature of an XML document, verified."""

from __future__ import annotations

import asyncio
import dataclasses
import hashlib
from base64 import b64decode
from datetime import datetime

from asn1crypto import cms
from cryptography import x509
from lxml import etree
from pyhanko.sign.validation.generic_cms import validate_tst_signed_data
from signxml import DigestAlgorithm, SignatureMethod
from signxml.xades import XAdESSignatureConfiguration, XAdESVerifier

from hoaban.connect.signatures import verifying
from hoaban.connect.signatures.authority import is_test
from hoaban.connect.signatures.findings import Fault, Finding, Trust, Verdict, name_of, unreadable
from hoaban.connect.signatures.keys import KeyFailure, check_key
from hoaban.connect.signatures.xml import DS, XADES, NotSignable, parse, signature_value

_CONFIG = XAdESSignatureConfiguration(
    require_x509=True,
    expect_references=3,
    signature_methods=frozenset({SignatureMethod.RSA_SHA256, SignatureMethod.RSA_SHA512}),
    digest_algorithms=frozenset({DigestAlgorithm.SHA256, DigestAlgorithm.SHA512}),
)


def verify_xml(content: bytes, trust: Trust) -> Verdict:
    """The one signature of an XML document, which must cover all of it; what cannot be read does not count."""
    try:
        root = parse(content)
        signatures = list(root.iter(f"{DS}Signature"))
        if not signatures:
            return Verdict("xml")
        if len(signatures) > 1:
            return Verdict("xml", (unreadable(),))
        return Verdict("xml", (_finding(content, signatures[0], _with_kept_proof(signatures[0], trust)),))
    except NotSignable:
        return Verdict("xml", (unreadable(),))
    except Exception:
        # hostile bytes, in certificates say: libraries fail on them in many ways, and none of them is a signature
        return Verdict("xml", (unreadable(Fault.CHANGED),))


def _finding(content: bytes, signature: etree._Element, trust: Trust) -> Finding:
    try:
        certificates = [
            x509.load_der_x509_certificate(b64decode(one.text or ""))
            for one in signature.iterfind(f"{DS}KeyInfo/{DS}X509Data/{DS}X509Certificate")
        ]
        certificate, others = certificates[0], certificates[1:]
        check_key(certificate)
    except (ValueError, IndexError, KeyFailure):
        return unreadable(Fault.CHANGED)
    faults: list[Fault] = []
    if not _is_about_itself(signature) or not _covers(content, certificate):
        faults.append(Fault.CHANGED)
    stamped, proved = _stamp(signature, trust)
    if stamped is not None and not proved:
        faults.append(Fault.TIME)
    moment = stamped if stamped is not None and proved else trust.now
    if (chain := verifying.chain_fault(certificate, others, trust, moment=moment)) is not None:
        faults.append(chain)
    return Finding(
        signer=name_of(certificate.subject),
        issuer=name_of(certificate.issuer),
        serial=f"{certificate.serial_number:x}",
        signed_at=stamped or _claimed(signature),
        timed=proved,
        revocation_known=verifying.revocation_known(certificate, trust, moment=moment, others=others),
        faults=tuple(faults),
        test=is_test(certificate),
    )


def _with_kept_proof(signature: etree._Element, trust: Trust) -> Trust:
    """Lists of revoked certificates and answers that the signature brings (XAdES-LT) count as well: issuers signed them."""
    lists = tuple(b64decode(one.text or "") for one in signature.iter(f"{XADES}EncapsulatedCRLValue"))
    answers = tuple(b64decode(one.text or "") for one in signature.iter(f"{XADES}EncapsulatedOCSPValue"))
    return dataclasses.replace(trust, revocations=trust.revocations + lists, answers=trust.answers + answers)


def _is_about_itself(signature: etree._Element) -> bool:
    """Whether the properties name this signature as theirs; what links them is not signed."""
    held = [one.get("Target") for one in signature.iter(f"{XADES}QualifyingProperties")]
    return held == [f"#{signature.get('Id')}"]


def _covers(content: bytes, certificate: x509.Certificate) -> bool:
    """Whether the certificate's key signed the whole document, save the signature itself."""
    # when the certificate must have held is asked elsewhere, with the time stamp at hand
    config = dataclasses.replace(_CONFIG, verification_time=certificate.not_valid_after_utc)
    try:
        results = XAdESVerifier().verify(content, x509_cert=certificate, expect_config=config)
    except Exception:  # as in verify_xml
        return False
    covered = results if isinstance(results, list) else [results]
    root = parse(content)
    for signature in list(root.iter(f"{DS}Signature")):
        _take_out(signature)
    # what was verified must be the document that people read, not some part of it (signature wrapping)
    whole = etree.tostring(root, method="c14n")
    return any(
        one.signed_xml is not None and etree.tostring(one.signed_xml, method="c14n") == whole
        for one in covered
    )


def _take_out(signature: etree._Element) -> None:
    parent = signature.getparent()
    if parent is None:
        raise NotSignable("is nothing but a signature")
    if signature.tail:
        before = signature.getprevious()
        if before is None:
            parent.text = (parent.text or "") + signature.tail
        else:
            before.tail = (before.tail or "") + signature.tail
    parent.remove(signature)


def _claimed(signature: etree._Element) -> datetime | None:
    told = next(signature.iter(f"{XADES}SigningTime"), None)
    try:
        return datetime.fromisoformat(told.text or "") if told is not None else None
    except ValueError:
        return None


def _stamp(signature: etree._Element, trust: Trust) -> tuple[datetime | None, bool]:
    """The time of the stamp, if there is one, and whether it is proved."""
    held = next(signature.iter(f"{XADES}EncapsulatedTimeStamp"), None)
    if held is None:
        return None, False
    moment = trust.now
    try:
        token = cms.ContentInfo.load(b64decode(held.text or ""))["content"]
        moment = token["encap_content_info"]["content"].parsed["gen_time"].native
        carried = [verifying.from_der(one.chosen) for one in token["certificates"]]
        told = asyncio.run(
            validate_tst_signed_data(
                token,
                verifying.context(trust, moment=moment, others=carried),
                lambda method: hashlib.new(method, signature_value(signature)).digest(),
            )
        )
    except Exception:  # as in verify_xml
        return moment, False
    return moment, bool(told["intact"] and told["valid"] and told["trust_problem_indic"] is None)
