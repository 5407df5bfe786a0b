"""Pages of prescribing: typed with the keyboard alone, kept by the server, never overwritten; who sees which."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.template.loader import render_to_string
from django.test import Client

from hoaban.foundation.accounts.api import link_staff
from hoaban.foundation.audit import api as audit
from hoaban.kernel import clock
from hoaban.kernel.actor import Scope
from hoaban.shared.prescribing import api, models
from hoaban.shared.prescribing.services import papers
from hoaban.shared.prescribing.tests import world
from hoaban.shared.visits import api as visits
from hoaban.ui import paper
from tests import cast
from tests.attacks.world import browser

pytestmark = pytest.mark.django_db

Post = Callable[..., Any]


@pytest.fixture(autouse=True)
def _hospital(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: world.NOW)
    world.hospital()


@pytest.fixture
def visit() -> visits.Visit:
    return world.visit_of(world.person())


@pytest.fixture
def doctor() -> Client:
    """Signed in, and known by the staff number of the licensed doctor."""
    return signed_in("doctor", number=world.NUMBER)


def signed_in(role: str, place: Scope = world.HERE, number: str = "") -> Client:
    name = f"{role}.{place.code.lower()}"
    who = browser(role, place, name=name)
    if number:
        officer = cast.staff("cbtk", ("accounts.manage", cast.ALL))
        link_staff(actor=officer, username=name, number=number, sure=True, now=world.NOW)
    return who


def address(visit: visits.Visit) -> str:
    return f"/prescribing/visits/{visit.id}/"


def send(who: Client, visit: visits.Visit, act: str, **given: object) -> Any:
    row = models.Draft.objects.filter(pk=visit.id).first()
    form = {"act": act, "version": row.version if row else 0, "once": ""} | given
    return who.post(address(visit), form)


class TestTyping:
    def test_a_drug_enter_a_dose_enter_issue(self, doctor: Client, visit: visits.Visit) -> None:
        page = doctor.get(address(visit), {"q": "hoabamol"}).content.decode()
        assert re.search(r'value="PARA500" checked', page)
        assert send(doctor, visit, "add", code="PARA500", typed="1x3 3n khi sốt").status_code == 303
        told = doctor.get(address(visit)).content.decode()
        assert "Uống mỗi lần 1 viên, ngày 3 lần, khi sốt, trong 3 ngày." in told

        answer = doctor.post(address(visit), {"act": "issue", "version": 1, "once": "k"}, follow=True)
        (row,) = models.Prescription.objects.all()
        assert row.code in answer.content.decode()
        assert not models.Draft.objects.exists()

    def test_an_empty_dose_is_the_one_of_last_time(self, doctor: Client, visit: visits.Visit) -> None:
        send(doctor, visit, "add", code="PARA500", typed="", last="1x2 5n")

        assert models.Draft.objects.get().lines == [{"code": "PARA500", "typed": "1x2 5n"}]

    def test_nonsense_stays_in_its_field_and_is_told_beside_it(
        self, doctor: Client, visit: visits.Visit
    ) -> None:
        for typed in ("abc", "9" * 2_000_000, "<script>alert(1)</script>"):
            send(doctor, visit, "add", code="PARA500", typed=typed)
        page = doctor.get(address(visit)).content.decode()

        assert page.count("Chưa hiểu liều") == 3
        assert "<script>alert" not in page
        assert send(doctor, visit, "issue").status_code == 409

    def test_a_double_click_adds_one_line(self, doctor: Client, visit: visits.Visit) -> None:
        form = {"act": "add", "version": 0, "once": "k1", "code": "PARA500", "typed": "1x2 3n"}
        assert [doctor.post(address(visit), form).status_code for _ in range(2)] == [303, 303]

        assert len(models.Draft.objects.get().lines) == 1

    def test_the_second_of_two_people_overwrites_nothing_and_keeps_what_was_typed(
        self, doctor: Client, visit: visits.Visit
    ) -> None:
        other = signed_in("doctor", Scope("department", f"{cast.PROVINCIAL}.K01"))
        assert send(other, visit, "add", code="ALPHA", typed="2x3 5n").status_code == 303
        late = doctor.post(
            address(visit), {"act": "add", "version": 0, "once": "z", "code": "PARA500", "typed": "1x7 9n"}
        )
        page = late.content.decode()

        assert late.status_code == 409
        assert [one["code"] for one in models.Draft.objects.get().lines] == ["ALPHA"]
        assert "Alphaban" in page
        assert 'value="1x7 9n"' in page

    @pytest.mark.parametrize(
        "form",
        [{}, {"act": "add"}, {"act": "add", "version": "x"}, {"act": "nothing", "version": 0}, {"act": "use", "version": 0},
         {"act": "change", "version": 0, "place": 7, "code": "x"}, {"act": "details", "version": 0, "packs": "999"},
         {"act": "again", "version": 0, "prescription": "x"}, {"act": "add", "version": 0, "code": "NOTHING"},
         {"act": "issue", "version": 0, "key.0": "x"}],
    )  # fmt: skip
    def test_a_forged_form_is_refused_and_changes_nothing(
        self, doctor: Client, visit: visits.Visit, form: dict[str, object]
    ) -> None:
        assert doctor.post(address(visit), form).status_code in (400, 409)
        assert not models.Prescription.objects.exists()

    def test_lines_are_changed_removed_and_copied_from_the_last_visit(
        self, doctor: Client, visit: visits.Visit
    ) -> None:
        before = world.visit_of(visit.arrival.person)
        api.issue_prescription(
            actor=world.doctor(), visit=before.id, wanted=api.Wanted((("PARA500", "1x2 3n"), ("ALPHA", "2x3 5n"))),
            now=world.NOW.replace(hour=1),
        )  # fmt: skip
        send(doctor, visit, "copy")
        send(doctor, visit, "change", place=0, code="PARA500", typed="1x3 5n")
        send(doctor, visit, "remove", place=1, code="ALPHA")
        send(doctor, visit, "details", advice="Nghỉ ngơi", revisit_days="7")

        row = models.Draft.objects.get()
        assert (row.lines, row.advice, row.revisit_days) == (
            [{"code": "PARA500", "typed": "1x3 5n"}],
            "Nghỉ ngơi",
            7,
        )

    def test_a_set_is_kept_used_and_forgotten(self, doctor: Client, visit: visits.Visit) -> None:
        send(doctor, visit, "add", code="PARA500", typed="1x2 3n")
        send(doctor, visit, "save", name="Cảm thường")
        send(doctor, visit, "discard")
        saved = models.Saved.objects.get()
        send(doctor, visit, "use", saved=saved.pk)
        assert models.Draft.objects.get().lines == [{"code": "PARA500", "typed": "1x2 3n"}]

        send(doctor, visit, "drop", saved=saved.pk)
        assert not models.Saved.objects.exists()


class TestAlerts:
    def test_an_alert_asks_for_a_reason_keeps_it_and_is_counted(
        self, doctor: Client, visit: visits.Visit
    ) -> None:
        send(doctor, visit, "add", code="CLARI500", typed="1x2 5n")
        send(doctor, visit, "add", code="SIMVA20", typed="1 toi 5n")
        page = doctor.get(address(visit)).content.decode()
        key = "macrolide-statin:CLARI500+SIMVA20"
        assert key in page
        assert send(doctor, visit, "issue").status_code == 409
        assert (
            send(doctor, visit, "issue", **{"key.0": key, "reason.0": "other", "words.0": ""}).status_code
            == 409
        )

        done = send(
            doctor, visit, "issue", **{"key.0": key, "reason.0": "monitored", "words.0": "Hẹn kiểm tra CK"}
        )
        assert done.status_code == 303
        row = models.AlertShown.objects.get(rule="macrolide-statin")
        assert (row.outcome, row.reason) == ("overridden", "monitored")
        report = signed_in("pharmacist").get("/prescribing/alerts/").content.decode()
        assert "macrolide-statin" in report
        assert "0%" in report
        assert "Lò Văn Inh" not in report

    def test_an_alert_that_was_heeded_is_counted_so(self, doctor: Client, visit: visits.Visit) -> None:
        send(doctor, visit, "add", code="CLARI500", typed="1x2 5n")
        send(doctor, visit, "add", code="SIMVA20", typed="1 toi 5n")
        send(doctor, visit, "remove", place=1, code="SIMVA20")
        send(doctor, visit, "issue")

        assert models.AlertShown.objects.get(rule="macrolide-statin").outcome == "heeded"


class TestPages:
    def test_the_pane_answers_htmx_with_its_inner_part(self, doctor: Client, visit: visits.Visit) -> None:
        inner = doctor.get(address(visit), headers={"HX-Request": "true"}).content.decode()

        assert "<html" not in inner
        assert 'id="pane-prescribing"' in inner
        assert "hx-post" in inner
        assert "autofocus" not in inner  # whoever only loads it keeps the focus
        own = {"HX-Request": "true", "HX-Target": "pane-prescribing"}
        assert "autofocus" in doctor.get(address(visit), headers=own).content.decode()
        assert "Lò Văn Inh" in doctor.get(address(visit)).content.decode()

    def test_a_look_is_one_entry_of_the_trail(self, doctor: Client, visit: visits.Visit) -> None:
        doctor.get(address(visit))

        (entry,) = audit.list_entries(sought=audit.TrailFilter(act="prescribing.look"))
        assert (entry.outcome, list(entry.persons)) == ("allowed", [visit.arrival.person])

    def test_one_prescription_is_seen_printed_and_cancelled(
        self, doctor: Client, visit: visits.Visit
    ) -> None:
        (one,) = api.issue_prescription(
            actor=world.doctor(), visit=visit.id, wanted=api.Wanted((("PARA500", "1x3 3n"),)), now=world.NOW
        )
        page = doctor.get(f"/prescribing/{one.id}/").content.decode()
        assert one.code in page
        assert "09 viên" in page
        assert doctor.get(f"/prescribing/{one.id}/paper.pdf").content.startswith(b"%PDF")
        assert doctor.post(f"/prescribing/{one.id}/", {"reason": ""}).status_code == 400
        assert doctor.post(f"/prescribing/{one.id}/", {"reason": "Kê nhầm"}).status_code == 302
        assert "Đã hủy" in doctor.get(f"/prescribing/{one.id}/").content.decode()

    def test_the_calculator_goes_by_the_record_or_by_what_is_typed(self, doctor: Client) -> None:
        child = world.visit_of(
            world.person("2022-01-01", name="Lò Thị Bé", number="012322000111"),
            world.measured("29463-7", "15", "kg"),
        )
        page = doctor.get(f"{address(child)}dose/").content.decode()
        assert "600 - 900 mg" in page
        assert "800 - 1200 mg" in doctor.get(f"{address(child)}dose/", {"weight": "20"}).content.decode()
        assert doctor.get(f"{address(child)}dose/", {"weight": "abc"}).status_code == 400

    def test_whoever_has_no_part_in_it_finds_nothing(self, doctor: Client, visit: visits.Visit) -> None:
        (one,) = api.issue_prescription(
            actor=world.doctor(), visit=visit.id, wanted=api.Wanted((("PARA500", "1x3 3n"),)), now=world.NOW
        )
        stranger = signed_in("doctor", Scope("facility", cast.PHONG_THO))
        for route in (
            address(visit),
            f"{address(visit)}dose/",
            f"/prescribing/{one.id}/",
            f"/prescribing/{one.id}/paper.pdf",
        ):
            assert stranger.get(route).status_code == 404, route
        nurse = signed_in("nurse")
        assert nurse.get(address(visit)).status_code == 200
        assert send(nurse, visit, "add", code="PARA500", typed="1x2 3n").status_code == 403

    def test_the_pharmacist_keeps_the_list(self) -> None:
        keeper = signed_in("pharmacist")
        assert "Hoabamol" in keeper.get("/prescribing/drugs/").content.decode()
        sheet = keeper.get("/prescribing/drugs/list.xlsx").content
        form = {
            "facility": cast.PROVINCIAL,
            "valid_from": "2026-12-01",
            "file": SimpleUploadedFile("t.xlsx", world.list_bytes(world.LIST[:3])),
        }
        sent = keeper.post("/prescribing/drugs/lists/", form)
        assert sent.status_code == 302, sent.content.decode()
        page = keeper.get(sent["Location"]).content.decode()
        assert "Áp dụng toàn bộ" in page
        assert keeper.post(sent["Location"]).status_code == 302
        assert (
            keeper.post(
                "/prescribing/drugs/lists/", {**form, "file": SimpleUploadedFile("t.xlsx", b"x")}
            ).status_code
            == 400
        )
        assert sheet.startswith(b"PK")


def test_papers_say_what_the_law_asks(visit: visits.Visit, monkeypatch: pytest.MonkeyPatch) -> None:
    wanted = api.Wanted((("MOR10", "1x2 5n"), ("PARA500", "1x3 3n")), advice="Uống nhiều nước")
    made = api.issue_prescription(actor=world.doctor(), visit=visit.id, wanted=wanted, now=world.NOW)
    shown: list[str] = []

    def kept(template: str, context: Any, **_: Any) -> bytes:
        shown.append(render_to_string(template, context))
        return b""

    monkeypatch.setattr(paper, "make", kept)
    for one in made:
        papers.prescription_paper(actor=world.doctor(), prescription=one.id, now=world.NOW)
    told = {one.kind: text for one, text in zip(made, shown, strict=True)}
    narcotic, common = told["N"], told["C"]

    assert narcotic.count('<section class="copy">') == 3
    assert "10 viên (Mười)" in " ".join(narcotic.split())
    assert "Người nhận thuốc" in narcotic
    assert "Người nhận thuốc" not in common
    for part in (
        "012064000103",
        "Bệnh J06.9 (J06.9)",
        "Paracetamol (Hoabamol) 500mg",
        "09 viên",
        "Uống nhiều nước",
        "05/12/2026",
    ):
        assert part in " ".join(common.split()), part
