"""The home page of each role, one's own account, the trail."""

import pytest

from hoaban.foundation.accounts import api
from hoaban.foundation.accounts.rules.roles import roles
from hoaban.foundation.accounts.tests.people import DAO_SAN, HOSPITAL, PROVINCE, account, wholly_signed_in
from hoaban.foundation.audit import api as audit

pytestmark = pytest.mark.django_db
_AT = {"all": PROVINCE, "facility": HOSPITAL, "commune": DAO_SAN}


@pytest.mark.parametrize("role", roles())
def test_every_role_has_a_home_page_that_says_what_it_does(role: str) -> None:
    account("mot.nguoi", role, _AT[sorted(roles()[role].given_at)[0]])

    page = wholly_signed_in("mot.nguoi").get("/").content.decode()

    assert "Xin chào, Nông Thị Hiếu" in page
    assert roles()[role].name_vi in page
    assert roles()[role].does_vi in page


def test_home_offers_only_what_the_role_may_open() -> None:
    account("kiemtra", "auditor", PROVINCE)
    account("vanthu", "clerk", PROVINCE)

    assert 'href="/trail/"' in wholly_signed_in("kiemtra").get("/").content.decode()
    clerk = wholly_signed_in("vanthu").get("/").content.decode()
    assert 'href="/trail/"' not in clerk
    assert "chưa có màn hình riêng" in clerk


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

    with django_assert_max_num_queries(6):
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


def test_the_auditor_reads_the_trail_and_that_is_in_it() -> None:
    account("kiemtra", "auditor", PROVINCE)
    account("bs.kham", "doctor")
    auditor = wholly_signed_in("kiemtra")

    page = auditor.get("/trail/").content.decode()

    assert "session.open" in page
    assert "accounts.assign" in page
    assert "Nông Thị Hiếu, Bác sĩ" in page
    (looked,) = audit.list_entries(limit=1)
    assert (looked.actor_id, looked.act) == ("account:kiemtra", "audit.read")
    assert "audit.read" in auditor.get("/trail/").content.decode()


def test_the_trail_is_filtered_and_paged() -> None:
    account("kiemtra", "auditor", PROVINCE)
    auditor = wholly_signed_in("kiemtra")
    for number in range(60):
        audit.write(actor=api.actor_of("kiemtra"), act="test.act", detail={"count": number})

    first = auditor.get("/trail/?act=test.act&actor=kiemtra").content.decode()
    assert "count: 59" in first
    assert "count: 9;" not in first
    older = (
        next(part for part in first.split('href="') if "before=" in part).split('"')[0].replace("&amp;", "&")
    )
    second = auditor.get("/trail/" + older).content.decode()
    assert "count: 9<" in second
    assert "count: 59" not in second
    assert "count:" not in auditor.get("/trail/?act=test.act&outcome=refused").content.decode()
    assert "count:" not in auditor.get("/trail/?act=test.act&last=2020-01-01").content.decode()
    assert (
        "count: 59" in auditor.get("/trail/?act=test.act&first=2020-01-01&last=2999-01-01").content.decode()
    )


@pytest.mark.parametrize("query", ["first=yesterday", "outcome=maybe", "before=x", "act=" + "x" * 61])
def test_a_question_that_makes_no_sense_is_answered_kindly(query: str) -> None:
    account("kiemtra", "auditor", PROVINCE)

    assert wholly_signed_in("kiemtra").get("/trail/?" + query).status_code == 400


@pytest.mark.parametrize("role", sorted(set(roles()) - {"auditor"}))
def test_nobody_else_reads_the_trail(role: str) -> None:
    account("mot.nguoi", role, _AT[sorted(roles()[role].given_at)[0]])

    assert wholly_signed_in("mot.nguoi").get("/trail/").status_code == 403


@pytest.mark.parametrize("address", ["/", "/account/", "/trail/"])
def test_every_page_also_speaks_english(address: str) -> None:
    account("kiemtra", "auditor", PROVINCE)
    client = wholly_signed_in("kiemtra")
    client.post("/language/", {"language": "en", "next": "/"})

    page = client.get(address).content.decode()

    assert '<html lang="en">' in page
    for vietnamese in ("Trang chủ", "Nhật ký truy cập", "Xin chào", "Tài khoản của tôi", "Vai trò", "Lọc"):
        assert vietnamese not in page


def test_what_the_trail_holds_is_shown_as_text() -> None:
    from hoaban.foundation.accounts.views.trail import _spell

    assert _spell({"b": [1, "x"], "a": {"c": 2}, "empty": "", "none": None}) == "a: {c: 2}; b: 1, x"
