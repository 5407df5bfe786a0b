"""What the people of the demo come for: believable over a year, and the same for the same seed."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from hoaban.connect import claims as format_
from hoaban.foundation.codes import api as codes
from hoaban.kernel import clock
from hoaban.kernel.actor import Purpose
from hoaban.ops.demo import catalogue, dossier, endings, fhir, people, visits
from hoaban.ops.demo.shapes import Person
from hoaban.ops.demo.visits import Visit
from hoaban.record import api as record
from hoaban.record.shapes import Entry
from hoaban.shared.claims import api as claims
from tests import cast

pytestmark = pytest.mark.xdist_group("year of life")

UNTIL = date(2026, 11, 22)
FIRST = UNTIL - timedelta(days=364)
SEED = 7


def lived(count: int, seed: int = SEED) -> list[Visit]:
    return [
        one
        for household in people.households(count=count, seed=seed, until=UNTIL, years=1)
        for one in visits.visits(household, seed=seed, first=FIRST, last=UNTIL)
    ]


@pytest.fixture(scope="module")
def year() -> list[Visit]:
    """A year of 12,000 people."""
    return lived(12_000)


@pytest.fixture(scope="module")
def children() -> list[Person]:
    """Who is under six, of 6,000 people."""
    return [one for one in people.people(count=6_000, seed=SEED, until=UNTIL) if one.age_on(UNTIL) < 6]


def of(year: list[Visit], *keys: str) -> list[Visit]:
    return [one for one in year if one.condition.key in keys]


def test_the_same_seed_gives_the_same_visits_and_dossiers_and_another_seed_others() -> None:
    first, again, other = lived(300), lived(300), lived(300, seed=8)
    assert first == again
    assert first != other
    for one, same in zip(first[:60], again[:60], strict=True):
        assert dossier.dossier(one, seed=SEED, ordinal=1) == dossier.dossier(same, seed=SEED, ordinal=1)


def test_each_commune_has_the_ethnic_groups_that_live_there() -> None:
    population = list(people.people(count=40_000, seed=SEED, until=UNTIL, years=1))
    counted: dict[str, Counter[str]] = defaultdict(Counter)
    for one in population:
        counted[one.commune][one.people] += 1
    for row in catalogue.tables.read_table(catalogue.PACKAGE, "commune_peoples.csv"):
        total = sum(counted[row["code"]].values())
        for group, _, percent in (part.partition("*") for part in row["peoples"].split()):
            assert abs(100 * counted[row["code"]][group] / total - float(percent)) < 12, (row["code"], group)


def test_people_come_about_twice_a_year(year: list[Visit]) -> None:
    assert 1.5 < len(year) / 12_000 < 2.5
    assert all(one.start.date() >= FIRST and one.end.date() <= UNTIL and one.start < one.end for one in year)


def test_diseases_have_their_season(year: list[Visit]) -> None:
    def share(keys: tuple[str, ...], months: set[int]) -> float:
        found = of(year, *keys)
        return sum(one.start.month in months for one in found) / len(found)

    assert share(("urti", "bronchitis", "pneumonia"), {11, 12, 1, 2}) > 0.38, "a third would be no season"
    assert share(("diarrhoea", "dysentery"), {5, 6, 7, 8}) > 0.40
    assert abs(share(("gastritis",), {11, 12, 1, 2}) - 1 / 3) < 0.06, "the stomach knows no winter"


def test_chronic_patients_come_back_to_the_same_place_at_their_interval(year: list[Visit]) -> None:
    courses: dict[int, list[Visit]] = defaultdict(list)
    for one in of(year, "hypertension"):
        courses[one.person.index].append(one)
    long = [sorted(course, key=lambda one: one.start) for course in courses.values() if len(course) > 3]
    assert len(long) > 0.7 * len(courses)
    for course in long:
        assert len({one.facility for one in course}) == 1
        gaps = [(after.start.date() - before.start.date()).days for before, after in pairwise(course)]
        assert all(gap >= 20 for gap in gaps)
        assert sum(gaps) / len(gaps) < 34 * 1.9


def test_one_outbreak_of_measles_in_one_commune_in_its_last_weeks(year: list[Visit]) -> None:
    cases = [one for one in lived(60_000 // 12) + year if one.condition.key == visits.MEASLES]
    assert cases
    assert {one.person.commune for one in cases} == {visits.OUTBREAK_COMMUNE}
    assert all(1 <= one.person.age_on(UNTIL) <= 9 for one in cases)
    assert min(one.start.date() for one in cases) >= UNTIL - timedelta(days=25)


def test_referrals_go_upward_and_arrive(year: list[Visit]) -> None:
    sent = [one for one in year if one.referred_to]
    arrived = {(one.person.index, one.referred_from): one for one in year if one.referred_from}
    assert 0.003 < len(sent) / len(year) < 0.05
    for one in sent:
        assert one.referred_to == visits.HOSPITAL
        assert one.facility != visits.HOSPITAL
    met = [
        arrived[one.person.index, one.facility] for one in sent if (one.person.index, one.facility) in arrived
    ]
    assert len(met) > 0.9 * len(sent)
    assert all(one.admitted and one.facility == visits.HOSPITAL for one in met)


def test_the_fund_pays_the_share_that_the_rules_give(year: list[Visit]) -> None:
    percents = Counter()
    for number, one in enumerate(year[:1500]):
        head = dossier.dossier(one, seed=SEED, ordinal=number).tables["XML1"][0]
        inside, fund = Decimal(head["T_TONGCHI_BH"]), Decimal(head["T_BHTT"])
        if head["MA_DOITUONG_KCB"] == "9":
            assert (inside, fund) == (0, 0)
            continue
        level = codes.card_level(head["MA_THE_BHYT"], one.end.date())
        kind = codes.coverage_class(head["MA_DOITUONG_KCB"], one.end.date())
        assert level is not None
        assert kind is not None
        if inside:
            share = round(100 * fund / inside)
            percents[share] += 1
            rate = kind.inpatient_rate if one.admitted else kind.outpatient_rate
            usual = level.percent * (Decimal(100) if rate is None else rate) / 100
            assert share == 100 or abs(share - usual) <= 1, head
    assert percents[100] > 0.5 * percents.total(), "most people here have a card that pays all"


def test_every_cause_of_death_is_a_code_of_the_list_and_fits_the_age(year: list[Visit]) -> None:
    for cause in endings.causes():
        assert codes.find("ICD10", cause.condition.icd10, UNTIL), cause.condition.icd10
    ends = [one for one in lived(60_000) if one.died or one.taken_home]
    by_age: dict[str, Counter[str]] = defaultdict(Counter)
    for one in ends:
        age = one.person.age_on(one.end.date())
        by_age["baby" if age < 1 else "young" if age < 40 else "old"][one.condition.icd10[0]] += 1
        assert one.end.date() == one.person.died_on
    assert by_age["baby"].most_common(1)[0][0] == "P"
    assert by_age["young"]["S"] + by_age["young"]["T"] > 0.4 * by_age["young"].total()
    assert by_age["old"]["I"] > by_age["old"]["S"]
    assert not by_age["old"]["P"]
    assert any(one.taken_home for one in ends)


def test_a_birth_names_its_child_and_a_child_s_paper_its_parents(year: list[Visit]) -> None:
    births = [one for one in year if one.baby]
    assert births
    for number, one in enumerate(births):
        tables = dossier.dossier(one, seed=SEED, ordinal=number).tables
        if "XML9" not in tables:
            assert not one.person.personal_number
            continue
        paper, baby = tables["XML9"][0], one.baby
        assert baby is not None
        assert baby.mother == one.person.index
        assert (paper["HO_TEN_CON"], paper["HO_TEN_NND"]) == (baby.name, one.person.name)
        assert baby.card is None or paper["MA_THE_TAM"] == baby.card.full_number
        assert paper["NGAY_SINH_CON"][:8] == f"{baby.born_on:%Y%m%d}"
        assert int(paper["LAN_SINH"]) >= 1
    ill = of(year, "jaundice", "newborn_lungs")
    assert 0.04 < len(ill) / len(births) < 0.25
    for one in ill:
        assert (one.start.date() - one.person.born_on).days <= 3
        discharge = dossier.dossier(one, seed=SEED, ordinal=0).tables["XML7"][0]
        assert discharge["HO_TEN_ME"]


class TestImmunisations:
    @staticmethod
    def doses(person: Person) -> list[dict[str, Any]]:
        entries = fhir.bundle([(person, cast.DAO_SAN_STATION)], seed=SEED, until=UNTIL)["entry"]
        return [one["resource"] for one in entries if one["resource"]["resourceType"] == "Immunization"]

    def test_children_without_a_personal_number_have_them_too(self, children: list[Person]) -> None:
        unknown = [one for one in children if not one.personal_number and one.age_on(UNTIL) >= 1]
        assert len(unknown) > 20
        assert sum(bool(self.doses(one)) for one in unknown) > 0.95 * len(unknown)

    def test_none_is_given_too_early_out_of_turn_or_in_the_future(self, children: list[Person]) -> None:
        due = {(dose.vaccine, dose.number): dose for dose in catalogue.schedule()}
        for child in children:
            last: dict[str, tuple[int, date]] = {}
            for one in self.doses(child):
                vaccine = one["vaccineCode"]["coding"][0]["code"]
                number = one["protocolApplied"][0]["doseNumberPositiveInt"]
                day, dose = date.fromisoformat(one["occurrenceDateTime"]), due[vaccine, number]
                assert child.born_on + timedelta(days=dose.days) <= day <= UNTIL
                before = last.get(vaccine, (0, date.min))
                assert number == before[0] + 1
                assert number == 1 or (day - before[1]).days >= dose.gap
                last[vaccine] = number, day

    def test_coverage_is_high_but_not_whole(self, children: list[Person]) -> None:
        two = [one for one in children if one.age_on(UNTIL) in (2, 3, 4, 5)]
        measles = sum(
            any(d["vaccineCode"]["coding"][0]["code"] == "Sởi" for d in self.doses(one)) for one in two
        )
        assert 0.88 < measles / len(two) < 0.97

    def test_adults_have_none(self) -> None:
        assert not [
            one
            for one in people.people(count=300, seed=1, until=UNTIL)
            if one.age_on(UNTIL) > 6 and self.doses(one)
        ]


@pytest.mark.django_db
def test_births_newborns_and_deaths_pass_the_claims_door(year: list[Visit], tmp_path: Path) -> None:
    told = [
        one for one in year if one.baby or one.died or one.taken_home or one.condition.course == "newborn"
    ]
    told = sorted(told, key=lambda one: bool(one.baby))[:90]
    assert any(one.baby for one in told)
    for number, one in enumerate(told):
        made = dossier.dossier(one, seed=SEED, ordinal=number % 100)
        (tmp_path / f"{number:04d}.xml").write_bytes(
            format_.write_envelope([made], facility_code=one.facility)
        )
    actor = cast.integration()
    batch = claims.open_batch(actor=actor, source="cli", paths=[tmp_path], now=clock.now())
    claims.run_batch(batch, actor=actor, clock=clock.now)

    report = claims.report(actor=actor, batch_id=batch)
    assert report.totals["rejected"] == 0
    assert report.totals["stored"] == len(told)


@pytest.mark.django_db
def test_what_the_stations_know_passes_the_record_s_door(children: list[Person]) -> None:
    made = fhir.bundle([(one, cast.DAO_SAN_STATION) for one in children[:60]], seed=SEED, until=UNTIL)
    door = record.open(cast.integration(), purpose=Purpose.TREATMENT)
    told = [one["resource"] for one in made["entry"]]
    door.transact([Entry("PUT", one["resourceType"], one["id"], one) for one in told])

    assert sum(one["resourceType"] == "Immunization" for one in told) > 200
    assert any("identifier" not in one for one in told if one["resourceType"] == "Patient")
