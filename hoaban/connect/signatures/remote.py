"""Keys that a signing service keeps, asked by the interface of the Cloud Signature Consortium (version 1.0.4, RSA).

What the holder allows (a PIN, a one-time code, a tap on a telephone) is between them and the service; it answers with an
authorisation good for the digests that were named and for nothing else.
"""

from __future__ import annotations

import base64
import hashlib
import json
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from cryptography import x509

from hoaban.connect.signatures.keys import (
    KeyFailure,
    KeyUnavailable,
    Refused,
    WrongPassphrase,
    check_key,
    check_signature,
)

Ask = Callable[[str, Mapping[str, Any]], Mapping[str, Any]]
"""Method of the service, what it asks for -> its answer. Raises :class:`KeyFailure`."""
RSA_SHA256 = "1.2.840.113549.1.1.11"
SHA256 = "2.16.840.1.101.3.4.2.1"
_SECONDS = 30.0
_MOST = 256 * 1024


@dataclass(frozen=True, slots=True)
class Service:
    """Where a signing service is and how it knows us."""

    address: str
    bearer: str
    seconds: float = _SECONDS

    def ask(self, method: str, said: Mapping[str, Any]) -> Mapping[str, Any]:
        """One call. Only a local one may do without TLS.

        :raises KeyUnavailable: no answer in time, or the service is out of order.
        :raises WrongPassphrase: it does not take the PIN or code.
        :raises Refused: it says no.
        """
        if not self.address.startswith(("https://", "http://127.0.0.1:")):
            raise KeyFailure("not https")
        request = urllib.request.Request(  # noqa: S310 - checked above
            f"{self.address}/csc/v1/{method}",
            data=json.dumps(said).encode(),
            headers={"Authorization": f"Bearer {self.bearer}", "Content-Type": "application/json"},
        )
        try:
            with urllib.request.build_opener(_Stays).open(request, timeout=self.seconds) as answer:
                return _object(answer.read(_MOST))
        except urllib.error.HTTPError as failed:
            with failed:
                raise _failure(failed.code, failed.read(_MOST)) from None
        except (OSError, urllib.error.URLError):
            raise KeyUnavailable("service") from None


class _Stays(urllib.request.HTTPRedirectHandler):
    """A service that sends us elsewhere is not the one that was configured."""

    def redirect_request(self, *_given: Any) -> None:
        return None


class RemoteSigner:
    """A key of a service, allowed by its holder."""

    def __init__(
        self, ask: Ask, credential: str, allowed_by: str, certificates: Sequence[x509.Certificate]
    ) -> None:
        self._ask = ask
        self._credential = credential
        self._allowed_by = allowed_by
        self.certificate = certificates[0]
        self.chain = tuple(certificates[1:])

    def sign(self, data: bytes) -> bytes:
        """The signature over the data; the service sees its digest and never the paper.

        :raises KeyFailure: it was not signed, or what came back is not a signature of this key.
        """
        digest = base64.b64encode(hashlib.sha256(data).digest()).decode()
        allowed = self._ask(
            "credentials/authorize",
            {"credentialID": self._credential, "numSignatures": 1, "hash": [digest], "PIN": self._allowed_by},
        )
        made = self._ask(
            "signatures/signHash",
            {
                "credentialID": self._credential,
                "SAD": allowed.get("SAD", ""),
                "hash": [digest],
                "hashAlgo": SHA256,
                "signAlgo": RSA_SHA256,
            },
        )
        try:
            signature = base64.b64decode(made["signatures"][0], validate=True)
        except (KeyError, IndexError, TypeError, ValueError):
            raise KeyFailure("answer") from None
        check_signature(self.certificate, signature, data)
        return signature


def open_remote(ask: Ask, credential: str, allowed_by: str) -> RemoteSigner:
    """The key of a service by its name there; ``allowed_by`` is the holder's PIN or code.

    :raises KeyFailure: the service does not tell the certificate, or refuses.
    """
    told = ask("credentials/info", {"credentialID": credential, "certificates": "chain"})
    try:
        certificates = [
            x509.load_der_x509_certificate(base64.b64decode(one)) for one in told["cert"]["certificates"]
        ]
        check_key(certificates[0])
    except (KeyError, IndexError, TypeError, ValueError):
        raise KeyFailure("answer") from None
    return RemoteSigner(ask, credential, allowed_by, certificates)


def _object(body: bytes) -> Mapping[str, Any]:
    try:
        read = json.loads(body)
    except ValueError:
        raise KeyFailure("answer") from None
    if not isinstance(read, dict):
        raise KeyFailure("answer")
    return read


def _failure(status: int, body: bytes) -> KeyFailure:
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR or status == HTTPStatus.TOO_MANY_REQUESTS:
        return KeyUnavailable("service")
    try:
        said = str(_object(body).get("error", ""))
    except KeyFailure:
        said = ""
    if said in {"invalid_pin", "invalid_otp"}:
        return WrongPassphrase(said)
    return Refused(said or str(status))
