"""The idle lock and the shared computer, as the server sees them."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from hoaban.foundation.accounts import api, models
from hoaban.foundation.accounts.rules.measures import measures
from hoaban.foundation.accounts.rules.pins import is_good_pin
from hoaban.foundation.accounts.rules.stages import Facts, stage_of
from hoaban.foundation.accounts.tests.people import NOW, OFFICER, PASSWORD, account, signed_in
from hoaban.foundation.audit import api as audit
from hoaban.kernel import clock

LIMITS = measures(NOW.date())
PIN = "481516"


def _later(monkeypatch, **passed: float) -> None:
    moved = clock.now() + timedelta(**passed)
    monkeypatch.setattr(clock, "now", lambda: moved)


def _doctor(pin: str = PIN) -> Client:
    account("bs.kham", "doctor")
    browser = signed_in("bs.kham")
    if pin:
        assert browser.post("/account/pin/", {"pin": pin, "again": pin}).status_code == 302
    return browser


def _second_person(browser: Client, username: str = "bs.san", pin: str = "628318") -> None:
    """Signs in on the same device, while the first one's session is locked, and sets a PIN."""
    account(username, "doctor")
    browser.post("/lock/")
    assert browser.post("/sign-in/", {"username": username, "password": PASSWORD}).status_code == 302
    assert browser.get("/").status_code == 200
    if pin:
        assert browser.post("/account/pin/", {"pin": pin, "again": pin}).status_code == 302


def _id(username: str) -> int:
    return models.Account.objects.get(username=username).pk


@pytest.mark.parametrize(
    ("pin", "good"),
    [
        ("481516", True),
        ("100000", True),
        ("111111", False),
        ("123456", False),
        ("654321", False),
        ("121212", False),
        ("147147", False),
        ("48151", False),
        ("4815162", False),
        ("48151a", False),
        ("４８１５１６", False),
        ("", False),
    ],
)
def test_a_pin_is_six_digits_and_not_those_tried_first(pin: str, good: bool) -> None:
    assert is_good_pin(pin) is good


@pytest.mark.parametrize(
    ("facts", "stage"),
    [
        (Facts("password", has_factor=False, must_have_factor=False), ""),
        (Facts("password", has_factor=True, must_have_factor=False), "second"),
        (Facts("password", has_factor=False, must_have_factor=True), "enrol"),
        (Facts("password", True, True, must_change_password=True), "second"),
        (Facts("totp", True, True, must_change_password=True), "password"),
        (Facts("totp", has_factor=True, must_have_factor=True), ""),
        (Facts("totp", has_factor=False, must_have_factor=True), "enrol"),
        (Facts("recovery", True, True), ""),
        (Facts("identity", has_factor=False, must_have_factor=True), ""),
        (Facts("identity", has_factor=True, must_have_factor=True), ""),
        (Facts("totp", True, True, must_change_password=True, is_locked=True), "lock"),
    ],
)
def test_what_is_owed_is_asked_for_in_one_order(facts: Facts, stage: str) -> None:
    assert stage_of(facts) == stage


@pytest.mark.django_db
def test_the_way_back_from_the_lock_is_the_whole_address() -> None:
    to = _doctor().post("/lock/", {"next": "/people/?q=lo&commune=03571"}).headers["Location"]

    assert to == "/locked/?next=%2Fpeople%2F%3Fq%3Dlo%26commune%3D03571"


@pytest.mark.django_db
def test_a_locked_session_answers_nothing_but_how_to_unlock_it() -> None:
    browser = _doctor()
    browser.post("/lock/")

    for address in ("/", "/account/", "/people/", "/account/factors/"):
        assert browser.get(address).headers["Location"].startswith("/locked/?next="), address
    page = browser.get("/locked/")
    assert page.status_code == 423
    assert "no-store" in page.headers["Cache-Control"]
    by_script = browser.get("/people/?q=lo", headers={"HX-Request": "true"})
    assert (by_script.status_code, by_script.json()["code"]) == (423, "locked")
    assert browser.post("/alive/", headers={"Accept": "application/json"}).status_code == 423
    assert browser.post("/account/password/").headers["Location"].startswith("/locked/")


