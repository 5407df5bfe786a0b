"""Drafts of a visit are never lost, and two people at one visit see each other."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from hoaban.foundation.audit import api as audit
from hoaban.kernel.errors import Conflict
from hoaban.modules.hospital.fhir.consultation import places_of
from hoaban.modules.hospital.services import drafting
from hoaban.modules.hospital.services.consulting import SavedMeanwhile
from hoaban.shared.visits import api as visits
from tests.consulting import (
    COLD,
    ENDED,
    LATER,
    NOTE,
    doctor,
    keep,
    open_hospital,
    opened,
    receive,
    register,
    save,
    saved,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def visit() -> visits.Visit:
    open_hospital()
    return receive(register())


class TestDrafts:
    def test_what_is_typed_is_there_on_another_computer(self, visit: visits.Visit) -> None:
        opened(visit)
        keep(visit, NOTE)

        assert opened(visit).mine.typed == places_of(NOTE)
        assert saved(visit).version == 0

    def test_the_same_sent_twice_is_kept_once(self, visit: visits.Visit) -> None:
        assert keep(visit, NOTE) == 1
        assert keep(visit, NOTE) == 1

    def test_a_second_window_never_overwrites(self, visit: visits.Visit) -> None:
        keep(visit, NOTE)
        other = replace(NOTE, texts={"complaint": "Khác"})
        with pytest.raises(drafting.TypedElsewhere) as refused:
            keep(visit, other, 0)
        assert opened(visit).mine.typed == places_of(NOTE)
        assert keep(visit, other, refused.value.number) == 2

    def test_one_too_long_text_leaves_the_others_kept(self, visit: visits.Visit) -> None:
        typed = {**places_of(NOTE), "exam": "x" * 30_000}
        kept = drafting.keep_draft(actor=doctor(), visit=visit.id, typed=typed, number=0, now=LATER)

        assert kept.too_long == ("exam",)
        assert opened(visit).mine.typed == {key: text for key, text in typed.items() if key != "exam"}

    def test_the_first_words_are_told_in_the_trail_and_no_others(self, visit: visits.Visit) -> None:
        number = keep(visit, NOTE)
        keep(visit, replace(NOTE, texts={"complaint": "Ho khan"}), number)

        told = audit.list_entries(sought=audit.TrailFilter(act="hospital.draft"), limit=9)
        assert [list(one.persons) for one in told] == [[visit.arrival.person]]

    def test_how_a_visit_ends_waits_in_the_draft_when_the_rest_is_saved(self, visit: visits.Visit) -> None:
        save(visit, ENDED)
        assert opened(visit).mine.typed == places_of(ENDED)
        assert save(visit, ENDED, 1, ends=True).state == visits.State.ENDED

    def test_what_is_thrown_away_is_gone(self, visit: visits.Visit) -> None:
        keep(visit, NOTE)
        drafting.discard_draft(actor=doctor(), visit=visit.id, now=LATER)
        assert opened(visit).mine.typed == {}

    def test_nothing_is_kept_of_a_visit_that_is_over(self, visit: visits.Visit) -> None:
        save(visit, ENDED, ends=True)
        with pytest.raises(Conflict):
            keep(visit, NOTE)


class TestTwoPeople:
    def test_they_see_each_other(self, visit: visits.Visit) -> None:
        opened(visit)
        keep(visit, NOTE)
        assert [(one.name, one.is_writing) for one in opened(visit, "nam").others] == [("Bác sĩ Mai", True)]
        long_after = LATER + timedelta(minutes=2)
        gone = drafting.be_present(actor=doctor("nam"), visit=visit.id, now=long_after)
        assert gone.others == ()

    def test_who_saved_is_told_to_who_has_the_page_open(self, visit: visits.Visit) -> None:
        opened(visit)
        opened(visit, "nam")
        save(visit, NOTE, by="nam")
        told = drafting.be_present(actor=doctor(), visit=visit.id, now=LATER)
        assert (told.saved_by, told.version) == ("Bác sĩ Nam", 1)

    def test_the_second_save_is_offered_each_difference_and_overwrites_nothing(
        self, visit: visits.Visit
    ) -> None:
        opened(visit)
        opened(visit, "nam")
        save(visit, replace(NOTE, texts={**NOTE.texts, "illness": "Từ hôm kia"}), by="nam")
        mine = replace(NOTE, texts={**NOTE.texts, "exam": "Họng sạch"}, diagnoses=())

        with pytest.raises(SavedMeanwhile) as offered:
            save(visit, mine, 0)

        found = {one.place: (one.both_changed, one.proposed) for one in offered.value.differences}
        assert found == {"illness": (False, "theirs"), "exam": (True, "mine"), "diagnoses": (False, "theirs")}
        assert saved(visit).said.texts["exam"] == NOTE.texts["exam"]

        save(
            visit,
            mine,
            offered.value.version,
            picks={"exam": "both", "illness": "theirs", "diagnoses": "theirs"},
        )
        assert saved(visit).said.texts["exam"] == "Họng đỏ.\nPhổi không ran.\nHọng sạch"
        assert saved(visit).said.texts["illness"] == "Từ hôm kia"
        assert saved(visit).said.diagnoses == (COLD,)

    def test_the_same_words_need_no_choice(self, visit: visits.Visit) -> None:
        opened(visit)
        opened(visit, "nam")
        save(visit, NOTE, by="nam")
        save(visit, NOTE, 0)
        assert saved(visit).version == 2
