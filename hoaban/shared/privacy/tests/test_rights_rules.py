"""Rights over personal data: what may be asked, until when it is answered, what an answer needs."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from hoaban.kernel.deadlines import Unit
from hoaban.kernel.errors import Conflict, Invalid, NotFound
from hoaban.shared.privacy.rules import rights
from hoaban.shared.privacy.rules.rights import Answer, Asker, Asking, State

MONDAY = date(2026, 11, 16)
KINDS = {one.key: one for one in rights.kinds(MONDAY)}
ASKED = Asking("copy", "Xin bản in hồ sơ để mang đi khám", identified="identity-paper")
WORDS = "Đã trao bản in tại quầy cho người yêu cầu"


class TestData:
    def test_every_right_has_its_words_in_both_languages_and_says_what_it_rests_on(self) -> None:
        assert list(KINDS) == ["access", "copy", "correct", "restrict", "object", "delete"]
        for one in KINDS.values():
            for both in (one.name, one.means, one.does):
                assert all(both)
                assert both[0] != both[1]
            assert one.basis
            assert one.certainty in {"C", "S", "G"}
            assert one.term.amount > 0

    def test_before_the_law_nothing_is_asked(self) -> None:
        assert rights.kinds(date(2025, 12, 31)) == []
        with pytest.raises(NotFound):
            rights.kind("copy", date(2025, 12, 31))

    def test_every_request_can_be_refused_on_some_ground_and_deletion_because_the_law_keeps_records(
        self,
    ) -> None:
        for key in KINDS:
            assert {"not-identified", "other"} <= {one.key for one in rights.grounds(key, MONDAY)}
        kept = next(one for one in rights.grounds("delete", MONDAY) if one.key == "kept-by-law")
        assert kept.basis == "TT 33/2025/TT-BYT"
        assert "kept-by-law" not in {one.key for one in rights.grounds("copy", MONDAY)}


class TestClocks:
    def test_a_term_in_days_ends_with_its_last_day_or_the_next_working_day(self) -> None:
        assert KINDS["restrict"].term.unit is Unit.DAYS
        assert rights.due_on(KINDS["restrict"], MONDAY) == date(2026, 12, 1)
        assert rights.due_on(KINDS["delete"], date(2026, 11, 15)) == date(2026, 12, 7), (
            "the 5th is a Saturday"
        )

    def test_receipt_is_told_within_two_working_days(self) -> None:
        friday = date(2026, 11, 20)
        assert rights.acknowledge_by(friday) == date(2026, 11, 24)


class TestAsking:
    def test_what_is_whole_passes(self) -> None:
        rights.check_asking(ASKED, on=MONDAY)
        stands = replace(ASKED, asker=Asker.GUARDIAN, asker_name="Sùng Thị Chở", relation="mẹ")
        rights.check_asking(stands, on=MONDAY)
        rights.check_asking(replace(ASKED, received_on=MONDAY - timedelta(days=3)), on=MONDAY)

    @pytest.mark.parametrize(
        ("given", "place"),
        [
            ({"text": "  xem  "}, "text"),
            ({"text": "x" * 2_001}, "text"),
            ({"asker": Asker.GUARDIAN}, "asker_name"),
            ({"asker": Asker.AUTHORISED, "asker_name": "Lò Thị Thử"}, "relation"),
            ({"identified": "looks honest"}, "identified"),
            ({"received_on": MONDAY + timedelta(days=1)}, "received_on"),
            ({"received_on": date(2025, 12, 31)}, "received_on"),
            ({"received_on": MONDAY - timedelta(days=400)}, "received_on"),
        ],
    )
    def test_what_is_missing_is_told_at_its_field(self, given: dict[str, object], place: str) -> None:
        with pytest.raises(Invalid) as told:
            rights.check_asking(replace(ASKED, **given), on=MONDAY)  # type: ignore[arg-type]
        assert told.value.place == place


class TestAnswering:
    def test_a_term_is_extended_once(self) -> None:
        longer = Answer(State.EXTENDED, "Phải hỏi nơi đã ghi hồ sơ")
        rights.check_answer(longer, State.RECEIVED, KINDS["copy"], on=MONDAY)
        with pytest.raises(Invalid, match="once"):
            rights.check_answer(longer, State.EXTENDED, KINDS["copy"], on=MONDAY)

    def test_a_kind_without_extension_is_not_extended(self) -> None:
        with pytest.raises(Invalid):
            rights.check_answer(
                Answer(State.EXTENDED, WORDS), State.RECEIVED, replace(KINDS["copy"], longer=None), on=MONDAY
            )

    @pytest.mark.parametrize(
        ("answer", "place"),
        [
            (Answer(State.FULFILLED, "xong"), "words"),
            (Answer(State.REFUSED, WORDS), "ground"),
            (Answer(State.REFUSED, WORDS, "kept-by-law"), "ground"),
            (Answer(State.WITHDRAWN, WORDS), "outcome"),
            (Answer(State.RECEIVED, WORDS), "outcome"),
        ],
    )
    def test_what_is_missing_is_told_at_its_field(self, answer: Answer, place: str) -> None:
        with pytest.raises(Invalid) as told:
            rights.check_answer(answer, State.RECEIVED, KINDS["copy"], on=MONDAY)
        assert told.value.place == place

    @pytest.mark.parametrize("state", [State.FULFILLED, State.REFUSED, State.WITHDRAWN])
    def test_what_is_closed_stays_so(self, state: State) -> None:
        with pytest.raises(Conflict):
            rights.check_answer(Answer(State.FULFILLED, WORDS), state, KINDS["copy"], on=MONDAY)
