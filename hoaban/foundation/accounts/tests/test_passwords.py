"""Passwords: which are refused, how often they change, and that nobody learns anything from the time it takes."""

from __future__ import annotations

import gzip
import hashlib
import time
from datetime import timedelta
from pathlib import Path

import pytest
from django.test import Client

from hoaban.foundation.accounts import api, models
from hoaban.foundation.accounts.queries.breaches import is_breached
from hoaban.foundation.accounts.rules.measures import measures
from hoaban.foundation.accounts.rules.passwords import is_common, password_problems
from hoaban.foundation.accounts.services.breaches import NoBreachList
from hoaban.foundation.accounts.tests.people import (
    NOW,
    OFFICER,
    PASSWORD,
    PROVINCE,
    account,
    app_of,
    signed_in,
)
from hoaban.foundation.audit import api as audit
from hoaban.kernel import clock
from hoaban.kernel.errors import NotAllowed

LIMITS = measures(NOW.date())
OTHER = "Suoi-chay-qua-ban-7"
FORM = {"old": PASSWORD, "password": OTHER, "again": OTHER}


@pytest.mark.parametrize(
    ("password", "wrong"),
    [
        ("Mot-mat-khau-2026", 0),
        ("Một mật khẩu 2026", 0),
        ("Ngan-1", 1),
        ("khongcochuhoa-2026", 1),
        ("matkhaukhongcogi", 1),
        ("ngan", 2),
        ("bs.kham-Mat-khau-1", 1),
    ],
)
def test_a_new_password_is_long_and_mixed_and_not_the_name(password: str, wrong: int) -> None:
    assert len(password_problems(password, "bs.kham", LIMITS)) == wrong


@pytest.mark.parametrize(
    "password",
    [
        "Matkhau@12345678",
        "M@tkh4u!2026!!!!",
        "Mật-khẩu-20262026",
        "Benhvien@2026###",
        "Hoaban@Laichau#2026",
        "Password!123456789",
        "Qwertyuiop@12345",
        "Poiuytrewq@12345",
        "Aaaaaaaa@11111111",
        "Anhyeuem!!22222222",
        "12345678@#$%^&*A",
        "Admin@Welcome2026",
    ],
)
def test_what_everybody_thinks_of_first_is_refused_however_it_is_dressed_up(password: str) -> None:
    assert is_common(password)


@pytest.mark.parametrize(
    "password",
    ["Suoi-chay-qua-ban-7", "Ba con trau an co 1!", "Hoa-Ban-2026-only-for-tests", "xK7#pQ2!mR9$vT4&"],
)
def test_a_sentence_of_ones_own_is_taken(password: str) -> None:
    assert not is_common(password)


def _lines(*passwords: str, seen: int = 3) -> str:
    digests = sorted(hashlib.sha1(one.encode(), usedforsecurity=False).hexdigest() for one in passwords)
    return "".join(f"{digest.upper()}:{seen}\r\n" for digest in digests)


@pytest.mark.django_db
def test_a_leaked_password_is_refused_once_the_list_is_loaded(settings, tmp_path: Path) -> None:
    settings.VAR = tmp_path
    source = tmp_path / "leaked.txt"
    source.write_text(_lines(OTHER, *(f"word-{number}" for number in range(1000))))
    assert not is_breached(OTHER)

    kept = api.load_breach_list(actor=OFFICER, path=source, seen=1, now=NOW)

    assert kept == 1001
    assert all(is_breached(one) for one in (OTHER, "word-0", "word-999"))
    assert not is_breached("word-1000")
    account("bs.kham")
    with pytest.raises(api.WeakPassword, match="leaked"):
        api.set_password(actor=OFFICER, username="bs.kham", password=OTHER, now=NOW)
    assert audit.list_entries(limit=2)[-1].act in {"accounts.load-breach-list", "accounts.register"}


@pytest.mark.django_db
def test_a_compressed_list_is_read_too_and_rare_ones_may_be_left_out(settings, tmp_path: Path) -> None:
    settings.VAR = tmp_path
    source = tmp_path / "leaked.txt.gz"
    source.write_bytes(gzip.compress(_lines("seldom", seen=2).encode()))

    assert api.load_breach_list(actor=OFFICER, path=source, seen=1, now=NOW) == 1
    assert is_breached("seldom")
    assert api.load_breach_list(actor=OFFICER, path=source, seen=10, now=NOW) == 0
    assert not is_breached("seldom")


@pytest.mark.django_db
@pytest.mark.parametrize("text", ["nonsense\n", "\n", f"{'F' * 40}:1\n{'0' * 40}:1\n", "A" * 39 + ":1\n"])
def test_a_file_that_is_no_list_leaves_the_old_one(settings, tmp_path: Path, text: str) -> None:
    settings.VAR = tmp_path
    good, bad = tmp_path / "good.txt", tmp_path / "bad.txt"
    good.write_text(_lines("old"))
    bad.write_text(text)
    api.load_breach_list(actor=OFFICER, path=good, seen=1, now=NOW)

    with pytest.raises(NoBreachList):
        api.load_breach_list(actor=OFFICER, path=bad, seen=1, now=NOW)

    assert is_breached("old")
    assert {path.name for path in tmp_path.iterdir()} == {"good.txt", "bad.txt", "breach-list"}


