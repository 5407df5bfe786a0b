"""Every search against the tables must find what a plain filter over the resources finds, in the order asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import psycopg
import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hoaban.kernel.vietnamese import fold
from hoaban.record.engine.condition import Condition
from hoaban.record.engine.search import keys, paging, rarity, sql
from hoaban.record.engine.search.parse import parse
from hoaban.record.tests import search_people as sp
from hoaban.record.tests.search_people import Json, Population

pytestmark = pytest.mark.xdist_group("searched population")

NOW = datetime(2026, 11, 22, tzinfo=UTC)
EVERYTHING = Condition("true")
NOT_LABELLED = Condition("r.labels & %s <> %s", (1, 1))


@pytest.fixture(scope="module")
def made(django_db_setup: None, django_db_blocker: Any) -> Iterator[Population]:
    population = sp.people(20261122, patients=400, observations=6000)
    with django_db_blocker.unblock(), transaction.atomic():
        sp.load(population)
        rarity.forget()
        yield population
        transaction.set_rollback(True)


def run(
    kind: str, params: list[tuple[str, str]], access: Condition = EVERYTHING
) -> tuple[list[str], str | None]:
    """One page: ids and the next token."""
    query = parse(kind, params, now=NOW)
    statement, args, _ = sql.statement(query, access, columns="coalesce(r.given_id, r.uid::text)")
    rows = execute(statement, args)
    shown = rows[: query.count]
    token = paging.sealed(tuple(shown[-1][1:]), query.digest) if len(rows) > query.count else None
    return [row[0] for row in shown], token


def execute(statement: str, args: list[Any]) -> list[tuple[Any, ...]]:
    cursor = psycopg.Cursor(connection.connection)
    cursor.execute(statement, args, prepare=False)  # type: ignore[arg-type]
    return cursor.fetchall()


def every(kind: str, params: list[tuple[str, str]], access: Condition = EVERYTHING) -> list[str]:
    """All pages, one after the other."""
    found, token = run(kind, params, access)
    while token:
        more, token = run(kind, [*params, ("_page", token)], access)
        found += more
    return found


# --- the plain filter -------------------------------------------------------------------------------------------------

Values = Callable[[Json], list[Any]]
FAR_PAST = datetime(1, 1, 1, tzinfo=UTC) + timedelta(days=1)
FAR_FUTURE = datetime(9999, 12, 30, tzinfo=UTC)
VIETNAM = timedelta(hours=7)


def codings(*path: str) -> Values:
    def read(resource: Json) -> list[Any]:
        found: list[Any] = [resource]
        for step in path:
            found = [inner for each in found for inner in _list(each.get(step))]
        return [(each.get("system"), each.get("code")) for each in found]

    return read


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]


def span(text: str) -> tuple[datetime, datetime]:
    """Day, month, year or instant as instants; written without the engine's help."""
    if "T" in text:
        at = datetime.fromisoformat(text)
        return at, at + (timedelta(milliseconds=1) if "." in text else timedelta(seconds=1))
    numbers = [int(part) for part in text.split("-")]
    first = datetime(*[*numbers, 1, 1][:3], tzinfo=UTC)  # type: ignore[arg-type]
    if len(numbers) == 3:
        last = first + timedelta(days=1)
    elif len(numbers) == 2:
        last = (first + timedelta(days=32)).replace(day=1)
    else:
        last = first.replace(year=first.year + 1)
    return first - VIETNAM, last - VIETNAM


def period(value: Json) -> tuple[datetime, datetime]:
    lo = span(value["start"])[0] if "start" in value else FAR_PAST
    return lo, span(value["end"])[1] if "end" in value else FAR_FUTURE


def spans(*elements: str) -> Values:
    def read(resource: Json) -> list[Any]:
        found = [resource[each] for each in elements if each in resource]
        return [period(each) if isinstance(each, dict) else span(each) for each in found]

    return read


def references(*elements: str) -> Values:
    return lambda resource: [resource[each]["reference"] for each in elements if each in resource]


def names(resource: Json) -> list[Any]:
    name = resource["name"][0]
    return [name["text"], name["family"], *name["given"]]


