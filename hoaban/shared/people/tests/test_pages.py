"""The pages of stewards and registrars, in a browser without a screen."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.test import Client

from hoaban.foundation.accounts import api as accounts
from hoaban.kernel import clock
from hoaban.kernel.actor import Scope, system_actor
from hoaban.shared.people.models import Decision, Doubt, Human
from hoaban.shared.people.tests.test_people import human_of, patient
from tests import cast

pytestmark = pytest.mark.django_db
PASSWORD = "Hoa-Ban-2026-only-for-tests"
SignIn = Callable[[str, Scope], Client]


@pytest.fixture
def sign_in() -> SignIn:
    """A browser of somebody with a role."""

    def make(role: str, scope: Scope) -> Client:
        officer, now = system_actor("test", "accounts.manage"), clock.now()
        name = f"{role}.{scope.code or 'all'}".replace("_", "-")
        newcomer = accounts.Newcomer(
            username=name, display_name="Người Thử", post_vi="Thử", post_en="Test", password=PASSWORD
        )
        accounts.register_account(actor=officer, newcomer=newcomer, now=now)
        accounts.assign(actor=officer, username=name, role=role, scope=scope, now=now)
        browser = Client()
        browser.post("/sign-in/", {"username": name, "password": PASSWORD})
        return browser

    return make


def text_of(browser: Client, address: str, status: int = 200) -> str:
    answer = browser.get(address)
    assert answer.status_code == status, answer.content.decode()
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


def test_a_pair_is_joined_and_given_back_in_the_browser(sign_in: SignIn) -> None:
    one, other = human_of(patient()), human_of(patient(at=cast.PHONG_THO))
    browser = sign_in("registrar", cast.ALL)
    first, second = Doubt.objects.values_list("one", "other").get()
    assert f"/people/doubts/{first}/{second}/" in browser.get("/people/doubts/").content.decode()
    page = text_of(browser, f"/people/doubts/{first}/{second}/")
    assert "trùng ngày" in page
    assert "một bên chưa rõ" in page

    answer = browser.post(
        f"/people/doubts/{first}/{second}/", {"verdict": "same", "reason": "Đã hỏi gia đình."}
    )
    assert answer.headers["Location"] == "/people/doubts/"
    assert Human.objects.count() == 1
    assert "Không còn cặp nào chờ rà soát." in text_of(browser, "/people/doubts/")

    assert "Đã hỏi gia đình." in text_of(browser, "/people/decisions/")
    decision = Decision.objects.get()
    browser.post(f"/people/decisions/{decision.id}/undo/", {"reason": "Nhầm người."})
    assert set(Human.objects.values_list("id", flat=True)) == {one, other}
    assert "Nhầm người." in text_of(browser, "/people/decisions/")


def test_a_decision_without_a_reason_is_not_taken_and_says_so(sign_in: SignIn) -> None:
    one, other = human_of(patient()), human_of(patient())
    answer = sign_in("registrar", cast.ALL).post(f"/people/doubts/{one}/{other}/", {"verdict": "same"})

    assert "error" in answer.content.decode()
    assert Human.objects.count() == 2


def test_a_pair_that_somebody_merged_meanwhile_is_told_plainly(sign_in: SignIn) -> None:
    one, other = human_of(patient()), human_of(patient())
    browser = sign_in("registrar", cast.ALL)
    words = {"verdict": "same", "reason": "Đã hỏi gia đình."}
    browser.post(f"/people/doubts/{one}/{other}/", words)

    answer = browser.post(f"/people/doubts/{one}/{other}/", words)

    assert answer.status_code == 404
    assert "không còn trong danh bạ" in answer.content.decode()


def test_a_pair_told_apart_shows_it_and_refuses_to_be_joined(sign_in: SignIn) -> None:
    one, other = human_of(patient()), human_of(patient())
    browser = sign_in("registrar", cast.ALL)
    browser.post(f"/people/doubts/{one}/{other}/", {"verdict": "different", "reason": "Hai anh em."})

    assert "đã được quyết định là hai người khác nhau" in text_of(browser, f"/people/doubts/{one}/{other}/")
    answer = browser.post(f"/people/doubts/{one}/{other}/", {"verdict": "same", "reason": "Đã hỏi."})
    assert answer.status_code == 409
    assert Human.objects.count() == 2


def test_only_who_keeps_the_register_sees_its_pairs(sign_in: SignIn) -> None:
    one, other = human_of(patient()), human_of(patient())
    for role, scope in (
        ("reception", Scope("facility", cast.PROVINCIAL)),
        ("doctor", Scope("facility", cast.PROVINCIAL)),
        ("it_officer", cast.ALL),
        ("auditor", cast.ALL),
    ):
        browser = sign_in(role, scope)
        for address in ("/people/doubts/", f"/people/doubts/{one}/{other}/", "/people/decisions/"):
            assert browser.get(address).status_code == 403, (role, address)
