"""What an earlier version stored is indexed again: completely, in portions, leaving everything else alone."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from random import Random
from typing import Any

import pytest
from django.db import connection

from hoaban.kernel import clock
from hoaban.kernel.actor import Purpose
from hoaban.record import api as record
from hoaban.record import reindexing, tasks
from hoaban.record.engine import index_versions, structure
from hoaban.record.engine import reindexing as portions
from hoaban.record.engine.drafting import ValidationFailed
from hoaban.record.engine.search import index
from hoaban.record.models import IndexVersion, ReindexJob, Resource
from hoaban.record.tests import index_states, sample_resources
from hoaban.record.tests.fhir_client import Call, a_patient
from tests import cast

pytestmark = pytest.mark.django_db

WEIGHT = {"value": 61.5, "unit": "kg", "system": "http://unitsofmeasure.org", "code": "kg"}
HEAVY = "/Observation?value-quantity=gt60||kg"


@pytest.fixture(autouse=True)
def nothing_believed() -> None:
    """Each test has tables of its own."""
    index_versions._noted.clear()
    index_versions.look_again()


def weight(**more: Any) -> dict[str, Any]:
    return {
        "resourceType": "Observation", "status": "final", "code": {"text": "Cân nặng"}, "valueQuantity": WEIGHT, **more,
    }  # fmt: skip


def reindex(**how: Any) -> None:
    reindexing.begin(now=clock.now(), **how)
    reindexing.run(clock=clock.now)


def write_of_every_type(seed: int) -> int:
    """As rich a resource of each type as chance makes valid, some changed or deleted since. Returns how many."""
    door = record.open(cast.integration(), purpose=Purpose.TREATMENT)
    chance, written = Random(seed), 0  # noqa: S311
    for kind in structure.resource_types():
        for richness in (0.8, 0.6, 0.4, 0.2, 0.1, 0):
            made = sample_resources.resource(kind, chance, richness=richness)
            with suppress(ValidationFailed):
                first = door.create(made)
                break
        else:
            continue
        written += 1
        if written % 5 == 0:
            door.update(kind, first.id, {**made, "id": first.id, "language": "vi"})
        if written % 7 == 0:
            door.delete(kind, first.id)
    return written


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_from_any_disorder_the_index_becomes_what_fresh_writes_make(seed: int) -> None:
    assert write_of_every_type(seed) > 120
    fresh = index_states.derived()
    before = index_states.lasting()
    index_states.age()
    assert index_states.derived() != fresh

    reindex()

    assert index_states.derived() == fresh
    assert index_states.lasting() == before
    assert reindexing.unfinished() == []


def test_a_search_is_refused_until_its_rows_are_found_again(call: Call) -> None:
    made = call("POST", "/Observation", weight()).id
    index_states.age()

    refused = call("GET", HEAVY)
    issue = refused.json["issue"][0]
    others = [
        call("GET", path).status
        for path in (f"/Observation/{made}", "/Observation?status=final", "/Observation")
    ]
    reindex()
    found = call("GET", HEAVY)

    assert (refused.status, refused.headers["Retry-After"]) == (503, "60")
    assert (issue["code"], issue["expression"]) == ("transient", ["value-quantity"])
    assert "lập chỉ mục lại" in issue["details"]["text"]
    assert others == [200, 200, 200]
    assert [each["resource"]["id"] for each in found.json["entry"]] == [made]


def test_what_is_written_by_criteria_waits_too_and_writes_nothing(call: Call) -> None:
    call("POST", "/Observation", weight())
    index_states.age()

    refused = call("POST", "/Observation", weight(), if_none_exist="value-quantity=gt60||kg")

    assert refused.status == 503
    assert Resource.objects.count() == 1


def test_other_types_are_not_waited_for(call: Call) -> None:
    call("POST", "/Observation", weight())
    call("POST", "/Patient", a_patient())
    index_states.age(kinds=(structure.type_number("Patient"),))

    assert call("GET", HEAVY).status == 200
    assert call("GET", "/Patient?_content=inh").status == 503
    assert [one.type for one in reindexing.unfinished()] == ["Patient"]


def test_rows_that_a_later_version_left_are_brought_back(call: Call) -> None:
    call("POST", "/Patient", a_patient())
    fresh = index_states.derived()
    index_states.age(index.VERSION + 1)

    assert call("GET", "/Patient?name=inh").status == 503
    reindex()

    assert index_states.derived() == fresh
    assert call("GET", "/Patient?name=inh").status == 200


def test_writing_says_which_version_it_writes(call: Call) -> None:
    call("POST", "/Patient", a_patient())

    assert list(IndexVersion.objects.values_list("type", "version")) == [
        (structure.type_number("Patient"), index.VERSION)
    ]


def test_with_nothing_to_do_no_row_is_looked_at(
    call: Call, monkeypatch: pytest.MonkeyPatch, django_assert_num_queries: Callable[..., Any]
) -> None:
    call("POST", "/Patient", a_patient())
    monkeypatch.setattr(portions, "look", lambda *_, **__: pytest.fail("looked"))

    with django_assert_num_queries(6):  # three of the list, one of the jobs, in a savepoint
        reindex()

    assert not ReindexJob.objects.exists()


@pytest.mark.parametrize("deaths", [1, 4])
def test_killed_at_any_moment_it_goes_on_where_it_was(
    call: Call, monkeypatch: pytest.MonkeyPatch, deaths: int
) -> None:
    for _ in range(9):
        call("POST", "/Observation", weight())
    fresh = index_states.derived()
    index_states.age()
    monkeypatch.setattr(portions, "_MOST", 2)
    save, left = ReindexJob.save, [deaths]

    def dying(job: ReindexJob, **options: Any) -> None:
        save(job, **options)
        left[0] -= 1
        if left[0] == 0:
            raise KeyboardInterrupt

    reindexing.begin(now=clock.now())
    monkeypatch.setattr(ReindexJob, "save", dying)
    with pytest.raises(KeyboardInterrupt):
        reindexing.run(clock=clock.now)
    (halfway,) = reindexing.unfinished()
    reindex()

    assert (halfway.rows, halfway.seen, halfway.left) == (9, 2 * (deaths - 1), 9 - 2 * (deaths - 1))
    assert call("GET", HEAVY).json["entry"]
    assert index_states.derived() == fresh
    (done,) = reindexing.finished()
    assert (done.indexed, done.seen, done.left, done.unreadable) == (9, 9, 0, 0)


def test_a_portion_is_bounded_in_rows_and_bytes(call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    for _ in range(5):
        call("POST", "/Observation", weight())
    index_states.age()
    kind = structure.type_number("Observation")

    assert len(portions.look(kind, after=0, whole=False).wanted) == 5
    monkeypatch.setattr(portions, "_BYTES", 1)
    assert len(portions.look(kind, after=0, whole=False).wanted) == 1
    monkeypatch.setattr(portions, "_LOOKED_AT", 0)
    assert portions.look(kind, after=0, whole=False).rids == ()


def test_one_damaged_row_keeps_only_its_type_from_being_ready(call: Call) -> None:
    bad, good = call("POST", "/Observation", weight()).id, call("POST", "/Observation", weight()).id
    call("POST", "/Patient", a_patient())
    body = Resource.objects.get(uid=bad).body
    index_states.age()
    Resource.objects.filter(uid=bad).update(body=b"no zstd")

    reindex()
    (stuck,) = reindexing.unfinished()
    refused = call("GET", HEAVY)

    assert (stuck.type, stuck.unreadable, stuck.indexed, stuck.stuck) == ("Observation", 1, 1, True)
    assert refused.status == 503
    assert Resource.objects.get(uid=good).index_version == index.VERSION
    reindexing.begin(now=clock.now())
    assert ReindexJob.objects.filter(ended_at=None).count() == 0  # not again and again

    Resource.objects.filter(uid=bad).update(body=body)
    reindex(again=True)
    assert len(call("GET", HEAVY).json["entry"]) == 2


def test_a_value_that_cannot_be_stored_is_told_and_hinders_no_other(
    call: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    odd, plain = weight(valueString="odd"), weight()
    del odd["valueQuantity"]
    ids = [call("POST", "/Observation", one).id for one in (plain, odd, plain)]
    index_states.age()
    extract = index.extract

    def beyond(resource: dict[str, Any]) -> index.Index:
        found = extract(resource)
        return found._replace(keys=[1 << 64]) if resource.get("valueString") == "odd" else found

    monkeypatch.setattr(index, "extract", beyond)
    reindex()

    (stuck,) = reindexing.unfinished()
    assert (stuck.indexed, stuck.unreadable) == (2, 1)
    behind = Resource.objects.exclude(index_version=index.VERSION)
    assert [str(uid) for uid in behind.values_list("uid", flat=True)] == [ids[1]]


def test_everything_can_be_indexed_again_without_a_search_being_refused(call: Call) -> None:
    call("POST", "/Observation", weight())
    fresh = index_states.derived()
    with connection.cursor() as cursor:
        cursor.execute("delete from record_range")

    reindexing.begin(now=clock.now(), whole=True)
    assert call("GET", HEAVY).json.get("entry") is None
    reindexing.run(clock=clock.now)

    assert index_states.derived() == fresh


def test_the_background_does_it_by_itself_and_stops_when_told(call: Call) -> None:
    class Told:
        def __init__(self, *answers: bool) -> None:
            self.answers = list(answers)

        def should_abort(self) -> bool:
            return self.answers.pop(0)

    call("POST", "/Observation", weight())
    index_states.age()

    tasks.reindex(Told(True), 0)
    assert reindexing.unfinished()
    tasks.reindex(Told(*[False] * 9), 0)
    assert not reindexing.unfinished()
