"""Order by codes and addresses, which are read from the resources themselves; pages of it, and its limit."""

from __future__ import annotations

from typing import Any

import pytest

from hoaban.kernel.actor import Purpose
from hoaban.record import api as record
from hoaban.record.engine.search import ordering
from hoaban.record.engine.search.query import SearchRefused
from hoaban.record.shapes import Entry
from tests import cast

pytestmark = pytest.mark.django_db

LOINC = "http://loinc.org"


def result(name: str, day: str, *codes: str, **more: Any) -> Entry:
    concept: dict[str, Any] = {"text": "x"}
    if codes:
        concept["coding"] = [{"system": LOINC, "code": code} for code in codes]
    one = {
        "resourceType": "Observation",
        "id": name,
        "status": "final",
        "code": concept,
        "effectiveDateTime": day,
    }
    return Entry("PUT", "Observation", name, {**one, **more})


@pytest.fixture
def door() -> record.Door:
    opened = record.open(cast.integration(), purpose=Purpose.TREATMENT)
    opened.transact([
        result("a", "2026-01-03", "b", "x"), result("b", "2026-01-01", "c"), result("c", "2026-01-02", "c"),
        result("d", "2026-01-04", status="amended"), result("e", "2026-01-05", "a", "z"),
    ])  # fmt: skip
    return opened


def pages(door: record.Door, kind: str, params: list[tuple[str, str]]) -> list[str]:
    found = door.search(kind, params)
    listed = [one.id for one in found.entries]
    while found.next:
        found = door.search(kind, [*params, ("_page", found.next)])
        listed += [one.id for one in found.entries]
    return listed


@pytest.mark.parametrize("count", ["1", "2", "20"])
@pytest.mark.parametrize(
    "sort", ["code,date", "-code,date", "code,-date", "status,-code,_id", "-status,-date"]
)
def test_codes_are_put_in_order_page_by_page(door: record.Door, sort: str, count: str) -> None:
    assert pages(door, "Observation", [("_sort", sort), ("_count", count)]) == expected(door, sort)


def test_the_least_code_counts_going_up_and_the_greatest_going_down(door: record.Door) -> None:
    assert pages(door, "Observation", [("_sort", "code,date")]) == ["d", "e", "a", "b", "c"]
    assert pages(door, "Observation", [("_sort", "-code,date")]) == ["e", "a", "b", "c", "d"]


def expected(door: record.Door, sort: str) -> list[str]:
    """The order worked out anew, key after key from the last to the first."""
    every = [one.json() for one in door.search("Observation", []).entries]

    def worth(one: dict[str, Any], code: str, down: bool) -> Any:
        if code == "date":
            return one["effectiveDateTime"]
        if code == "status":
            return one["status"]
        if code == "_id":
            return record.uid_of("Observation", one["id"])
        codes = [each["code"] for each in one["code"].get("coding", ())]
        return (max if down else min)(codes, default="")

    for key in reversed(sort.split(",")):
        down, code = key.startswith("-"), key.removeprefix("-")
        every.sort(key=lambda one: worth(one, code, down), reverse=down)
    return [one["id"] for one in every]


def test_addresses_systems_and_booleans_have_an_order_too(door: record.Door) -> None:
    for number, (name, active) in enumerate([("x", True), ("y", False), ("z", None)]):
        person = {
            "resourceType": "Patient",
            "id": name,
            "identifier": [{"system": f"urn:{3 - number}", "value": "1"}],
        }
        door.update("Patient", name, person if active is None else {**person, "active": active})
        named = {"resourceType": "ValueSet", "id": name, "status": "draft", "url": f"urn:{3 - number}"}
        door.update("ValueSet", name, named)

    assert pages(door, "Patient", [("_sort", "active")]) == ["z", "y", "x"]
    assert pages(door, "Patient", [("_sort", "identifier")]) == ["z", "y", "x"]
    assert pages(door, "ValueSet", [("_sort", "-url"), ("_count", "2")]) == ["x", "y", "z"]


def test_a_date_that_another_parameter_stands_in_for_does_not_count_as_its_own(door: record.Door) -> None:
    about = {"resourceType": "Condition", "subject": {"reference": "Patient/x"}}
    door.update("Condition", "recorded", {**about, "id": "recorded", "recordedDate": "2020-01-01"})
    door.update("Condition", "begun", {**about, "id": "begun", "onsetDateTime": "2019-01-01"})

    assert pages(door, "Condition", [("_sort", "onset-date"), ("_count", "1")]) == ["recorded", "begun"]
    assert pages(door, "Condition", [("_sort", "-onset-date"), ("_count", "1")]) == ["begun", "recorded"]


def test_too_many_are_refused_and_not_half_ordered(
    door: record.Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ordering, "MOST", 4)

    with pytest.raises(SearchRefused) as refusal:
        door.search("Observation", [("_sort", "code")])

    assert [issue.code for issue in refusal.value.issues] == ["too-costly"]
    assert len(pages(door, "Observation", [("_sort", "code"), ("status", "final")])) == 4


@pytest.mark.parametrize(
    ("kind", "code"), [("Observation", "code-value-quantity"), ("Location", "near"), ("Patient", "_text")]
)
def test_what_has_no_order_is_refused_by_name(door: record.Door, kind: str, code: str) -> None:
    with pytest.raises(SearchRefused, match=code):
        door.search(kind, [("_sort", code)])
