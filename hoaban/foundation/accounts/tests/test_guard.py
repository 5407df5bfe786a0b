"""What a page needs: declared by the view, enforced before it is called."""

from __future__ import annotations

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import include, path
from django.views import View

from hoaban.foundation.accounts import api
from hoaban.foundation.accounts.tests.people import HOSPITAL, NOW, OFFICER, PASSWORD, account
from hoaban.foundation.audit import api as audit
from hoaban.kernel import clock
from hoaban.kernel.errors import Conflict
from hoaban.kernel.errors import NotAllowed as NotAllowedHere

pytestmark = [pytest.mark.django_db, pytest.mark.urls(__name__)]
called: list[str] = []


@api.needs("people.find")
def find(request: HttpRequest) -> HttpResponse:
    called.append(request.actor.id)  # type: ignore[attr-defined]
    return HttpResponse("found")


class Chart(View):
    def get(self, request: HttpRequest) -> HttpResponse:
        return HttpResponse("chart")


@api.open_to_all
def everybody(request: HttpRequest) -> HttpResponse:
    return HttpResponse("public")


@api.needs_sign_in
def taken(request: HttpRequest) -> HttpResponse:
    raise Conflict("Giường đã có người.", "The bed is taken.")


@api.needs_sign_in
def refusing(request: HttpRequest) -> HttpResponse:
    raise NotAllowedHere("Không được.", "Not allowed here.")


def careless(request: HttpRequest) -> HttpResponse:
    called.append("careless")
    return HttpResponse("never")


@api.needs_token("claims.submit")
def submit(request: HttpRequest) -> HttpResponse:
    if request.GET.get("taken"):
        raise Conflict("Đã có.", "It is there.")
    return HttpResponse(request.actor.id)  # type: ignore[attr-defined]


urlpatterns = [
    path("find/", find),
    path("chart/", api.needs("record.read:TREAT")(Chart.as_view())),
    path("everybody/", everybody),
    path("taken/", taken),
    path("refusing/", refusing),
    path("careless/", careless),
    path("submit/", submit),
    path("", everybody, name="home"),
    path("", include("config.urls")),
]


@pytest.fixture(autouse=True)
def _nothing_called() -> None:
    called.clear()


def _signed_in(username: str) -> Client:
    client = Client()
    client.post("/sign-in/", {"username": username, "password": PASSWORD})
    return client


def test_who_holds_the_act_is_let_in_and_known_to_the_view() -> None:
    account("bs.kham", "doctor")
    doctor = _signed_in("bs.kham")

    assert doctor.get("/find/").content == b"found"
    assert doctor.get("/chart/").content == b"chart"
    assert called == ["account:bs.kham"]


def test_who_does_not_is_refused_before_the_view_and_the_trail_says_so() -> None:
    account("tiepdon", "reception")

    answer = _signed_in("tiepdon").get("/chart/")

    assert answer.status_code == 403
    assert "không có quyền" in answer.content.decode()
    (entry,) = audit.list_entries(limit=1)
    assert (entry.actor_id, entry.act, entry.purpose) == ("account:tiepdon", "record.read", "TREAT")
    assert entry.outcome == "refused"


def test_who_is_not_signed_in_is_sent_to_the_door_and_back() -> None:
    answer = Client().get("/find/?q=abc")

    assert answer.headers["Location"] == "/sign-in/?next=%2Ffind%2F%3Fq%3Dabc"
    assert Client().post("/find/").headers["Location"] == "/sign-in/?next=%2F"
    assert called == []


def test_a_fragment_sends_the_whole_page_to_the_door() -> None:
    answer = Client().get("/find/", headers={"HX-Request": "true"})

    assert answer.status_code == 204
    assert answer.headers["HX-Redirect"] == "/sign-in/?next=%2F"


def test_a_public_page_asks_nobody() -> None:
    assert Client().get("/everybody/").content == b"public"


def test_a_view_that_declares_nothing_is_never_called() -> None:
    with pytest.raises(ImproperlyConfigured, match="does not declare"):
        Client().get("/careless/")
    assert called == []


def test_an_expected_failure_becomes_a_page_in_its_own_words() -> None:
    account("bs.kham")
    doctor = _signed_in("bs.kham")

    assert doctor.get("/taken/").status_code == 409
    assert "Giường đã có người." in doctor.get("/taken/").content.decode()
    assert doctor.get("/refusing/").status_code == 403


def test_a_program_gets_in_by_its_token_and_never_by_a_session() -> None:
    account("bhyt", "insurance_officer", HOSPITAL)
    token = api.issue_token(actor=OFFICER, username="bhyt", now=clock.now())
    browser = _signed_in("bhyt")
    guarded = Client(enforce_csrf_checks=True)

    with_token = guarded.post("/submit/", headers={"Authorization": f"Bearer {token}"})

    assert with_token.content == b"account:bhyt"
    by_session = browser.post("/submit/")
    assert by_session.status_code == 401
    assert by_session.headers["WWW-Authenticate"].startswith("Bearer")
    assert by_session.json()["code"] == "login"


def test_a_program_is_refused_in_its_own_language() -> None:
    account("bs.kham", "doctor")
    account("bhyt", "insurance_officer")
    doctor = api.issue_token(actor=OFFICER, username="bs.kham", now=clock.now())
    officer = api.issue_token(actor=OFFICER, username="bhyt", now=clock.now())

    refused = Client().post("/submit/", headers={"Authorization": f"Bearer {doctor}"})
    taken = Client().post("/submit/?taken=1", headers={"Authorization": f"bearer {officer}"})

    assert (refused.status_code, refused.json()["code"]) == (403, "forbidden")
    assert audit.list_entries(limit=1)[0].act == "claims.submit"
    assert (taken.status_code, taken.json()["message_vi"]) == (409, "Đã có.")
    assert Client().post("/submit/", headers={"Authorization": "Basic abc"}).status_code == 401


def test_a_bearer_token_does_not_open_pages() -> None:
    account("bs.kham", "doctor")
    token = api.issue_token(actor=OFFICER, username="bs.kham", now=NOW)

    assert Client().get("/find/", headers={"Authorization": f"Bearer {token}"}).status_code == 302


def test_the_request_carries_the_id_the_server_gave_it() -> None:
    account("tiepdon", "reception")
    client = _signed_in("tiepdon")

    client.get("/chart/", **{"hoaban.request_id": "abc-123"})

    assert audit.list_entries(limit=1)[0].request_id == "abc-123"


def test_declarations_are_readable_by_a_guard_test() -> None:
    assert find.needs == "people.find"
    assert everybody.needs == api.PUBLIC
    assert taken.needs == api.SIGN_IN
    assert (submit.needs, submit.by_token, submit.csrf_exempt) == ("claims.submit", True, True)