@pytest.mark.django_db
def test_the_pin_unlocks_and_one_goes_on_where_one_was() -> None:
    browser = _doctor()
    token = browser.get("/account/").content
    browser.post("/lock/")

    back = browser.post("/unlock/", {"account": _id("bs.kham"), "pin": PIN, "next": "/account/"})

    assert back.headers["Location"] == "/account/"
    assert browser.get("/account/").status_code == 200
    assert token
    assert audit.list_entries(limit=1)[0].detail == {"proof": "pin", "switched": False}


@pytest.mark.django_db
def test_forms_of_the_page_behind_the_lock_stay_good() -> None:
    """Unlocking does not change the token against forged forms: what was being written can be sent."""
    account("bs.kham", "doctor")
    browser = Client(enforce_csrf_checks=True)

    def token_of(path: str) -> str:
        return browser.get(path).content.decode().split('name="csrfmiddlewaretoken" value="')[1].split('"')[0]

    def send(path: str, token: str, **values: str):
        return browser.post(path, {"csrfmiddlewaretoken": token, **values}, headers={"X-Layer": "1"})

    browser.post(
        "/sign-in/",
        {"username": "bs.kham", "password": PASSWORD, "csrfmiddlewaretoken": token_of("/sign-in/")},
    )
    behind = token_of("/account/pin/")
    assert send("/lock/", behind).status_code == 200

    unlocked = send("/unlock/", behind, password=PASSWORD)

    assert unlocked.json() == {"same": True, "next": "/"}
    assert send("/account/pin/", behind, pin=PIN, again=PIN).status_code == 302


@pytest.mark.django_db
def test_a_few_wrong_pins_and_it_is_gone_but_the_password_still_unlocks() -> None:
    browser = _doctor()
    browser.post("/lock/")
    for _ in range(LIMITS.pin_failures):
        assert browser.post("/unlock/", {"account": _id("bs.kham"), "pin": "000001"}).status_code == 403

    assert browser.post("/unlock/", {"account": _id("bs.kham"), "pin": PIN}).status_code == 403
    assert models.Pin.objects.count() == 0
    assert audit.list_entries(limit=1)[0].outcome == "refused"
    assert browser.post("/unlock/", {"password": "Sai-mat-khau-2026"}).status_code == 403
    assert browser.post("/unlock/", {"password": PASSWORD}).status_code == 302
    assert browser.get("/").status_code == 200


@pytest.mark.django_db
def test_the_right_pin_takes_the_count_back() -> None:
    browser = _doctor()
    for _ in range(2):
        browser.post("/lock/")
        for _ in range(LIMITS.pin_failures - 1):
            browser.post("/unlock/", {"account": _id("bs.kham"), "pin": "000001"})
        assert browser.post("/unlock/", {"account": _id("bs.kham"), "pin": PIN}).status_code == 302


@pytest.mark.django_db
def test_a_pin_is_of_one_device_and_kept_as_a_hash() -> None:
    _doctor()
    elsewhere = signed_in("bs.kham")
    elsewhere.get("/")
    elsewhere.post("/lock/")

    assert elsewhere.post("/unlock/", {"account": _id("bs.kham"), "pin": PIN}).status_code == 403
    assert "Mã PIN" not in elsewhere.get("/locked/").content.decode()
    assert models.Pin.objects.get().hashed.startswith("argon2")


@pytest.mark.django_db
def test_a_poor_pin_is_refused_and_one_can_be_taken_away() -> None:
    browser = _doctor(pin="")

    assert browser.post("/account/pin/", {"pin": "123456", "again": "123456"}).status_code == 400
    assert browser.post("/account/pin/", {"pin": PIN, "again": "481517"}).status_code == 400
    browser.post("/account/pin/", {"pin": PIN, "again": PIN})
    browser.post("/account/pin/", {"act": "remove"})
    assert models.Pin.objects.count() == 0


