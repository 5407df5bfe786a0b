"""Codes asked for by value set or by their place in a hierarchy."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from hoaban.kernel.actor import Purpose
from hoaban.record import api as record
from hoaban.record.engine.search import hierarchy, terminology
from hoaban.record.engine.search.query import SearchRefused
from hoaban.record.engine.search.terminology import NotExpandable, Terminology
from hoaban.record.shapes import Entry, Json
from tests import cast

ANIMALS = "http://a.example/animals"
PLANTS = "http://a.example/plants"
SYSTEM: Json = {
    "resourceType": "CodeSystem", "id": "animals", "url": ANIMALS, "status": "active", "content": "complete",
    "property": [{"code": "legs", "type": "integer"}, {"code": "parent", "type": "code"}],
    "concept": [
        {"code": "bird", "property": [{"code": "legs", "valueInteger": 2}],
         "concept": [{"code": "hen", "concept": [{"code": "chick"}]}, {"code": "duck"}]},
        {"code": "dog", "property": [{"code": "legs", "valueInteger": 4}]},
        {"code": "puppy", "property": [{"code": "parent", "valueCode": "dog"}]},
    ],
}  # fmt: skip


def value_set(name: str, *include: Json, exclude: list[Json] | None = None) -> Json:
    compose: Json = {"include": list(include)} | ({"exclude": exclude} if exclude else {})
    return {
        "resourceType": "ValueSet",
        "id": name,
        "url": f"http://a.example/{name}",
        "status": "active",
        "compose": compose,
    }


def filtered(prop: str, op: str, value: str) -> Json:
    return {"system": ANIMALS, "filter": [{"property": prop, "op": op, "value": value}]}


SETS = [
    value_set("birds", filtered("concept", "is-a", "bird")),
    value_set("young", filtered("concept", "descendent-of", "hen")),
    value_set("others", filtered("concept", "is-not-a", "bird")),
    value_set("two-legged", filtered("legs", "=", "2")),
    value_set("counted", filtered("legs", "exists", "true")),
    value_set("named", {"system": ANIMALS, "concept": [{"code": "dog"}, {"code": "hen"}]}),
    value_set("all", {"system": ANIMALS}),
    value_set("both", {"valueSet": ["http://a.example/birds", "http://a.example/named"]}),
    value_set("either", {"valueSet": ["http://a.example/named"]}, filtered("code", "=", "duck")),
    value_set("but-dogs", {"system": ANIMALS}, exclude=[{"system": ANIMALS, "concept": [{"code": "dog"}]}]),
    value_set("round", {"valueSet": ["http://a.example/round"]}),
    value_set("elsewhere", {"system": PLANTS, "filter": [{"property": "concept", "op": "is-a", "value": "x"}]}),
    value_set("odd", filtered("concept", "regex", "d.*")),
]  # fmt: skip


def known(kind: str, address: str) -> Json | None:
    kept = {one["url"]: one for one in (SYSTEM, *SETS) if one["resourceType"] == kind}
    return kept.get(address)


@pytest.mark.parametrize(
    ("name", "codes"),
    [
        ("birds", {"bird", "hen", "chick", "duck"}),
        ("young", {"chick"}),
        ("others", {"dog", "puppy"}),
        ("two-legged", {"bird"}),
        ("counted", {"bird", "dog"}),
        ("named", {"dog", "hen"}),
        ("all", {None}),
        ("both", {"hen"}),
        ("either", {"dog", "hen", "duck"}),
        ("but-dogs", {"bird", "hen", "chick", "duck", "puppy"}),
    ],
)
def test_a_value_set_is_worked_out_from_what_is_stored(name: str, codes: set[str | None]) -> None:
    assert Terminology(known).members(f"http://a.example/{name}") == {(ANIMALS, code) for code in codes}


@pytest.mark.parametrize("name", ["round", "elsewhere", "odd", "nowhere"])
def test_a_value_set_that_cannot_be_worked_out_whole_is_refused(name: str) -> None:
    with pytest.raises(NotExpandable):
        Terminology(known).members(f"http://a.example/{name}")


def test_a_value_set_may_be_given_by_its_expansion(monkeypatch: pytest.MonkeyPatch) -> None:
    inner = {"system": ANIMALS, "code": "hen"}
    top = {"abstract": True, "system": ANIMALS, "code": "bird", "contains": [inner]}
    given = {"resourceType": "ValueSet", "url": "u", "expansion": {"contains": [top]}}
    lookup: Callable[[str, str], Json | None] = lambda _kind, _address: given  # noqa: E731
    assert Terminology(lookup).members("u") == {(ANIMALS, "hen")}
    monkeypatch.setattr(terminology, "MOST_CODES", 0)
    with pytest.raises(NotExpandable):
        Terminology(lookup).members("u")


def test_the_sets_that_r4_binds_are_known_without_being_stored() -> None:
    found = Terminology().members("http://hl7.org/fhir/ValueSet/observation-status|4.0.1")
    assert ("http://hl7.org/fhir/observation-status", "final") in found


def test_a_hierarchy_is_read_from_nesting_and_from_properties() -> None:
    concepts = hierarchy.of_code_system(SYSTEM)
    assert concepts.above("chick") == {"hen", "bird"}
    assert concepts.below("dog") == {"puppy"}


def test_a_hierarchy_that_goes_round_comes_to_an_end() -> None:
    parents = [{"code": "parent", "valueCode": "b"}], [{"code": "parent", "valueCode": "a"}]
    concepts = hierarchy.of_code_system(
        {"concept": [{"code": "a", "property": parents[0]}, {"code": "b", "property": parents[1]}]}
    )
    assert concepts.below("a") == {"b"}


@pytest.fixture
def farm() -> record.Door:
    def seen(name: str, code: str) -> Json:
        coding = {"system": ANIMALS, "code": code}
        return {"resourceType": "Observation", "id": name, "status": "final", "code": {"coding": [coding]},
                "subject": {"reference": "Patient/p"}}  # fmt: skip

    door = record.open(cast.integration(), purpose=Purpose.TREATMENT)
    found = [seen("o-hen", "hen"), seen("o-chick", "chick"), seen("o-dog", "dog")]
    resources = [{"resourceType": "Patient", "id": "p"}, SYSTEM, *SETS, *found]
    door.transact([Entry("PUT", one["resourceType"], one["id"], one) for one in resources])
    return door


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("name", "value", "wanted"),
    [
        ("code:in", "http://a.example/birds", {"o-hen", "o-chick"}),
        ("code:in", "ValueSet/birds", {"o-hen", "o-chick"}),
        ("code:in", "http://a.example/all", {"o-hen", "o-chick", "o-dog"}),
        ("code:in", "http://a.example/young,http://a.example/two-legged", {"o-chick"}),
        ("code:not-in", "http://a.example/birds", {"o-dog"}),
        ("code:below", f"{ANIMALS}|hen", {"o-hen", "o-chick"}),
        ("code:above", f"{ANIMALS}|chick", {"o-hen", "o-chick"}),
        ("status:in", "http://hl7.org/fhir/ValueSet/observation-status", {"o-hen", "o-chick", "o-dog"}),
    ],
)
def test_resources_are_found_by_sets_of_codes(
    farm: record.Door, name: str, value: str, wanted: set[str]
) -> None:
    assert {one.id for one in farm.search("Observation", [(name, value)]).entries} == wanted


@pytest.mark.django_db
def test_a_set_of_codes_that_is_not_known_is_refused_by_name(farm: record.Door) -> None:
    with pytest.raises(SearchRefused, match="code:in"):
        farm.search("Observation", [("code:in", "http://a.example/odd")])
