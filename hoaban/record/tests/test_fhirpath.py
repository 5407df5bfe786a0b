"""FHIRPath as our own code relies on it; the official suite runs in ``make conformance``."""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import Any

import pytest

from hoaban.record.engine import fhirpath
from hoaban.record.engine.fhirpath import Asking

LAN: dict[str, Any] = {
    "resourceType": "Patient",
    "id": "lan",
    "active": True,
    "name": [
        {"use": "official", "family": "Lò", "given": ["Thị", "Lan"]},
        {"use": "usual", "given": [None, "Bé"], "_given": [{"id": "g1"}, None]},
    ],
    "birthDate": "1998-04",
    "_birthDate": {"extension": [{"url": "http://example.org/source", "valueString": "sổ hộ khẩu"}]},
    "contained": [{"resourceType": "Organization", "id": "tram", "name": "Trạm Y tế"}],
    "managingOrganization": {"reference": "#tram"},
    "generalPractitioner": [{"reference": "Practitioner/hoa"}],
}
WEIGHT: dict[str, Any] = {
    "resourceType": "Observation",
    "status": "final",
    "code": {"coding": [{"system": "http://loinc.org", "code": "29463-7"}]},
    "effectiveDateTime": "2026-11-02T08:30:00+07:00",
    "valueQuantity": {"value": Decimal("51.50"), "system": "http://unitsofmeasure.org", "code": "kg"},
}


@pytest.mark.parametrize(
    ("expression", "found"),
    [
        ("name.given", ["Thị", "Lan", None, "Bé"]),
        ("Patient.name.where(use = 'official').given.first()", ["Thị"]),
        ("name.given.where(hasValue())", ["Thị", "Lan", "Bé"]),
        ("name[1].given[0].id", ["g1"]),
        ("birthDate.extension('http://example.org/source').value", ["sổ hộ khẩu"]),
        ("name.given.count()", [4]),
        ("Encounter.status", []),
        ("nothingOfThisName", []),
        ("contained.name", ["Trạm Y tế"]),
        ("managingOrganization.resolve().name", ["Trạm Y tế"]),
        ("generalPractitioner.resolve()", []),
        ("name.family | name.given.last()", ["Lò", "Bé"]),
        ("'Thị Lan'.matches('^Th.*n$') and 'a\\nb'.matches('a.b')", [True]),
        ("birthDate <= @1998", []),
        ("birthDate < @1999", [True]),
        ("%resource.id & '/' & %context.name.first().family", ["lan/Lò"]),
        ("managingOrganization.children().ofType(string)", ["#tram"]),
        ("iif(active, 'đang dùng', 'ngừng')", ["đang dùng"]),
        ("1.5 + 2", [Decimal("3.5")]),
        ("{}", []),
    ],
)
def test_a_path_finds_the_values_of_a_patient(expression: str, found: list[Any]) -> None:
    assert fhirpath.compile(expression)(LAN) == found


@pytest.mark.parametrize(
    ("expression", "found"),
    [
        ("value.ofType(Quantity).value", [Decimal("51.50")]),
        ("(value as Quantity).code", ["kg"]),
        ("value is Quantity and value.is(Period).not()", [True]),
        ("value > 51 'kg' and value = 51500 'g'", [True]),
        ("value.value.toString()", ["51.50"]),
        ("effective > @2026-11-02T01:00:00Z", [True]),
        ("code.coding.exists(system = %loinc and code = '29463-7')", [True]),
    ],
)
def test_a_choice_is_read_by_its_type_and_keeps_every_digit(expression: str, found: list[Any]) -> None:
    assert fhirpath.compile(expression, type_name="Observation")(WEIGHT) == found


def test_one_path_serves_resources_of_different_types() -> None:
    path = fhirpath.compile("code.coding.code | name.family")

    assert (path(WEIGHT), path(LAN), path(WEIGHT)) == (["29463-7"], ["Lò"], ["29463-7"])


def test_a_boolean_is_true_false_or_unknown() -> None:
    asked = [
        fhirpath.compile(each).boolean(LAN) for each in ("active", "active.not()", "deceased", "name[0]")
    ]

    assert asked == [True, False, None, True]


def test_nodes_say_their_types() -> None:
    found = fhirpath.compile("birthDate | managingOrganization | 'x' | contained").nodes(LAN)

    assert [fhirpath.type_of(each) for each in found] == [
        "date",
        "Reference",
        "System.String",
        "Organization",
    ]


def test_a_result_belongs_to_the_caller() -> None:
    path = fhirpath.compile("active.exists()")
    path(LAN).append("changed")

    assert path(LAN) == [True]