@pytest.mark.django_db
def test_a_shared_computer_passes_from_one_person_to_the_next_and_back() -> None:
    browser = _doctor()
    _second_person(browser)
    browser.post("/lock/")
    page = browser.get("/locked/").content.decode()
    assert page.count('type="radio"') == 2

    to_first = browser.post("/unlock/", {"account": _id("bs.kham"), "pin": PIN, "next": "/account/"})

    assert to_first.headers["Location"] == "/", "what the other one was looking at is not theirs"
    assert "bs.kham" in browser.get("/account/").content.decode()
    browser.post("/lock/")
    browser.post("/unlock/", {"account": _id("bs.san"), "pin": "628318"})
    assert "bs.san" in browser.get("/account/").content.decode()
    assert models.Session.objects.filter(ended_at=None).count() == 2
    assert audit.list_entries(sought=audit.TrailFilter(act="session.unlock"), limit=1)[0].detail["switched"]


@pytest.mark.django_db
def test_each_has_a_browser_session_of_their_own() -> None:
    browser = _doctor()
    _second_person(browser)
    second = browser.session.session_key
    browser.post("/lock/")
    browser.post("/unlock/", {"account": _id("bs.kham"), "pin": PIN})

    assert browser.session.session_key != second


@pytest.mark.django_db
def test_nobody_comes_in_by_the_pin_of_somebody_who_left_or_was_never_here() -> None:
    browser = _doctor()
    _second_person(browser)
    account("bs.la", "doctor")
    other = signed_in("bs.la")
    other.post("/account/pin/", {"pin": "271828", "again": "271828"})
    browser.post("/lock/")

    assert browser.post("/unlock/", {"account": _id("bs.la"), "pin": "271828"}).status_code == 403
    for account_ in ("", "0", "x", "9" * 30):
        assert browser.post("/unlock/", {"account": account_, "pin": "628318"}).status_code == 403
    api.shut_account(actor=OFFICER, username="bs.kham", now=clock.now())
    assert browser.post("/unlock/", {"account": _id("bs.kham"), "pin": PIN}).status_code == 403
    assert "Nông Thị Hiếu" in browser.get("/locked/").content.decode()


@pytest.mark.django_db
def test_who_signed_out_signs_in_wholly_before_the_pin_counts_again() -> None:
    browser = _doctor()
    _second_person(browser)
    browser.post("/sign-out/")
    browser.post("/sign-in/", {"username": "bs.kham", "password": PASSWORD})
    browser.get("/")
    browser.post("/lock/")

    assert browser.post("/unlock/", {"account": _id("bs.san"), "pin": "628318"}).status_code == 403


@pytest.mark.django_db
def test_the_day_after_everybody_signs_in_anew(monkeypatch) -> None:
    browser = _doctor()
    browser.post("/lock/")
    _later(monkeypatch, hours=LIMITS.session_hours + 1)

    assert browser.get("/").headers["Location"] == "/sign-in/?next=%2F&idle=1"


@pytest.mark.django_db
def test_somebody_who_is_typing_is_not_locked_out(monkeypatch) -> None:
    browser = _doctor()
    for _ in range(4):
        _later(monkeypatch, minutes=10)
        assert browser.post("/alive/").status_code == 204

    assert browser.get("/").status_code == 200


@pytest.mark.django_db
def test_while_it_is_locked_one_can_only_sign_in_out_or_unlock() -> None:
    browser = _doctor()
    browser.post("/lock/")

    assert browser.get("/sign-in/").status_code == 200
    assert browser.post("/account/sessions/end/", {"session": "others"}).status_code == 302
    assert browser.post("/sign-out/").headers["Location"] == "/sign-in/"
    assert browser.get("/").headers["Location"].startswith("/sign-in/")
    assert models.Session.objects.get().ended_why == "asked"
