"""A registrar finds, registers and corrects; nobody is joined to anybody by it."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from hoaban.kernel.actor import Purpose, Scope
from hoaban.kernel.errors import NotAllowed
from hoaban.record import api as record
from hoaban.shared.people import queries, services
from hoaban.shared.people.fhir import Details, Paper
from hoaban.shared.people.models import Doubt, Human, PatientLink
from hoaban.shared.people.queries import describes
from hoaban.shared.people.queries import warnings_of as implausible
from hoaban.shared.people.rules.details import read_birth
from hoaban.shared.people.tests.test_people import human_of, names, patient
from tests import cast

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 14, 3, 0, tzinfo=UTC)
LATER = NOW + timedelta(hours=1)
TODAY = date(2026, 11, 14)
NUMBER = Paper("national_id", "012064000103", "Cục QLHC về TTXH", "2021-05-01", "2031-05-01", verified=True)


def registrar(facility: str = cast.PROVINCIAL) -> Any:
    here = Scope("facility", facility)
    return cast.staff("tiepdon", ("people.find", cast.ALL), ("people.register", here))


def details(**changed: Any) -> Details:
    plain = Details(
        "Lò Văn Inh", "male", "1964-09-02", cast.DAO_SAN, "bản Hoa Ban 2", "0912 345 678", "known", "MANUAL", (NUMBER,)
    )  # fmt: skip
    return replace(plain, **changed)


def own_patient(human: Any) -> dict[str, Any]:
    link = PatientLink.objects.get(human=human, rule="registrar")
    door = record.open(cast.integration(), purpose=Purpose.TREATMENT)
    return door.read("Patient", link.fhir_id).json()


class TestRegistering:
    def test_a_person_with_papers_is_in_the_register_and_the_record(self) -> None:
        human = services.register(actor=registrar(), details=details(), now=NOW)

        said = own_patient(human)
        (paper,) = said["identifier"]
        assert paper["period"] == {"start": "2021-05-01", "end": "2031-05-01"}
        assert paper["assigner"] == {"display": "Cục QLHC về TTXH"}
        assert paper["extension"][0]["valueCoding"]["code"] == "verified"
        assert said["extension"][0]["valueCoding"]["code"] == "MANUAL"
        assert said["address"][0]["extension"][0]["valueCoding"]["version"] == "2025-07-01"
        assert names(cast.receptionist(), "inh 0103") == ["Lò Văn Inh"]
        assert names(cast.doctor(), "inh") == ["Lò Văn Inh"]

    def test_whose_numbers_only_sources_gave_is_corrected_without_typing_them_again(self) -> None:
        human = human_of(patient(number="012064000103"))

        services.correct(
            actor=registrar(), human=human, details=details(papers=(), name="Lò Văn Ỉnh"), now=LATER
        )

        known = Human.objects.get()
        assert (known.id, known.name, known.numbers) == (human, "Lò Văn Ỉnh", "012064000103")
        assert "identifier" not in own_patient(human)

    @pytest.mark.parametrize("circumstance", ["newborn", "abandoned", "unknown"])
    def test_who_has_no_number_gets_a_code_that_is_no_personal_number_and_is_found_by_it(
        self, circumstance: str
    ) -> None:
        unknown = details(name="", birth="", papers=(), circumstance=circumstance, method="UNVERIFIED")
        human = services.register(actor=registrar(), details=unknown, now=NOW)

        (code,) = own_patient(human)["identifier"]
        assert code["use"] == "temp"
        assert re.fullmatch(r"TM[0-9][0-9A-Z]{7}", code["value"])
        assert [one.id for one in queries.find(actor=cast.receptionist(), text=code["value"]).people] == [
            human
        ]

    def test_two_unknown_patients_are_two_and_no_doubt(self) -> None:
        unknown = details(
            name="",
            birth="",
            phone="",
            commune_code="",
            papers=(),
            circumstance="unknown",
            method="UNVERIFIED",
        )
        for _ in range(2):
            services.register(actor=registrar(), details=unknown, now=NOW)

        assert Human.objects.count() == 2
        assert not Doubt.objects.exists()

    def test_a_nameless_person_must_have_a_circumstance_that_explains_it(self) -> None:
        with pytest.raises(services.NotNamed):
            services.register(actor=registrar(), details=details(name=""), now=NOW)

    def test_whom_the_registrar_calls_another_is_not_joined_even_with_the_same_number(self) -> None:
        there = human_of(patient(number=NUMBER.value))

        human = services.register(actor=registrar(), details=details(), alike=[there], now=NOW)

        assert human != there
        doubt = Doubt.objects.get()
        assert {doubt.one, doubt.other} == {human, there}

    def test_a_later_source_with_the_number_joins_the_registered_person(self) -> None:
        human = services.register(actor=registrar(), details=details(), now=NOW)

        assert human_of(patient(number=NUMBER.value)) == human

    def test_nobody_registers_or_looks_for_candidates_without_leave(self) -> None:
        for actor in (cast.receptionist(), cast.doctor(), cast.integration()):
            with pytest.raises(NotAllowed):
                services.register(actor=actor, details=details(), now=NOW)
            with pytest.raises(NotAllowed):
                queries.find_candidates(actor=actor, described=describes(details()), now=NOW)


class TestCorrecting:
    def test_a_correction_is_a_new_version_of_the_registers_own_patient(self) -> None:
        human = services.register(actor=registrar(), details=details(), now=NOW)
        own = queries.see_details(actor=registrar(), human=human, now=LATER)
        assert own.details == details()

        right = details(birth="1964-02-09", papers=(NUMBER, Paper("insurance", "HT3120000000103")))
        services.correct(actor=registrar(), human=human, details=right, seen=own.version, now=LATER)

        after = queries.see_details(actor=registrar(), human=human, now=LATER)
        assert (after.version, after.details) == (2, right)
        assert Human.objects.get().birth == "1964-02-09"
        assert names(cast.receptionist(), "ht3120000000103") == ["Lò Văn Inh"]

    def test_of_a_person_that_sources_told_the_register_gets_a_patient_of_its_own(self) -> None:
        source = patient(number=NUMBER.value)
        own = queries.see_details(actor=registrar(), human=human_of(source), now=LATER)
        assert (own.version, own.details.name) == (0, "Lò Văn Inh")

        services.correct(
            actor=registrar(), human=human_of(source), details=details(name="Lò Văn Ình"), now=LATER
        )

        door = record.open(cast.integration(), purpose=Purpose.TREATMENT)
        assert door.read("Patient", str(source)).version == 1
        assert len(door.read("Person", str(human_of(source))).json()["link"]) == 2
        assert names(cast.receptionist(), "inh") == ["Lò Văn Ình"]

    def test_two_registrars_do_not_overwrite_each_other(self) -> None:
        human = services.register(actor=registrar(), details=details(), now=NOW)
        services.correct(actor=registrar(), human=human, details=details(phone=""), seen=1, now=LATER)

        with pytest.raises(services.HasChanged):
            services.correct(actor=registrar(), human=human, details=details(), seen=1, now=LATER)

    def test_a_temporary_code_stays_when_the_number_comes(self) -> None:
        newborn = details(birth="2026-11-13", papers=(), circumstance="newborn")
        human = services.register(actor=registrar(), details=newborn, now=NOW)
        code = own_patient(human)["identifier"][0]["value"]

        services.correct(
            actor=registrar(), human=human, details=details(birth="2026-11-13"), seen=1, now=LATER
        )

        assert {one["value"] for one in own_patient(human)["identifier"]} == {code, NUMBER.value}

    def test_a_number_typed_wrong_and_corrected_is_no_longer_found(self) -> None:
        human = services.register(
            actor=registrar(), details=details(papers=(replace(NUMBER, value="012064000999"),)), now=NOW
        )
        services.correct(actor=registrar(), human=human, details=details(), seen=1, now=LATER)

        assert names(cast.receptionist(), "012064000999") == []

    def test_a_number_that_is_another_persons_becomes_a_doubt(self) -> None:
        there = human_of(patient("Giàng A Páo", NUMBER.value))
        human = services.register(actor=registrar(), details=details(papers=()), now=NOW)

        services.correct(actor=registrar(), human=human, details=details(), seen=1, now=LATER)

        doubt = Doubt.objects.get()
        assert {doubt.one, doubt.other} == {human, there}


class TestCandidates:
    def candidates(self, **changed: Any) -> list[tuple[str, str]]:
        described = describes(details(**{"papers": (), "phone": "", **changed}))
        found = queries.find_candidates(actor=registrar(), described=described, now=NOW)
        return [(one.known.description.name, one.score.grade) for one in found]

    @pytest.mark.parametrize(
        "changed",
        [
            {},
            {"name": "LO VAN INH"},
            {"name": "Lò Văn Inh"},
            {"name": "Inh Lò Văn"},
            {"name": "Lò Văn Ynh"},
            {"birth": "1964-02-09"},
            {"birth": "1964-09-03"},
            {"birth": "1964"},
            {"birth": "1964-01-01"},
            {"birth": "1965"},
            {"birth": "", "papers": (NUMBER,), "name": "Lò Inh"},
        ],
        ids=str,
    )
    def test_slips_of_writing_do_not_hide_a_person(self, changed: dict[str, Any]) -> None:
        patient(number=NUMBER.value)

        assert [name for name, _ in self.candidates(**changed)] == ["Lò Văn Inh"]

    def test_decomposed_letters_are_the_same_letters(self) -> None:
        patient("Lò Văn Inh")

        assert self.candidates(name="Lo\u0300 Va\u0306n Inh")[0][1] == "likely"

    def test_an_exact_number_is_found_whatever_else_differs(self) -> None:
        patient("Giàng Thị Mỷ", NUMBER.value, gender="female", birthDate="1990-01-01")

        described = describes(details())
        (found,) = queries.find_candidates(actor=registrar(), described=described, now=NOW)
        assert found.score.grade in {"possible", "unlikely"}
        assert {part.level for part in found.score.parts if part.field == "number"} == {"same"}

    def test_twins_are_candidates_for_each_other_and_never_likely(self) -> None:
        patient("Sùng Thị Mai", birthDate="2026-11-11", gender="female")

        found = self.candidates(name="Sùng Thị Lan", birth="2026-11-11", sex="female")

        assert all(grade != "likely" for _, grade in found)

    def test_a_shared_telephone_alone_makes_nobody_a_candidate(self) -> None:
        patient("Giàng Thị Mỷ", gender="female", telecom=[{"system": "phone", "value": "0912345678"}])

        assert self.candidates(name="Lò Văn Páo", birth="1999-05-06", phone="0912345678") == []

    def test_a_moved_person_is_still_a_candidate(self) -> None:
        patient("Lò Văn Inh", commune="03583")

        assert self.candidates()[0][1] == "likely"


class TestPlausibility:
    def test_a_number_that_fits_is_not_questioned(self) -> None:
        assert implausible(details(), TODAY) == []

    @pytest.mark.parametrize(
        ("changed", "warning"),
        [
            ({"sex": "female"}, "national_id.sex"),
            ({"birth": "1965"}, "national_id.year"),
            ({"papers": (Paper("national_id", "1206400010"),)}, "national_id.shape"),
            ({"papers": (Paper("citizen_id", "12345"),)}, "citizen_id.shape"),
            ({"papers": (Paper("passport", "12345678"),)}, "passport.shape"),
            ({"papers": (Paper("insurance", "HT912"),)}, "insurance.shape"),
            ({"papers": (Paper("passport", "B1234567", valid_to="2020-01-01"),)}, "paper.ended"),
            ({"papers": (NUMBER, Paper("insurance", "012064000104"))}, "insurance.other_number"),
            ({"birth": "1890", "papers": ()}, "birth.old"),
            ({"circumstance": "newborn", "papers": ()}, "birth.newborn"),
        ],
    )
    def test_what_looks_wrong_is_told(self, changed: dict[str, Any], warning: str) -> None:
        assert warning in implausible(details(**changed), TODAY)

    @pytest.mark.parametrize("card", ["HT3120000000103", "0120640001", "012064000103"])
    def test_all_three_shapes_of_the_card_are_usual(self, card: str) -> None:
        assert implausible(details(papers=(NUMBER, Paper("insurance", card))), TODAY) == []

    @pytest.mark.parametrize(
        ("typed", "read"),
        [
            ("2/9/1964", "1964-09-02"),
            ("9/1964", "1964-09"),
            ("1964", "1964"),
            ("1964-09-02", "1964-09-02"),
            ("", ""),
        ],
    )
    def test_dates_are_read_as_far_as_they_are_known(self, typed: str, read: str) -> None:
        assert read_birth(typed) == read

    @pytest.mark.parametrize("typed", ["31/2/1964", "2/9/64", "hôm qua", "0/0/1964"])
    def test_what_is_no_date_is_refused(self, typed: str) -> None:
        with pytest.raises(ValueError, match=r"."):
            read_birth(typed)
