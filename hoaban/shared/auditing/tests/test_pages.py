"""The auditor's pages and the reviewer's: search by every criterion, one entry with its proof, a file, a verdict."""

from __future__ import annotations

import csv
import io
import re
from datetime import timedelta
from typing import Any
from uuid import UUID

import openpyxl
import pytest
from django.test import Client

from hoaban.foundation.accounts import api as accounts
from hoaban.foundation.accounts.tests.people import DAO_SAN, HOSPITAL, PROVINCE, account, wholly_signed_in
from hoaban.foundation.audit import api as audit
from hoaban.foundation.audit.tests.trail import by_force, enter, settle
from hoaban.foundation.workforce.tests.staff import open_places
from hoaban.kernel import clock
from hoaban.kernel.actor import Actor, ActorKind, system_actor
from hoaban.shared.auditing.models import Finding, Limit, Mark
from hoaban.shared.auditing.services import watching
from hoaban.shared.people.models import Human
from hoaban.shared.people.rules import Description
from hoaban.shared.people.rules.keys import search_keys
from tests import cast

pytestmark = pytest.mark.django_db

WORDS = "Đã hỏi và kiểm tra lịch làm việc."


@pytest.fixture
def auditor() -> Client:
    account("kiemtra", "auditor", PROVINCE)
    return wholly_signed_in("kiemtra")


def person(name: str = "Lò Thị Thử", number: int = 1) -> UUID:
    found = UUID(int=number)
    keys = search_keys(Description(name, "female", "1980", "", frozenset()), ())
    Human.objects.create(id=found, name=name, name_sort=name, sex="female", birth="1980", keys=keys)
    return found


def told(who: str = "account:bs.kham", act: str = "record.read", **more: Any) -> int:
    """One entry; its number."""
    request = more.pop("request", "")
    enter(actor=Actor(who, ActorKind.PERSON, "", request_id=request), act=act, **more)
    return max(one.id for one in audit.list_entries(sought=audit.TrailFilter(actor_id=who), limit=200))


def shown(browser: Client, query: str = "") -> list[int]:
    """The numbers of the entries on a page."""
    answer = browser.get(f"/trail/{query}")
    assert answer.status_code == 200
    return [int(one) for one in re.findall(r'href="/trail/(\d+)/"', answer.content.decode())]


def text(answer: Any) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


class TestTheTrail:
    def test_it_names_who_did_what_and_looking_is_in_it(self, auditor: Client) -> None:
        account("bs.kham", "doctor")
        told(purpose="TREAT")

        page = text(auditor.get("/trail/"))

        assert "Xem hồ sơ" in page
        assert "Khám, chữa bệnh" in page
        assert "Nông Thị Hiếu" in page
        assert (
            audit.list_entries(sought=audit.TrailFilter(actor_id="account:kiemtra"), limit=1)[0].act
            == "audit.read"
        )

    @pytest.mark.parametrize(
        ("query", "expected"),
        [
            ("?actor=bs.an", ["an"]),
            ("?actor=client:x", ["machine"]),
            ("?act=emergency.open", ["emergency"]),
            ("?purpose=BTG", ["emergency"]),
            ("?outcome=refused&actor=bs.binh", ["refused"]),
            ("?request=r-77", ["request"]),
            ("?first=2020-05-01&last=2020-05-01", ["old"]),
            (f"?person={UUID(int=1)}", ["person"]),
            (f"?person={UUID(int=1)}&actor=bs.an", []),
            (f"?unit=facility:{cast.PROVINCIAL}&act=record.read", ["hospital"]),
            ("?unit=commune:03571&act=record.read", ["station"]),
        ],
    )
    def test_it_is_found_by_each_criterion(self, auditor: Client, query: str, expected: list[str]) -> None:
        open_places()
        account("bs.vien", "doctor", HOSPITAL)
        account("dd.tram", "station_nurse", DAO_SAN)
        person()
        old = clock.now().replace(year=2020, month=5, day=1, hour=5)
        entries = {
            "an": told("account:bs.an"), "machine": told("client:x"),
            "emergency": told("account:bs.binh", "emergency.open", purpose="BTG"),
            "refused": told("account:bs.binh", outcome="refused"), "request": told("account:x", request="r-77"),
            "old": told("account:bs.cu", now=old), "person": told("account:y", persons=[UUID(int=1)]),
            "hospital": told("account:bs.vien"), "station": told("account:dd.tram"),
        }  # fmt: skip

        assert shown(auditor, query) == [entries[one] for one in expected]

    def test_pages_follow_each_other(self, auditor: Client) -> None:
        numbers = [told("account:z", now=clock.now() - timedelta(minutes=number)) for number in range(60)]

        first = auditor.get("/trail/?actor=z").content.decode()
        older = re.findall(r'href="(\?[^"]*before=[^"]*)"', first)[0].replace("&amp;", "&")

        assert shown(auditor, "?actor=z") == numbers[:50]
        assert shown(auditor, older) == numbers[50:]

    def test_of_people_with_one_name_the_auditor_chooses(self, auditor: Client) -> None:
        account("bs.kham", "doctor")
        whose, _other = person(), person(number=2)
        entry = told(persons=[whose])

        page = auditor.get("/trail/?about=lo+thi+thu").content.decode()
        links = [one.replace("&amp;", "&") for one in re.findall(r'href="(\?[^"]*person=[^"]*)"', page)]

        assert len(links) == 2
        (chosen,) = [one for one in links if str(whose) in one]
        assert shown(auditor, f"{chosen}&act=record.read") == [entry]
        assert "Không tìm thấy ai" in text(auditor.get("/trail/?about=khong+ai"))
        assert auditor.get("/trail/?about=x").status_code == 400

    @pytest.mark.parametrize(
        "query",
        [
            "first=yesterday",
            "outcome=maybe",
            "before=x",
            "act=nothing",
            "unit=facility:x",
            "person=1",
            "before=0",
        ],
    )
    def test_a_question_that_makes_no_sense_is_answered_kindly(self, auditor: Client, query: str) -> None:
        assert auditor.get(f"/trail/?{query}").status_code == 400

    def test_the_auditor_opens_no_record(self, auditor: Client) -> None:
        assert auditor.get(f"/people/{person()}/").status_code == 403

    @pytest.mark.parametrize("address", ["/trail/", "/unusual/", "/unusual/limits/", "/unusual/marks/"])
    def test_every_page_also_speaks_english(self, auditor: Client, address: str) -> None:
        auditor.post("/language/", {"language": "en", "next": "/"})

        page = auditor.get(address).content.decode()

        assert '<html lang="en">' in page
        for vietnamese in ("Nhật ký", "Truy cập bất thường", "Lọc", "Ngưỡng", "Ghi"):
            assert vietnamese not in page


