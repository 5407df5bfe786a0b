"""Less than the whole resource: what a summary and a list of elements leave, and how it is marked."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from random import Random

import pytest

from hoaban.record.engine import parse_json, structure
from hoaban.record.engine.search import cutting
from hoaban.record.engine.search.query import Summary
from hoaban.record.engine.validate import validate
from hoaban.record.shapes import Json, Stored
from hoaban.record.tests import sample_resources

PATIENT: Json = {
    "resourceType": "Patient", "id": "p", "meta": {"versionId": "3"},
    "text": {"status": "generated", "div": "<div xmlns=\"http://www.w3.org/1999/xhtml\">An</div>"},
    "extension": [{"url": "http://a.example/x", "valueBoolean": True}],
    "name": [{"text": "An", "extension": [{"url": "http://a.example/y", "valueBoolean": True}]}],
    "birthDate": "1990", "_birthDate": {"id": "b"}, "deceasedBoolean": False, "photo": [{"title": "ảnh"}],
    "contact": [{"gender": "male"}], "link": [{"other": {"reference": "Patient/q"}, "type": "seealso"}],
}  # fmt: skip


def cut(resource: Json, summary: Summary = Summary.FALSE, elements: tuple[str, ...] = ()) -> Json:
    stored = Stored(resource["resourceType"], resource["id"], 1, datetime(2026, 11, 22, tzinfo=UTC), False,
                    parse_json.dumps(resource))  # fmt: skip
    found: Json = parse_json.loads(cutting.cut(stored, summary, elements).body)
    return found


def test_a_summary_holds_what_the_standard_marks_at_every_depth() -> None:
    found = cut(PATIENT, Summary.TRUE)
    assert found["name"] == [{"text": "An"}]
    assert found["link"] == PATIENT["link"]
    assert (found["birthDate"], found["deceasedBoolean"]) == ("1990", False)
    assert not {"text", "extension", "photo", "contact"} & set(found)


def test_text_and_data_are_each_others_rest() -> None:
    text, data = cut(PATIENT, Summary.TEXT), cut(PATIENT, Summary.DATA)
    assert set(text) == {"resourceType", "id", "meta", "text"}
    assert set(data) == set(PATIENT) - {"text"}


def test_elements_are_kept_by_name_with_those_that_must_be_there() -> None:
    found = cut(PATIENT, elements=("birthDate", "deceased"))
    assert set(found) == {"resourceType", "id", "meta", "birthDate", "_birthDate", "deceasedBoolean"}
    observation = {
        "resourceType": "Observation",
        "id": "o",
        "status": "final",
        "code": {"text": "x"},
        "issued": "2026",
    }
    assert set(cut(observation, elements=("subject",))) == {"resourceType", "id", "meta", "status", "code"}


@pytest.mark.parametrize("summary", [Summary.TRUE, Summary.TEXT, Summary.DATA])
def test_what_is_cut_is_marked_and_nothing_else_of_meta_changes(summary: Summary) -> None:
    found = cut({**PATIENT, "meta": {"versionId": "3", "tag": [{"code": "a"}]}}, summary)
    assert found["meta"]["versionId"] == "3"
    assert [tag["code"] for tag in found["meta"]["tag"]] == ["a", "SUBSETTED"]
    assert cut(PATIENT) == PATIENT


def test_decimals_stay_as_they_were_written() -> None:
    stored = parse_json.loads(
        b'{"resourceType":"Observation","id":"o","status":"final","code":{"text":"x"},"valueQuantity":{"value":1.50}}'
    )
    assert stored["valueQuantity"]["value"] == Decimal("1.50")
    body = cutting.cut(
        Stored("Observation", "o", 1, datetime(2026, 11, 22, tzinfo=UTC), False, parse_json.dumps(stored)),
        Summary.TRUE,
        (),
    ).body
    assert b'"value":1.50' in body


@pytest.mark.parametrize("kind", structure.resource_types()[::6])
def test_a_summary_of_a_sound_resource_is_sound(kind: str) -> None:
    whole = {**sample_resources.resource(kind, Random(5), richness=9), "id": "a"}  # noqa: S311
    before = {issue.path for issue in validate(whole)}
    assert {issue.path for issue in validate(cut(whole, Summary.TRUE))} <= before