READERS: dict[tuple[str, str], tuple[str, Values]] = {
    ("Observation", "code"): ("token", codings("code", "coding")),
    ("Observation", "combo-code"): ("token", codings("code", "coding")),
    ("Observation", "category"): ("token", codings("category", "coding")),
    ("Observation", "status"): (
        "token",
        lambda resource: [("http://hl7.org/fhir/observation-status", resource["status"])],
    ),
    ("Observation", "value-concept"): ("token", codings("valueCodeableConcept", "coding")),
    ("Observation", "value-string"): ("string", lambda resource: _list(resource.get("valueString"))),
    ("Observation", "subject"): ("reference", references("subject")),
    ("Observation", "patient"): ("reference", references("subject")),
    ("Observation", "encounter"): ("reference", references("encounter")),
    ("Observation", "date"): ("date", spans("effectiveDateTime", "effectivePeriod")),
    ("Observation", "value-date"): ("date", spans("valueDateTime")),
    ("Encounter", "date"): ("date", spans("period")),
    ("Encounter", "class"): ("token", codings("class")),
    ("Encounter", "patient"): ("reference", references("subject")),
    ("Condition", "onset-date"): ("date", spans("onsetDateTime")),
    ("Condition", "recorded-date"): ("date", spans("recordedDate")),
    ("Condition", "code"): ("token", codings("code", "coding")),
    ("Patient", "name"): ("string", names),
    ("Patient", "family"): ("string", lambda resource: [resource["name"][0]["family"]]),
    ("Patient", "address"): ("string", lambda resource: [resource["address"][0]["text"]]),
    ("Patient", "birthdate"): ("date", spans("birthDate")),
    ("Patient", "death-date"): ("date", spans("deceasedDateTime")),
    ("Patient", "identifier"): (
        "token",
        lambda resource: [(i["system"], i["value"]) for i in resource["identifier"]],
    ),
    ("Patient", "gender"): (
        "token",
        lambda resource: [("http://hl7.org/fhir/administrative-gender", resource["gender"])],
    ),
}


def fits(kind: str, value: Any, asked: str) -> bool:
    """Whether one value fits one asked for, by the words of the standard."""
    if kind == "token":
        system, bar, code = asked.rpartition("|")
        if not bar:
            return value[1] == code
        return value[0] == (system or None) and (not code or value[1] == code)
    if kind == "string":
        words = fold(value).split()
        return any(" ".join(words[at:]).startswith(fold(asked)) for at in range(len(words)))
    if kind == "reference":
        return value == asked or value.partition("/")[2] == asked
    return date_fits(value, asked)


def date_fits(value: tuple[datetime, datetime], asked: str) -> bool:
    prefix, text = (asked[:2], asked[2:]) if asked[:2].isalpha() else ("eq", asked)
    (lo, hi), (start, end) = value, span(text)
    inside = start <= lo and hi <= end
    if prefix == "ap":
        slack = max(abs(NOW - start) / 10, timedelta(days=1))
        return lo < end + slack and hi > start - slack
    return {
        "eq": inside,
        "ne": not inside,
        "gt": hi > end,
        "lt": lo < start,
        "ge": hi > end or inside,
        "le": lo < start or inside,
        "sa": lo >= end,
        "eb": hi <= start,
    }[prefix]


def expected(made: Population, kind: str, params: list[tuple[str, str]], *, hide: bool = False) -> set[str]:
    found = set()
    for resource in made.resources[kind]:
        if hide and made.labels[f"{kind}/{resource['id']}"]:
            continue
        if all(matches(kind, resource, name, value) for name, value in params):
            found.add(resource["id"])
    return found


def matches(kind: str, resource: Json, name: str, value: str) -> bool:
    code, _, modifier = name.partition(":")
    if code == "_id":
        return resource["id"] in value.split(",")
    search, reader = READERS[kind, code]
    values = reader(resource)
    if modifier == "missing":
        return (not values) is (value == "true")
    if modifier == "exact":
        return any(each in value.split(",") for each in values)
    found = any(fits(search, each, one) for each in values for one in value.split(","))
    return not found if modifier == "not" else found


# --- chance searches --------------------------------------------------------------------------------------------------

DATES = st.builds(
    lambda prefix, day, length: prefix + day[:length],
    st.sampled_from(["", "eq", "ne", "gt", "ge", "lt", "le", "sa", "eb", "ap"]),
    st.dates(datetime(2023, 11, 1).date(), datetime(2026, 9, 1).date()).map(lambda day: day.isoformat()),  # noqa: DTZ001
    st.sampled_from([4, 7, 10, 10]),
)
WORDS = st.sampled_from(
    [*sp.FAMILIES, *sp.GIVEN, *sp.COMMUNES, "van", "THI THANH", "lo thi", "tinh", "b", "zz"]
)


@st.composite
def searches(draw: Any, made: Population) -> tuple[str, list[tuple[str, str]]]:
    kind = draw(st.sampled_from(["Observation", "Observation", "Encounter", "Condition", "Patient"]))
    codes = sorted(code for name, code in READERS if name == kind)
    params: list[tuple[str, str]] = []
    for code in draw(st.lists(st.sampled_from(codes), min_size=0, max_size=3)):
        if draw(st.integers(0, 9)) == 0:
            params.append((f"{code}:missing", draw(st.sampled_from(["true", "false"]))))
        else:
            params.append(draw(one_param(made, kind, code)))
    if draw(st.integers(0, 9)) == 0:
        some = draw(st.lists(st.sampled_from(made.resources[kind]), min_size=1, max_size=5))
        params.append(("_id", ",".join(each["id"] for each in some)))
    return kind, params