class TestOneEntry:
    def test_it_tells_all_it_holds_and_waits_for_its_seal(self, auditor: Client) -> None:
        whose = person()
        entry = told(
            persons=[whose], detail={"way": "read", "resources": [f"Patient/{whose}/1"]}, request="r-5"
        )

        page = text(auditor.get(f"/trail/{entry}/"))

        for said in ("Lò Thị Thử", f"Patient/{whose}/1", "r-5", "record.read", "Chưa niêm phong"):
            assert said in page
        looked = audit.list_entries(sought=audit.TrailFilter(actor_id="account:kiemtra"), limit=1)[0]
        assert (looked.act, looked.persons, looked.detail) == ("audit.entry", (whose,), {"entry": entry})

    def test_what_is_not_there_is_not_found(self, auditor: Client) -> None:
        assert auditor.get("/trail/987654321/").status_code == 404
        assert auditor.get(f"/trail/{2**64}/").status_code == 404
        assert auditor.get("/trail/export.pdf").status_code == 404

    def test_what_the_trail_holds_is_shown_as_text(self, auditor: Client) -> None:
        entry = told(detail={"b": [1, "x"], "a": {"c": 2}})

        assert "b 1, x" in text(auditor.get(f"/trail/{entry}/"))


@pytest.mark.django_db(transaction=True)
class TestTheSeal:
    def test_a_sealed_entry_is_verified_with_its_path_and_an_altered_one_is_not(
        self, auditor: Client, settings: Any, tmp_path: Any
    ) -> None:
        settings.VAR = tmp_path
        entry = told()
        settle()
        assert audit.seal(clock.now())

        page = text(auditor.get(f"/trail/{entry}/"))
        assert "Đã xác minh" in page
        assert re.search(r"[0-9a-f]{64}", page)
        by_force("update audit_entry set act = 'record.write' where id = %s", entry)
        assert "đã bị sửa hoặc bị chèn vào" in text(auditor.get(f"/trail/{entry}/"))


