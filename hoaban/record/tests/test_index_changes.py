"""What changed with which version of the index is data, and a search is refused exactly where it would miss something."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime
from random import Random

import pytest

from hoaban.record.engine import structure
from hoaban.record.engine.search import changes, index, parameters
from hoaban.record.engine.search.changes import Change, Standing
from hoaban.record.engine.search.parse import parse
from hoaban.record.engine.search.parse.compartments import Compartment
from hoaban.record.engine.search.parse.criteria import allows
from hoaban.record.engine.search.query import NotIndexedYet, SearchRefused
from hoaban.record.tests import sample_resources

NOW = datetime(2026, 11, 22, tzinfo=UTC)
EXTRACTED = {
    2: "c8ebd87fb785ee71e75123199ad86b2eb3ef73940f6d37c3a9cb4d5fd453e85a",
    3: "ee444cbc24d39b984daa2b1306c76d3191eba02b860a72a52d5ca9562565f429",
    4: "ee444cbc24d39b984daa2b1306c76d3191eba02b860a72a52d5ca9562565f429",
}
"""Digest of what each version extracts from made-up resources of every type."""


def first(*kinds: str) -> Standing:
    """Rows of these types may still carry the first version."""
    return Standing({kind: frozenset({1}) for kind in kinds})


def extracted() -> str:
    told = hashlib.sha256()
    for kind in structure.resource_types():
        for seed in (1, 2, 3):
            found = index.extract(sample_resources.resource(kind, Random(seed), richness=9))  # noqa: S311
            told.update(
                repr([sorted(map(repr, part)) if isinstance(part, list) else part for part in found]).encode()
            )
    return told.hexdigest()


def test_what_is_extracted_changes_only_with_the_version() -> None:
    # Has extraction changed? Raise index.VERSION, name what changed in data/index-changes.csv, write the new digest here
    # under the new version (docs/howto/change-what-search-extracts.md). Only the made-up resources? Then the digest alone.
    assert EXTRACTED.get(index.VERSION) == extracted()


def test_every_version_but_the_first_says_what_it_changed() -> None:
    assert {each.version for each in changes.load()} == set(range(2, index.VERSION + 1))


@pytest.mark.parametrize("change", changes.load(), ids=str)
def test_every_change_is_about_something_that_can_be_asked_for(change: Change) -> None:
    assert change.type == "nothing" or any(
        change.touches(parameter, change.modifier)
        and (not change.modifier or allows(parameter, change.modifier))
        for kind in structure.resource_types()
        for parameter in parameters.supported(kind)
    )


@pytest.mark.parametrize(
    ("kind", "name", "value"),
    [
        ("Observation", "value-quantity", "5.4|http://unitsofmeasure.org|mg"),
        ("Observation", "value-quantity:missing", "true"),
        ("RiskAssessment", "probability", "gt0.5"),
        ("Location", "near", "22.4|103.4|5"),
        ("Observation", "code-value-quantity", "8480-6$gt140"),
        ("Observation", "component-code-value-quantity", "8480-6$gt140"),
        ("Observation", "code:text", "huyet ap"),
        ("Patient", "identifier:of-type", "http://terminology.hl7.org/CodeSystem/v2-0203|MR|1"),
        ("ValueSet", "url:below", "http://hoaban.example"),
        ("Patient", "_text", "sot"),
        ("Patient", "_content", "sot"),
        ("DocumentReference", "relationship", "replaces$DocumentReference/1"),
        ("Observation", "_sort", "value-quantity"),
        ("Observation", "_filter", "value-quantity gt 5"),
        ("Observation", "_filter", "code eq x or not (value-quantity gt 5)"),
        ("Patient", "name", "giang"),
        ("QuestionnaireResponse", "questionnaire", "http://hoaban.example/Questionnaire/1"),
        ("Observation", "encounter:missing", "true"),
        ("Observation", "_filter", "encounter pr false"),
        ("Patient", "gender", "http://hl7.org/fhir/administrative-gender|"),
    ],
)
def test_what_would_miss_rows_is_refused_by_name(kind: str, name: str, value: str) -> None:
    with pytest.raises(NotIndexedYet) as refused:
        parse(kind, [("_count", "5"), (name, value)], now=NOW, standing=first(kind))

    assert refused.value.status == 503
    assert [issue.path for issue in refused.value.issues] == [name]
    assert refused.value.issues[0].code == "transient"
    parse(kind, [(name, value)], now=NOW, standing=first("Basic"))


@pytest.mark.parametrize(
    ("kind", "name", "value"),
    [
        ("Observation", "code", "8480-6"),
        ("Observation", "code:not", "8480-6"),
        ("Observation", "date", "ge2026"),
        ("Observation", "code-value-concept", "8480-6$1"),
        ("Observation", "_sort", "-date"),
        ("Observation", "subject", "Patient/1"),
        ("Patient", "birthdate", "1990"),
        ("Patient", "gender", "http://hl7.org/fhir/administrative-gender|female"),
        ("Patient", "identifier", "1"),
        ("Observation", "encounter", "Encounter/1"),
        ("Patient", "_id", "1"),
        ("Patient", "_lastUpdated", "ge2026"),
        ("ValueSet", "url", "http://hoaban.example"),
        ("ValueSet", "url:above", "http://hoaban.example"),
        ("Patient", "_has:Observation:patient:code", "1"),
        ("Observation", "_include", "Observation:subject"),
        ("Observation", "_include", "*"),
        ("Observation", "_filter", "code eq 1 and subject.birthdate ge 1990"),
    ],
)
def test_what_has_not_changed_goes_on_working(kind: str, name: str, value: str) -> None:
    parse(kind, [(name, value)], now=NOW, standing=first(*structure.resource_types()))


@pytest.mark.parametrize(
    ("kind", "name", "value"),
    [
        ("Patient", "_has:Observation:patient:value-quantity", "gt5"),
        ("Encounter", "_has:Observation:encounter:code:text", "huyet ap"),
        ("DiagnosticReport", "result.value-quantity", "gt5"),
        ("DiagnosticReport", "_filter", "result.value-quantity gt 5"),
    ],
)
def test_steps_over_references_ask_of_the_type_that_they_lead_to(kind: str, name: str, value: str) -> None:
    parse(kind, [(name, value)], now=NOW, standing=first(kind))
    with pytest.raises(NotIndexedYet):
        parse(kind, [(name, value)], now=NOW, standing=first("Observation"))


def test_searches_over_several_types_ask_of_each() -> None:
    params = [("_type", "Patient,Observation"), ("_content", "sot")]
    with pytest.raises(NotIndexedYet):
        parse((), params, now=NOW, standing=first("Observation"))
    parse((), params, now=NOW, standing=first("Encounter"))


@pytest.fixture
def references_changed(monkeypatch: pytest.MonkeyPatch) -> Standing:
    """As if version 2 had changed how references to a subject are kept."""
    monkeypatch.setattr(changes, "load", lambda: (Change(2, "", "subject", "reference", ""),))
    return first("Observation")


@pytest.mark.parametrize(
    ("kind", "name", "value"),
    [
        ("Observation", "subject", "Patient/1"),
        ("Observation", "patient", "Patient/1"),
        ("Observation", "subject:Patient.name", "giang"),
        ("Observation", "_include", "Observation:subject"),
        ("Observation", "_include", "Observation:*"),
        ("Observation", "_include", "*"),
        ("Patient", "_revinclude", "Observation:patient"),
        ("Patient", "_has:Observation:subject:code", "1"),
        ("Observation", "_sort", "subject"),
        ("Observation", "_filter", "subject re Patient/1"),
    ],
)
def test_what_follows_references_waits_for_them(
    references_changed: Standing, kind: str, name: str, value: str
) -> None:
    with pytest.raises(NotIndexedYet):
        parse(kind, [(name, value)], now=NOW, standing=references_changed)


def test_so_do_compartments(references_changed: Standing) -> None:
    with pytest.raises(NotIndexedYet) as refused:
        parse("Observation", [], now=NOW, within=Compartment("Patient", "1"), standing=references_changed)
    assert refused.value.place == "Patient"
    parse("Condition", [], now=NOW, within=Compartment("Patient", "1"), standing=references_changed)


def test_a_fault_is_told_first_and_leniency_passes_over_faults_only() -> None:
    asked = [("value-quantity", "5"), ("colour", "red")]
    with pytest.raises(SearchRefused):
        parse("Observation", asked, now=NOW, standing=first("Observation"))
    with pytest.raises(NotIndexedYet):
        parse("Observation", asked, now=NOW, lenient=True, standing=first("Observation"))


def test_rows_of_a_later_version_are_not_understood_but_for_their_columns() -> None:
    later = Standing({"Patient": frozenset({index.VERSION + 1})})
    with pytest.raises(NotIndexedYet):
        parse("Patient", [("name", "giang")], now=NOW, standing=later)
    with pytest.raises(NotIndexedYet):
        parse("Patient", [("_filter", "name co giang or birthdate po 2026")], now=NOW, standing=later)
    parse("Patient", [("_id", "1"), ("_lastUpdated", "ge2026")], now=NOW, standing=later)
