"""The doctor's page behind the screens: saving, ending, looking diagnoses up, beginning from what is there."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

import pytest

from hoaban.foundation.audit import api as audit
from hoaban.kernel.actor import Purpose, Scope
from hoaban.kernel.errors import Conflict, NotFound
from hoaban.modules.hospital import models
from hoaban.modules.hospital.fhir import consulting as fhir
from hoaban.modules.hospital.fhir.consultation import Consultation, Diagnosis, with_earlier
from hoaban.modules.hospital.queries import consulting as queries
from hoaban.modules.hospital.queries.blocks import blocks_of
from hoaban.modules.hospital.services import calling, consulting, drafting
from hoaban.modules.hospital.services.blocks import BlockNotValid, keep_block, remove_block
from hoaban.modules.hospital.services.consulting import Given, NotReady, NotValid
from hoaban.record import api as record
from hoaban.record import language
from hoaban.shared.legal_records import api as legal_records
from hoaban.shared.scheduling import api as scheduling
from hoaban.shared.visits import api as visits
from tests import cast
from tests.consulting import (
    COLD,
    ENDED,
    LATER,
    NOTE,
    NOW,
    doctor,
    keep,
    open_hospital,
    open_room,
    receive,
    register,
    save,
    saved,
    wait,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def visit() -> visits.Visit:
    open_hospital()
    return receive(register())


class TestSaving:
    def test_what_is_written_stands_in_the_record_and_is_read_back(self, visit: visits.Visit) -> None:
        both = replace(NOTE, diagnoses=(COLD, Diagnosis("comorbid", "I10", "Tăng huyết áp vô căn")))
        kept = save(visit, both)

        assert (kept.state, kept.practitioner) == (visits.State.SEEN, "000201/LCH-GPHN")
        assert (saved(visit).said, saved(visit).version, saved(visit).is_final) == (both, 1, False)

    def test_every_fact_is_valid_and_names_the_doctor(self, visit: visits.Visit) -> None:
        save(
            visit,
            replace(ENDED, diagnoses=(COLD, Diagnosis("traditional", "", "Cảm mạo phong hàn"))),
            ends=True,
        )

        door = record.open(cast.integration(), purpose=Purpose.TREATMENT)
        facts = [
            one.json()
            for one in door.of_person(
                visit.arrival.person, ["Composition", "Condition", "ClinicalImpression"]
            )
        ]
        assert [language.validate(one) for one in facts] == [[]] * 4
        (note,) = [one for one in facts if one["resourceType"] == "Composition"]
        assert (note["status"], note["author"][0]["display"]) == ("final", "Bác sĩ Mai")

    def test_a_diagnosis_that_is_taken_back_is_told_in_error_and_may_come_again(
        self, visit: visits.Visit
    ) -> None:
        save(visit, NOTE)
        flu = Diagnosis("main", "J11.1", "Cúm")
        save(visit, replace(NOTE, diagnoses=(flu,)), 1)

        door = record.open(cast.integration(), purpose=Purpose.TREATMENT)
        first = door.read("Condition", str(fhir.condition_id(visit.id, COLD))).json()
        assert first["verificationStatus"]["coding"][0]["code"] == "entered-in-error"
        assert saved(visit).said.diagnoses == (flu,)
        save(visit, NOTE, 2)
        assert saved(visit).said.diagnoses == (COLD,)

    def test_the_same_again_is_no_new_diagnosis(self, visit: visits.Visit) -> None:
        save(visit, NOTE)
        save(visit, replace(NOTE, texts={**NOTE.texts, "advice": "Nghỉ ngơi"}), 1)

        door = record.open(cast.integration(), purpose=Purpose.TREATMENT)
        assert door.read("Condition", str(fhir.condition_id(visit.id, COLD))).version == 1

    def test_a_pasted_book_is_refused_at_its_place_and_changes_nothing(self, visit: visits.Visit) -> None:
        with pytest.raises(NotValid) as refused:
            save(visit, replace(NOTE, texts={"exam": "x" * 2_000_000}))
        assert refused.value.place == "exam"
        assert saved(visit).version == 0

    def test_another_facility_sees_and_saves_nothing(self, visit: visits.Visit) -> None:
        stranger = doctor(place=Scope("facility", cast.PHONG_THO))
        with pytest.raises(NotFound):
            drafting.open_desk(actor=stranger, visit=visit.id, now=LATER)
        with pytest.raises(NotFound):
            consulting.save(actor=stranger, visit=visit.id, given=Given(NOTE, 0), now=LATER)


class TestEnding:
    def test_what_is_missing_is_said_and_nothing_is_written(self, visit: visits.Visit) -> None:
        with pytest.raises(NotReady) as refused:
            save(visit, replace(ENDED, diagnoses=(), result=""), ends=True)

        assert {one.place for one in refused.value.lacks} == {"diagnoses", "result"}
        assert refused.value.refuses
        assert saved(visit).version == 0

    def test_what_is_only_usual_may_be_left_out_by_who_is_sure(self, visit: visits.Visit) -> None:
        bare = replace(ENDED, texts={"complaint": "Ho"})
        with pytest.raises(NotReady) as refused:
            save(visit, bare, ends=True)
        assert not refused.value.refuses

        assert save(visit, bare, ends=True, sure=True).state == visits.State.ENDED

    def test_the_visit_ends_with_its_turn_and_its_draft(self, visit: visits.Visit) -> None:
        room = open_room()
        wait(visit, room)
        called = calling.call_next(actor=doctor(), point=room.id, now=NOW)
        assert called is not None
        assert called.visit == visit.id
        keep(visit, NOTE)
        assert [one.state for one in scheduling.tickets_of(visit=visit.id)] == [
            scheduling.TicketState.SERVING
        ]

        ended = save(visit, ENDED, ends=True)

        record_of_it = legal_records.find_state(actor=doctor(), visit=visit.id)
        assert record_of_it is not None
        assert record_of_it.asked_at == LATER
        assert ended.state == visits.State.ENDED
        assert [one.state for one in scheduling.tickets_of(visit=visit.id)] == [scheduling.TicketState.DONE]
        assert saved(visit).said == ENDED
        assert models.Draft.objects.get(visit=visit.id).typed == {}

    def test_who_may_not_examine_ends_nothing(self, visit: visits.Visit) -> None:
        acts, here = (
            (visits.WORK, "record.read:TREAT", "record.write:TREAT"),
            Scope("facility", cast.PROVINCIAL),
        )
        nurse = cast.staff("account:dd", *((act, here) for act in acts))
        with pytest.raises(record.MayNotSign):
            consulting.save(actor=nurse, visit=visit.id, given=Given(ENDED, 0, ends=True), now=LATER)
        assert visits.get_visit(actor=doctor(), visit=visit.id).is_open
        assert saved(visit).version == 0

    def test_a_second_press_says_that_it_is_over(self, visit: visits.Visit) -> None:
        save(visit, ENDED, ends=True)
        with pytest.raises(Conflict):
            save(visit, ENDED, ends=True)
        assert saved(visit).version == 1

    def test_opened_again_what_is_written_is_an_amendment(self, visit: visits.Visit) -> None:
        save(visit, ENDED, ends=True)
        consulting.reopen(actor=doctor(), visit=visit.id, reason="Bổ sung", now=LATER)
        save(visit, replace(ENDED, texts={**ENDED.texts, "advice": "Tái khám"}), 1, ends=True)

        door = record.open(cast.integration(), purpose=Purpose.TREATMENT)
        assert door.read("Composition", fhir.note_id(visit.id)).json()["status"] == "amended"

    def test_the_wrong_sex_and_a_coarse_code_are_told(self, visit: visits.Visit) -> None:
        told = consulting.lacks_of(
            said=replace(ENDED, diagnoses=(Diagnosis("main", "O80", "Đẻ"),)), sex="male", now=NOW
        )
        assert any("nữ" in one.vi for one in told)


class TestLookingUp:
    def test_what_a_doctor_uses_comes_first(self, visit: visits.Visit) -> None:
        def first() -> str:
            found = queries.find_codes(
                actor=doctor(), text="viem mui", sex="male", is_main=True, on=NOW.date()
            )
            return found[0].code

        rare = Diagnosis("main", "J31.0", "Viêm mũi mạn tính")
        save(visit, replace(NOTE, diagnoses=(rare,)))
        assert first() == "J31.0"
        assert (
            queries.find_codes(actor=doctor(), text="", sex="male", is_main=True, on=NOW.date())[0].code
            == "J31.0"
        )

    def test_how_the_last_visit_ended_is_proposed(self, visit: visits.Visit) -> None:
        save(visit, ENDED, ends=True)
        assert queries.habit_of(actor=doctor(), code="J00") == ("1", "2")
        assert queries.habit_of(actor=doctor("nam"), code="J00") == ("", "")


def test_an_unknown_visit_is_not_found() -> None:
    with pytest.raises(NotFound):
        drafting.open_desk(actor=doctor(), visit=UUID(int=7), now=NOW)


class TestBeginningFromWhatIsThere:
    def test_the_last_visit_fills_what_is_empty_and_not_why_they_came(self, visit: visits.Visit) -> None:
        save(visit, ENDED, ends=True)
        again = receive(visit.arrival.person, "Đau đầu")
        last = drafting.open_desk(actor=doctor(), visit=again.id, with_last=True, now=LATER).last

        assert last is not None
        filled = with_earlier(Consultation({"complaint": "Đau đầu", "advice": "Nghỉ"}), last.said)
        assert filled.texts == {"complaint": "Đau đầu", "advice": "Nghỉ", "exam": ENDED.texts["exam"]}
        assert (filled.diagnoses, filled.disposition) == (ENDED.diagnoses, "")
        told = audit.list_entries(
            sought=audit.TrailFilter(act="record.read", persons=[visit.arrival.person]), limit=1
        )
        assert told[0].actor_id == doctor().id

    def test_who_comes_the_first_time_has_none(self, visit: visits.Visit) -> None:
        assert drafting.open_desk(actor=doctor(), visit=visit.id, with_last=True, now=LATER).last is None


class TestTextBlocks:
    def test_ones_own_goes_before_that_of_the_product(self) -> None:
        keep_block(actor=doctor(), key=".bt", place="exam", text="Của tôi", now=NOW)
        mine = {one.key: one.text for one in blocks_of(actor=doctor())}
        theirs = {one.key: one.text for one in blocks_of(actor=doctor("nam"))}

        assert mine[".bt"] == "Của tôi"
        assert theirs[".bt"] != "Của tôi"
        assert mine.keys() == theirs.keys()

    def test_nobody_takes_anothers_away(self) -> None:
        keep_block(actor=doctor(), key=".x1", place="exam", text="Của tôi", now=NOW)
        (own,) = [one for one in blocks_of(actor=doctor()) if one.id]
        remove_block(actor=doctor("nam"), block=own.id or 0)
        assert [one.key for one in blocks_of(actor=doctor()) if one.id] == [".x1"]
        remove_block(actor=doctor(), block=own.id or 0)
        assert [one.key for one in blocks_of(actor=doctor()) if one.id] == []

    @pytest.mark.parametrize(
        ("key", "place", "text", "where"),
        [("bt", "exam", "x", "key"), (".Bt", "exam", "x", "key"), (".", "exam", "x", "key"),
         (".bt", "result", "x", "place"), (".bt", "exam", "", "text"), (".bt", "exam", "x" * 2001, "text")],
    )  # fmt: skip
    def test_what_cannot_be_is_refused_at_its_place(
        self, key: str, place: str, text: str, where: str
    ) -> None:
        with pytest.raises(BlockNotValid) as refused:
            keep_block(actor=doctor(), key=key, place=place, text=text, now=NOW)
        assert refused.value.place == where