def test_variables_resolver_and_time_come_from_the_caller() -> None:
    said: list[str] = []
    asking = Asking(
        variables={"wanted": "official", "other": LAN},
        resolver={"Practitioner/hoa": {"resourceType": "Practitioner", "id": "hoa"}}.get,
        member_of=lambda coded, url: url.endswith("/vs") and coded["code"] == "29463-7",
        trace=lambda name, items: said.append(f"{name} {len(items)}"),
        now=datetime.datetime(2026, 11, 29, 8, 0, tzinfo=datetime.UTC),
    )

    assert fhirpath.compile("name.where(use = %wanted).family")(LAN, asking) == ["Lò"]
    assert fhirpath.compile("%other.id")(WEIGHT, asking) == ["lan"]
    assert fhirpath.compile("generalPractitioner.resolve().id")(LAN, asking) == ["hoa"]
    assert (
        fhirpath.compile("code.coding.all(memberOf('http://example.org/vs'))").boolean(WEIGHT, asking) is True
    )
    assert fhirpath.compile("name.trace('n').count()")(LAN, asking) == [2]
    assert fhirpath.compile("now().toString()")(LAN, asking) == ["2026-11-29T08:00:00.000Z"]
    assert said == ["n 2"]


@pytest.mark.parametrize(
    ("expression", "failure", "place"),
    [
        ("name.", fhirpath.SyntaxInvalid, "character 5"),
        ("name.where(", fhirpath.SyntaxInvalid, "character 11"),
        ("a ? b", fhirpath.SyntaxInvalid, "character 2"),
        ("@2026-13-40", fhirpath.SyntaxInvalid, "character 0"),
        ("'\\ud800'", fhirpath.SyntaxInvalid, "character 0"),
        ("name.family.first(", fhirpath.SyntaxInvalid, "character 18"),
        ("name.nick", fhirpath.MeaningInvalid, "character 5"),
        ("Encounter.status", fhirpath.MeaningInvalid, "character 0"),
        ("name.nosuch()", fhirpath.MeaningInvalid, "character 5"),
        ("name.first(1)", fhirpath.MeaningInvalid, "character 5"),
        ("name as Nothing", fhirpath.MeaningInvalid, "character 5"),
        ("name.upper()", fhirpath.MeaningInvalid, "character 5"),
    ],
)
def test_a_wrong_expression_is_refused_with_its_place(
    expression: str, failure: type[fhirpath.FhirpathInvalid], place: str
) -> None:
    with pytest.raises(failure) as refused:
        fhirpath.compile(expression, type_name="Patient")

    assert refused.value.place == place
    assert refused.value.message_vi != refused.value.message_en


@pytest.mark.parametrize(
    "expression",
    ["name.family.single() + name.single()", "name.first() > 1", "%nobody", "1 'kg' * 'x'", "(1 | 2).not()",
     "'a'.matches('(?=b)')", "'a'.matches('[')", "name.memberOf('x')"],
)  # fmt: skip
def test_what_cannot_be_evaluated_is_a_named_failure(expression: str) -> None:
    with pytest.raises(fhirpath.EvaluationFailed):
        fhirpath.compile(expression)(LAN)


def test_as_filters_many_items_only_where_asked_to() -> None:
    strict, loose = (fhirpath.compile("children() as Reference", loose_as=each) for each in (False, True))

    assert len(loose(LAN)) == 2
    with pytest.raises(fhirpath.EvaluationFailed):
        strict(LAN)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("1 'mg'", "0.001 'g'", True),
        ("1 'mg/dL'", "0.01 'g/L'", True),
        ("1 'mm[Hg]'", "133.322 'Pa'", True),
        ("60 minutes", "1 hour", True),
        ("1 year", "12 months", True),
        ("1 year", "1 'a'", None),
        ("1 'kg'", "1 'm'", False),
        ("1 '{tablet}'", "1 '{tablet}'", True),
        ("1 'of-no-system'", "1 'kg'", None),
    ],
)
def test_quantities_are_compared_across_units(one: str, other: str, same: bool | None) -> None:
    assert fhirpath.compile(f"{one} = {other}").boolean({}) is same


@pytest.mark.parametrize(
    ("expression", "found"),
    [
        ("@2024-01-31 + 1 month", "2024-02-29"),
        ("@2024-02-29 - 1 year", "2023-02-28"),
        ("@2024 + 25 months", "2026"),
        ("@2026-01-01T00:30:00+07:00 - 1 hour", "2025-12-31T23:30:00+07:00"),
        ("@T23:30 + 45 minutes", "00:15"),
    ],
)
def test_dates_move_by_the_calendar(expression: str, found: str) -> None:
    assert fhirpath.compile(f"({expression}).toString()")({}) == [found]
