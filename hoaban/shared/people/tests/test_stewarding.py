"""A steward's decisions: links change, Patients never; what is undone is as it was."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import connection

from hoaban.foundation.audit import api as audit
from hoaban.kernel.actor import Purpose
from hoaban.kernel.errors import NotAllowed, NotFound
from hoaban.record import api as record
from hoaban.record.shapes import Entry
from hoaban.shared.people import api as people
from hoaban.shared.people.models import Doubt, Human, PatientLink
from hoaban.shared.people.tests.test_people import human_of, patient
from tests import cast

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 14, 3, 0, tzinfo=UTC)
LATER = NOW + timedelta(hours=1)
WHY = "Đã gọi điện cho gia đình, cùng một người."


def steward() -> Any:
    return cast.staff("danhba", ("people.steward", cast.ALL), ("people.find", cast.ALL))


def door() -> record.Door:
    return record.open(cast.integration(), purpose=Purpose.TREATMENT)


def rows() -> dict[str, list[tuple[Any, ...]]]:
    """Everything that the register knows, except the decisions themselves."""
    wanted = {
        "human": "select id, name, name_sort, sex, birth, birth_year, commune_code, deceased, numbers, keys from people_human",
        "link": "select patient, fhir_id, human, source, rule, digest, said::text, said_at, linked_at from people_patient_link",
        "number": "select kind, value, patient, human from people_known_number",
        "doubt": "select one, other, reason, found_at, settled from people_doubt",
        "record": "select uid, person from record_resource",
    }
    found = {}
    with connection.cursor() as cursor:
        for table, sql in wanted.items():
            cursor.execute(sql + " order by 1, 2")
            found[table] = cursor.fetchall()
    return found


def links_in_the_record(*persons: UUID) -> list[Any]:
    return [door().read("Person", str(one)).json()["link"] for one in persons]


def visit(of: UUID) -> None:
    door().transact([Entry("PUT", "Encounter", str(of), cast.encounter(of, of))])


class TestJoining:
    def test_joined_people_are_one_in_register_and_record_and_no_patient_is_touched(self) -> None:
        one, other = patient(), patient(at=cast.PHONG_THO)
        visit(other)
        keep, gone = human_of(one), human_of(other)

        people.join(actor=steward(), one=keep, other=gone, reason=WHY, now=LATER)

        assert human_of(one) == human_of(other) == keep
        assert [human.id for human in Human.objects.all()] == [keep]
        assert {entry["target"]["reference"] for entry in links_in_the_record(keep)[0]} == {
            f"Patient/{one}",
            f"Patient/{other}",
        }
        assert door().read("Person", str(gone)).json()["active"] is False
        assert door().read("Patient", str(other)).version == 1
        assert door().read("Encounter", str(other)).person == keep
        assert not Doubt.objects.exists()

    def test_joining_and_undoing_leaves_register_and_record_as_before(self) -> None:
        one, other, third = patient(), patient(at=cast.PHONG_THO), patient(number="099064000103")
        visit(other)
        before, linked = rows(), links_in_the_record(human_of(one), human_of(other), human_of(third))
        decision = people.join(
            actor=steward(), one=human_of(one), other=human_of(other), reason=WHY, now=LATER
        )
        assert rows() != before

        people.undo(actor=steward(), decision_id=decision, reason="Nhầm.", now=LATER)

        assert rows() == before
        assert links_in_the_record(human_of(one), human_of(other), human_of(third)) == linked
        assert door().read("Encounter", str(other)).person == human_of(other)

    def test_two_joins_on_each_other_are_undone_in_turn_only(self) -> None:
        one, other, third = patient(), patient(), patient()
        keep, middle, last = human_of(one), human_of(other), human_of(third)
        before = rows()
        first = people.join(actor=steward(), one=middle, other=last, reason=WHY, now=NOW)
        second = people.join(actor=steward(), one=keep, other=middle, reason=WHY, now=LATER)

        with pytest.raises(people.HasChanged):
            people.undo(actor=steward(), decision_id=first, reason="Nhầm.", now=LATER)
        people.undo(actor=steward(), decision_id=second, reason="Nhầm.", now=LATER)
        people.undo(actor=steward(), decision_id=first, reason="Nhầm.", now=LATER)

        assert rows() == before
        with pytest.raises(people.HasChanged):
            people.undo(actor=steward(), decision_id=first, reason="Nhầm.", now=LATER)

    def test_what_came_in_since_stays_where_it_came(self) -> None:
        one, other = patient(number="099064000103"), patient()
        keep, gone = human_of(one), human_of(other)
        decision = people.join(actor=steward(), one=keep, other=gone, reason=WHY, now=LATER)
        newer = patient(number="099064000103", at=cast.PHONG_THO)

        people.undo(actor=steward(), decision_id=decision, reason="Nhầm.", now=LATER)

        assert (human_of(one), human_of(newer), human_of(other)) == (keep, keep, gone)


class TestTellingApart:
    def test_a_pair_told_apart_is_not_listed_and_cannot_be_joined_until_undone(self) -> None:
        one, other = human_of(patient()), human_of(patient())
        decision = people.tell_apart(actor=steward(), one=one, other=other, reason="Hai anh em.", now=LATER)

        assert people.list_doubts(actor=steward(), now=LATER) == ()
        with pytest.raises(people.HasChanged):
            people.join(actor=steward(), one=one, other=other, reason=WHY, now=LATER)

        people.undo(actor=steward(), decision_id=decision, reason="Nhầm.", now=LATER)
        assert people.count_doubts() == 1

    def test_undoing_leaves_the_doubt_as_it_was(self) -> None:
        one, other = human_of(patient()), human_of(patient())
        before = rows()
        decision = people.tell_apart(actor=steward(), one=other, other=one, reason="Hai anh em.", now=LATER)
        people.undo(actor=steward(), decision_id=decision, reason="Nhầm.", now=LATER)

        assert rows() == before


class TestWhoAndWhy:
    def test_nobody_decides_without_leave(self) -> None:
        one, other = human_of(patient()), human_of(patient())
        for actor in (cast.receptionist(), cast.doctor(), cast.integration()):
            with pytest.raises(NotAllowed):
                people.join(actor=actor, one=one, other=other, reason=WHY, now=LATER)
            with pytest.raises(NotAllowed):
                people.list_doubts(actor=actor, now=LATER)
            with pytest.raises(NotAllowed):
                people.see_pair(actor=actor, one=one, other=other, now=LATER)

    def test_no_decision_without_a_reason(self) -> None:
        one, other = human_of(patient()), human_of(patient())
        with pytest.raises(people.ReasonMissing):
            people.join(actor=steward(), one=one, other=other, reason="  ", now=LATER)

    def test_a_person_cannot_be_joined_to_themself_or_to_nobody(self) -> None:
        one = human_of(patient())
        for other in (one, UUID(int=7)):
            with pytest.raises(people.HasChanged):
                people.join(actor=steward(), one=one, other=other, reason=WHY, now=LATER)
        with pytest.raises(NotFound):
            people.see_pair(actor=steward(), one=one, other=UUID(int=7), now=LATER)

    def test_looking_and_deciding_stand_in_the_trail_under_the_stewards_name(self) -> None:
        one, other = human_of(patient()), human_of(patient())
        people.see_pair(actor=steward(), one=one, other=other, now=LATER)
        people.join(actor=steward(), one=one, other=other, reason=WHY, now=LATER)

        entries = audit.list_entries(sought=audit.TrailFilter(actor_id="danhba"))
        acts = [entry.act for entry in entries]
        assert acts == ["record.write", "people.join", "people.pair"]
        assert all({one, other} <= set(entry.persons) for entry in entries)


class TestReviewing:
    def test_a_pair_shows_how_it_agrees_field_by_field(self) -> None:
        patient()
        patient("Lo Van Inh", gender="female")
        one, other = PatientLink.objects.values_list("human", flat=True)

        pair = people.see_pair(actor=steward(), one=one, other=other, now=NOW)

        levels = {part.field: part.level for part in pair.score.parts}
        assert levels == {
            "name": "marks", "birth": "day", "sex": "different", "commune": "same", "number": "unknown", "phone": "unknown",
        }  # fmt: skip
        assert pair.score.bits == pytest.approx(sum(part.bits for part in pair.score.parts), abs=0.05)

    def test_decisions_are_listed_newest_first_with_what_became_of_them(self) -> None:
        one, other = human_of(patient()), human_of(patient())
        first = people.tell_apart(actor=steward(), one=one, other=other, reason="Hai anh em.", now=NOW)
        people.undo(actor=steward(), decision_id=first, reason="Nhầm.", now=LATER)
        people.join(actor=steward(), one=one, other=other, reason=WHY, now=LATER)

        listed = people.list_decisions(actor=steward(), now=LATER)

        assert [(each.verdict, each.undone_by) for each in listed] == [("same", ""), ("different", "danhba")]
