"""The home page of each role, one's own account."""

import pytest

from hoaban.foundation.accounts import api
from hoaban.foundation.accounts.rules.roles import roles
from hoaban.foundation.accounts.tests.people import DAO_SAN, HOSPITAL, PROVINCE, account, wholly_signed_in

pytestmark = pytest.mark.django_db
_AT = {"all": PROVINCE, "facility": HOSPITAL, "commune": DAO_SAN}
"""In the order in which a place is chosen for a role."""


@pytest.mark.parametrize("role", roles())
def test_every_role_has_a_home_page_that_says_what_it_does(role: str) -> None:
    account("mot.nguoi", role, next(place for kind, place in _AT.items() if kind in roles()[role].given_at))

    page = wholly_signed_in("mot.nguoi").get("/").content.decode()

    assert "Xin chào, Nông Thị Hiếu" in page
    assert roles()[role].name_vi in page
    assert roles()[role].does_vi in page


def test_home_offers_only_what_the_role_may_open() -> None:
    account("kiemtra", "auditor", PROVINCE)
    account("thungan", "cashier", HOSPITAL)

    assert 'href="/trail/"' in wholly_signed_in("kiemtra").get("/").content.decode()
    cashier = wholly_signed_in("thungan").get("/").content.decode()
    assert 'href="/trail/"' not in cashier
    assert "chưa có màn hình riêng" in cashier


def test_a_page_is_offered_once_and_in_order() -> None:
    link = api.HomeLink("Thử", "Một trang", "accounts:account", "person", needs="audit.read", order=1)
    from hoaban.ui import home

    before = list(home._links)
    try:
        api.register_home_link(link, link)
        account("kiemtra", "auditor", PROVINCE)
        offered = api.home_links(api.actor_of("kiemtra"))
    finally:
        home._links[:] = before

    assert offered[0] is link
    assert offered.count(link) == 1


def test_an_account_without_a_role_is_told_whom_to_ask() -> None:
    account("mot.nguoi")

    assert "chưa được giao vai trò" in wholly_signed_in("mot.nguoi").get("/").content.decode()


def test_home_is_few_queries(django_assert_max_num_queries) -> None:
    account("bs.kham", "doctor")
    client = wholly_signed_in("bs.kham")
    client.get("/")

    with django_assert_max_num_queries(7):
        client.get("/")


def test_my_account_says_what_was_given_to_me() -> None:
    account("bs.san", "doctor", HOSPITAL, ["label.abortion"])
    account("gd.tyt", "station_head", DAO_SAN)

    doctor = wholly_signed_in("bs.san").get("/account/").content.decode()
    assert "bs.san" in doctor
    assert "phá thai" in doctor
    head = wholly_signed_in("gd.tyt").get("/account/").content.decode()
    assert "Dào San" in head
    assert "nhạy cảm" not in head


def test_my_rights_are_named_in_my_language() -> None:
    account("bs.san", "doctor", HOSPITAL, ["label.abortion"])
    client = wholly_signed_in("bs.san")
    client.post("/language/", {"language": "en", "next": "/"})

    assert "abortion" in client.get("/account/").content.decode()


@pytest.mark.parametrize("address", ["/", "/account/"])
def test_every_page_also_speaks_english(address: str) -> None:
    account("kiemtra", "auditor", PROVINCE)
    client = wholly_signed_in("kiemtra")
    client.post("/language/", {"language": "en", "next": "/"})

    page = client.get(address).content.decode()

    assert '<html lang="en">' in page
    for vietnamese in ("Trang chủ", "Nhật ký truy cập", "Xin chào", "Tài khoản của tôi", "Vai trò", "Lọc"):
        assert vietnamese not in page
