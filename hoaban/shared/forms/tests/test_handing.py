"""Answers that are no text: drawings with who drew and when, files that are what they say, facts of the record referred to."""

from __future__ import annotations

import base64
import json
import re
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from hoaban.kernel.actor import Purpose, Scope
from hoaban.record import api as record
from hoaban.record import language
from hoaban.shared.forms import api as forms
from hoaban.shared.forms.fhir import drawing
from hoaban.shared.forms.fhir.drawing import Marks, Pen
from hoaban.shared.forms.queries.outlines import outlines
from hoaban.shared.forms.tests.test_filling import at, browser, fields, sent
from hoaban.shared.forms.tests.test_records import words
from hoaban.shared.forms.tests.visited import came, doctor, known
from hoaban.shared.visits import api as visits
from tests import cast

DRAWN, PICTURES = "exam-dermatology", "15-bv1"
STROKE = json.dumps([[[10, 10], [20, 30]]])
PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)


class TestOutlines:
    @pytest.mark.parametrize("name", sorted(outlines()))
    def test_every_region_stands_in_its_picture_and_has_a_name_of_its_own(self, name: str) -> None:
        outline = outlines()[name]

        assert all(0 <= one.x <= outline.width and 0 <= one.y <= outline.height for one in outline.regions)
        for told in ({one.name for one in outline.regions}, {one.words.vi for one in outline.regions},
                     {one.words.en for one in outline.regions}):  # fmt: skip
            assert len(told) == len(outline.regions)

    def test_teeth_are_those_of_the_two_digits(self) -> None:
        numbers = {one.name for one in outlines()["teeth"].regions}

        assert numbers == {f"t{quadrant}{tooth}" for quadrant in range(1, 5) for tooth in range(1, 9)}


class TestMarks:
    BODY = outlines()["body"]

    @pytest.mark.parametrize(
        ("strokes", "regions", "note"),
        [
            ("nonsense", [], ""), ("[[1,2]]", [], ""), ("[[[1,99999]]]", [], ""), ("[[]]", [], ""), ('{"a":1}', [], ""),
            ("[" * 100_000, [], ""), ("", ["nowhere"], ""), ("", [], "x" * 501), (json.dumps([[[1, 1]]] * 201), [], ""),
        ],
    )  # fmt: skip
    def test_what_no_page_draws_is_refused(self, strokes: str, regions: list[str], note: str) -> None:
        assert drawing.read_marks(self.BODY, strokes, regions, note) is None

    def test_a_drawing_reads_back_and_its_picture_carries_no_script(self) -> None:
        marks = Marks((((10, 10), (20, 30)),), ("hand-left",), "<script>alert(1)</script>")

        value = drawing.build_drawing(self.BODY, marks, Pen("Practitioner/x", "2026-11-30T08:00:00+07:00"))
        picture = base64.b64decode(value.json["data"]).decode()

        assert drawing.marks_of(value) == marks
        assert "script" not in picture
        assert value.json["creation"] == "2026-11-30T08:00:00+07:00"
        assert "Bàn tay trái" in value.json["title"]


