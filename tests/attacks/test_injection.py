"""Line ends and controls in whatever reaches a header of an answer or a line of the log."""

from __future__ import annotations

import io
import json
import logging
from typing import Any

import pytest
from django.test import Client

from hoaban.foundation.accounts.rules.roles import roles
from hoaban.foundation.accounts.tests.people import PASSWORD, account, wholly_signed_in
from hoaban.ops.runtime import logs, metrics, requests
from hoaban.record.rest import wsgi
from hoaban.record.tests.fhir_client import Call, a_patient, client
from tests import cast
from tests.attacks import addresses
from tests.guards.test_access import ACCESS

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.attack("CVSS:4.0/AV:N/AC:L/AT:N/PR:L/UI:P/VC:L/VI:L/VA:N/SC:L/SI:L/SA:N", 5.1),
]
SPLIT = "x\r\nSet-Cookie: hoaban_session=planted\r\n\r\n<script>"


def _whole(headers: dict[str, str]) -> None:
    for name, value in headers.items():
        assert not set("\r\n\0") & set(name + value), (name, value)
    assert "planted" not in headers.get("Set-Cookie", "")


def test_no_page_answers_with_a_header_of_the_askers_making() -> None:
    account("bs.kham", "doctor", addresses.place_of(roles()["doctor"]))
    browser = wholly_signed_in("bs.kham")
    query = dict.fromkeys(
        ("next", "q", "facility", "first", "after", "state", "code", "redirect_uri", "batch"), SPLIT
    )
    sent = {"X-Request-ID": SPLIT, "User-Agent": SPLIT, "Accept-Language": SPLIT, "HX-Current-URL": SPLIT}

    for route in ACCESS:
        where = addresses.address(route, code=SPLIT, username=SPLIT, what=SPLIT, key=SPLIT, facility=SPLIT)
        for asking in (browser, Client()):
            _whole(dict(asking.get(where, query, headers=sent).headers))
            _whole(dict(asking.post(where, query, headers=sent).headers))


@pytest.mark.parametrize(
    "told",
    [
        {"x_request_id": SPLIT}, {"prefer": SPLIT}, {"if_none_exist": f"identifier={SPLIT}"}, {"accept": SPLIT},
        {"if_match": SPLIT}, {"x_purpose_of_use": SPLIT}, {"content_type": SPLIT}, {"host": f"127.0.0.1{SPLIT}"},
    ],
    ids=str,
)  # fmt: skip
def test_no_header_of_the_record_is_of_the_callers_making(told: dict[str, str]) -> None:
    call = client(cast.integration())

    for method, path, body in (
        ("POST", "/Patient", a_patient()),
        ("GET", f"/Patient?name={SPLIT}", None),
        ("PUT", f"/Patient/{SPLIT}", a_patient()),
    ):
        answer = call(method, path, body, **told)
        assert answer.status < 500
        _whole(answer.headers)


@pytest.mark.parametrize(
    "owner", [f"https://elsewhere.example/{SPLIT}", f"Patient/p1{SPLIT}", f"urn:{SPLIT}", f"#{SPLIT}"]
)
def test_what_a_binary_holds_does_not_become_a_header(owner: str) -> None:
    call = client(cast.integration())
    body = {
        "resourceType": "Binary",
        "contentType": f"text/plain; a={SPLIT}",
        "data": "eA==",
        "securityContext": {"reference": owner},
    }
    sound = {**body, "contentType": "text/plain"}

    for resource in (body, sound, {**sound, "securityContext": {"display": SPLIT}}):
        made = call("POST", "/Binary", resource)
        _whole(made.headers)
        if made.status == 201:
            read = call("GET", f"/Binary/{made.id}", accept="*/*")
            _whole(read.headers)
            assert read.headers["Content-Disposition"] == "attachment"
            assert "<" not in read.headers["Content-Type"]


def _logged(work: Any) -> list[str]:
    """The lines that the product's own formatter makes of what is logged meanwhile."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(logs.JsonLines("web"))
    root = logging.getLogger()
    level = root.level
    root.addHandler(handler)
    root.setLevel(logging.INFO)
    try:
        work()
    finally:
        root.removeHandler(handler)
        root.setLevel(level)
    return stream.getvalue().splitlines()


FORGED = (
    '\n{"at":"2026-11-29","level":"info","message":"session.open","actor":"account:giamdoc"}\n\x1b[2J\u2028'
)


@pytest.mark.attack("CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:N/VI:L/VA:N/SC:N/SI:N/SA:N", 6.9)
def test_a_request_is_one_line_of_the_log_whatever_it_carries() -> None:
    call = Call("x" * 43)
    environ = {
        "REQUEST_METHOD": f"GET{FORGED}", "PATH_INFO": f"/fhir/R4/{FORGED}", "QUERY_STRING": FORGED, "HTTP_HOST": "127.0.0.1",
        "HTTP_USER_AGENT": FORGED, "HTTP_X_REQUEST_ID": FORGED, "HTTP_AUTHORIZATION": f"Bearer {call.token}{FORGED}",
        "HTTP_REFERER": FORGED, "wsgi.input": io.BytesIO(), "wsgi.url_scheme": "http",
    }  # fmt: skip

    lines = _logged(lambda: requests.watched(wsgi.application)(environ, lambda *_: None))

    told = [json.loads(line) for line in lines]
    assert len([one for one in told if one["message"] == "request"]) == len(told) == 1
    assert told[0]["actor"] == ""
    assert FORGED.strip() not in lines[0]


@pytest.mark.attack("CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:N/VI:L/VA:N/SC:N/SI:N/SA:N", 6.9)
def test_a_failed_sign_in_forges_no_line_of_log_or_trail() -> None:
    from hoaban.foundation.audit import api as audit

    lines = _logged(lambda: Client().post("/sign-in/", {"username": f"a{FORGED}"[:60], "password": PASSWORD}))

    assert all("giamdoc" not in line for line in lines)
    assert all(json.loads(line) for line in lines)
    (entry,) = audit.list_entries(limit=1)
    assert (entry.actor_id, entry.outcome, entry.detail["account"]) == ("visitor", "refused", "")


@pytest.mark.attack("CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:N/VI:N/VA:H/SC:N/SI:N/SA:N", 8.7)
def test_methods_that_nobody_knows_do_not_fill_the_figures() -> None:
    """Every label of a figure stays in memory for good, so that no caller may make new ones."""
    figures = "hoaban_requests_total{route="
    call, before = Call(""), metrics.exposition().decode().count(figures)

    for number in range(50):
        call(f"HOABAN{number}", "/Patient")
        watched = requests.watched(wsgi.application)
        environ = {
            "REQUEST_METHOD": f"X{number}",
            "PATH_INFO": "/fhir/R4/Patient",
            "wsgi.input": io.BytesIO(),
            "wsgi.url_scheme": "http",
        }
        watched(environ, lambda *_: None)

    assert metrics.exposition().decode().count(figures) - before <= 1
