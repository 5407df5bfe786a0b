"""Whatever is sent, by any method, to any address, in any format: never a fault of ours, never half a write."""

from __future__ import annotations

import json
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hoaban.kernel import clock
from hoaban.record.bulk import jobs
from hoaban.record.bulk.run import run as run_import
from hoaban.record.engine import fhir_xml, parse_json
from hoaban.record.tests.fhir_client import Answer, Call, a_patient, bundle, entry
from hoaban.record.tests.strategies import resources
from tests import cast

pytestmark = pytest.mark.django_db

QUIET = settings(deadline=None, max_examples=60, suppress_health_check=list(HealthCheck))

_kinds = st.sampled_from(["Patient", "Observation", "Binary", "Parameters", "Bundle", "Nonsense"])
_ids = st.sampled_from(["p1", "p2", "none", "", "..", "x" * 70, "\u00e0"])
_last = st.sampled_from(
    [
        "",
        "_history",
        "_history/1",
        "_search",
        "$meta",
        "$meta-add",
        "$meta-delete",
        "$everything",
        "$validate",
        "$nothing",
        "*",
    ]
)
_paths = st.builds("/{}/{}/{}".format, _kinds, _ids, _last) | st.builds("/{}/{}".format, _kinds, _last) | st.sampled_from(
    ["", "/", "/_history", "/$validate", "/$fhirpath", "/$import", "/$import/x", "/$import/x/errors", "/metadata", "/_search"]
)  # fmt: skip
_words = st.sampled_from(
    ["", "identifier=a|b", "name=x", "_count=1", "_since=2020", "_at=2020-01", "_page=x", "_format=xml", "_pretty=true",
     "start=2020", "_type=Patient", "a=%ff", "mode=create", "_summary=count", "=", "&", "name=%00", "_id=p1,p2",
     "_contained=true", "_contained=both&_containedType=contained", "_sort=-code,_id", "_elements=name", "_summary=text",
     "_include=*", "_revinclude:iterate=*"]
)  # fmt: skip
_queries = st.lists(_words, max_size=3).map("&".join)
_headers = st.fixed_dictionaries(
    {},
    optional={
        "content_type": st.sampled_from(
            ["application/fhir+json", "application/fhir+xml", "application/json-patch+json", "application/fhir+ndjson",
             "text/plain", "", "; ;", "application/fhir+json; fhirVersion=3.0"]
        ),
        "accept": st.sampled_from(["", "*/*", "application/fhir+xml", "text/html", "application/json;q=x", ",;"]),
        "if_match": st.sampled_from(['W/"1"', '"2"', "*", "", "\u00e0"]),
        "if_none_match": st.sampled_from(["*", 'W/"1"', "x"]),
        "if_none_exist": st.sampled_from(["identifier=a|b", "", "x", "_count=1", "name=", "?", "%ff"]),
        "prefer": st.sampled_from(["return=minimal", "return=OperationOutcome", "handling=lenient", "respond-async", "x"]),
        "x_security_context": st.sampled_from(["Patient/p1", "x", ""]),
    },
)  # fmt: skip
_NAMES = ["resourceType", "id", "meta", "name", "op", "path", "value", "parameter", "part"]
_values: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=10),
    lambda inner: st.lists(inner, max_size=3)
    | st.dictionaries(st.sampled_from(_NAMES), inner, max_size=4),
    max_leaves=8,
)  # fmt: skip
_json = _values.map(lambda value: json.dumps(value).encode())
_sound = resources().map(parse_json.dumps)
_xml = resources().map(fhir_xml.write)
_broken = st.builds(lambda text, at, more: text[: at % (len(text) + 1)] + more + text[at % (len(text) + 1) :],
                    _sound | _xml, st.integers(0, 10**6), st.binary(max_size=4))  # fmt: skip
_bodies = st.one_of(st.just(b""), st.binary(max_size=60), _json, _sound, _xml, _broken)


@QUIET
@given(
    st.sampled_from(["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"]), _paths, _queries, _headers, _bodies
)
def test_every_call_is_answered_in_words(
    call: Call, method: str, path: str, query: str, headers: dict[str, str], body: bytes
) -> None:
    answer = call(method, f"{path.encode().decode('latin-1')}?{query}", body, **headers)

    assert answer.status < 500, answer.body
    if answer.status >= 400:
        assert (b"OperationOutcome" in answer.body) is (method != "HEAD")


