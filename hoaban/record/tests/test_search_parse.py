"""Searches that are not understood are refused, every fault named; the others mean what R4 says."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hoaban.kernel.errors import Invalid, NotFound
from hoaban.record.engine import structure
from hoaban.record.engine.condition import Condition
from hoaban.record.engine.search import dates, keys, paging, parameters, sql
from hoaban.record.engine.search.criteria import Column, Dates, Keys, Link, Strings
from hoaban.record.engine.search.definitions import parameter_numbers
from hoaban.record.engine.search.parse import MAX_COUNT, parse
from hoaban.record.engine.search.query import Query, SearchRefused

VALUES = "http://hl7.org/fhir/ValueSet/observation-status"
GIVEN = {
    "missing": "true",
    "[type]": "1",
    "identifier": "s|v",
    "of-type": "s|MR|1",
    "in": VALUES,
    "not-in": VALUES,
}
NOW = datetime(2026, 11, 22, tzinfo=UTC)


def read(kind: str, *params: tuple[str, str], base_url: str = "") -> Query:
    return parse(kind, params, now=NOW, base_url=base_url)


def key(kind: str, code: str, form: str) -> int:
    return keys.number(keys.prefix(kind, code) + form)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("colour", "red"),
        ("code:in", "http://a.example/nowhere"),
        ("code:in", "http://hl7.org/fhir/ValueSet/ucum-units"),
        ("code:below", "http://loinc.org|1"),
        ("code:above", "1"),
        ("code:in", ",".join(["http://a.example/x"] * 11)),
        ("code:exact", "x"),
        ("_id:exact", "x"),
        ("subject.colour", "an"),
        ("subject:Encounter.date", "2024"),
        ("subject:Patient.birthdate", "soon"),
        ("code.name", "an"),
        ("focus.focus.focus.focus._id", "1"),
        ("part-of.part-of.part-of.part-of.part-of.part-of._id", "1"),
        ("instantiates.name", "an"),
        ("_has:Provenance", "1"),
        ("_has:Provenance:agent:_id", "1"),
        ("_has:Colour:target:_id", "1"),
        ("_has:Provenance:target:colour", "1"),
        ("subject." * 8 + "name", "an"),
        ("subject:", "1"),
        ("_list", "$current-problems"),
        ("subject:Encounter", "1"),
        ("_include", "Observation"),
        ("_include", "Observation:code"),
        ("_include", "Observation:subject:Encounter"),
        ("_include", "Colour:subject"),
        ("_include:deep", "Observation:subject"),
        ("_revinclude", "Provenance:target:Colour"),
        ("_summary", "some"),
        ("_elements", "colour"),
        ("_contained", "maybe"),
        ("_containedType", "box"),
        ("_content", ","),
        ("_query", "an"),
        ("_text", ","),
        ("identifier:of-type", "a|1"),
        ("code:text", ","),
        ("date", "yesterday"),
        ("date", "zz2024"),
        ("date", "2024-13"),
        ("date", ""),
        ("date", "2024,"),
        ("code", "|"),
        ("code", "a|b|c"),
        ("code", "a\x00b"),
        ("code", "x" * 20_000),
        ("code", ",".join("a" * 2000)),
        ("code:missing", "maybe"),
        ("subject", "Encounter/1"),
        ("subject", "not an id"),
        ("subject:Patient", "Patient/1"),
        ("_id", "a b"),
        ("_count", "-1"),
        ("_count", "many"),
        ("_count", "٢"),
        ("_total", "rough"),
        ("_sort", "colour"),
        ("_sort", "code-value-quantity"),
        ("_sort", ""),
        ("_page", "made-up"),
        ("code-value-concept", "a"),
        ("", "x"),
        (":exact", "x"),
    ],
)
def test_what_is_not_understood_is_refused_by_name(name: str, value: str) -> None:
    with pytest.raises(SearchRefused) as refusal:
        read("Observation", (name, value))
    (issue,) = refusal.value.issues[:1]
    assert isinstance(refusal.value, Invalid)
    assert issue.path == name
    assert name in issue.message_vi
    assert name in issue.message_en


def test_all_faults_are_named_at_once_and_no_value_is_repeated() -> None:
    with pytest.raises(SearchRefused) as refusal:
        read(
            "Patient", ("colour", "do"), ("name", "Lan"), ("birthdate", "Đèo Thị Khăm"), ("_sort", "-colour")
        )
    assert [issue.path for issue in refusal.value.issues] == ["colour", "birthdate", "_sort"]
    assert "Khăm" not in refusal.value.message_vi + refusal.value.message_en


def test_an_unknown_type_is_not_found() -> None:
    with pytest.raises(NotFound):
        read("Colour")


@pytest.mark.django_db  # a statement is made with the database's statistics at hand
@given(
    kind=st.sampled_from(structure.resource_types()),
    name=st.one_of(
        st.text(max_size=30), st.sampled_from(["code", "date", "name", "subject", "_id", "_sort", "_count"])
    ),
    value=st.text(max_size=60),
)
def test_no_search_ends_in_anything_but_a_statement_or_a_refusal(kind: str, name: str, value: str) -> None:
    try:
        query = read(kind, (name, value))
    except SearchRefused:
        return
    statement, args, _ = sql.statement(query, Condition("true"), columns="r.rid")
    assert statement.count("%s") == len(args)


@pytest.mark.parametrize(
    "kind", ["Observation", "Patient", "MessageHeader", "Group", "Coverage", "AuditEvent"]
)
def test_every_supported_parameter_and_modifier_is_understood(kind: str) -> None:
    samples = {
        "token": "a|b",
        "string": "an",
        "uri": "http://a.example",
        "date": "ge2024",
        "composite": "a$b",
        "number": "5",
        "quantity": "5||mg",
        "special": "22|103",
        "text": "ho",
        "content": "ho",
    }
    for parameter in parameters.supported(kind):
        if parameter.ranged:
            continue
        plain = (
            "true" if parameter.boolean else "a" if parameter.code == "_id" else samples.get(parameter.type)
        )
        target = parameter.targets[0] if parameter.targets else None
        plain = plain or (f"{target}/1" if target else "http://a.example/x")
        read(kind, (parameter.code, plain))
        for modifier in parameter.modifiers:
            name = f"{parameter.code}:{target if modifier == '[type]' else modifier}"
            if modifier != "[type]" or target:
                if modifier in ("above", "below") and parameter.type == "token":
                    continue  # only of code systems that are stored
                read(kind, (name, GIVEN.get(modifier, plain)))


def test_tokens_are_looked_for_by_what_is_given_of_them() -> None:
    query = read("Observation", ("code", r"http://loinc.org|1,2,|3,x\,y\|z,http://loinc.org|"))
    assert query.criteria == (
        Keys(
            tuple(
                key("Observation", "code", form)
                for form in ("f.http://loinc.org\x1f1", "c.2", "f.\x1f3", "c.x,y|z", "s.http://loinc.org")
            )
        ),
    )


def test_the_system_of_a_bound_code_may_be_written_or_left_out() -> None:
    plain = read("Observation", ("status", "final")).criteria
    assert read("Observation", ("status", "http://hl7.org/fhir/observation-status|final")).criteria == plain
    assert read("Observation", ("status", "|final")).criteria == plain
    assert read("Observation", ("status", "urn:other|final")).criteria != plain


def test_a_bare_id_may_be_any_type_that_the_parameter_refers_to() -> None:
    (found,) = read("Observation", ("subject", "a")).criteria
    subject, here = parameter_numbers()["subject"], structure.type_number("Observation")
    wanted = {
        Link(here, subject, structure.type_number(kind), keys.uid_of(kind, "a"))
        for kind in ("Patient", "Group", "Device", "Location")
    }
    assert isinstance(found, Keys)
    assert (found.any_of, set(found.links)) == ((), wanted)
    typed = read("Observation", ("subject:Patient", "a")).criteria
    assert typed == read("Observation", ("subject", "Patient/a")).criteria


def test_an_address_of_our_own_is_a_reference_to_what_is_kept_here() -> None:
    ours = read(
        "Observation",
        ("subject", "https://here.example/fhir/R4/Patient/a"),
        base_url="https://here.example/fhir/R4",
    )
    assert ours.criteria == read("Observation", ("subject", "Patient/a")).criteria
    assert ours.patient == keys.uid_of("Patient", "a")


def test_the_one_patient_of_a_search_is_known() -> None:
    assert read("Observation", ("patient", "a")).patient == keys.uid_of("Patient", "a")
    assert read("Observation", ("subject", "Patient/a")).patient == keys.uid_of("Patient", "a")
    assert read("Coverage", ("beneficiary", "Patient/a")).patient == keys.uid_of("Patient", "a")
    assert read("Observation", ("patient", "a,b")).patient is None
    assert read("Observation", ("performer", "Patient/a")).patient is None
    assert read("Provenance", ("patient", "a")).patient is None


def test_strings_are_folded_and_exact_ones_are_not() -> None:
    (found,) = read("Patient", ("name", "  ĐÈO   thị ")).criteria
    assert isinstance(found, Strings)
    assert found.beginnings == ("deo thi",)
    assert read("Patient", ("name:exact", "Đèo")).criteria == (Keys((key("Patient", "name", "x.Đèo"),)),)


def test_one_word_of_a_name_is_a_key_and_other_texts_are_not() -> None:
    assert read("Patient", ("name", "Đèo")).criteria == (Keys((key("Patient", "name", "w.deo"),)),)
    assert read("Patient", ("given", "An,Páo")).criteria == (
        Keys((key("Patient", "given", "w.an"), key("Patient", "given", "w.pao"))),
    )
    for written in ("Đ", "Christopher", "An,Đ"):
        (found,) = read("Patient", ("name", written)).criteria
        assert isinstance(found, Strings)
    (found,) = read("Patient", ("address", "Khăm")).criteria
    assert isinstance(found, Strings)


def test_dates_carry_their_prefix_and_the_day_of_viet_nam() -> None:
    (found,) = read("Observation", ("date", "ge2024-03-05")).criteria
    assert isinstance(found, Dates)
    assert found.column is Column.MAIN
    assert (found.ranges[0].prefix, found.ranges[0].lo) == ("ge", dates.parse("2024-03-05")[0])
    (beside,) = read("Observation", ("value-date", "2024")).criteria
    assert isinstance(beside, Dates)
    assert beside.column is Column.ROWS


def test_about_a_date_is_a_tenth_of_the_time_since() -> None:
    (found,) = read("Observation", ("date", "ap2026-11-12")).criteria
    assert isinstance(found, Dates)
    (asked,) = found.ranges
    lo, hi = dates.parse("2026-11-12")
    assert (lo - asked.lo, asked.hi - hi) == ((NOW - lo) / 10, (NOW - lo) / 10)


def test_counts_have_bounds_and_zero_asks_for_the_total_only() -> None:
    assert read("Patient").count == 20
    assert read("Patient", ("_count", "5000")).count == MAX_COUNT
    nothing = read("Patient", ("_count", "0"))
    assert (nothing.count, nothing.total) == (0, True)
    assert not read("Patient", ("_count", "10")).total
    assert read("Patient", ("_total", "accurate")).total


def test_a_page_token_serves_its_own_search_only() -> None:
    asked = ("code", "a"), ("_sort", "-date,value-string,_id")
    query = read("Observation", *asked)
    position = (NOW, "kham", keys.uid_of("Observation", "a"), 42)
    token = paging.sealed(position, query.digest)
    assert read("Observation", *asked, ("_page", token)).after == position
    for others in ((("code", "b"), asked[1]), (asked[0],), (*asked, ("status", "final"))):
        with pytest.raises(SearchRefused):
            read("Observation", *others, ("_page", token))
    for broken in (
        token[:-2],
        token[:-1] + ("A" if token[-1] != "A" else "B"),
        token + "A",
        "",
        "é",
        "A" * 40,
    ):
        with pytest.raises(SearchRefused):
            read("Observation", *asked, ("_page", broken))


def test_the_order_is_newest_first_where_one_patient_or_a_time_is_asked_for() -> None:
    for params in ((("patient", "a"),), (("date", "2024"),)):
        (order,) = read("Observation", *params).sort
        assert (order.column, order.descending) == (Column.MAIN, True)
    (changed,) = read("Observation", ("_lastUpdated", "gt2024")).sort
    assert (changed.column, changed.descending) == (Column.UPDATED, False)
    assert read("Observation", ("code", "a")).sort == ()
