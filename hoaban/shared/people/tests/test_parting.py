"""A steward parts a record that was put under the wrong person, and takes it back; a registrar names a pair."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from hoaban.foundation.audit import api as audit
from hoaban.kernel.errors import NotAllowed
from hoaban.shared.people import api as people
from hoaban.shared.people import services
from hoaban.shared.people.models import Doubt, Human, PatientLink
from hoaban.shared.people.tests.test_people import human_of, patient
from hoaban.shared.people.tests.test_registering import details, registrar
from hoaban.shared.people.tests.test_stewarding import (
    LATER,
    NOW,
    WHY,
    door,
    links_in_the_record,
    rows,
    steward,
    visit,
)
from tests import cast

pytestmark = pytest.mark.django_db
NUMBER = "099064000103"
MUCH_LATER = LATER + timedelta(days=1)


def two_under_one_number() -> tuple[UUID, UUID]:
    """A typing error in a claim: another human being stands under the number of the first."""
    return patient(number=NUMBER), patient(number=NUMBER, at=cast.PHONG_THO)


def part(human: UUID, wrong: UUID, now: datetime = LATER) -> UUID:
    return people.part(actor=steward(), human=human, patient=wrong, reason=WHY, now=now)


def undo(decision: UUID, now: datetime = MUCH_LATER) -> None:
    people.undo(actor=steward(), decision_id=decision, reason="Nhầm.", now=now)


class TestParting:
    def test_what_a_rule_joined_is_parted_with_all_that_belongs_to_it_and_no_patient_is_touched(self) -> None:
        one, wrong = two_under_one_number()
        visit(wrong)
        keep = human_of(one)

        part(keep, wrong)

        other = human_of(wrong)
        assert other != human_of(one) == keep
        assert door().read("Encounter", str(wrong)).person == other
        assert [links[0]["target"]["reference"] for links in links_in_the_record(keep, other)] == [
            f"Patient/{one}",
            f"Patient/{wrong}",
        ]
        assert door().read("Patient", str(wrong)).version == 1

    def test_parting_and_undoing_leaves_register_and_record_as_before(self) -> None:
        one, wrong = two_under_one_number()
        patient(number="099064000999")
        visit(wrong)
        before, linked = rows(), links_in_the_record(human_of(one))

        decision = part(human_of(one), wrong)
        emptied = human_of(wrong)
        assert rows() != before
        undo(decision)

        after = rows()
        after["record"] = [row for row in after["record"] if row[0] != emptied]
        assert after == before
        assert door().read("Person", str(emptied)).json()["active"] is False
        assert links_in_the_record(human_of(one)) == linked
        assert door().read("Encounter", str(wrong)).person == human_of(one)

    def test_the_pair_is_two_from_then_on_until_that_is_undone(self) -> None:
        one, wrong = two_under_one_number()
        decision = part(human_of(one), wrong)

        with pytest.raises(people.HasChanged):
            people.join(actor=steward(), one=human_of(one), other=human_of(wrong), reason=WHY, now=MUCH_LATER)
        assert not Doubt.objects.filter(settled="").exists()
        undo(decision)
        assert not Doubt.objects.exists()

    def test_what_came_in_about_who_was_parted_comes_along_when_they_are_one_again(self) -> None:
        one, wrong = two_under_one_number()
        decision = part(human_of(one), wrong)
        own = details(papers=(), name="Lò Văn Páo", phone="")
        services.correct(actor=registrar(), human=human_of(wrong), details=own, now=MUCH_LATER)

        undo(decision)

        assert Human.objects.count() == 1
        assert set(PatientLink.objects.values_list("human", flat=True)) == {human_of(one)}

    def test_the_only_record_of_a_person_is_not_parted(self) -> None:
        one = patient()
        with pytest.raises(services.OnlyOne):
            part(human_of(one), one)

    def test_a_record_of_somebody_else_is_not_parted(self) -> None:
        one, _wrong = two_under_one_number()
        with pytest.raises(people.HasChanged):
            part(human_of(one), patient("Ai Khác", birthDate="1990-01-02"))

    def test_the_registers_own_word_stays_its_own_and_is_corrected_where_it_went(self) -> None:
        one = patient(number=NUMBER)
        keep = human_of(one)
        services.correct(actor=registrar(), human=keep, details=details(papers=()), now=NOW)
        own = PatientLink.objects.get(rule="registrar")

        part(keep, own.patient)

        services.correct(
            actor=registrar(), human=human_of(own.patient), details=details(papers=(), name="Lò Văn Páo"), seen=1,
            now=MUCH_LATER,
        )  # fmt: skip
        assert Human.objects.get(pk=human_of(own.patient)).name == "Lò Văn Páo"

    def test_of_decisions_that_stand_on_each_other_the_later_is_undone_first(self) -> None:
        one, other = patient(), patient(at=cast.PHONG_THO)
        keep = human_of(one)
        joined = people.join(actor=steward(), one=keep, other=human_of(other), reason=WHY, now=NOW)
        third = patient(number="099064000999", birthDate="1990-01-02")
        parted = part(keep, other)
        told = people.tell_apart(
            actor=steward(), one=human_of(other), other=human_of(third), reason=WHY, now=MUCH_LATER
        )

        for too_early in (joined, parted):
            with pytest.raises(people.HasChanged):
                undo(too_early)
        for decision in (told, parted, joined):
            undo(decision)
        assert human_of(one) == keep != human_of(other)

    def test_only_a_steward_parts_and_the_trail_names_both(self) -> None:
        one, wrong = two_under_one_number()
        with pytest.raises(NotAllowed):
            people.part(actor=registrar(), human=human_of(one), patient=wrong, reason=WHY, now=LATER)

        part(human_of(one), wrong)

        (entry,) = audit.list_entries(sought=audit.TrailFilter(act="people.part"))
        assert set(entry.persons) == {human_of(one), human_of(wrong)}


class TestNaming:
    def test_a_registrar_names_a_pair_and_a_steward_finds_it(self) -> None:
        one, other = human_of(patient()), human_of(patient("Lò Văn Ín", birthDate="1965"))

        services.report_doubt(actor=registrar(), one=one, other=other, now=datetime(2026, 11, 15, tzinfo=UTC))

        (listed,) = people.list_doubts(actor=steward(), now=LATER)
        assert (listed.reason, {listed.pair.one.id, listed.pair.other.id}) == ("registrar", {one, other})
        assert Human.objects.count() == 2

    def test_a_pair_that_waits_stays_as_it_is_and_one_that_was_decided_is_not_listed_again(self) -> None:
        one, other = human_of(patient()), human_of(patient())
        assert Doubt.objects.get().reason == "likeness"

        services.report_doubt(actor=registrar(), one=one, other=other, now=LATER)
        assert Doubt.objects.get().reason == "likeness"

        people.tell_apart(actor=steward(), one=one, other=other, reason=WHY, now=LATER)
        with pytest.raises(people.HasChanged):
            services.report_doubt(actor=registrar(), one=one, other=other, now=MUCH_LATER)

    def test_nobody_is_doubtful_with_themself_or_with_somebody_who_is_gone(self) -> None:
        one = human_of(patient())
        for other in (one, UUID(int=7)):
            with pytest.raises(people.HasChanged):
                services.report_doubt(actor=registrar(), one=one, other=other, now=LATER)