@pytest.mark.django_db
def test_only_who_manages_accounts_loads_a_list(settings, tmp_path: Path) -> None:
    settings.VAR = tmp_path
    account("cntt", "it_officer", PROVINCE)

    with pytest.raises(NotAllowed):
        api.load_breach_list(actor=api.actor_of("cntt"), path=tmp_path / "x", seen=1, now=NOW)


@pytest.mark.django_db
def test_somebody_changes_the_own_password_and_other_sessions_end() -> None:
    account("bs.kham", "doctor")
    here, elsewhere = signed_in("bs.kham"), signed_in("bs.kham")

    changed = here.post("/account/password/", FORM)

    assert changed.headers["Location"] == "/account/"
    assert here.get("/").status_code == 200
    assert elsewhere.get("/").status_code == 302
    assert Client().post("/sign-in/", {"username": "bs.kham", "password": OTHER}).status_code == 302
    assert audit.list_entries(sought=audit.TrailFilter(act="accounts.change-password"), limit=1)[
        0
    ].detail == {"sessions": 1}


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("change", "status", "said"),
    [
        ({"old": "Sai-mat-khau-2026"}, 403, "không đúng"),
        ({"again": OTHER + "x"}, 400, "không giống nhau"),
        ({"password": "ngan", "again": "ngan"}, 400, "ít nhất 14"),
        ({"password": PASSWORD, "again": PASSWORD}, 400, "gần đây"),
        ({"password": "Matkhau@12345678", "again": "Matkhau@12345678"}, 400, "dễ đoán"),
    ],
)
def test_a_change_that_is_refused_says_why_and_changes_nothing(change, status: int, said: str) -> None:
    account("bs.kham", "doctor")
    browser = signed_in("bs.kham")

    answer = browser.post("/account/password/", FORM | change)

    assert answer.status_code == status
    assert said in answer.content.decode()
    assert Client().post("/sign-in/", {"username": "bs.kham", "password": PASSWORD}).status_code == 302


@pytest.mark.django_db
def test_the_last_ten_passwords_are_not_used_again() -> None:
    account("bs.kham", "doctor")
    for number in range(LIMITS.password_history):
        password = f"Suoi-chay-qua-ban-{number}"
        api.set_password(
            actor=OFFICER, username="bs.kham", password=password, now=NOW + timedelta(hours=number)
        )
        if number < LIMITS.password_history - 1:
            with pytest.raises(api.WeakPassword, match="last 10"):
                api.set_password(actor=OFFICER, username="bs.kham", password=PASSWORD, now=NOW)

    api.set_password(actor=OFFICER, username="bs.kham", password=PASSWORD, now=NOW + timedelta(days=2))
    assert models.PastPassword.objects.count() == LIMITS.password_history


@pytest.mark.django_db
def test_a_password_that_an_officer_chose_is_changed_before_anything_else() -> None:
    account("bs.kham", "doctor")
    api.set_password(actor=OFFICER, username="bs.kham", password="Ba con trau an co 1!", now=clock.now())
    browser = Client()
    browser.post("/sign-in/", {"username": "bs.kham", "password": "Ba con trau an co 1!"})

    assert browser.get("/").headers["Location"] == "/account/password/?next=%2F"
    assert "do người khác đặt" in browser.get("/account/password/").content.decode()
    browser.post("/account/password/", FORM | {"old": "Ba con trau an co 1!"})
    assert browser.get("/").status_code == 200


@pytest.mark.django_db
def test_administrators_choose_a_new_password_every_sixty_days_and_others_need_not() -> None:
    account("bs.kham", "doctor")
    account("cntt", "it_officer", PROVINCE)
    models.Account.objects.update(password_set_at=clock.now() - timedelta(days=59))
    doctor, officer = signed_in("bs.kham"), signed_in("cntt", secret=app_of("cntt"))
    assert officer.get("/").status_code == 200

    models.Account.objects.update(password_set_at=clock.now() - timedelta(days=61))

    assert officer.get("/").headers["Location"].startswith("/account/password/")
    assert doctor.get("/").status_code == 200


@pytest.mark.django_db
def test_a_name_that_does_not_exist_takes_as_long_as_one_that_does(client: Client, settings) -> None:
    """The least of several, as somebody would measure who wants to learn names: a locked account writes less, one that
    exists more; none of it shows."""
    settings.REFUSAL_SECONDS = 0.4
    account("bs.kham", "doctor")
    account("bi.khoa", "doctor")
    models.Account.objects.filter(username="bi.khoa").update(locked_until=clock.now() + timedelta(hours=1))

    def least(username: str) -> float:
        taken = []
        for number in range(3):
            begun = time.monotonic()
            client.post("/sign-in/", {"username": username, "password": f"Sai-mat-khau-{number}"})
            taken.append(time.monotonic() - begun)
        return min(taken)

    took = [least(name) for name in ("bs.kham", "bi.khoa", "khong.co")]
    assert min(took) >= settings.REFUSAL_SECONDS
    assert max(took) - min(took) < 0.04, took
