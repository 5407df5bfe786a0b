"""Forms drawn on pages: one thing at a time, each checked; what was published stands for ever."""

from __future__ import annotations

import json
import re
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from hoaban.foundation.accounts.tests.people import account, wholly_signed_in
from hoaban.kernel import clock
from hoaban.kernel.actor import Scope
from hoaban.record import language
from hoaban.shared.forms import fhir
from hoaban.shared.forms.fhir import editing
from hoaban.shared.forms.queries import versions
from hoaban.shared.forms.tests.test_filling import fields
from hoaban.shared.forms.tests.visited import HERE, came
from hoaban.shared.forms.tests.written import form, item

NEW = {
    "name": "phieu-thu",
    "version": "1",
    "vi": "Phiếu thử",
    "en": "Trial sheet",
    "use": "sheet",
    "basis": "QĐ 1/QĐ-SYT",
}
AT = "/forms/designs/phieu-thu/1/"


class TestEditing:
    @pytest.mark.parametrize("one", versions.shipped_forms(), ids=lambda one: one.file)
    def test_every_item_says_again_what_it_said(self, one: versions.Shipped) -> None:
        """Opened on its page and kept untouched, an item of the product means the same form."""
        json_ = language.loads(one.body)
        before = fhir.read_form(json_)

        for _, each in list(editing.items_of(json_)):
            json_ = editing.change_item(json_, each["linkId"], editing.props_of(each))

        assert fhir.compare(before, fhir.read_form(json_)) == []

    def test_items_move_and_go_with_what_stands_in_them(self) -> None:
        json_ = form(item("a"), item("g", "group", item("b"), item("c")))

        moved = editing.move_item(editing.move_item(json_, "c", -1), "g", -1)
        gone = editing.remove_item(moved, "g")

        assert [one["linkId"] for _, one in editing.items_of(moved)] == ["g", "c", "b", "a"]
        assert [one["linkId"] for _, one in editing.items_of(gone)] == ["a"]
        assert [one["linkId"] for _, one in editing.items_of(json_)] == ["a", "g", "b", "c"]

    def test_what_no_outline_can_say_is_kept(self) -> None:
        foreign = {"url": "https://example.org/render", "valueString": "x"}
        json_ = form(item("a", extension=[foreign]))

        changed = editing.change_item(json_, "a", {**editing.props_of(json_["item"][0]), "vi": "Khác"})

        assert foreign in changed["item"][0]["extension"]
        assert changed["item"][0]["text"] == "Khác"


def keeper(name: str = "bieumau.thu") -> Client:
    account(name, "forms_officer", Scope("all"))
    return wholly_signed_in(name)


def typed(who: Client, where: str, **more: str) -> tuple[int, str]:
    """The page opened, typed into and sent."""
    page = who.get(where).content.decode()
    chosen = dict(re.findall(r'<select[^>]*name="([^"]*)".*?<option value="([^"]*)" selected', page, re.S))
    answer = who.post(where, {**fields(page), **chosen, **more})
    return answer.status_code, answer.content.decode()


