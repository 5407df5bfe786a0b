"""Reads without a body, in part, and with parameters that mean nothing; what a lenient caller is told."""

from __future__ import annotations

import pytest

from hoaban.record.tests.fhir_client import Call, a_patient, bundle, entry

pytestmark = pytest.mark.django_db

LENIENT = {"prefer": "handling=lenient"}


@pytest.mark.parametrize(
    "path",
    [
        "/Patient/p1",
        "/Patient/p1/_history/1",
        "/Patient?gender=male",
        "/_history",
        "/metadata",
        "/Patient/none",
    ],
)
def test_head_says_what_get_would_without_its_body(call: Call, path: str) -> None:
    call("PUT", "/Patient/p1", a_patient(id="p1"))

    told, whole = call("HEAD", path), call("GET", path)

    assert (told.status, told.body) == (whole.status, b"")
    same = ("ETag", "Last-Modified", "Content-Type", "Content-Length")
    assert {name: told.headers.get(name) for name in same} == {name: whole.headers.get(name) for name in same}


def test_head_of_bytes_names_their_type(call: Call) -> None:
    call("PUT", "/Binary/b1", b"%PDF", content_type="application/pdf")

    told = call("HEAD", "/Binary/b1")

    assert (told.status, told.headers["Content-Type"], told.headers["Content-Length"]) == (
        200,
        "application/pdf",
        "4",
    )
    assert call("HEAD", "/Patient/p1/$meta-add").status == 405


@pytest.mark.parametrize("kind", ["batch", "transaction"])
def test_head_in_a_bundle_is_answered_without_the_resource(call: Call, kind: str) -> None:
    call("PUT", "/Patient/p1", a_patient(id="p1"))

    answer = call("POST", "", bundle(kind, entry("HEAD", "Patient/p1"), entry("GET", "Patient/p1")))

    told, whole = answer.json["entry"]
    assert told["response"]["etag"] == 'W/"1"'
    assert ("resource" in told, "resource" in whole) == (False, True)


@pytest.mark.parametrize("path", ["/Patient/p1", "/Patient/p1/_history/1"])
@pytest.mark.parametrize(
    ("query", "left"),
    [
        ("_elements=gender", {"resourceType", "id", "meta", "gender"}),
        ("_elements=birthDate,name", {"resourceType", "id", "meta", "name"}),
        ("_summary=text", {"resourceType", "id", "meta", "text"}),
        ("_summary=data", {"resourceType", "id", "meta", "gender", "name", "maritalStatus"}),
        ("_summary=true", {"resourceType", "id", "meta", "gender", "name"}),
        ("_summary=false", {"resourceType", "id", "meta", "gender", "name", "maritalStatus", "text"}),
    ],
)
def test_a_read_shows_as_much_as_was_asked_for(call: Call, path: str, query: str, left: set[str]) -> None:
    text = {"status": "generated", "div": '<div xmlns="http://www.w3.org/1999/xhtml">Lò</div>'}
    call("PUT", "/Patient/p1", a_patient(id="p1", text=text, maritalStatus={"text": "góa"}))

    found = call("GET", f"{path}?{query}")

    assert set(found.json) == left
    marked = [tag["code"] for tag in found.json["meta"].get("tag", ())]
    assert marked == ([] if query == "_summary=false" else ["SUBSETTED"])
    assert found.headers["ETag"] == 'W/"1"'


@pytest.mark.parametrize(
    "query",
    ["gender=male", "_summary=count", "_summary=some", "_elements=wings", "_elements=name&_elements=gender"],
)
def test_what_means_nothing_in_a_read_is_refused_by_name(call: Call, query: str) -> None:
    call("PUT", "/Patient/p1", a_patient(id="p1"))

    refused = call("GET", f"/Patient/p1?{query}")

    assert refused.status == 400
    assert query.partition("=")[0] in refused.said


def test_a_lenient_reader_is_told_what_was_left_aside(call: Call) -> None:
    call("PUT", "/Patient/p1", a_patient(id="p1"))

    read = call("GET", "/Patient/p1?màu=đỏ", **LENIENT)
    listed = call("GET", "/Patient/p1/_history?colour=red", **LENIENT)

    assert (read.status, read.headers["Warning"]) == (200, '299 - "Parameter m?u was left aside"')
    assert (listed.status, listed.headers["Warning"]) == (200, '299 - "Parameter colour was left aside"')
    assert call("GET", "/Patient/p1?_summary=some", **LENIENT).status == 400
    assert call("GET", "/Patient/p1/_history?_count=many", **LENIENT).status == 400


def test_a_lenient_search_links_only_to_what_it_used(call: Call) -> None:
    for number in range(3):
        call("PUT", f"/Patient/p{number}", a_patient(id=f"p{number}"))

    asked = "gender=male&colour=red&_sort=wings&_include=Patient:wings&_has:Group:wings:_id=1&_count=2"
    first = call("GET", f"/Patient?{asked}", **LENIENT)

    links = {one["relation"]: one["url"] for one in first.json["link"]}
    assert links["self"].partition("?")[2] == "gender=male&_count=2"
    notes = [one["resource"] for one in first.json["entry"] if one["search"]["mode"] == "outcome"]
    assert {issue["expression"][0] for issue in notes[0]["issue"]} == {
        "colour", "_sort", "_include", "_has:Group:wings:_id"
    }  # fmt: skip
    after = call("GET", links["next"].partition("/fhir/R4")[2], **LENIENT)
    assert [one["search"]["mode"] for one in after.json["entry"]] == ["match"]
    assert call("GET", f"/Patient?{asked}").status == 400


def test_criteria_of_a_write_are_never_lenient(call: Call) -> None:
    call("PUT", "/Patient/p1", a_patient(id="p1"))

    assert call("DELETE", "/Patient?colour=red", **LENIENT).status == 400
    assert call("POST", "/Patient", a_patient(), if_none_exist="colour=red", **LENIENT).status == 400
    assert call("GET", "/Patient/p1").status == 200
