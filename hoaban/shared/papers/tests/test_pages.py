"""Pages of papers: filled in, kept when wrong, one look each; a pane when another page asks."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from django.test import Client

from hoaban.foundation.accounts import api as accounts
from hoaban.foundation.accounts.tests.people import OFFICER, account, wholly_signed_in
from hoaban.kernel import clock
from hoaban.kernel.actor import Scope
from hoaban.shared.papers import models
from hoaban.shared.papers.tests.test_papers import REFERRAL, referral
from hoaban.shared.papers.tests.world import DOCTOR, HERE, seen
from hoaban.shared.visits import api as visits
from tests import cast
from tests.journeys.looks import ask

pytestmark = pytest.mark.django_db


@pytest.fixture
def visit() -> visits.Visit:
    return seen()


@pytest.fixture
def browser(visit: visits.Visit) -> Client:
    return signed_in("bs.huong", "doctor", Scope("facility", HERE), DOCTOR)


def signed_in(name: str, role: str, scope: Scope, number: str = "") -> Client:
    account(name, role, scope)
    if number:
        accounts.link_staff(actor=OFFICER, username=name, number=number, sure=True, now=clock.now())
    return wholly_signed_in(name)


def test_the_pane_lists_what_was_given_out_and_is_one_look(browser: Client, visit: visits.Visit) -> None:
    paper = referral(visit)
    answer, body, entries = ask(browser, f"/papers/visits/{visit.id}/", None)

    assert answer.status_code == 200
    assert paper.number in body
    assert "Lò Văn Inh" in body
    assert [(one.act, visit.arrival.person in one.persons) for one in entries] == [("papers.list", True)]


def test_another_page_gets_the_inner_part_only(browser: Client, visit: visits.Visit) -> None:
    inner = browser.get(f"/papers/visits/{visit.id}/", headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in inner
    assert "Cấp giấy mới" in inner


def test_a_form_is_filled_in_from_the_visit(browser: Client, visit: visits.Visit) -> None:
    answer, body, entries = ask(browser, f"/papers/visits/{visit.id}/referral/", None)
    assert answer.status_code == 200
    assert "Viêm phổi (J18.9)" in body
    assert "Mạch 92 lần/phút" in body
    assert [one.act for one in entries] == ["papers.begin"]


def test_what_is_wrong_is_told_and_what_was_typed_is_kept(browser: Client, visit: visits.Visit) -> None:
    said = {**REFERRAL, "HUONG_DIEU_TRI": "", "TINH_TRANG_CT": "x" * 5000}
    answer, body, entries = ask(browser, f"/papers/visits/{visit.id}/referral/", said)
    assert answer.status_code == 400
    assert "x" * 5000 in body
    assert [one.act for one in entries] == ["papers.begin"]
    assert models.Paper.objects.count() == 0


def test_a_doubt_is_shown_once_and_then_the_paper_is_given_out(browser: Client, visit: visits.Visit) -> None:
    said = {**REFERRAL, "TINH_TRANG_CT": "BN tỉnh", "once": "o1"}
    where = f"/papers/visits/{visit.id}/referral/"
    first = browser.post(where, said)
    assert first.status_code == 400
    assert "không viết tắt" in first.content.decode()

    second = browser.post(where, {**said, "sure": "on"}, follow=True)
    again = browser.post(where, {**said, "sure": "on"}, follow=True)
    assert "00001/2026/GCT" in second.content.decode()
    assert second.redirect_chain == again.redirect_chain
    assert models.Paper.objects.count() == 1


def test_a_paper_is_read_opened_replaced_and_cancelled(browser: Client, visit: visits.Visit) -> None:
    paper = referral(visit)
    _answer, body, entries = ask(browser, f"/papers/{paper.id}/", None)
    assert "Bệnh viện Đa khoa tỉnh" in body
    assert [one.act for one in entries] == ["papers.read"]
    pdf, _body, entries = ask(browser, f"/papers/{paper.id}/file/", None)
    assert pdf["Content-Type"] == "application/pdf"
    assert [one.act for one in entries] == ["papers.open"]

    missing = browser.post(f"/papers/{paper.id}/replace/", REFERRAL)
    assert missing.status_code == 400
    new = browser.post(
        f"/papers/{paper.id}/replace/",
        {**REFERRAL, "reason": "Sửa hướng điều trị", "once": "o2"},
        follow=True,
    )
    assert "00002/2026/GCT" in new.content.decode()
    cancelled = browser.post(new.redirect_chain[-1][0], {"reason": "Không chuyển nữa"}, follow=True)
    assert "đã hủy" in cancelled.content.decode()


@pytest.mark.parametrize("kind", ["nonsense", "referral%00", "x" * 900])
def test_a_kind_that_there_is_not_is_not_found(browser: Client, visit: visits.Visit, kind: str) -> None:
    assert browser.get(f"/papers/visits/{visit.id}/{kind}/").status_code == 404


def test_another_facility_finds_nothing(visit: visits.Visit) -> None:
    paper = referral(visit)
    other = signed_in("bs.khac", "doctor", Scope("facility", cast.PROVINCIAL))
    for where in (
        f"visits/{visit.id}/",
        f"visits/{visit.id}/referral/",
        f"{paper.id}/",
        f"{paper.id}/file/",
        f"{paper.id}/replace/",
    ):
        answer, body, _entries = ask(other, f"/papers/{where}", None)
        assert answer.status_code == 404, where
        assert "Lò Văn Inh" not in body


def test_nonsense_is_no_failure(browser: Client, visit: visits.Visit) -> None:
    wild: dict[str, Any] = dict.fromkeys(REFERRAL, "\x00\u202e<script>" * 50)
    assert browser.post(f"/papers/visits/{visit.id}/referral/", wild).status_code == 400
    assert (
        browser.post(
            f"/papers/visits/{visit.id}/sick_leave/", {"SO_NGAY_NGHI": "9" * 400, "TU_NGAY": "30/02"}
        ).status_code
        == 400
    )
    assert replace(referral(visit)).number
