"""Somebody makes the server ask an address of theirs: a resource that names one, a token that brings its own key."""

from __future__ import annotations

import ast
import http.server
import socket
import threading
import urllib.error
import urllib.request
from collections.abc import Iterator
from typing import Any

import pytest

from hoaban.connect import identity
from hoaban.connect.identity import flow
from hoaban.connect.identity.tests.test_identity import BACK, PROVIDER, Played, _finish
from hoaban.record.tests.fhir_client import Call, client
from tests import cast
from tests.guards.tree import name, sources

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.attack("CVSS:4.0/AV:N/AC:L/AT:N/PR:L/UI:N/VC:L/VI:L/VA:N/SC:H/SI:H/SA:N", 6.4),
]
METADATA = "http://169.254.169.254/latest/meta-data/"
INSIDE = "http://127.0.0.1:5432/"
CLIENTS = {
    "socket",
    "urllib.request",
    "http.client",
    "httpx",
    "requests",
    "aiohttp",
    "ftplib",
    "smtplib",
    "asyncio.streams",
}
SPEAK = {
    "hoaban/connect/identity/flow.py": "to the addresses that the operator configured, by TLS",
    "hoaban/connect/mail/mailbox.py": "to the mail server that the operator configured, by TLS or on this machine",
    "hoaban/connect/signatures/remote.py": "to the signing service that the operator configured, by TLS or on this machine",
    "hoaban/connect/signatures/status.py": "to the issuer named in a trusted certificate, if the operator wants it asked",
    "hoaban/connect/signatures/times.py": "to the time-stamping service that the operator configured",
    "hoaban/kernel/wire.py": "for connect, to the outside systems that the operator configured, by TLS or on this machine",
    "hoaban/ops/runtime/supervisor.py": "to its own web server",
}
"""The only files that open a connection, and to whom."""


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """Whatever anybody connects to, or looks up."""
    found: list[Any] = []

    def connect(_socket: socket.socket, address: Any) -> None:
        found.append(address)
        raise OSError("not in a test")

    monkeypatch.setattr(socket.socket, "connect", connect)
    monkeypatch.setattr(socket.socket, "connect_ex", connect)
    monkeypatch.setattr(socket, "getaddrinfo", lambda *given, **_more: connect(None, given))  # type: ignore[arg-type]
    return found


def test_only_named_files_speak_to_others() -> None:
    speaking = set()
    for path in sources():
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                named = {one.name for one in node.names}
            elif isinstance(node, ast.ImportFrom):
                named = {node.module or "", *(f"{node.module}.{one.name}" for one in node.names)}
            else:
                continue
            if named & CLIENTS:
                speaking.add(name(path))
    assert speaking == set(SPEAK)


def _naming(address: str) -> list[tuple[str, str, dict[str, Any]]]:
    patient = {
        "resourceType": "Patient",
        "meta": {"profile": [address]},
        "managingOrganization": {"reference": address},
    }
    photo = {"resourceType": "Patient", "photo": [{"contentType": "image/png", "url": address}]}
    coded = {"resourceType": "Observation", "status": "final", "code": {"coding": [{"system": address, "code": "x"}]},
             "extension": [{"url": address, "valueUri": address}]}  # fmt: skip
    paper = {
        "resourceType": "DocumentReference",
        "status": "current",
        "content": [{"attachment": {"url": address}}],
    }
    values = {"resourceType": "ValueSet", "status": "active", "url": address,
              "compose": {"include": [{"system": address, "valueSet": [address]}]}}  # fmt: skip
    form = {"resourceType": "Questionnaire", "status": "active", "url": address,
            "item": [{"linkId": "1", "type": "choice", "answerValueSet": address}]}  # fmt: skip
    answers = {"resourceType": "QuestionnaireResponse", "status": "completed", "questionnaire": address}
    listening = {"resourceType": "Subscription", "status": "requested", "reason": "x", "criteria": "Observation?",
                 "channel": {"type": "rest-hook", "endpoint": address}}  # fmt: skip
    endpoint = {"resourceType": "Endpoint", "status": "active", "connectionType": {"code": "hl7-fhir-rest"},
                "payloadType": [{"text": "x"}], "address": address}  # fmt: skip
    everything = (patient, photo, coded, paper, values, form, answers, listening, endpoint)
    stored = [(body["resourceType"], body) for body in everything]
    checked = [("POST", f"/{kind}/$validate?profile={address}", body) for kind, body in stored]
    resolved = {
        "name": "expression",
        "valueString": f"'{address}'.resolve() | Patient.managingOrganization.resolve()",
    }
    given = {"name": "resource", "resource": patient}
    path = {"resourceType": "Parameters", "parameter": [resolved, given]}
    return [*(("POST", f"/{kind}", body) for kind, body in stored), *checked, ("POST", "/$fhirpath", path)]


@pytest.mark.parametrize(
    "address", [METADATA, INSIDE, "ftp://127.0.0.1/x", "file:///etc/passwd", "gopher://127.0.0.1:6379/_x"]
)
def test_a_resource_that_names_an_address_has_nobody_asked(asked: list[Any], address: str) -> None:
    call, kept = client(cast.integration()), 0

    for method, path, body in _naming(address):
        answer = call(method, path, body)
        kept += answer.status == 201
        assert answer.status < 500, path
        assert b"root:" not in answer.body
        if answer.status == 201:
            _read_in_every_way(
                call, answer.headers["Location"].split("/fhir/R4")[1].split("/_history")[0], address
            )

    assert asked == []
    assert kept >= 3, "or nothing was stored that could have been followed"


def _read_in_every_way(call: Call, path: str, address: str) -> None:
    kind = path.split("/")[1]
    for asking in (path, f"/{kind}?_profile={address}", f"/{kind}?_include=*", f"/{kind}?code:in={address}"):
        assert call("GET", asking).status < 500


@pytest.mark.parametrize("header", ["jku", "x5u", "jwk", "x5c"])
def test_a_token_that_brings_its_own_key_proves_nothing(header: str) -> None:
    from hoaban.connect.identity.tests.test_identity import OTHER

    _, kept = identity.begin(PROVIDER, back=BACK)
    played = Played(kept)
    played.key = OTHER
    played.headers = {"kid": "k1", header: "https://evil.example/jwks"}

    with pytest.raises(identity.NotProved):
        _finish(played, kept)

    assert {address for address, _, _ in played.asked} <= {PROVIDER.token, PROVIDER.jwks, PROVIDER.userinfo}


@pytest.fixture
def leading_on() -> Iterator[str]:
    """A server that sends whoever asks to another address."""

    class Leads(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(302)
            self.send_header("Location", METADATA)
            self.end_headers()

        def log_message(self, *_: Any) -> None:
            return

    server = http.server.HTTPServer(("127.0.0.1", 0), Leads)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    server.server_close()
    thread.join()


def test_a_provider_that_leads_elsewhere_is_not_followed(leading_on: str) -> None:
    with pytest.raises(urllib.error.HTTPError) as stayed:
        urllib.request.build_opener(flow._Stays).open(leading_on, timeout=5)

    assert stayed.value.code == 302
    stayed.value.close()
