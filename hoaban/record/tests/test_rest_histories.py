"""History of one resource, of a type, of everything."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest

from hoaban.kernel.actor import Purpose
from hoaban.record import api as record
from hoaban.record.tests.fhir_client import Answer, Call, a_patient, client
from tests import cast

pytestmark = pytest.mark.django_db


def named(answer: Answer) -> list[str]:
    """Which versions a history shows."""
    return [
        f"{each['fullUrl'].rpartition('R4/')[2]}/{each['response']['etag'][3:-1]}"
        for each in answer.json.get("entry", ())
    ]


def pages(call: Call, path: str) -> list[str]:
    seen: list[str] = []
    while path:
        page = call("GET", path)
        seen += named(page)
        links = {link["relation"]: link["url"] for link in page.json["link"]}
        path = links.get("next", "").partition("/fhir/R4")[2]
    return seen


@pytest.fixture
def lives(call: Call) -> Call:
    for active in (True, False):
        for name in ("p1", "p2"):
            call("PUT", f"/Patient/{name}", a_patient(id=name, active=active))
    call("PUT", "/Organization/o1", {"resourceType": "Organization", "id": "o1", "name": "Trạm"})
    call("DELETE", "/Patient/p2")
    return call


def test_a_type_and_the_whole_record_have_a_history(lives: Call) -> None:
    of_type = ["Patient/p2/3", "Patient/p2/2", "Patient/p1/2", "Patient/p2/1", "Patient/p1/1"]

    assert named(lives("GET", "/Patient/_history")) == of_type
    assert named(lives("GET", "/_history")) == [of_type[0], "Organization/o1/1", *of_type[1:]]
    assert named(lives("GET", "/Patient/p1/_history")) == ["Patient/p1/2", "Patient/p1/1"]


def test_a_deletion_stands_in_it_without_a_resource(lives: Call) -> None:
    newest = lives("GET", "/Patient/_history?_count=1").json["entry"][0]

    assert newest["request"]["method"] == "DELETE"
    assert "resource" not in newest


@pytest.mark.parametrize("path", ["/_history", "/Patient/_history", "/Patient/p2/_history"])
def test_pages_stay_where_they_are_while_writes_go_on(lives: Call, path: str) -> None:
    whole = named(lives("GET", path))
    first = lives("GET", f"{path}?_count=2")
    lives("PUT", "/Patient/p2", a_patient(id="p2", birthDate="2020"))
    lives("PUT", "/Patient/p1", a_patient(id="p1", birthDate="2020"))
    rest = first.json["link"][1]["url"].partition("/fhir/R4")[2]

    assert named(first) + pages(lives, rest) == whole


def test_only_what_is_new_is_told(lives: Call) -> None:
    at = lives("GET", "/Organization/o1").json["meta"]["lastUpdated"]

    assert named(lives("GET", f"/_history?_since={at}")) == ["Patient/p2/3", "Organization/o1/1"]
    assert named(lives("GET", "/Patient/p1/_history?_since=2999")) == []


def test_what_was_current_at_a_moment_is_told(lives: Call) -> None:
    changed = lives("GET", "/Patient/p1").json["meta"]["lastUpdated"]

    assert "Patient/p1/2" in named(lives("GET", f"/Patient/_history?_at={changed}"))
    assert named(lives("GET", "/Patient/_history?_at=1999")) == []
    assert len(named(lives("GET", "/Patient/_history?_at=2020,2999".replace("2020,", "")))) >= 1


@pytest.mark.parametrize(
    "query", ["_since=x", "_count=-1", "_page=x", "colour=red", "_at=2020&_at=2021", "_count=%D9%A3"]
)
def test_parameters_that_are_none_are_refused(lives: Call, query: str) -> None:
    assert lives("GET", f"/Patient/_history?{query}").status == 400


def test_a_page_of_one_history_opens_no_other(lives: Call) -> None:
    token = lives("GET", "/Patient/_history?_count=1").json["link"][1]["url"].partition("?")[2]

    assert lives("GET", f"/Organization/_history?{token}").status == 400


def test_nobody_learns_of_hidden_facts_from_a_history(call: Call) -> None:
    hidden, seen, visit, other = (UUID(int=number) for number in range(1, 5))
    door = record.open(cast.integration(), purpose=Purpose.TREATMENT)
    for each in (hidden, seen):
        door.update("Patient", str(each), cast.patient(each))
    for number, (at, of) in enumerate([(visit, hidden), (other, seen)]):
        door.update("Encounter", str(at), cast.encounter(at, of))
        code = "B20" if number == 0 else "J18.9"
        fact = UUID(int=10 + number)
        door.update("Condition", str(fact), cast.condition(fact, of, at, code))
    doctor = client(cast.doctor(), "doctor")

    told: Any = doctor("GET", "/_history").json

    said = {each["fullUrl"].rpartition("/")[2] for each in told["entry"]}
    assert str(UUID(int=11)) in said
    assert str(UUID(int=10)) not in said
    assert str(visit) not in said