@QUIET
@given(resources())
def test_a_sound_resource_comes_back_or_is_refused_by_a_rule(call: Call, resource: dict[str, Any]) -> None:
    kind = resource["resourceType"]

    made = call(
        "PUT", f"/{kind}/x1", parse_json.dumps({**resource, "id": "x1"}), prefer="return=representation"
    )

    assert made.status in (200, 201, 422)
    if made.status != 422:
        kept = parse_json.loads(made.body)
        del kept["meta"]["versionId"], kept["meta"]["lastUpdated"]
        meta = {name: value for name, value in resource.get("meta", {}).items() if name in kept["meta"]}
        assert kept == {**resource, "id": "x1", "meta": meta}


_requests = st.builds(
    lambda method, url, more: {"method": method, "url": url, **more},
    st.sampled_from(["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", 5]),
    st.sampled_from(
        ["Patient", "Patient/p1", "Patient/p2", "Patient?identifier=a|b", "Patient?", "", "?", "/", "a/b/c/d",
         "Patient/p1/$meta", 7, "http://127.0.0.1:8000/fhir/R4/Patient/p1",
         "Observation?subject=Patient/p1", "Patient/_history", "$import"]
    ),
    st.fixed_dictionaries({}, optional={
        "ifMatch": st.sampled_from(['W/"1"', "x", 5]), "ifNoneExist": st.sampled_from(["identifier=a|b", "", 5]),
        "ifNoneMatch": st.sampled_from(["*", "x"]),
    }),
)  # fmt: skip
_named = st.sampled_from(["", "urn:uuid:1", "urn:uuid:2", 5])
_ABOUT = {"resourceType": "Observation", "status": "final", "code": {"text": "x"}}
_resources = st.sampled_from(
    [a_patient(), a_patient(id="p1"), a_patient(id="p2", gender="nam"), {"resourceType": "Parameters"}, None, "x", {},
     *({**_ABOUT, "subject": {"reference": to}} for to in ("urn:uuid:1", "Patient?identifier=a|b", "Nonsense?a=b")),
     {"resourceType": "Binary", "contentType": "application/json-patch+json", "data": "W10="}]
)  # fmt: skip
_entries = (
    st.builds(lambda r, u, s: {"request": r, "fullUrl": u, "resource": s}, _requests, _named, _resources)
    | _values
)


def everything() -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute("select type, uid, version, deleted from record_resource order by type, uid")
        return cursor.fetchall()


@QUIET
@given(st.sampled_from(["transaction", "batch"]), st.lists(_entries, max_size=4))
def test_a_bundle_is_done_whole_or_not_at_all(call: Call, kind: str, entries: list[Any]) -> None:
    before = everything()

    answer: Answer = call("POST", "", bundle(kind, *entries))

    assert answer.status < 500, answer.body
    if answer.status >= 400:
        assert everything() == before
        assert answer.json["resourceType"] == "OperationOutcome"
    else:
        assert len(answer.json.get("entry", ())) == len(entries)
        assert b'"500' not in answer.body


@pytest.mark.parametrize("kind", ["transaction", "batch"])
def test_the_largest_bundle_and_the_deepest_resource_are_answered(call: Call, kind: str) -> None:
    deep: Any = {"url": "urn:x"}
    for _ in range(200):
        deep = {"url": "urn:x", "extension": [deep]}
    filler = a_patient(name=[{"text": "x" * 900_000}])

    answers = [
        call("POST", "", bundle(kind, entry("POST", "Patient", a_patient(extension=[deep])))),
        call("POST", "", bundle(kind, *[entry("POST", "Patient", filler)] * 22)),
        call("POST", "", bundle(kind, *[entry("POST", "Patient", filler)] * 24)),
    ]

    assert [each.status for each in answers] == [400, 200, 413]


@QUIET
@given(st.lists(_bodies.map(lambda text: text.replace(b"\n", b" ").strip()), max_size=6))
def test_every_line_of_an_import_is_stored_or_told(
    call: Call, tmp_path_factory: pytest.TempPathFactory, settings: Any, lines: list[bytes]
) -> None:
    settings.VAR = tmp_path_factory.mktemp("var")
    started = call("POST", "/$import", b"\n".join(lines), content_type="application/fhir+ndjson")
    job = UUID(started.headers["Content-Location"].rpartition("/")[2])

    run_import(job, clock=clock.now)

    told = jobs.progress(actor=cast.integration(), job=job)
    assert told.state == "done", told
    assert told.stored + told.unchanged + told.refused == sum(map(bool, lines))
