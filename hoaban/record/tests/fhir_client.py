"""A client of ``/fhir/R4`` that speaks to the WSGI callable itself."""

from __future__ import annotations

import io
import json
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from hoaban.foundation.accounts import api as accounts
from hoaban.kernel import clock
from hoaban.kernel.actor import Actor, system_actor
from hoaban.record.rest import wsgi


@dataclass(frozen=True)
class Answer:
    """What came back."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)

    @property
    def id(self) -> str:
        """The id in the Location header."""
        return self.headers["Location"].split("/fhir/R4/")[1].split("/")[1]

    @property
    def said(self) -> str:
        """All that an OperationOutcome says."""
        return " ".join(issue["diagnostics"] for issue in self.json["issue"])


@dataclass(frozen=True)
class Call:
    """Calls with one client's token; keywords are headers."""

    token: str
    kept: dict[str, str] = field(default_factory=dict)

    def __call__(self, method: str, path: str, body: Any = None, **headers: str) -> Answer:
        raw = body if isinstance(body, bytes) else json.dumps(body).encode() if body is not None else b""
        bare, _, query = path.partition("?")
        content_type = headers.pop("content_type", "application/fhir+json")
        environ = {
            "REQUEST_METHOD": method, "PATH_INFO": "/fhir/R4" + bare, "QUERY_STRING": query, "HTTP_HOST": "127.0.0.1:8000",
            "HTTP_AUTHORIZATION": f"Bearer {self.token}", "CONTENT_LENGTH": str(len(raw)), "wsgi.input": io.BytesIO(raw),
            "wsgi.url_scheme": "http", "CONTENT_TYPE": content_type,
        }  # fmt: skip
        environ.update({"HTTP_" + name.upper(): value for name, value in headers.items()})
        seen: dict[str, Any] = {}

        def start(status: str, given: list[tuple[str, str]]) -> None:
            seen.update(status=int(status[:3]), headers=dict(given))

        content = b"".join(wsgi.application(environ, start))
        return Answer(seen["status"], seen["headers"], content)


def client(who: Actor, name: str = "integration") -> Call:
    """A registered client with the grants of ``who``."""
    now, steward = clock.now(), system_actor("test", "accounts.manage")
    accounts.register_client(actor=steward, name=name, label=name, grants=list(who.grants), now=now)
    return Call(accounts.issue_token(actor=steward, client=name, now=now, lifetime=timedelta(hours=1)))


def a_patient(**more: Any) -> dict[str, Any]:
    return {"resourceType": "Patient", "name": [{"text": "Lò Văn Inh"}], "gender": "male", **more}


def bundle(kind: str, *entries: dict[str, Any]) -> dict[str, Any]:
    return {"resourceType": "Bundle", "type": kind, "entry": list(entries)}


def entry(method: str, url: str, resource: Any = None, full_url: str = "", **request: str) -> dict[str, Any]:
    """An entry of a batch or transaction."""
    made: dict[str, Any] = {"request": {"method": method, "url": url, **request}}
    if resource is not None:
        made["resource"] = resource
    return {"fullUrl": full_url, **made} if full_url else made
