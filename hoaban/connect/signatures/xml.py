"""XAdES: an XML document with its signature inside, and who says when (XAdES-T)."""

from __future__ import annotations

import asyncio
import hashlib
import re
from base64 import b64encode
from datetime import datetime
from typing import Any, cast

from cryptography.hazmat.primitives.serialization import Encoding
from lxml import etree
from pyhanko.sign.timestamps import TimeStamper
from signxml import CanonicalizationMethod, DigestAlgorithm, SignatureMethod
from signxml.xades import XAdESDataObjectFormat, XAdESSigner

from hoaban.connect.signatures.findings import Proof
from hoaban.connect.signatures.keys import Signer

DS = "{http://www.w3.org/2000/09/xmldsig#}"
XADES = "{http://uri.etsi.org/01903/v1.3.2#}"
# exclusive canonicalisation makes signatures of signxml 5.2 that it does not accept itself
CANONICAL = CanonicalizationMethod.CANONICAL_XML_1_1
_PLACE = re.compile(r"\{[^}]+\}\w+|\w+")


class NotSignable(ValueError):
    """The document cannot take a signature: the text says why."""


def parse(content: bytes) -> etree._Element:
    """The root of a document that brings no entities and asks for nothing from outside.

    :raises NotSignable: it is no such XML.
    """
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(content, parser)
    except etree.XMLSyntaxError:
        raise NotSignable("not XML") from None
    if root.getroottree().docinfo.internalDTD is not None:
        raise NotSignable("has a document type")
    return root


def sign_xml(
    content: bytes,
    signer: Signer,
    *,
    now: datetime,
    times: TimeStamper | None = None,
    place: str = "",
    proof: Proof | None = None,
) -> bytes:
    """The document with an enveloped signature as the last child of its root, or of the first element ``place`` below it.

    With ``times`` XAdES-T, with ``proof`` beside them XAdES-LT.
    National files name an element that holds the signature, as ``CHUKYDONVI`` of the claim file.

    :raises NotSignable: it is no XML, or there is no such element.
    :raises hoaban.connect.signatures.keys.KeyFailure: the key did not sign.
    """
    root = parse(content)
    if root.findall(f".//{DS}Signature"):
        raise NotSignable("is signed already")  # what the first signature covers would change
    if place:
        spot = root.find(f".//{place}") if _PLACE.fullmatch(place) else None
        if spot is None:
            raise NotSignable("has no place for the signature")
        spot.append(etree.Element(f"{DS}Signature", {"Id": "placeholder"}, {"ds": DS[1:-1]}))
    signed = _Signer(now).sign(
        root,
        key=cast(Any, _Key(signer)),
        cert=[signer.certificate, *signer.chain],
        always_add_key_value=False,
    )
    if times is not None:
        properties = _stamp(signed, times)
        if proof is not None:
            _prove(properties, signer, proof)
    return etree.tostring(signed.getroottree(), xml_declaration=True, encoding="UTF-8")


class _Signer(XAdESSigner):
    """Says the time that it is told, not that of the machine."""

    def __init__(self, now: datetime) -> None:
        super().__init__(
            signature_algorithm=SignatureMethod.RSA_SHA256,
            digest_algorithm=DigestAlgorithm.SHA256,
            c14n_algorithm=CANONICAL,
            data_object_format=XAdESDataObjectFormat(Description="", MimeType="text/xml"),
        )
        self._now = now

    def add_signing_time(
        self,
        signed_signature_properties: Any,
        sig_root: Any,  # noqa: ARG002 - as it is called
        signing_settings: Any,  # noqa: ARG002
    ) -> None:
        """The claimed time."""
        told = etree.SubElement(signed_signature_properties, f"{XADES}SigningTime")
        told.text = self._now.isoformat(timespec="seconds")


class _Key:
    """A signer as signxml asks for one: it calls ``sign`` and nothing else."""

    def __init__(self, signer: Signer) -> None:
        self._signer = signer

    def sign(self, data: bytes, **_method: Any) -> bytes:
        """RSA with SHA-256, as the signature says it is."""
        return self._signer.sign(data)


def signature_value(signature: etree._Element) -> bytes:
    """What a time stamp of the signature is about: its value in canonical form."""
    value = signature.find(f"{DS}SignatureValue")
    if value is None:
        raise NotSignable("has no signature value")
    return etree.tostring(value, method="c14n", exclusive=False, with_comments=False)


def _prove(properties: etree._Element, signer: Signer, proof: Proof) -> None:
    """Every certificate up to the root, and whether they were taken back, beside the signature."""
    values = etree.SubElement(properties, f"{XADES}CertificateValues")
    held = [one.public_bytes(Encoding.DER) for one in (signer.certificate, *signer.chain)]
    for one in dict.fromkeys((*held, *proof.roots)):
        etree.SubElement(values, f"{XADES}EncapsulatedX509Certificate").text = b64encode(one).decode()
    told = etree.SubElement(properties, f"{XADES}RevocationValues")
    for kind, name, many in (
        ("CRLValues", "EncapsulatedCRLValue", proof.revocations),
        ("OCSPValues", "EncapsulatedOCSPValue", proof.answers),
    ):
        if many:
            group = etree.SubElement(told, f"{XADES}{kind}")
            for each in many:
                etree.SubElement(group, f"{XADES}{name}").text = b64encode(each).decode()


def _stamp(root: etree._Element, times: TimeStamper) -> etree._Element:
    signature = next(root.iter(f"{DS}Signature"))
    about = hashlib.sha256(signature_value(signature)).digest()
    token = asyncio.run(times.async_timestamp(about, "sha256"))
    qualifying = next(signature.iter(f"{XADES}QualifyingProperties"))
    unsigned = etree.SubElement(qualifying, f"{XADES}UnsignedProperties")
    properties = etree.SubElement(unsigned, f"{XADES}UnsignedSignatureProperties")
    stamp = etree.SubElement(properties, f"{XADES}SignatureTimeStamp")
    method = {"Algorithm": "http://www.w3.org/TR/2001/REC-xml-c14n-20010315"}
    etree.SubElement(stamp, f"{DS}CanonicalizationMethod", method)
    etree.SubElement(stamp, f"{XADES}EncapsulatedTimeStamp").text = b64encode(token.dump()).decode()
    return properties