@pytest.mark.django_db
class TestOnPages:
    @pytest.fixture
    def visit(self) -> visits.Visit:
        return came()

    def stored(self, visit: visits.Visit, form: str) -> dict[str, object]:
        door = record.open(cast.integration(), purpose=Purpose.TREATMENT)
        uid = forms.response_id(visit.id, f"https://hoaban.example/fhir/Questionnaire/{form}")
        return door.read("QuestionnaireResponse", uid).json()

    def test_a_lesion_is_drawn_by_pointer_or_chosen_by_name_and_prints(
        self, visit: visits.Visit, tmp_path: Path
    ) -> None:
        who = browser()
        sent(
            who,
            at(visit, DRAWN),
            "save",
            **{"d:lesions": STROKE, "r:lesions": "hand-left", "w:lesions": "Mảng đỏ 2 cm"},
        )

        page = who.get(at(visit, DRAWN)).content.decode()
        told = self.stored(visit, DRAWN)
        shown = words(who.get(at(visit, DRAWN, "paper/")).content, tmp_path)

        assert 'points="10,10 20,30"' in page
        assert re.search(r'value="hand-left" checked', page)
        assert language.validate(told) == []
        assert "Mảng đỏ 2 cm" in shown
        assert "Trước" in shown

    def test_a_drawing_that_nobody_touched_keeps_who_drew_it(self, visit: visits.Visit) -> None:
        who = browser()
        sent(who, at(visit, DRAWN), "save", **{"d:lesions": STROKE})
        first = self.stored(visit, DRAWN)["item"]

        sent(who, at(visit, DRAWN), "save")

        assert self.stored(visit, DRAWN)["item"] == first

    def test_nonsense_for_a_drawing_is_told_and_the_old_one_stays(self, visit: visits.Visit) -> None:
        who = browser()
        sent(who, at(visit, DRAWN), "save", **{"d:lesions": STROKE})

        answer = sent(who, at(visit, DRAWN), "save", **{"d:lesions": "[[[-5,1e9]]]"})

        assert answer.status_code == 400
        assert "points=" in answer.content.decode()

    def upload(self, who: Client, where: str, *files: SimpleUploadedFile) -> int:
        place = "f:examination/pictures"
        typed = {**fields(who.get(where).content.decode()), "do": "save", place: list(files)}
        return who.post(where, typed).status_code

    def test_a_picture_is_kept_read_back_and_not_for_strangers(self, visit: visits.Visit) -> None:
        who, where = browser(), at(visit, PICTURES)
        assert self.upload(who, where, SimpleUploadedFile("tổn thương.png", PNG)) == 302

        link = re.search(r'href="(/forms/visits/[^"]*/files/[0-9a-f]{64}/)"', who.get(where).content.decode())
        assert link
        answer = who.get(link[1])

        assert (answer.content, answer["Content-Type"]) == (PNG, "image/png")
        assert browser("bs.la", Scope("facility", cast.PHONG_THO)).get(link[1]).status_code == 404
        assert who.get(re.sub(r"[0-9a-f]{64}", "0" * 64, link[1])).status_code == 404

    @pytest.mark.parametrize(
        "content", [b"MZ\x90\x00program", b"<svg onload=alert(1)>", b"", PNG + b"0" * 10_000_000]
    )
    def test_what_is_no_picture_or_paper_or_too_large_is_refused(
        self, visit: visits.Visit, content: bytes
    ) -> None:
        assert self.upload(browser(), at(visit, PICTURES), SimpleUploadedFile("anh.png", content)) == 400

    def test_a_file_is_taken_away_again(self, visit: visits.Visit) -> None:
        who, where = browser(), at(visit, PICTURES)
        self.upload(who, where, SimpleUploadedFile("một.png", PNG))

        sent(who, where, "save", **{"x:examination/pictures": "1"})

        assert "một.png" not in who.get(where).content.decode()

    def test_a_result_of_the_record_is_referred_to_and_none_of_anybody_else(
        self, visit: visits.Visit
    ) -> None:
        report = known(
            visit,
            "DiagnosticReport",
            status="final",
            code={"text": "Công thức máu"},
            effectiveDateTime="2026-11-30",
        )
        other = known(came(name="Vàng A Tủa"), "DiagnosticReport", status="final", code={"text": "X quang"})
        who, where, place = browser(), at(visit, PICTURES), "q:examination/tests/tests-referred"

        assert "Công thức máu, 30/11/2026" in who.get(where).content.decode()
        assert sent(who, where, "save", **{place: f"DiagnosticReport/{report}"}).status_code == 302
        assert sent(who, where, "save", **{place: f"DiagnosticReport/{other}"}).status_code == 400
        told = forms.see_form(actor=doctor(), visit=visit.id, form=PICTURES, now=visit.arrived_at)
        (answer,) = told.opened.sheet.of["tests-referred"][0].answers
        assert answer.value.json == {
            "reference": f"DiagnosticReport/{report}",
            "display": "Công thức máu, 30/11/2026",
        }
