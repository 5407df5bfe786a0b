"""The other side of :mod:`remote`, on this machine: a signing service for demonstrations and tests that can be told to
refuse, to lie, to be out of order or to keep silent."""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from enum import StrEnum
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from cryptography.hazmat.primitives.asymmetric import padding
from cryptography.hazmat.primitives.asymmetric.utils import Prehashed
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding

from hoaban.connect.signatures.keys import FileSigner


class Mood(StrEnum):
    """How the service behaves from now on."""

    ACCEPTS = "accepts"
    REFUSES = "refuses"
    LIES = "lies"
    BROKEN = "broken"
    SILENT = "silent"


class _Refusal(Exception):
    def __init__(self, status: HTTPStatus, error: str) -> None:
        super().__init__(error)
        self.status = status
        self.error = error


class SigningService:
    """Keys by name, each with its holder's PIN."""

    def __init__(self, keys: Mapping[str, tuple[FileSigner, str]], bearer: str) -> None:
        self.mood = Mood.ACCEPTS
        self.asked: list[str] = []
        """Methods, in order."""
        self.woken = threading.Event()
        self._keys = keys
        self._bearer = bearer
        self._allowed: dict[str, tuple[str, str]] = {}

    def answer(self, method: str, bearer: str, said: Mapping[str, Any]) -> dict[str, Any]:
        """One call."""
        self.asked.append(method)
        if self.mood is Mood.SILENT:
            self.woken.wait()
        if self.mood is Mood.BROKEN:
            raise _Refusal(HTTPStatus.SERVICE_UNAVAILABLE, "out_of_order")
        if not secrets.compare_digest(bearer, self._bearer):
            raise _Refusal(HTTPStatus.UNAUTHORIZED, "invalid_token")
        credential = str(said.get("credentialID", ""))
        if credential not in self._keys:
            raise _Refusal(HTTPStatus.BAD_REQUEST, "invalid_request")
        key, pin = self._keys[credential]
        if method == "credentials/info":
            certificates = [key.certificate, *key.chain]
            return {
                "cert": {"certificates": [_text(one.public_bytes(Encoding.DER)) for one in certificates]},
                "key": {"algo": ["1.2.840.113549.1.1.11"], "len": key.key.key_size},
            }
        if method == "credentials/authorize":
            return self._authorise(credential, pin, said)
        if method == "signatures/signHash":
            return self._sign(credential, key, said)
        raise _Refusal(HTTPStatus.NOT_FOUND, "invalid_request")

    def _authorise(self, credential: str, pin: str, said: Mapping[str, Any]) -> dict[str, Any]:
        if self.mood is Mood.REFUSES:
            raise _Refusal(HTTPStatus.BAD_REQUEST, "access_denied")
        if said.get("PIN") != pin:
            raise _Refusal(HTTPStatus.BAD_REQUEST, "invalid_pin")
        allowed = secrets.token_urlsafe(24)
        self._allowed[allowed] = (credential, str(said["hash"][0]))
        return {"SAD": allowed, "expiresIn": 60}

    def _sign(self, credential: str, key: FileSigner, said: Mapping[str, Any]) -> dict[str, Any]:
        digest = str(said["hash"][0])
        if self._allowed.pop(str(said.get("SAD", "")), None) != (credential, digest):
            raise _Refusal(HTTPStatus.BAD_REQUEST, "invalid_request")
        about = base64.b64decode(digest)
        if self.mood is Mood.LIES:
            about = hashlib.sha256(about).digest()
        made = key.key.sign(about, padding.PKCS1v15(), Prehashed(SHA256()))
        return {"signatures": [_text(made)]}


@contextmanager
def serving(service: SigningService) -> Iterator[str]:
    """The address of the service on loopback, while the block runs."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            said = json.loads(self.rfile.read(int(self.headers.get("Content-Length", 0))) or b"{}")
            bearer = self.headers.get("Authorization", "").removeprefix("Bearer ")
            status, answer = HTTPStatus.OK, {}
            try:
                answer = service.answer(self.path.removeprefix("/csc/v1/"), bearer, said)
            except _Refusal as refusal:
                status, answer = refusal.status, {"error": refusal.error}
            body = json.dumps(answer).encode()
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_given: Any) -> None:
            """Nothing: PINs pass here."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        service.woken.set()
        server.shutdown()
        server.server_close()
        thread.join()


def _text(content: bytes) -> str:
    return base64.b64encode(content).decode()
