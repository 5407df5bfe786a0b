"""The fields of a form on a page: named and tied together for everybody, in both languages; sent back, they say the same."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from django.template import Context, Template
from django.utils import translation
from hypothesis import given, settings
from lxml import html

from hoaban.shared.forms import fhir
from hoaban.shared.forms.fhir import extensions
from hoaban.shared.forms.forms import draw
from hoaban.shared.forms.tests.test_properties import questionnaires, read, responses
from hoaban.shared.forms.tests.written import (
    UCUM,
    calculated,
    coding,
    form,
    group,
    item,
    response,
    said,
    unit,
    when,
)  # fmt: skip

NOW = datetime(2026, 11, 30, 3, tzinfo=UTC)
KG = {"value": Decimal("60.5"), "unit": "kg", "system": UCUM, "code": "kg"}
OPTIONS = [{"valueCoding": coding(code)} for code in "abc"]
MANY = [{"valueCoding": coding(f"m{number}")} for number in range(9)]
EVERYTHING = form(
    item("g", "group", item("a", "integer"), item("b", "boolean"), repeats=True),
    item("w", "decimal", required=True, extension=[unit("kg", "kg")]),
    item("q", "quantity", extension=[unit("kg", "kg"), {**unit("g", "g"), "url": extensions.UNIT_OPTION}]),
    item("d", "date"), item("m", "dateTime"), item("t", "time"), item("s", "string", repeats=True), item("x", "text"),
    item("u", "url"), item("c", "choice", answerOption=OPTIONS), item("cc", "choice", answerOption=OPTIONS, repeats=True),
    item("cm", "choice", answerOption=MANY), item("co", "open-choice", answerOption=OPTIONS),
    item("cv", "choice", answerValueSet="https://hoaban.example/fhir/ValueSet/icd10"),
    item("under", "string", item("below", "integer")),
    item("twice", "decimal", **calculated("%resource.item.where(linkId='w').answer.value * 2")),
    item("h", "string", extension=[{"url": extensions.HIDDEN, "valueBoolean": True}]),
    item("note", "display"), item("z", "string", enableWhen=[when("x", "=", answerString="mở")]),
)  # fmt: skip
ANSWERS = response(
    group("g", said("a", 1), said("b", False)), group("g", said("a", 2)), said("w", Decimal("61.5")),
    said("q", valueQuantity=KG), said("d", valueDate="2026-05-04"), said("m", valueDateTime="2026-05-04T08:00:00+07:00"),
    said("t", valueTime="08:30:00"), said("s", "một", "hai"), said("x", "dòng\nhai"), said("u", valueUri="urn:a"),
    said("c", coding("b")), said("cc", coding("a"), coding("c")), said("cm", coding("m8")), said("co", "lời riêng"),
    said("cv", coding("J00", "http://hl7.org/fhir/sid/icd-10")),
    {"linkId": "under", "answer": [{"valueString": "u", "item": [said("below", 7)]}]}, said("h", "ẩn"), said("z", "giữ"),
    status="in-progress",
)  # fmt: skip


def page(
    questionnaire: dict[str, Any], filled: dict[str, Any], language: str = "vi", **told: Any
) -> html.HtmlElement:
    """The fields inside a form, as a browser gets them."""
    sheet = fhir.settle(fhir.read_form(questionnaire), filled, given={}, now=NOW)
    with translation.override(language):
        text = Template("{% load sheets %}<form>{% form_sheet page %}</form>").render(
            Context({"page": draw(sheet, **told)})
        )
    return html.fromstring(text)


def sent(of: html.HtmlElement, **changed: str) -> dict[str, list[str]]:
    """What a browser sends of it, without a button (lxml's own ``form_values`` takes an empty radio for "on")."""
    found: dict[str, list[str]] = {}
    for one in of.xpath("//input | //select | //textarea"):
        if one.get("type") in ("radio", "checkbox") and one.get("checked") is None:
            continue
        value = one.get("value", "")
        if one.tag == "select":
            chosen = one.xpath("option[@selected]") or one.xpath("option[1]")
            value = chosen[0].get("value")
        elif one.tag == "textarea":
            value = (one.text or "").removeprefix("\n")
        found.setdefault(one.get("name"), []).append(value)
    return found | {name: [value] for name, value in changed.items()}


def again(
    questionnaire: dict[str, Any], filled: dict[str, Any], **changed: str
) -> tuple[dict[str, Any], fhir.Read]:
    """The response after its page was sent back."""
    of = fhir.read_form(questionnaire)
    posted = fhir.read_posted(of, sent(page(questionnaire, filled), **changed), filled)
    rest = {name: value for name, value in filled.items() if name != "item"}
    return fhir.Sheet(of, {**rest, "item": posted.items}).json(), posted


class TestSentBack:
    def test_an_untouched_page_changes_nothing_of_any_kind(self) -> None:
        before = fhir.Sheet(fhir.read_form(EVERYTHING), ANSWERS).json()

        after, posted = again(EVERYTHING, ANSWERS)

        assert posted.faults == []
        assert after == before

    def test_an_untouched_answer_keeps_what_its_field_does_not_show(self) -> None:
        asked = form(
            item("q", "quantity"), item("d", "date"), item("m", "dateTime", repeats=True), item("t", "time"),
            item("c", "choice", answerOption=OPTIONS), item("w", "decimal"),
        )  # fmt: skip
        filled = response(
            said("q", valueQuantity={"value": Decimal("3.50"), "comparator": "<", "unit": "viên"}),
            said("d", valueDate="2026-05"),
            said("m", {"valueDateTime": "2026"}, {"valueDateTime": "2026-05-04"}, {"valueDateTime": "2026-05-04T01:00:00.25Z"}),
            said("t", valueTime="08:30:00.5"), said("c", coding("b") | {"display": "Bê"}), said("w", Decimal("61.500")),
            status="in-progress",
        )  # fmt: skip

        after, posted = again(asked, filled)

        assert posted.faults == []
        assert after == fhir.Sheet(fhir.read_form(asked), filled).json()
        assert [one["answer"] for one in after["item"]] == [one["answer"] for one in filled["item"]]

    def test_what_was_typed_is_read_as_people_write_here(self) -> None:
        after, posted = again(
            EVERYTHING, ANSWERS, **{"q:w": " 62,25 ", "u:q": "1", "q:c": "2", "q:g#1/b": "true"}
        )

        found = {one["linkId"]: one for one in after["item"]}
        assert posted.faults == []
        assert found["w"]["answer"] == [{"valueDecimal": Decimal("62.25")}]
        assert found["q"]["answer"][0]["valueQuantity"]["code"] == "g"
        assert found["c"]["answer"] == [{"valueCoding": coding("c")}]
        assert after["item"][0]["item"][1]["answer"] == [{"valueBoolean": True}]

    def test_what_cannot_be_read_stays_as_it_was_typed_with_its_fault(self) -> None:
        _after, posted = again(EVERYTHING, ANSWERS, **{"q:w": "1.234,5", "q:g#2/a": "hai"})

        assert {(one.code, one.place) for one in posted.faults} == {
            ("unreadable", "w"),
            ("unreadable", "g#2/a"),
        }
        shown = page(EVERYTHING, {**ANSWERS, "item": posted.items}, faults=posted.faults, typed=posted.typed)
        assert sent(shown)["q:w"] == ["1.234,5"]
        assert sent(shown)["q:g#2/a"] == ["hai"]

    def test_an_occurrence_is_removed_or_added_and_the_others_keep_their_answers(self) -> None:
        less, _ = again(EVERYTHING, ANSWERS, do="remove:g#1")
        _, more = again(EVERYTHING, ANSWERS, do="add:g")

        assert less["item"][0]["item"] == [{"linkId": "a", "text": "Câu a", "answer": [{"valueInteger": 2}]}]
        assert [one["linkId"] for one in more.items[:4]] == ["g", "g", "g", "w"]

    def test_what_was_not_shown_cannot_be_sent(self) -> None:
        forged = {"q:twice": "1", "s:twice": "", "q:h": "khác", "s:h": ""}

        after, _ = again(EVERYTHING, ANSWERS, **forged)

        found = {one["linkId"]: one["answer"] for one in after["item"] if "answer" in one}
        assert "twice" not in found
        assert found["h"] == [{"valueString": "ẩn"}]

    def test_numbers_of_occurrences_are_bounded(self) -> None:
        of = fhir.read_form(EVERYTHING)

        for told in ("100000", "999", "-1", "x"):
            assert len(fhir.read_posted(of, {"n:g": [told]}, response()).items) <= 200

    @settings(max_examples=40, deadline=None)
    @given(questionnaires(), responses())
    def test_so_it_is_with_any_form(self, questionnaire: dict[str, Any], filled: dict[str, Any]) -> None:
        of = read(questionnaire)
        if of is None:
            return
        settled = fhir.settle(of, filled, given={}, now=NOW)
        if settled.unsettled or any(len(one.answers) > 1 and not one.item.repeats for one in settled.all()):
            return

        after, posted = again(questionnaire, settled.json())

        assert posted.faults == []
        assert after.get("item", []) == settled.json().get("item", [])


class TestAccessible:
    def test_every_control_has_its_label_and_every_id_is_used_once(self) -> None:
        shown = page(EVERYTHING, ANSWERS)
        ids = shown.xpath("//@id")
        controls = shown.xpath("//input[not(@type='hidden')] | //select | //textarea")

        assert len(ids) == len(set(ids))
        assert [
            one.get("name") for one in controls if not shown.xpath(f"//label[@for='{one.get('id')}']")
        ] == []
        assert len(controls) > 30

    def test_choices_stand_in_a_group_with_a_legend(self) -> None:
        radios = page(EVERYTHING, ANSWERS).xpath("//input[@type='radio' or @type='checkbox']")

        assert radios
        assert all(one.xpath("ancestor::fieldset[1]/legend") for one in radios)

    def test_a_fault_is_tied_to_its_field_and_linked_from_the_summary(self) -> None:
        faults = [
            fhir.Fault("required", "w", "chưa trả lời", "an answer is needed"),
            fhir.Fault("sum", "", "sai", "wrong"),
        ]

        shown = page(EVERYTHING, ANSWERS, faults=faults)

        (field,) = shown.xpath("//input[@name='q:w']")
        (error,) = shown.xpath(f"//*[@id='{field.get('aria-describedby')}']")
        assert "Chưa trả lời" in error.text_content()
        assert field.get("aria-invalid") == "true"
        (link,) = shown.xpath("//div[@role='alert']//a")
        assert link.get("href") == f"#{field.get('id')}"
        assert "Sai" in shown.xpath("//div[@role='alert']")[0].text_content()

    def test_it_speaks_english_where_the_form_and_the_page_do(self) -> None:
        english = {"extension": [{"url": extensions.TRANSLATION, "extension": [
            {"url": "lang", "valueCode": "en"}, {"url": "content", "valueString": "Pulse"}]}]}  # fmt: skip
        asked = form(item("a", "boolean", text="Mạch", _text=english, required=True))
        faults = [fhir.Fault("required", "a", "chưa trả lời", "an answer is needed")]

        texts = {of: page(asked, response(), of, faults=faults).text_content() for of in ("vi", "en")}

        assert all(word in texts["vi"] for word in ("Mạch", "Có", "Không", "bắt buộc", "Chưa trả lời"))
        assert all(word in texts["en"] for word in ("Pulse", "Yes", "No", "required", "An answer is needed"))
        assert "Mạch" not in texts["en"]

    def test_what_is_closed_hidden_or_calculated_is_no_field(self) -> None:
        names = set(sent(page(EVERYTHING, ANSWERS)))

        assert {"q:z", "q:h", "q:twice"} & names == set()
        assert "123" in page(EVERYTHING, ANSWERS).text_content()

    def test_the_enter_key_saves_and_removes_nothing(self) -> None:
        (first, *_rest) = page(EVERYTHING, ANSWERS).xpath("//button")

        assert (first.get("name"), first.get("value")) == ("do", "save")
