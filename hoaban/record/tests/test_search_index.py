"""What a resource can be found by: keys, folded strings, ranges of dates, references, its main date and its patient."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hoaban.record.engine import structure
from hoaban.record.engine.search import dates, index, keys, strings
from hoaban.record.engine.search.definitions import parameter_numbers

Json = dict[str, Any]
PATIENT = "0190b3b0-0000-7000-8000-0000000000aa"


def observation(**more: Any) -> Json:
    return {
        "resourceType": "Observation",
        "status": "final",
        "code": {"coding": [{"system": "http://loinc.org", "code": "2345-7"}]},
        **more,
    }


def holds(found: index.Index, kind: str, code: str, form: str) -> bool:
    return keys.number(keys.prefix(kind, code) + form) in found.keys


def test_a_coding_is_found_by_code_by_system_and_by_both() -> None:
    found = index.extract(observation())
    for form in ("c.2345-7", "f.http://loinc.org\x1f2345-7", "s.http://loinc.org"):
        assert holds(found, "Observation", "code", form)
    assert not holds(found, "Observation", "code", "f.\x1f2345-7")
    assert holds(
        index.extract(observation(code={"coding": [{"code": "x"}]})), "Observation", "code", "f.\x1fx"
    )


def test_keys_are_sorted_unique_and_fit_a_bigint() -> None:
    twice = {"coding": [{"code": "a"}, {"code": "a"}]}
    found = index.extract(observation(code=twice, category=[twice, twice])).keys
    assert found == sorted(set(found))
    assert all(-(1 << 63) <= key < 1 << 63 for key in found)


def test_the_same_value_under_another_type_or_parameter_is_another_key() -> None:
    coded = {"coding": [{"code": "a"}]}
    condition = index.extract({"resourceType": "Condition", "code": coded})
    assert not set(condition.keys) & set(index.extract(observation(code=coded)).keys)


def test_a_reference_is_found_by_type_and_id_whatever_its_version() -> None:
    found = index.extract(observation(subject={"reference": f"Patient/{PATIENT}/_history/3"}))
    assert holds(found, "Observation", "subject", f"r.Patient/{PATIENT}")
    assert not holds(found, "Observation", "patient", "a")
    numbers = parameter_numbers()
    uid = keys.uid_of("Patient", PATIENT)
    assert found.references == [(numbers["subject"], structure.type_number("Patient"), uid)]
    assert found.patient == uid


def test_what_is_usual_is_marked_where_it_lacks_and_anything_else_where_it_is() -> None:
    whole, bare = index.extract(observation(device={"reference": "Device/1"})), index.extract(observation())
    assert holds(whole, "Observation", "device", "p")
    assert not holds(bare, "Observation", "device", "p")
    for code in ("code", "status"):
        assert not holds(bare, "Observation", code, "p")
        assert not holds(bare, "Observation", code, "a")
    assert holds(bare, "Observation", "encounter", "a")


def test_words_beside_codes_and_codes_without_a_system_are_kept_once() -> None:
    told = {"coding": [{"code": "1", "display": "Đường huyết"}]}
    found = index.extract(observation(code=told, note=[{"text": "huyết áp"}]))
    assert holds(found, "Observation", "code", "t.huyet")
    assert not holds(found, "Observation", "_content", "t.huyet")
    assert holds(found, "Observation", "_content", "t.ap")
    assert holds(found, "Observation", "status", "c.final")
    assert not holds(found, "Observation", "status", "f.\x1ffinal")


def test_a_group_is_no_patient() -> None:
    found = index.extract(observation(subject={"reference": "Group/1"}))
    assert found.patient is None
    assert holds(found, "Observation", "patient", "a")
    assert not holds(found, "Observation", "subject", "r.Group/1")
    assert [kind for _, kind, _ in found.references] == [structure.type_number("Group")]


def test_a_given_id_that_is_no_uuid_gets_a_uid_of_its_type() -> None:
    assert keys.uid_of("Patient", "bn-1") != keys.uid_of("Encounter", "bn-1")
    assert str(keys.uid_of("Patient", PATIENT)) == PATIENT
    assert str(keys.uid_of("Patient", PATIENT.upper())) != PATIENT
    assert index.extract({"resourceType": "Patient", "id": "bn-1"}).patient == keys.uid_of("Patient", "bn-1")


def test_references_out_of_the_record_are_addresses_and_contained_ones_are_only_present() -> None:
    elsewhere = index.extract(observation(subject={"reference": "https://a.example/fhir/Patient/1"}))
    assert holds(elsewhere, "Observation", "subject", "u.https://a.example/fhir/Patient/1")
    assert elsewhere.references == []
    inside = index.extract(observation(subject={"reference": "#p"}))
    assert not holds(inside, "Observation", "subject", "a")
    by_number = index.extract(observation(subject={"identifier": {"system": "urn:x", "value": "7"}}))
    assert holds(by_number, "Observation", "subject", "if.urn:x\x1f7")


def test_a_document_is_found_by_the_composition_it_starts_with() -> None:
    first = {"resourceType": "Composition", "id": "c", "identifier": {"system": "urn:x", "value": "7"}}
    others = [{"resource": {"resourceType": "Patient", "id": "a", "identifier": [{"value": "7"}]}}]
    found = index.extract(
        {"resourceType": "Bundle", "type": "document", "entry": [{"resource": first}, *others]}
    )
    assert [(kind, uid) for _, kind, uid in found.references] == [
        (structure.type_number("Composition"), keys.uid_of("Composition", "c"))
    ]


def test_a_canonical_is_found_with_and_without_its_version() -> None:
    found = index.extract({"resourceType": "PlanDefinition", "library": ["http://a.example/Library/x|2"]})
    assert holds(found, "PlanDefinition", "depends-on", "u.http://a.example/Library/x")
    assert holds(found, "PlanDefinition", "depends-on", "u.http://a.example/Library/x|2")


def test_booleans_flags_and_telephone_numbers_are_tokens() -> None:
    patient = {
        "resourceType": "Patient",
        "id": "a",
        "active": True,
        "telecom": [{"system": "phone", "value": "+84 91-234"}],
    }
    found = index.extract(patient)
    assert holds(found, "Patient", "active", "c.true")
    assert holds(found, "Patient", "deceased", "c.false")
    assert holds(index.extract({**patient, "deceasedDateTime": "2024"}), "Patient", "deceased", "c.true")
    assert holds(found, "Patient", "phone", "c.091234")
    assert not holds(found, "Patient", "email", "p")


def test_a_composite_is_found_by_every_combination_of_its_parts() -> None:
    found = index.extract(
        observation(valueCodeableConcept={"coding": [{"system": "urn:v", "code": "duong"}]})
    )
    for code in ("c.2345-7", "f.http://loinc.org\x1f2345-7"):
        for value in ("c.duong", "f.urn:v\x1fduong"):
            assert holds(found, "Observation", "code-value-concept", f"${code}\x1e{value}")
    part = {"code": {"coding": [{"code": "k"}]}, "valueCodeableConcept": {"coding": [{"code": "v"}]}}
    inside = index.extract(observation(component=[part, {"code": {"coding": [{"code": "other"}]}}]))
    assert holds(inside, "Observation", "component-code-value-concept", "$c.k\x1ec.v")
    assert not holds(inside, "Observation", "component-code-value-concept", "$c.other\x1ec.v")


def test_tags_and_profiles_are_found_for_every_type() -> None:
    meta = {"tag": [{"system": "urn:t", "code": "demo"}], "profile": ["http://a.example/p"]}
    for kind in structure.resource_types():
        found = index.extract({"resourceType": kind, "meta": meta})
        assert holds(found, kind, "_tag", "f.urn:t\x1fdemo")
        assert holds(found, kind, "_profile", "u.http://a.example/p")


def test_a_name_is_found_by_the_beginning_of_each_of_its_words() -> None:
    name = {"text": "Nguyễn Văn Ánh", "family": "Nguyễn", "given": ["Văn", "Ánh"], "prefix": ["Bác sĩ"]}
    rows = index.extract({"resourceType": "Patient", "id": "a", "name": [name]}).strings
    number = parameter_numbers()["name"]
    of_name = {(folded, exact) for param, folded, exact in rows if param == number}
    assert of_name == {
        ("nguyen van anh", "Nguyễn Văn Ánh"),
        ("van anh", ""),
        ("anh", ""),
        ("bac si", ""),
        ("si", ""),
    }


def test_a_name_without_text_is_put_together_family_name_first() -> None:
    name = {"family": "Đèo", "given": ["Thị", "Khăm"]}
    assert strings.parts_of_name(name)[0] == "Đèo Thị Khăm"


def test_every_part_of_a_name_is_found_exactly() -> None:
    found = index.extract(
        {"resourceType": "Patient", "id": "a", "name": [{"family": "Đèo", "given": ["Khăm"]}]}
    )
    for text in ("Đèo", "Khăm", "Đèo Khăm"):
        assert holds(found, "Patient", "name", f"x.{text}")
    assert not holds(found, "Patient", "name", "x.Deo")


def test_long_texts_and_texts_without_letters_stay_within_bounds() -> None:
    rows = strings.of_text("từ " * 500)
    assert len(rows) == strings.WORDS
    assert max(len(value) for value, _ in rows) <= strings.LENGTH
    assert strings.of_text("ນາງ ຄຳ")[0][0] == "ນາງ ຄຳ"


@pytest.mark.parametrize(
    ("text", "lo", "hi"),
    [
        ("2024", "2023-12-31T17:00:00+00:00", "2024-12-31T17:00:00+00:00"),
        ("2024-02", "2024-01-31T17:00:00+00:00", "2024-02-29T17:00:00+00:00"),
        ("2024-12-31", "2024-12-30T17:00:00+00:00", "2024-12-31T17:00:00+00:00"),
        ("2024-03-05T08:30:00+07:00", "2024-03-05T01:30:00+00:00", "2024-03-05T01:30:01+00:00"),
        ("2024-03-05T08:30:00.25Z", "2024-03-05T08:30:00.250000+00:00", "2024-03-05T08:30:00.260000+00:00"),
        ("2024-03-05T08:30", "2024-03-05T01:30:00+00:00", "2024-03-05T01:31:00+00:00"),
        ("2016-12-31T23:59:60Z", "2016-12-31T23:59:59+00:00", "2017-01-01T00:00:00+00:00"),
        (
            "2024-03-05T08:30:00.123456789Z",
            "2024-03-05T08:30:00.123456+00:00",
            "2024-03-05T08:30:00.123457+00:00",
        ),
    ],
)
def test_a_partial_date_is_the_whole_time_it_names_in_viet_nam(text: str, lo: str, hi: str) -> None:
    assert dates.parse(text) == (datetime.fromisoformat(lo), datetime.fromisoformat(hi))


@given(st.from_regex(r"\d{4}(-\d\d(-\d\d(T\d\d:\d\d:\d\d(\.\d{1,9})?(Z|[+-]\d\d:\d\d))?)?)?", fullmatch=True))
def test_every_date_is_a_range_between_the_open_ends_or_no_date(text: str) -> None:
    try:
        lo, hi = dates.parse(text)
    except dates.NotADate:
        return
    assert dates.PAST <= lo < hi <= dates.FUTURE
    assert lo.tzinfo is UTC
    assert hi.tzinfo is UTC


@pytest.mark.parametrize(
    "text", ["2024-13", "2024-02-30", "24", "2024-1-1", "2024-01-01T25:00:00Z", "", "٢٠٢٤", "2024-01-01 "]
)
def test_what_is_no_date_is_refused(text: str) -> None:
    with pytest.raises(dates.NotADate):
        dates.parse(text)


def test_periods_are_open_where_an_end_is_missing() -> None:
    lo, hi = dates.parse("2024-03-05")
    assert dates.of_period({"start": "2024-03-05"}) == (lo, dates.FUTURE)
    assert dates.of_period({"end": "2024-03-05"}) == (dates.PAST, hi)
    assert dates.of_period({"start": "2024-03-05", "end": "2024-03-05"}) == (lo, hi)
    assert dates.of_period({}) is None


def test_a_timing_spans_its_events_and_bounds() -> None:
    timing = {
        "event": ["2024-03-05", "2024-03-01"],
        "repeat": {"boundsPeriod": {"start": "2024-02-01", "end": "2024-04-01"}},
    }
    assert dates.of_timing(timing) == (dates.parse("2024-02-01")[0], dates.parse("2024-04-01")[1])
    assert dates.of_timing({"code": {"text": "BID"}}) is None


def test_the_main_date_stands_in_the_row_and_other_dates_beside_it() -> None:
    found = index.extract(observation(effectiveDateTime="2024-03-05", valueDateTime="2020"))
    assert (found.main_lo, found.main_hi) == dates.parse("2024-03-05")
    assert found.dates == [(parameter_numbers()["value-date"], *dates.parse("2020"))]
    nothing = index.extract(observation())
    assert (nothing.main_lo, nothing.main_hi) == (dates.PAST, dates.PAST)


def test_the_next_best_date_is_the_main_one_where_the_first_is_absent() -> None:
    recorded = {"resourceType": "Condition", "recordedDate": "2024-03-05"}
    assert index.extract(recorded).main_lo == dates.parse("2024-03-05")[0]
    both = index.extract({**recorded, "onsetDateTime": "2020"})
    assert both.main_lo == dates.parse("2020")[0]
    assert both.dates == [(parameter_numbers()["recorded-date"], *dates.parse("2024-03-05"))]


def test_coverage_is_about_its_beneficiary() -> None:
    found = index.extract({"resourceType": "Coverage", "beneficiary": {"reference": "Patient/a"}})
    assert found.patient == keys.uid_of("Patient", "a")


def test_missing_and_null_parts_do_no_harm() -> None:
    sparse = observation(
        code={}, category=[{"coding": [{}]}], subject={"display": "ai đó"}, performer=[None], note=None
    )
    assert index.extract(sparse).references == []
    assert index.extract({"resourceType": "Patient", "name": [{"given": [None, "An"]}]}).strings
