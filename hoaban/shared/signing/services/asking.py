"""Issuers are asked about the signer's certificate before it signs, where the operator wishes it (OCSP)."""

from __future__ import annotations

import dataclasses
import itertools

from hoaban.connect import signatures
from hoaban.shared.signing import queries


def with_answers(told: signatures.Trust, signer: signatures.Signer) -> signatures.Trust:
    """What is believed, with what the signer's issuers answered now.

    :raises signatures.KeyUnavailable: one does not answer, and must (configuration ``status = "must"``); a list of revoked
        certificates that covers it does as well.
    """
    wish = queries.configured().status
    if wish == "off":
        return told
    answers: list[bytes] = []
    links = [signer.certificate, *(one for one in signer.chain if one != signer.certificate), *told.roots]
    for certificate, issuer in itertools.product(links, links):
        address = signatures.address_of(certificate)
        if certificate == issuer or certificate.issuer != issuer.subject or not address:
            continue
        try:
            answers.append(signatures.ask_status(certificate, issuer, address))
        except signatures.KeyUnavailable:
            if wish == "must" and not told.revocations:
                raise
    if wish == "must" and not answers and not told.revocations:
        raise signatures.KeyUnavailable("status")
    return dataclasses.replace(told, answers=tuple(answers))
