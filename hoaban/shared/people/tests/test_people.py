from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import pytest

from hoaban.foundation.accounts.api import PersonSought
from hoaban.foundation.places import api as places
from hoaban.kernel import ids
from hoaban.kernel.actor import Actor, Purpose, Scope
from hoaban.kernel.errors import NotAllowed
from hoaban.record import api as record
from hoaban.record.shapes import Entry
from hoaban.shared.people import api as people
from hoaban.shared.people.models import Doubt, Human, PatientLink
from tests import cast

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 14, 3, 0, tzinfo=UTC)
NATIONAL_ID = "http://fhir.ehealth.gov.vn/core/sid/national_id"
_COUNTER = iter(range(1, 10_000))


def patient(name: str = "Lò Văn Inh", number: str = "", *, at: str = cast.PROVINCIAL, **more: Any) -> UUID:
    """Write a Patient of a facility and place it."""
    uid = ids.uuid8(NOW, "people-test", str(next(_COUNTER)))
    resource = {**cast.patient(uid, name, commune=more.pop("commune", cast.DAO_SAN)), **more}
    resource["managingOrganization"] = {"reference": f"Organization/{places.organization_id(at)}"}
    if number:
        resource["identifier"] = [{"system": NATIONAL_ID, "value": number}]
    persons = people.place(patients={uid: resource}, now=NOW)
    door = record.open(cast.integration(), purpose=Purpose.TREATMENT)
    door.transact([Entry("PUT", "Patient", str(uid), resource), *persons])
    return uid


def human_of(uid: UUID) -> UUID:
    return PatientLink.objects.get(patient=uid).human


def names(actor: Actor, text: str, **filters: Any) -> list[str]:
    return [one.name for one in people.find(actor=actor, text=text, **filters).people]


class TestJoining:
    def test_a_number_that_agrees_joins_two_sources(self) -> None:
        one = patient(number="099064000103")
        other = patient("LÒ VĂN INH", "099064000103", at=cast.PHONG_THO)

        assert human_of(one) == human_of(other)

    def test_a_number_that_agrees_with_another_birth_date_is_a_doubt_not_a_join(self) -> None:
        one = patient(number="099064000103")
        other = patient(number="099064000103", birthDate="1974-09-02")

        assert human_of(one) != human_of(other)
        assert Doubt.objects.filter(reason="number").count() == 1

    def test_a_birth_year_alone_does_not_contradict_a_full_date(self) -> None:
        one = patient(number="099064000103")
        other = patient(number="099064000103", birthDate="1964")

        assert human_of(one) == human_of(other)
        assert Human.objects.get().birth == "1964-09-02"

    def test_the_same_name_birth_and_commune_without_number_is_only_a_doubt(self) -> None:
        one, other = patient(), patient()

        assert human_of(one) != human_of(other)
        assert Doubt.objects.get().reason == "likeness"

    def test_twins_are_two(self) -> None:
        one = patient("Sùng Thị Mai", birthDate="2026-11-11", gender="female")
        other = patient("Sùng Thị Lan", birthDate="2026-11-11", gender="female")

        assert human_of(one) != human_of(other)
        assert not Doubt.objects.exists()

    def test_a_join_can_be_undone_and_is_not_made_again(self) -> None:
        one = patient(number="099064000103")
        other = patient(number="099064000103", at=cast.PHONG_THO)
        steward = cast.staff("danhba", ("people.steward", cast.ALL))
        people.part(actor=steward, human=human_of(one), patient=other, reason="Hai anh em.", now=NOW)

        assert human_of(one) != human_of(other)
        door = record.open(cast.integration(), purpose=Purpose.TREATMENT)
        assert len(door.read("Person", str(human_of(one))).json()["link"]) == 1


