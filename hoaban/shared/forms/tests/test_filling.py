"""A form on its page at a visit: nothing typed is lost, two who write are put together, a complete one is amended."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client

from hoaban.foundation.accounts.tests.people import account, wholly_signed_in
from hoaban.foundation.audit import api as audit
from hoaban.kernel.actor import Scope
from hoaban.shared.forms.tests.visited import HERE, came
from hoaban.shared.visits import api as visits
from tests import cast

pytestmark = pytest.mark.django_db


def browser(name: str = "bs.mot", place: Scope = HERE, role: str = "doctor") -> Client:
    account(name, role, place)
    return wholly_signed_in(name)


@pytest.fixture
def visit() -> visits.Visit:
    return came()


def at(visit: visits.Visit, form: str = "exam-internal", what: str = "") -> str:
    return f"/forms/visits/{visit.id}/{form}/{what}"


def fields(page: str) -> dict[str, str]:
    """What the browser would send: hidden fields, text areas and inputs, as they stand."""
    found = {}
    for tag in re.findall(r"<input[^>]*>", page):
        name, value, kind = (re.search(rf'\b{one}="([^"]*)"', tag) for one in ("name", "value", "type"))
        if name and (kind is None or kind[1] not in ("radio", "checkbox", "file") or " checked" in tag):
            found[name[1]] = value[1] if value else ""
    for name, text in re.findall(r'<textarea[^>]*name="([^"]*)"[^>]*>\n?(.*?)</textarea>', page, re.S):
        found[name] = text
    return found


def sent(who: Client, where: str, do: str, **typed: str) -> Any:
    """The page opened, typed into and sent by a button."""
    return who.post(where, {**fields(who.get(where).content.decode()), **typed, "do": do})


def test_a_draft_is_kept_and_comes_back_on_another_computer(visit: visits.Visit) -> None:
    answer = sent(browser(), at(visit), "save", **{"q:general": "Tỉnh, mệt."})

    page = browser("bs.hai").get(at(visit)).content.decode()

    assert answer.status_code == 302
    assert "Tỉnh, mệt." in page
    assert "Bản nháp" in page


def test_one_key_writes_what_is_normal_and_only_where_nothing_was_said(visit: visits.Visit) -> None:
    who = browser()

    sent(who, at(visit), "normal:*", **{"q:abdomen": "Đau hố chậu phải."})

    stands = fields(who.get(at(visit)).content.decode())
    assert stands["q:abdomen"] == "Đau hố chậu phải."
    assert stands["q:circulation"].startswith("Tim đều")


def test_two_who_write_are_put_together_and_nobody_is_overwritten(visit: visits.Visit) -> None:
    one, two = browser(), browser("bs.hai")
    sent(one, at(visit), "save", **{"q:general": "Tỉnh."})
    old = fields(one.get(at(visit)).content.decode())
    sent(two, at(visit), "save", **{"q:abdomen": "Bụng mềm.", "q:general": "Lơ mơ."})

    answer = one.post(at(visit), {**old, "q:skin": "Ban đỏ.", "q:general": "Tỉnh, sốt.", "do": "save"})
    page = answer.content.decode()
    stands = fields(page)

    assert "Người khác vừa ghi phiếu này" in page
    assert (stands["q:skin"], stands["q:abdomen"], stands["q:general"]) == (
        "Ban đỏ.",
        "Bụng mềm.",
        "Tỉnh, sốt.",
    )
    assert "«Lơ mơ.»" in page
    assert one.post(at(visit), {**stands, "do": "save"}).status_code == 302


def test_a_form_is_completed_amended_and_every_version_stays(visit: visits.Visit) -> None:
    who = browser()
    sent(who, at(visit), "complete", **{"q:general": "Tỉnh."})
    sent(who, at(visit), "amend", **{"q:general": "Tỉnh, sốt."})

    page = who.get(at(visit)).content.decode()
    history = who.get(at(visit, what="history/")).content.decode()
    first = who.get(at(visit, what="history/?version=1")).content.decode()

    assert "Đã sửa sau khi hoàn tất" in page
    assert history.count("Bản 1") >= 1
    assert "Tỉnh, sốt." in history
    assert "Tỉnh, sốt." not in first
    assert "Tỉnh." in first


def test_what_is_missing_is_told_at_its_place_and_what_was_typed_stays(visit: visits.Visit) -> None:
    answer = sent(
        browser(),
        at(visit, "15-bv1"),
        "complete",
        **{"q:examination/whole/vitals/pulse": "chín mươi", "q:reason": ""},
    )

    page = answer.content.decode()
    assert answer.status_code == 400
    assert "chín mươi" in page
    assert "Không đọc được" in page


def test_the_double_click_and_the_stale_page_write_once(visit: visits.Visit) -> None:
    who = browser()
    page = fields(who.get(at(visit)).content.decode())

    first, second = (who.post(at(visit), {**page, "q:general": "Tỉnh.", "do": "save"}) for _ in range(2))

    assert (first.status_code, second.status_code) == (302, 200)
    assert "Người khác vừa ghi phiếu này" in second.content.decode()
    assert sent(who, at(visit), "keep", **{"q:general": "Tỉnh hơn."}).status_code == 204


def test_a_paste_of_two_megabytes_is_refused_in_words(visit: visits.Visit) -> None:
    answer = sent(browser(), at(visit), "save", **{"q:general": "x" * 2_000_000})

    assert answer.status_code == 400
    assert "Dài quá 3000 ký tự" in answer.content.decode()


def test_forms_of_a_visit_are_listed_and_a_part_is_without_a_frame(visit: visits.Visit) -> None:
    who = browser()
    sent(who, at(visit), "save", **{"q:general": "Tỉnh."})

    page = who.get(f"/forms/visits/{visit.id}/").content.decode()
    part = who.get(at(visit), headers={"HX-Request": "true"}).content.decode()

    assert "Khám nội khoa" in page
    assert "15/BV1" in page
    assert "<html" not in part
    assert "<form" in part


def test_the_paper_comes_as_a_pdf_and_a_look_is_told_once(visit: visits.Visit) -> None:
    who = browser()
    sent(who, at(visit), "complete", **{"q:general": "Tỉnh."})
    answer = who.get(at(visit, what="paper/"))

    assert answer["Content-Type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF")
    newest = audit.list_entries(sought=audit.TrailFilter())
    same = [one for one in newest if one.request_id == newest[0].request_id]
    assert [(one.act, visit.arrival.person in one.persons) for one in same] == [("record.read", True)]


def test_another_hospital_finds_no_form(visit: visits.Visit) -> None:
    sent(browser(), at(visit), "save", **{"q:general": "Tỉnh."})
    stranger = browser("bs.la", Scope("facility", cast.PHONG_THO))

    for where in (
        f"/forms/visits/{visit.id}/",
        at(visit),
        at(visit, what="history/"),
        at(visit, what="paper/"),
    ):
        assert stranger.get(where).status_code == 404
    assert stranger.post(at(visit), {"do": "save", "seen": "1"}).status_code == 404
