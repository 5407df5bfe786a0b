"""Numbers, quantities with their units, composites that hold them, and places near a point."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hoaban.kernel.actor import Purpose
from hoaban.record import api as record
from hoaban.record.engine.search import ranges
from hoaban.record.engine.search.query import SearchRefused
from hoaban.record.shapes import Entry, Json
from tests import cast

UCUM = "http://unitsofmeasure.org"
LOINC = "http://loinc.org"


def quantity(value: str, code: str = "", system: str = UCUM, **more: Any) -> Json:
    named = {"system": system, "code": code} if code else {}
    return {"value": Decimal(value), **named, **more}


def coded(code: str) -> Json:
    return {"coding": [{"system": LOINC, "code": code}]}


def observation(name: str, code: str, **value: Any) -> Json:
    return {"resourceType": "Observation", "id": name, "status": "final", "code": coded(code),
            "subject": {"reference": "Patient/p"}, **value}  # fmt: skip


def pressure(name: str, systolic: str, diastolic: str) -> Json:
    parts = [("8480-6", systolic), ("8462-4", diastolic)]
    return observation(name, "85354-9", component=[
        {"code": coded(code), "valueQuantity": quantity(value, "mm[Hg]")} for code, value in parts
    ])  # fmt: skip


RESOURCES: list[Json] = [
    {"resourceType": "Patient", "id": "p"},
    observation("sugar", "2339-0", valueQuantity=quantity("5.4", "mmol/L")),
    observation("sugar-high", "2339-0", valueQuantity=quantity("11", "mmol/L")),
    observation("weight", "29463-7", valueQuantity=quantity("62.50", "kg", unit="cân")),
    observation("weight-g", "29463-7", valueQuantity=quantity("62500", "g")),
    observation("below", "20977-3", valueQuantity=quantity("0.5", "ng/mL", comparator="<")),
    observation("local", "1-1", valueQuantity=quantity("3", "vien", system="http://a.example/don-vi")),
    observation("named", "1-1", valueQuantity=quantity("3", unit="viên")),
    observation("bare", "1-1", valueQuantity=quantity("100")),
    pressure("calm", "118", "76"),
    pressure("tense", "165", "118"),
    {"resourceType": "Condition", "id": "young", "subject": {"reference": "Patient/p"},
     "onsetAge": quantity("7", "a")},
    {"resourceType": "Condition", "id": "grown", "subject": {"reference": "Patient/p"},
     "onsetRange": {"low": quantity("30", "a"), "high": quantity("40", "a")}},
    {"resourceType": "RiskAssessment", "id": "risk", "status": "final", "subject": {"reference": "Patient/p"},
     "prediction": [{"probabilityDecimal": Decimal("0.8")}]},
    {"resourceType": "Invoice", "id": "bill", "status": "issued", "totalGross": {"value": Decimal(250000), "currency": "VND"}},
    {"resourceType": "MolecularSequence", "id": "gene", "coordinateSystem": 0,
     "referenceSeq": {"chromosome": coded("7"), "genomeBuild": "GRCh38", "windowStart": 100, "windowEnd": 200},
     "variant": [{"start": 10, "end": 20}, {"start": 110, "end": 120}]},
    {"resourceType": "Location", "id": "tram", "position": {"latitude": Decimal("22.396"), "longitude": Decimal("103.458")}},
    {"resourceType": "Location", "id": "xa", "position": {"latitude": Decimal("22.9"), "longitude": Decimal("103.458")}},
]  # fmt: skip


@pytest.fixture
def door() -> record.Door:
    opened = record.open(cast.integration(), purpose=Purpose.TREATMENT)
    opened.transact([Entry("PUT", one["resourceType"], one["id"], one) for one in RESOURCES])
    return opened


def ids(door: record.Door, query: str) -> set[str]:
    kind, _, rest = query.partition("?")
    return {
        one.id for one in door.search(kind, [tuple(pair.split("=", 1)) for pair in rest.split("&")]).entries
    }  # type: ignore[misc]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("query", "wanted"),
    [
        (f"Observation?value-quantity=5.4|{UCUM}|mmol/L", {"sugar"}),
        (f"Observation?value-quantity=5|{UCUM}|mmol/L", {"sugar"}),
        (f"Observation?value-quantity=5.40|{UCUM}|mmol/L", {"sugar"}),
        (f"Observation?value-quantity=5.44|{UCUM}|mmol/L", set()),
        (f"Observation?value-quantity=5400|{UCUM}|umol/L", {"sugar"}),
        (f"Observation?value-quantity=ge11|{UCUM}|mmol/L", {"sugar-high"}),
        (f"Observation?value-quantity=gt11|{UCUM}|mmol/L", set()),
        (f"Observation?value-quantity=lt11|{UCUM}|mmol/L", {"sugar"}),
        (f"Observation?value-quantity=ne5.4|{UCUM}|mmol/L", {"sugar-high"}),
        (f"Observation?value-quantity=ap7|{UCUM}|mmol/L", set()),
        (f"Observation?value-quantity=ap5.9|{UCUM}|mmol/L", {"sugar"}),
        (f"Observation?value-quantity=62.5|{UCUM}|kg", {"weight", "weight-g"}),
        (f"Observation?value-quantity=gt60|{UCUM}|kg&value-quantity=lt70000|{UCUM}|g", {"weight", "weight-g"}),
        ("Observation?value-quantity=62.5||cân", {"weight"}),
        ("Observation?value-quantity=62.5||kg", {"weight"}),
        (f"Observation?value-quantity=lt0.1|{UCUM}|ng/mL", {"below"}),
        (f"Observation?value-quantity=ge0.5|{UCUM}|ng/mL", set()),
        ("Observation?value-quantity=3|http://a.example/don-vi|vien", {"local"}),
        ("Observation?value-quantity=3||vien", {"local"}),
        ("Observation?value-quantity=3||viên", {"named"}),
        ("Observation?value-quantity=3", {"local", "named"}),
        ("Observation?value-quantity=100", {"bare"}),
        ("Observation?value-quantity=1e2", {"bare", "weight"}),
        ("Observation?value-quantity=sa100", {"weight-g"}),
        ("Observation?value-quantity=eb3.1&code=1-1", {"local", "named"}),
        ("Observation?value-quantity=3,100", {"local", "named", "bare"}),
        ("Observation?value-quantity:missing=true", {"calm", "tense"}),
        (f"Observation?code-value-quantity={LOINC}|2339-0$gt6|{UCUM}|mmol/L", {"sugar-high"}),
        (f"Observation?code-value-quantity=29463-7$gt6|{UCUM}|mmol/L", set()),
        (f"Observation?component-code-value-quantity=8480-6$lt140|{UCUM}|mm[Hg]", {"calm"}),
        (f"Observation?component-code-value-quantity={LOINC}|8480-6$118", {"calm"}),
        (f"Observation?component-code-value-quantity={LOINC}|8462-4$118", {"tense"}),
        (f"Observation?combo-code-value-quantity=8480-6$118,2339-0$11|{UCUM}|mmol/L", {"calm", "sugar-high"}),
        (f"Observation?combo-value-quantity=gt100|{UCUM}|mm[Hg]", {"calm", "tense"}),
        (f"Observation?_filter=value-quantity gt 60|{UCUM}|kg", {"weight", "weight-g"}),
        (f"Condition?onset-age=lt84|{UCUM}|mo", set()),
        (f"Condition?onset-age=le84|{UCUM}|mo", {"young"}),
        ("Condition?onset-age=gt35", {"grown"}),
        ("Condition?onset-age=eb30", {"young"}),
        ("RiskAssessment?probability=gt0.75", {"risk"}),
        ("RiskAssessment?probability=0.7", set()),
        ("Invoice?totalgross=250000|urn:iso:std:iso:4217|VND", {"bill"}),
        ("Invoice?totalgross=250000||USD", set()),
        ("MolecularSequence?variant-start=110", {"gene"}),
        ("MolecularSequence?chromosome-variant-coordinate=7$ge5$le20", {"gene"}),
        ("MolecularSequence?chromosome-variant-coordinate=7$ge100$le20", set()),
        ("MolecularSequence?chromosome-window-coordinate=7$lt150$gt150", {"gene"}),
        ("MolecularSequence?chromosome-window-coordinate=8$lt150$gt150", set()),
        ("Location?near=22.4|103.46|5|km", {"tram"}),
        ("Location?near=22.4|103.46", {"tram"}),
        ("Location?near=22.4|103.46|60", {"tram", "xa"}),
        ("Location?near=22.4|103.46|60000|m", {"tram", "xa"}),
        ("Location?near=22.4|103.46|0.1|km,22.9|103.458|1|km", {"xa"}),
        ("Location?near:missing=false", {"tram", "xa"}),
    ],
)  # fmt: skip
def test_numbers_are_compared_with_their_precision_and_their_unit(
    door: record.Door, query: str, wanted: set[str]
) -> None:
    assert ids(door, query) == wanted


@pytest.mark.django_db
def test_results_are_sorted_by_their_value_in_one_unit(door: record.Door) -> None:
    found = [
        one.id
        for one in door.search(
            "Observation", [("code", "2339-0,29463-7"), ("_sort", "-value-quantity,_id")]
        ).entries
    ]
    assert found[:2] == ["sugar-high", "sugar"]
    paged, page = [], door.search("Observation", [("_sort", "value-quantity"), ("_count", "3")])
    while True:
        paged += [one.id for one in page.entries]
        if not page.next:
            break
        page = door.search(
            "Observation", [("_sort", "value-quantity"), ("_count", "3"), ("_page", page.next)]
        )
    assert len(paged) == len(set(paged)) == 10


@pytest.mark.django_db
def test_a_value_that_changed_is_found_by_its_new_value_alone(door: record.Door) -> None:
    door.update("Observation", "sugar", observation("sugar", "2339-0", valueQuantity=quantity("7", "mmol/L")))
    assert ids(door, f"Observation?value-quantity=5.4|{UCUM}|mmol/L") == set()
    assert ids(door, f"Observation?value-quantity=7|{UCUM}|mmol/L") == {"sugar"}


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("kind", "name", "value"),
    [
        ("Observation", "value-quantity", "five"), ("Observation", "value-quantity", "5|mg"),
        ("Observation", "value-quantity", "5||"), ("Observation", "value-quantity", "zz5"),
        ("Observation", "value-quantity", "1e9999"), ("Observation", "value-quantity", "NaN"),
        ("Observation", "code-value-quantity", "1-1"), ("Observation", "code-value-quantity", "1-1$five"),
        ("RiskAssessment", "probability", "0.5||%"), ("Location", "near", "22"), ("Location", "near", "95|103"),
        ("Location", "near", "22|103|5|kg"), ("Location", "near", "22|103|-5"), ("Location", "near", "a|b"),
    ],
)  # fmt: skip
def test_what_is_no_number_is_refused(kind: str, name: str, value: str) -> None:
    with pytest.raises(SearchRefused, match=name):
        record.open(cast.integration(), purpose=Purpose.TREATMENT).search(kind, [(name, value)])


@given(
    st.decimals(allow_nan=False, allow_infinity=False, places=3, min_value=-(10**9), max_value=10**9),
    st.sampled_from(["mg", "g", "kg", "mg/dL", "Cel", "[degF]", "h", "mm[Hg]", "%"]),
)
def test_a_stored_quantity_fits_itself_and_lies_on_the_right_side_of_its_neighbours(
    value: Decimal, unit: str
) -> None:
    (held,) = ranges.of_quantity({"value": value, "system": UCUM, "code": unit})
    same = ranges.asked("eq", f"{value:f}", UCUM, unit)
    assert same is not None
    assert same.units == (held.canonical_unit,)
    assert held.canonical_lo == held.canonical_hi == same.at
    assert same.lo <= same.at <= same.hi
