"""The pages of stewards and registrars, in a browser without a screen."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.test import Client

from hoaban.foundation.accounts import api as accounts
from hoaban.kernel import clock
from hoaban.kernel.actor import Scope, system_actor
from hoaban.shared.people.models import Decision, Doubt, Human, PatientLink
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
            username=name,
            display_name="Người Thử",
            post_vi="Thử",
            post_en="Test",
            password=PASSWORD,
            temporary=False,
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
        ("analyst", cast.ALL),
        ("auditor", cast.ALL),
    ):
        browser = sign_in(role, scope)
        for address in ("/people/doubts/", f"/people/doubts/{one}/{other}/", "/people/decisions/"):
            assert browser.get(address).status_code == 403, (role, address)


TYPED = {
    "circumstance": "known", "name": "Lò Văn Inh", "birth": "2/9/1964", "sex": "male", "commune": cast.DAO_SAN,
    "address": "bản Hoa Ban 2", "phone": "0912345678", "method": "MANUAL", "national_id-value": "012064000103",
    "national_id-issuer": "Cục QLHC về TTXH", "national_id-valid_to": "2031-05-01", "national_id-verified": "on",
}  # fmt: skip


def reception(sign_in: SignIn) -> Client:
    return sign_in("reception", Scope("facility", cast.PROVINCIAL))


def sure(browser: Client, typed: dict[str, str]) -> str:
    looked = browser.post("/people/register/", {**typed, "act": "look"}).content.decode()
    return re.findall(r'name="sure" value="(\w+)"', looked)[0]


def test_a_person_is_registered_after_a_look_at_who_may_be_meant(sign_in: SignIn) -> None:
    human_of(patient())
    browser = reception(sign_in)

    looked = browser.post("/people/register/", {**TYPED, "act": "look"})
    assert "Đúng là Lò Văn Inh" in looked.content.decode()
    assert Human.objects.count() == 1

    answer = browser.post("/people/register/", {**TYPED, "act": "new", "sure": sure(browser, TYPED)})

    assert answer.status_code == 302
    assert Human.objects.count() == 2
    assert Doubt.objects.filter(settled="").count() == 1
    page = browser.get(answer.headers["Location"]).content.decode()
    assert 'value="012064000103"' in page
    assert 'value="2031-05-01"' in page


def test_a_form_that_is_sent_twice_makes_one_person_and_a_new_look_another(sign_in: SignIn) -> None:
    browser, typed = reception(sign_in), {**TYPED, "national_id-value": ""}
    token = sure(browser, typed)

    first, second = (
        browser.post("/people/register/", {**typed, "act": "new", "sure": token}) for _ in range(2)
    )
    assert first.headers["Location"] == second.headers["Location"]
    assert Human.objects.count() == 1

    browser.post("/people/register/", {**typed, "act": "new", "sure": sure(browser, typed)})
    assert Human.objects.count() == 2


def test_what_was_changed_after_the_look_is_looked_at_again(sign_in: SignIn) -> None:
    browser = reception(sign_in)
    token = sure(browser, TYPED)

    answer = browser.post("/people/register/", {**TYPED, "name": "Lò Văn Páo", "act": "new", "sure": token})

    assert answer.status_code == 200
    assert not Human.objects.exists()


def test_whom_reception_knows_after_all_gets_what_was_typed_and_nobody_is_made(sign_in: SignIn) -> None:
    human = human_of(patient())
    browser = reception(sign_in)

    form = browser.post("/people/register/", {**TYPED, "act": f"is:{human}"}).content.decode()
    assert 'value="012064000103"' in form
    assert not PatientLink.objects.filter(rule="registrar").exists()

    browser.post(f"/people/{human}/details/", {**TYPED, "seen": "0"})
    assert Human.objects.get().numbers == "012064000103"


def test_an_unknown_patient_gets_a_code_and_reception_is_told_of_the_48_hours(sign_in: SignIn) -> None:
    browser = reception(sign_in)
    typed = {"circumstance": "unknown", "method": "UNVERIFIED", "sex": "male"}

    answer = browser.post(
        "/people/register/", {**typed, "act": "new", "sure": sure(browser, typed)}, follow=True
    )

    page = answer.content.decode()
    assert "Báo Ủy ban nhân dân xã trước" in page
    assert re.search(r"TM[0-9A-Z]{8}", page)


def test_warnings_never_stop_a_registration(sign_in: SignIn) -> None:
    browser = reception(sign_in)
    odd = {**TYPED, "national_id-value": "123", "sex": "female"}

    assert "thường có 12 chữ số" in browser.post("/people/register/", {**odd, "act": "look"}).content.decode()
    browser.post("/people/register/", {**odd, "act": "new", "sure": sure(browser, odd)})
    assert Human.objects.count() == 1


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"name": ""}, "Cần họ và tên."),
        ({"birth": "31/2/1964"}, "Không có ngày này."),
        ({"birth": "2/9/2964"}, "Ngày sinh sau hôm nay."),
        ({"birth": "٢/٩/١٩٦٤"}, "Không có ngày này."),
        ({"national_id-valid_to": "2031-13-45"}, ""),
        ({"commune": "99999"}, ""),
        ({"act": "is:nobody"}, ""),
    ],
)
def test_what_cannot_be_is_told_and_nothing_is_kept(
    sign_in: SignIn, changed: dict[str, str], said: str
) -> None:
    answer = reception(sign_in).post("/people/register/", {**TYPED, "act": "look", **changed})

    assert answer.status_code in (302, 400)
    assert said in answer.content.decode()
    assert not Human.objects.exists()


def test_a_form_that_somebody_overtook_says_so(sign_in: SignIn) -> None:
    human = human_of(patient())
    browser = reception(sign_in)
    browser.post(f"/people/{human}/details/", {**TYPED, "seen": "0"})

    answer = browser.post(f"/people/{human}/details/", {**TYPED, "phone": "1", "seen": "0"})

    assert answer.status_code == 400
    assert "Có người vừa sửa" in answer.content.decode()


def test_numbers_of_candidates_are_masked_and_a_doctor_registers_nobody(sign_in: SignIn) -> None:
    human = human_of(patient(number="012064000103"))
    looked = reception(sign_in).post("/people/register/", {**TYPED, "national_id-value": "", "act": "look"})
    assert "012064000103" not in looked.content.decode()

    doctor = sign_in("doctor", Scope("facility", cast.PROVINCIAL))
    for address in ("/people/register/", f"/people/{human}/details/"):
        assert doctor.get(address).status_code == 403


def test_a_paste_of_megabytes_is_told_as_too_much_text(sign_in: SignIn) -> None:
    answer = reception(sign_in).post(
        "/people/register/", {**TYPED, "address": "x" * 3_000_000, "act": "look"}
    )

    assert answer.status_code == 413
    assert "có quá nhiều chữ" in answer.content.decode()