class TestExports:
    def _entries(self) -> None:
        account("bs.kham", "doctor")
        told(purpose="TREAT", persons=[UUID(int=1)], detail={"note": "=1+1"})
        told("account:=cmd", detail={"note": "@sum"})

    def test_a_table_for_spreadsheets_holds_what_was_found_and_no_formula(self, auditor: Client) -> None:
        self._entries()

        answer = auditor.get("/trail/export.csv?act=record.read")

        rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
        assert [row[5] for row in rows[1:]] == ["record.read", "record.read"]
        assert rows[2][9] == str(UUID(int=1))
        assert not [cell for row in rows for cell in row if cell[:1] in "=+-@\t\r" and cell]
        assert answer["Content-Disposition"] == 'attachment; filename="nhat-ky.csv"'

    def test_a_workbook_holds_the_same_as_text(self, auditor: Client) -> None:
        self._entries()

        answer = auditor.get("/trail/export.xlsx?act=record.read")

        sheet = openpyxl.load_workbook(io.BytesIO(answer.content)).active
        cells = [cell for row in sheet.iter_rows() for cell in row]
        assert not [cell for cell in cells if cell.data_type == "f"]
        assert [row[5].value for row in list(sheet.iter_rows())[1:]] == ["record.read", "record.read"]

    def test_an_export_is_in_the_trail_with_what_it_took(self, auditor: Client) -> None:
        self._entries()

        auditor.get(f"/trail/export.csv?person={UUID(int=1)}")

        entry = audit.list_entries(sought=audit.TrailFilter(act="audit.export"))[0]
        assert entry.persons == (UUID(int=1),)
        assert (entry.detail["kind"], entry.detail["count"], entry.detail["filters"]) == (
            "csv",
            1,
            ["person"],
        )

    def test_a_file_that_is_cut_says_so(self, auditor: Client, monkeypatch: pytest.MonkeyPatch) -> None:
        self._entries()
        monkeypatch.setattr("hoaban.shared.auditing.queries.trail.MOST_EXPORTED", 1)

        answer = auditor.get("/trail/export.csv?act=record.read")

        assert "X-Cut" in answer
        assert len(answer.content.decode().splitlines()) == 2


class TestTheReviewer:
    @pytest.fixture
    def sign(self) -> UUID:
        account("dd.hoa", "nurse")
        hour = clock.now().replace(minute=0, second=0, microsecond=0)
        told("account:dd.hoa", persons=[UUID(int=n) for n in range(100, 150)], now=hour)
        watch = system_actor("watch", "audit.read")
        watching.look_through(actor=watch, since=hour, until=hour + timedelta(hours=1), now=clock.now())
        return Finding.objects.get(rule="mass").pk

    def test_a_sign_is_listed_opened_and_judged(self, auditor: Client, sign: UUID) -> None:
        listed = text(auditor.get("/unusual/"))
        assert "Xem quá nhiều người trong một giờ" in listed
        assert "50 người" in listed
        one = auditor.get(f"/unusual/{sign}/")
        assert "/trail/" in one.content.decode()

        assert auditor.post(f"/unusual/{sign}/", {"verdict": "", "words": WORDS}).status_code == 400
        assert auditor.post(f"/unusual/{sign}/", {"verdict": "talk", "words": "ngắn"}).status_code == 400
        assert auditor.post(f"/unusual/{sign}/", {"verdict": "talk", "words": WORDS}).status_code == 302

        assert "Không có dấu hiệu nào" in text(auditor.get("/unusual/"))
        done = text(auditor.get("/unusual/?show=done"))
        assert "Cần trao đổi" in done
        assert WORDS in text(auditor.get(f"/unusual/{sign}/"))

    def test_limits_are_shown_and_set_with_a_reason(self, auditor: Client) -> None:
        assert "Ít nhất bao nhiêu người khác nhau" in text(auditor.get("/unusual/limits/"))

        refused = auditor.post("/unusual/limits/", {"limit": "mass.people", "value": "4", "words": WORDS})
        assert refused.status_code == 400
        assert "Ngưỡng phải từ 5 đến 5000" in text(refused)
        assert (
            auditor.post(
                "/unusual/limits/", {"limit": "mass.people", "value": "60", "words": WORDS}
            ).status_code
            == 302
        )

        assert Limit.objects.get().value == 60
        assert WORDS in text(auditor.get("/unusual/limits/"))

    def test_a_person_is_marked_from_the_page_of_looks_and_unmarked(self, auditor: Client) -> None:
        whose = person()
        assert f'href="/unusual/people/{whose}/"' in auditor.get(f"/people/{whose}/looks/").content.decode()

        assert (
            auditor.post(f"/unusual/people/{whose}/", {"kind": "public", "words": WORDS}).status_code == 302
        )

        assert "Lò Thị Thử" in text(auditor.get("/unusual/marks/"))
        auditor.post(f"/unusual/marks/{Mark.objects.get().pk}/end/")
        assert "Chưa theo dõi ai" in text(auditor.get("/unusual/marks/"))

    def test_who_does_not_review_is_not_let_in(self) -> None:
        account("bs.kham", "doctor")
        doctor = wholly_signed_in("bs.kham")

        for address in (
            "/trail/",
            "/trail/1/",
            "/trail/export.csv",
            "/unusual/",
            "/unusual/limits/",
            "/unusual/marks/",
        ):
            assert doctor.get(address).status_code == 403
        assert accounts.actor_of("bs.kham").may("audit.read") is False
