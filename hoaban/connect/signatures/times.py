"""Who says when: time-stamping services (RFC 3161), over HTTP or, for demonstrations and tests, in this process."""

from __future__ import annotations

import urllib.error
import urllib.request
from datetime import datetime, timedelta
from typing import Any

from asn1crypto import cms, tsp
from asn1crypto import keys as der_keys
from asn1crypto import x509 as der
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from pyhanko.sign.timestamps import DummyTimeStamper, TimeStamper
from pyhanko_certvalidator.registry import SimpleCertificateStore

from hoaban.connect.signatures.keys import ClockOff, FileSigner, KeyUnavailable

_SECONDS = 10
_TOLERATED = timedelta(minutes=5)
"""The longest signing of a job's first paper, and what clocks differ by that nobody looks after."""
_MOST = 256 * 1024


class OutsideTimes(TimeStamper):
    """A service at an address. It does not answer: nothing is signed, another try may do. ``now``: what we think that time
    it is; without it nothing is compared."""

    def __init__(self, address: str, *, now: datetime | None = None) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._address = address
        self._now = now

    async def async_timestamp(self, message_digest: bytes, md_algorithm: str) -> cms.ContentInfo:
        """One stamp.

        :raises KeyUnavailable: no answer, or none that is one. :raises ClockOff: see there.
        """
        try:
            token = await super().async_timestamp(message_digest, md_algorithm)
            told = token["content"]["encap_content_info"]["content"].parsed["gen_time"].native
        except (
            OSError,
            ValueError,
            AttributeError,
        ):  # the last: pyHanko 0.38 about an answer to another question
            raise KeyUnavailable("time stamp") from None
        if self._now is not None and abs(told - self._now) > _TOLERATED:
            raise ClockOff("time stamp")
        return token

    async def async_request_tsa_response(self, req: tsp.TimeStampReq) -> tsp.TimeStampResp:
        """The service's answer as it comes."""
        request = urllib.request.Request(  # noqa: S310 - the operator configured it; the answer is signed
            self._address,
            data=req.dump(),
            headers={"Content-Type": "application/timestamp-query", "Accept": "application/timestamp-reply"},
        )
        try:
            with urllib.request.urlopen(request, timeout=_SECONDS) as answer:  # noqa: S310
                return tsp.TimeStampResp.load(answer.read(_MOST))
        except urllib.error.HTTPError as refused:
            refused.close()
            raise


def own_times(signer: FileSigner, **given: Any) -> TimeStamper:
    """Stamps by a test authority's key; ``fixed_dt`` fixes the time."""
    plain = signer.key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    chain = SimpleCertificateStore()
    chain.register_multiple([der.Certificate.load(one.public_bytes(Encoding.DER)) for one in signer.chain])
    return DummyTimeStamper(
        tsa_cert=der.Certificate.load(signer.certificate.public_bytes(Encoding.DER)),
        tsa_key=der_keys.PrivateKeyInfo.load(plain),
        certs_to_embed=chain,
        **given,
    )