@pytest.mark.django_db
class TestPages:
    def test_a_form_is_drawn_tried_published_and_never_changed(self) -> None:
        who, today = keeper(), clock.vietnam_day(clock.now())
        assert who.post("/forms/new/", NEW).status_code == 302
        assert (
            typed(
                who, f"{AT}items/q1/", vi="Cân nặng", en="Weight", kind="decimal", most="300", required="on"
            )[0]
            == 302
        )
        assert typed(who, f"{AT}items/new/?after=q1", link_id="bmi", vi="Gấp đôi", kind="decimal",
                     calculated="%resource.item.where(linkId='q1').answer.value * 2")[0] == 302  # fmt: skip

        tried = who.post(f"{AT}try/", {"s:q1": "", "q:q1": "61,5", "do": "complete"}).content.decode()
        assert "123" in tried
        assert "Phiếu này hoàn tất được." in tried
        assert (
            "Lớn hơn 300"
            in who.post(f"{AT}try/", {"s:q1": "", "q:q1": "999", "do": "complete"}).content.decode()
        )

        assert who.post(f"{AT}publish/", {"starts_on": today.isoformat()}).status_code == 302
        assert "Đang hiệu lực" in who.get(AT).content.decode()
        assert typed(who, f"{AT}items/q1/", vi="Khác")[0] in {400, 409}
        assert "Cân nặng" in who.get(AT).content.decode()

    def test_the_next_version_is_a_copy_and_what_changed_is_told_in_words(self) -> None:
        who = keeper()
        who.post("/forms/new/", NEW)
        assert who.post(f"{AT}copy/", {"version": "2"}).status_code == 302
        typed(who, "/forms/designs/phieu-thu/2/items/q1/", vi="Lời khác")

        told = who.get("/forms/designs/phieu-thu/2/compare/?with=1").content.decode()

        assert "Lời khác" in told
        assert "Đổi" in told
        assert who.post(f"{AT}copy/", {"version": "2"}).status_code == 400

    @pytest.mark.parametrize(
        ("wrong", "said"),
        [
            ({"kind": "choice"}, "không có gì để chọn"), ({"when": "nowhere=true"}, "điều kiện hỏi mục không có"),
            ({"calculated": "1 +"}, "q1"), ({"least": "abc"}, "Không đọc được"), ({"options": "| a"}, "Không đọc được"),
            ({"link_id": "có dấu"}, "Mã mục"),
        ],
    )  # fmt: skip
    def test_what_could_not_be_filled_in_is_refused_at_its_place(
        self, wrong: dict[str, str], said: str
    ) -> None:
        who = keeper()
        who.post("/forms/new/", NEW)

        status, page = typed(who, f"{AT}items/q1/", **wrong)

        assert status == 400
        assert said in page

    def test_two_who_draw_do_not_overwrite_each_other(self) -> None:
        one = keeper()
        one.post("/forms/new/", NEW)
        old = fields(one.get(f"{AT}items/q1/").content.decode())
        typed(keeper("bieumau.hai"), f"{AT}items/q1/", vi="Của người khác")

        answer = one.post(f"{AT}items/q1/", {**old, "kind": "text", "vi": "Của tôi"})

        assert answer.status_code == 400
        assert "Có người vừa sửa bản này" in answer.content.decode()
        assert "Của người khác" in one.get(AT).content.decode()

    def test_the_last_question_is_not_removed_and_rows_move(self) -> None:
        who = keeper()
        who.post("/forms/new/", NEW)
        seen = fields(who.get(AT).content.decode())["seen"]

        answer = who.post(AT, {"seen": seen, "do": "remove:q1"}, follow=True).content.decode()

        assert "không có câu hỏi nào" in answer
        assert "q1" in answer

    def test_what_is_exported_is_taken_in_again_elsewhere(self) -> None:
        who = keeper()
        who.post("/forms/new/", NEW)
        body = json.loads(who.get(f"{AT}export/").content)
        body["version"] = "nhap"

        file = SimpleUploadedFile("form.json", json.dumps(body).encode())
        brought = who.post("/forms/import/", {"file": file, "basis": "QĐ 2/QĐ-SYT"})
        refused = who.post(
            "/forms/import/", {"file": SimpleUploadedFile("x.json", b"{nonsense"), "basis": "x"}
        )

        assert brought.status_code == 302
        assert "nhap" in who.get("/forms/").content.decode()
        assert refused.status_code == 400

    def test_retiring_needs_a_day_and_a_reason(self) -> None:
        who, today = keeper(), clock.vietnam_day(clock.now())
        who.post("/forms/new/", NEW)
        who.post(f"{AT}publish/", {"starts_on": today.isoformat()})

        assert (
            who.post(
                f"{AT}retire/", {"last_day": (today - timedelta(days=3)).isoformat(), "why": "x"}
            ).status_code
            == 400
        )
        assert (
            who.post(f"{AT}retire/", {"last_day": today.isoformat(), "why": "Thông tư mới"}).status_code
            == 302
        )

    def test_a_form_is_tried_with_a_visit_only_by_who_may_open_it(self) -> None:
        visit = came()
        who = keeper()
        where = f"/forms/designs/15-bv1/1/try/?facility={visit.arrival.facility_code}&number={visit.number}"

        assert "Lò Văn Inh" not in who.get(where).content.decode()

    def test_a_doctor_keeps_no_forms(self) -> None:
        account("bs.thu", "doctor", HERE)
        doctor = wholly_signed_in("bs.thu")

        assert doctor.get("/forms/").status_code == 403
        assert doctor.post("/forms/new/", NEW).status_code == 403