@st.composite
def one_param(draw: Any, made: Population, kind: str, code: str) -> tuple[str, str]:
    search, reader = READERS[kind, code]
    many = draw(st.sampled_from([1, 1, 2]))
    if search == "date":
        return code, ",".join(draw(DATES) for _ in range(many))
    if search == "string":
        words = [draw(WORDS) for _ in range(many)]
        return draw(st.sampled_from([code, code, f"{code}:exact"])), ",".join(words)
    donors = draw(st.lists(st.sampled_from(made.resources[kind]), min_size=many, max_size=many))
    values = [value for donor in donors for value in reader(donor)] or [(None, "none")]
    if search == "reference":
        asked = [
            draw(st.sampled_from([each, each.partition("/")[2]])) for each in values if isinstance(each, str)
        ]
        return code, ",".join(asked or ["Patient/nobody"])
    written = [
        draw(st.sampled_from([str(value), f"{system or ''}|{value}", f"{system or 'urn:x'}|"]))
        for system, value in values
    ]
    return draw(st.sampled_from([code, code, code, f"{code}:not"])), ",".join(written)


@pytest.mark.django_db
@settings(max_examples=250, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_a_search_finds_what_a_plain_filter_finds(made: Population, data: st.DataObject) -> None:
    kind, params = data.draw(searches(made))
    hide = data.draw(st.booleans())
    access = NOT_LABELLED if hide else EVERYTHING
    found = every(kind, [*params, ("_count", "1000")], access)
    assert len(found) == len(set(found))
    assert set(found) == expected(made, kind, params, hide=hide)
    statement, args = sql.count_statement(parse(kind, params, now=NOW), access)
    assert execute(statement, args) == [(len(found),)]


SORTS = [
    "_id",
    "-_id",
    "_lastUpdated",
    "-_lastUpdated",
    "date",
    "-date",
    "value-date,_id",
    "-value-date,date",
    "value-string,-date",
]


@pytest.mark.django_db
@pytest.mark.parametrize("sort", SORTS)
@pytest.mark.parametrize(
    "narrowed", [[], [("date", "ge2025")], [("status", "final"), ("value-date", "lt2025-06")]]
)
def test_pages_put_together_are_the_whole_in_order(
    made: Population, sort: str, narrowed: list[tuple[str, str]]
) -> None:
    params = [*narrowed, ("category", "laboratory"), ("_sort", sort)]
    whole = every("Observation", [*params, ("_count", "1000")])
    assert every("Observation", [*params, ("_count", "83")]) == whole
    assert set(whole) == expected(made, "Observation", params[:-1])
    places = {
        each["id"]: tuple(sort_value(made, each, key) for key in sort.split(","))
        for each in made.resources["Observation"]
    }
    assert whole == sorted(whole, key=lambda own: places[own])


def sort_value(made: Population, resource: Json, key: str) -> Any:
    """What a resource is sorted by under one key, turned round if descending."""
    code, sign = key.removeprefix("-"), -1 if key.startswith("-") else 1
    if code == "_id":
        return sign * keys.uid_of("Observation", resource["id"]).int
    if code == "_lastUpdated":
        return sign * made.updated[f"Observation/{resource['id']}"].timestamp()
    search, reader = READERS["Observation", code]
    values = reader(resource)
    if search == "string":
        return min((fold(each) for each in values), default="")
    return sign * (min((lo for lo, _ in values), default=FAR_PAST) - FAR_PAST).total_seconds()


@pytest.mark.django_db
def test_last_updated_follows_the_rules_of_dates(made: Population) -> None:
    for prefix in ("", "ne", "gt", "ge", "lt", "le", "sa", "eb", "ap"):
        for text in ("2024-06", "2024-07-01", "2024-07-01T00:00:00+07:00"):
            found = every("Observation", [("_lastUpdated", prefix + text), ("_count", "1000")])
            wanted = {
                each["id"]
                for each in made.resources["Observation"]
                for at in [made.updated[f"Observation/{each['id']}"]]
                if date_fits((at, at + timedelta(microseconds=1)), prefix + text)
            }
            assert set(found) == wanted, prefix + text


@pytest.mark.django_db
def test_a_key_is_the_same_number_in_python_and_in_the_database(made: Population) -> None:
    texts = ["96.12.p", "96.12.f.http://loinc.org\x1f2345-7", "103.246.x.Nguyễn Văn Ánh", "1.1.c.𠮷", ""]
    rows = execute(
        "select ('x' || substr(md5(t), 1, 16))::bit(64)::bigint from unnest(%s::text[]) t", [texts]
    )
    assert [row[0] for row in rows] == [keys.number(text) for text in texts]


@pytest.mark.django_db
def test_people_who_are_linked_or_not_stored_are_found_by_their_patient(made: Population) -> None:
    patient = made.resources["Observation"][0]["subject"]["reference"]
    wanted = expected(made, "Observation", [("patient", patient)])
    uid, person = keys.uid_of("Patient", patient.removeprefix("Patient/")), keys.uid_of("Person", "somebody")
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("update record_resource set person = %s where person = %s", [person, uid])
        assert set(every("Observation", [("patient", patient)])) == wanted
        transaction.set_rollback(True)
