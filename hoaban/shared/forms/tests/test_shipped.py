"""Forms that come with the product: each can be filled in, in both languages; what they calculate is what their source says."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest

from hoaban.record import language
from hoaban.shared.forms import api as forms
from hoaban.shared.forms import fhir
from hoaban.shared.forms.tests.written import coding, group, said

NOW = datetime(2026, 11, 30, 3, tzinfo=UTC)
GROWN = {"patient": {"resourceType": "Patient", "birthDate": "1964-09-02"}}
CHILD = {"patient": {"resourceType": "Patient", "birthDate": "2015-09-02"}}
AWARENESS = "https://hoaban.example/fhir/CodeSystem/awareness"
SHIPPED = forms.shipped_forms()


@pytest.mark.parametrize("one", SHIPPED, ids=lambda one: one.file)
def test_each_is_sound_and_speaks_both_languages(one: forms.Shipped) -> None:
    form = fhir.read_form(language.loads(one.body))

    assert form.words.vi != form.words.en
    assert [
        item.link_id
        for item in form.all_items()
        if item.words.vi == item.words.en and item.words.vi != "SpO₂" and not item.hidden
    ] == []
    assert [
        option.words.vi
        for item in form.all_items()
        for option in item.options
        if option.words.vi == option.words.en
    ] == []
    assert one.basis
    assert one.source_vi


@pytest.mark.parametrize("one", SHIPPED, ids=lambda one: one.file)
def test_each_can_be_begun_with_nothing_known_and_prints(one: forms.Shipped) -> None:
    sheet = fhir.begin(fhir.read_form(language.loads(one.body)), given={}, now=NOW)

    assert sheet.faults == sheet.unsettled == []
    assert fhir.lay_out(sheet)


def test_each_is_written_once_with_a_number_of_its_own() -> None:
    forms_ = [fhir.read_form(language.loads(one.body)) for one in SHIPPED]
    numbers = [one.number for one in forms_ if one.number]

    assert len({one.url for one in forms_}) == len(forms_)
    assert len(set(numbers)) == len(numbers)
    assert {"15/BV1", "16/BV1", "17/BV1", "19/BV1", "29/BV1", "01/BV2", "40/BV2", "41/BV2", "46/BV2"} <= set(
        numbers
    )


@pytest.mark.parametrize("one", [one for one in SHIPPED if "exam-" in one.file], ids=lambda one: one.file)
def test_an_examination_says_what_is_normal_and_writes_none_of_it_by_itself(one: forms.Shipped) -> None:
    form = fhir.read_form(language.loads(one.body))

    assert any(item.normal for item in form.all_items())
    assert form.use == "examination"
    assert form.specialties
    assert [
        blank.item.link_id
        for blank in fhir.begin(form, given={}, now=NOW).all()
        if blank.answers and blank.item.normal
    ] == []


class TestBarthel:
    FORM = fhir.read_form(language.loads(next(one.body for one in SHIPPED if one.file == "29-bv1.toml")))
    ITEMS = (
        "feeding",
        "bathing",
        "grooming",
        "dressing",
        "bowels",
        "bladder",
        "toilet",
        "transfers",
        "mobility",
        "stairs",
    )

    def total(self, *scores: int) -> int | None:
        items = [said(f"b-{name}", score) for name, score in zip(self.ITEMS, scores, strict=False)]
        response = {
            "resourceType": "QuestionnaireResponse", "questionnaire": self.FORM.canonical, "status": "in-progress",
            "item": [group("examination", group("barthel", group("barthel-items", *items)))],
        }  # fmt: skip
        found = fhir.settle(self.FORM, response, given={}, now=NOW).of["b-total"][0].values
        return found[0].json if found else None

    def test_independent_people_have_a_hundred_and_a_gap_has_no_total(self) -> None:
        assert self.total(10, 5, 5, 10, 10, 10, 10, 15, 15, 10) == 100
        assert self.total(5, 0, 0, 5, 10, 5, 5, 10, 10, 0) == 50
        assert self.total(10, 5, 5) is None


class TestVitalSigns:
    FORM = fhir.read_form(language.loads(next(one.body for one in SHIPPED if one.file == "vital-signs.json")))
    CALM = {"pulse": 75, "temperature": Decimal("37"), "breathing": 16, "saturation": 98}

    def sheet(
        self,
        *,
        systolic: int = 120,
        diastolic: int = 70,
        aware: str = "A",
        oxygen: bool = False,
        **signs: Any,
    ) -> fhir.Sheet:
        given = {**self.CALM, **signs}
        answers = [said(name, given[name]) for name in self.CALM if given[name] is not None]
        pressure = group("pressure", said("systolic", systolic), said("diastolic", diastolic))
        rest = [said("oxygen", oxygen), said("awareness", coding(aware, AWARENESS))]
        response = {
            "resourceType": "QuestionnaireResponse", "questionnaire": self.FORM.canonical, "status": "completed",
            "item": [group("signs", *answers, pressure, *rest), group("warning", said("adult", True))],
        }  # fmt: skip
        return fhir.settle(self.FORM, response, given=GROWN, now=NOW)

    def score(self, **signs: Any) -> int | None:
        sheet = self.sheet(**signs)
        assert sheet.faults == sheet.unsettled == []
        found = sheet.of["news2"][0].values
        return found[0].json if found else None

    @pytest.mark.parametrize(
        ("sign", "bands"),
        [
            ("breathing", {8: 3, 9: 1, 11: 1, 12: 0, 20: 0, 21: 2, 24: 2, 25: 3}),
            ("saturation", {91: 3, 92: 2, 93: 2, 94: 1, 95: 1, 96: 0}),
            ("systolic", {90: 3, 91: 2, 100: 2, 101: 1, 110: 1, 111: 0, 219: 0, 220: 3}),
            ("pulse", {40: 3, 41: 1, 50: 1, 51: 0, 90: 0, 91: 1, 110: 1, 111: 2, 130: 2, 131: 3}),
            (
                "temperature",
                {"35.0": 3, "35.1": 1, "36.0": 1, "36.1": 0, "38.0": 0, "38.1": 1, "39.0": 1, "39.1": 2},
            ),
            ("aware", {"A": 0, "C": 3, "V": 3, "P": 3, "U": 3}),
            ("oxygen", {False: 0, True: 2}),
        ],
    )
    def test_the_score_has_the_bands_of_its_source(self, sign: str, bands: dict[Any, int]) -> None:
        typed = Decimal if sign == "temperature" else lambda value: value

        assert {value: self.score(**{sign: typed(value)}) for value in bands} == bands

    def test_a_score_is_told_only_where_all_of_it_was_measured(self) -> None:
        assert self.score(saturation=None) is None

    @pytest.mark.parametrize(
        ("signs", "told"),
        [
            ({}, set()),
            ({"breathing": 25}, {"single"}),
            ({"breathing": 25, "pulse": 110}, {"single"}),
            ({"breathing": 25, "pulse": 111}, {"medium"}),
            ({"breathing": 25, "pulse": 131}, {"medium"}),
            ({"breathing": 25, "pulse": 131, "temperature": Decimal("38.5")}, {"high"}),
        ],
    )
    def test_what_the_score_asks_for_is_told(self, signs: dict[str, Any], told: set[str]) -> None:
        blanks = [blank for blank in self.sheet(**signs).all() if blank.item.kind is fhir.Kind.DISPLAY]

        assert len(blanks) == 3
        assert {blank.item.link_id for blank in blanks if blank.is_open} == told

    def test_it_is_not_used_for_children_unless_somebody_says_so(self) -> None:
        begun = fhir.begin(self.FORM, given=CHILD, now=NOW)

        assert [value.json for value in begun.of["adult"][0].values] == [False]
        assert not begun.of["news2"][0].is_open
        assert fhir.begin(self.FORM, given=GROWN, now=NOW).of["adult"][0].values == []

    def test_pressures_that_are_crossed_are_refused(self) -> None:
        sheet = self.sheet(systolic=70, diastolic=120)

        found = fhir.check_sheet(sheet, lists=lambda _url, _code: None, given=GROWN, now=NOW, complete=True)

        assert [(one.code, one.place) for one in found] == [("pressure-order", "signs/pressure")]

    def test_every_measurement_becomes_an_observation(self) -> None:
        about = fhir.About("r", "Patient/p")

        facts = fhir.extract(self.sheet(), about, lambda _kind, place: place.replace("/", "."))

        assert [issue for one in facts for issue in language.validate(one) or language.broken(one)] == []
        assert {one["code"]["coding"][0]["code"] for one in facts} == {
            "8867-4",
            "8310-5",
            "85354-9",
            "9279-1",
            "59408-5",
        }
        assert {one["category"][0]["coding"][0]["code"] for one in facts} == {"vital-signs"}