class TestFinding:
    def test_by_name_without_marks_in_any_word_order(self) -> None:
        patient("Giàng Thị Mỷ")

        for text in ("giang thi my", "Mỷ Giàng", "my", "GIÀNG", "gi th"):
            assert names(cast.receptionist(), text) == ["Giàng Thị Mỷ"], text

    def test_by_a_part_of_a_number(self) -> None:
        patient(number="099064000103")

        assert names(cast.receptionist(), "4000103") == ["Lò Văn Inh"]
        assert names(cast.receptionist(), "9999999") == []

    def test_by_a_whole_card_number_even_after_the_card_changed(self) -> None:
        patient(
            identifier=[
                {"system": "http://fhir.ehealth.gov.vn/core/sid/insurance_number", "value": "HT3120000000103"}
            ]
        )

        assert names(cast.receptionist(), "HT3120000000103") == ["Lò Văn Inh"]
        assert names(cast.receptionist(), "gd4120000000103") == ["Lò Văn Inh"]

    def test_words_and_a_number_together(self) -> None:
        patient("Lò Văn Inh", "099064000103")
        patient("Lò Văn Páo", "099064000104")

        assert names(cast.receptionist(), "pao 0990640001") == ["Lò Văn Páo"]

    def test_whole_words_come_before_beginnings(self) -> None:
        for name in ("Lò Văn Anh", "Lò Văn Bình An", "Lò Thị Ân"):
            patient(name)

        assert names(cast.receptionist(), "an") == ["Lò Văn Bình An", "Lò Thị Ân", "Lò Văn Anh"]

    def test_pages_are_parts_of_one_list(self) -> None:
        for number in range(5):
            patient(f"Lò Văn {'ABCDE'[number]}nh")

        whole = people.find(actor=cast.receptionist(), text="lo")
        parts = [people.find(actor=cast.receptionist(), text="lo", start=at, count=2) for at in (0, 2, 4)]

        assert [one.total for one in parts] == [5, 5, 5]
        assert [one.name for part in parts for one in part.people] == [one.name for one in whole.people]

    def test_by_birth_year_and_commune(self) -> None:
        patient()
        patient("Lò Văn Páo", commune="03583")

        assert names(cast.receptionist(), "lo", commune_code="03583") == ["Lò Văn Páo"]
        assert names(cast.receptionist(), "lo", birth_year=1999) == []
        assert len(names(cast.receptionist(), "lo", birth_year=1964)) == 2

    def test_a_year_beside_a_name_is_the_year_of_birth(self) -> None:
        patient("Lò Văn Inh", "099064000103")
        patient("Lò Văn Inh", "099074001964", birthDate="1974-05-01")

        born = [one.birth for one in people.find(actor=cast.receptionist(), text="lo inh 1964").people]
        assert born == ["1964-09-02"]
        assert names(cast.receptionist(), "inh 1999") == []

    def test_a_year_alone_or_beside_a_chosen_year_is_a_part_of_a_number(self) -> None:
        patient("Lò Văn Inh", "099064000103")
        patient("Lò Văn Inh", "099074001964", birthDate="1974-05-01")

        for text, year in (("1964", None), ("inh 1964", 1974)):
            page = people.find(actor=cast.receptionist(), text=text, birth_year=year)
            assert [one.birth for one in page.people] == ["1974-05-01"], text

    def test_in_the_order_of_given_names(self) -> None:
        for name in ("Lò Văn Ước", "Lò Văn An", "Lò Thị Ánh"):
            patient(name)

        assert names(cast.receptionist(), "lo") == ["Lò Văn An", "Lò Thị Ánh", "Lò Văn Ước"]

    def test_too_little_to_go_by_is_refused(self) -> None:
        for text in ("", "l", "12", "  "):
            with pytest.raises(people.TooShort):
                names(cast.receptionist(), text)

    def test_a_doctor_finds_those_known_at_the_facility_only(self) -> None:
        patient("Lò Văn Inh")
        patient("Lò Văn Páo", at=cast.PHONG_THO)

        assert names(cast.doctor(), "lo") == ["Lò Văn Inh"]

    def test_who_is_known_at_two_facilities_is_found_at_both_and_after_parting_only_where_known(self) -> None:
        patient(number="099064000103")
        other = patient(number="099064000103", at=cast.PHONG_THO)
        here, there = cast.doctor(), cast.doctor(cast.PHONG_THO)
        assert (len(names(here, "inh")), len(names(there, "inh"))) == (1, 1)

        steward = cast.staff("danhba", ("people.steward", cast.ALL))
        people.part(actor=steward, human=human_of(other), patient=other, reason="Hai anh em.", now=NOW)

        assert people.find(actor=here, text="inh").people[0].id != human_of(other)
        assert [one.id for one in people.find(actor=there, text="inh").people] == [human_of(other)]

    def test_a_station_nurse_finds_residents_of_the_commune_only(self) -> None:
        patient("Lò Văn Inh", commune=cast.DAO_SAN)
        patient("Lò Văn Páo", commune="03583")

        assert names(cast.station_nurse(), "lo") == ["Lò Văn Inh"]

    def test_a_nurse_of_a_department_finds_those_with_a_visit_there_only(self) -> None:
        wards = {"Inh": "K19", "Páo": "K27", "Pha": ""}
        for number, (name, ward) in enumerate(wards.items()):
            visit = cast.encounter(UUID(int=0xE0 + number), patient(f"Lò Văn {name}"))
            where = {
                "system": "https://hoaban.example/fhir/sid/department",
                "value": f"{cast.PROVINCIAL}.{ward}",
            }
            visit["location"] = [{"location": {"identifier": where}}]
            record.open(cast.integration(), purpose=Purpose.TREATMENT).update("Encounter", visit["id"], visit)
        surgery = ("people.find", Scope("department", f"{cast.PROVINCIAL}.K19"))
        patient("Lò Văn Xa", at=cast.PHONG_THO)
        here, there = (
            cast.staff("dd", surgery),
            cast.staff("dd", surgery, ("people.find", Scope("facility", cast.PHONG_THO))),
        )

        assert names(here, "lo") == ["Lò Văn Inh"]
        assert names(there, "lo") == ["Lò Văn Inh", "Lò Văn Xa"]
        assert people.find(actor=here, text="lo").total == 1

    def test_who_has_no_leave_finds_nobody(self) -> None:
        with pytest.raises(NotAllowed):
            names(cast.staff("cntt"), "lo")


class TestCitizens:
    """Whom a personal number of the national identity belongs to."""

    SOUGHT = PersonSought("099064000103", "Lò Văn Inh", date(1964, 9, 2), "male")

    def test_the_one_person_of_the_number_is_found(self) -> None:
        uid = patient(number="099064000103")
        patient("Vàng A Khác")

        assert people.person_of_number(self.SOUGHT) == human_of(uid)
        assert (
            people.person_of_number(replace(self.SOUGHT, name="LO VAN INH", birth=None, sex="")) is not None
        )

    @pytest.mark.parametrize(
        "said",
        [
            {"number": "099064000199"},
            {"name": "Lò Thị Inh"},
            {"birth": date(1974, 9, 2)},
            {"sex": "female"},
        ],
    )
    def test_a_number_that_stands_beside_somebody_else_opens_nothing(self, said: dict[str, Any]) -> None:
        patient(number="099064000103")

        assert people.person_of_number(replace(self.SOUGHT, **said)) is None

    def test_a_number_of_two_people_opens_neither(self) -> None:
        patient(number="099064000103")
        patient(number="099064000103", birthDate="1974-09-02")

        assert people.person_of_number(self.SOUGHT) is None
