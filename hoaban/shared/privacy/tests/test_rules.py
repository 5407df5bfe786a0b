from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from hoaban.kernel.errors import Invalid, NotFound
from hoaban.shared.privacy.rules import agreeing, purposes, sounds
from hoaban.shared.privacy.rules.agreeing import How, Saying

ON = date(2026, 11, 29)
AGES = purposes.ages(ON)
GUARDED = Saying(How.SIGNATURE, guardian="Sùng Thị Chở", relation="mẹ")


def missing(saying: Saying, birth: str, *, opens: bool = True) -> str:
    """The field at which an answer fails; empty when it counts."""
    try:
        agreeing.check(saying, birth=birth, ages=AGES, on=ON, opens=opens)
    except Invalid as failure:
        return failure.place
    return ""


class TestWhoSpeaks:
    @pytest.mark.parametrize("birth", ["1964-09-02", "2008-11-29", "2007", "2008-10", ""])
    def test_an_adult_and_somebody_of_unknown_age_speak_alone(self, birth: str) -> None:
        assert missing(Saying(How.SIGNATURE), birth) == ""

    @pytest.mark.parametrize("birth", ["2026-11-01", "2008-11-30", "2008", "2008-11", "2015"])
    def test_for_a_child_and_for_who_may_be_one_a_guardian_speaks(self, birth: str) -> None:
        assert missing(Saying(How.SIGNATURE), birth) == "guardian"
        assert missing(replace(GUARDED, child_agreed=True), birth) == ""

    def test_a_guardian_says_what_they_are_to_the_person(self) -> None:
        assert missing(replace(GUARDED, relation=" "), "2024-01-01") == "relation"

    @pytest.mark.parametrize(
        ("birth", "asked"),
        [("2019-11-29", True), ("2019-11-30", False), ("2019", True), ("2020", False), ("2019-11", True)],
    )
    def test_from_seven_years_the_child_agrees_too(self, birth: str, asked: bool) -> None:
        assert (missing(GUARDED, birth) == "child_agreed") is asked

    def test_no_child_is_asked_before_a_refusal(self) -> None:
        assert missing(GUARDED, "2015-01-01", opens=False) == ""


class TestHow:
    @pytest.mark.parametrize("witness", ["", "  ", "Lò"])
    def test_a_fingerprint_needs_a_named_witness(self, witness: str) -> None:
        assert missing(Saying(How.FINGER, witness=witness), "1964") == "witness"
        assert missing(Saying(How.FINGER, witness="Quàng Thị Diên"), "1964") == ""

    def test_a_spoken_answer_needs_its_recording(self) -> None:
        assert missing(Saying(How.VOICE), "1964") == "recording"
        assert missing(Saying(How.VOICE, recorded=True), "1964") == ""


class TestSounds:
    @pytest.mark.parametrize(
        ("content", "kind"),
        [
            (b"RIFF\x24\x08\x00\x00WAVEfmt ", "audio/wav"), (b"OggS\x00\x02", "audio/ogg"),
            (b"\x00\x00\x00\x18ftypM4A ", "audio/mp4"), (b"ID3\x04\x00", "audio/mpeg"),
            (b"\xff\xfb\x90d", "audio/mpeg"), (b"\x1aE\xdf\xa3\x9fB", "audio/webm"),
        ],
    )  # fmt: skip
    def test_a_recording_is_known_by_its_first_bytes(self, content: bytes, kind: str) -> None:
        assert sounds.media_type(content) == kind

    @pytest.mark.parametrize("content", [b"", b"<html>", b"RIFF\x00\x00\x00\x00AVI ", b"\xff\xd8\xff\xe0"])
    def test_anything_else_is_none(self, content: bytes) -> None:
        with pytest.raises(Invalid):
            sounds.media_type(content)

    def test_a_recording_has_a_largest_size(self) -> None:
        with pytest.raises(Invalid, match="8 MB"):
            sounds.media_type(b"OggS" + bytes(sounds.LARGEST))


class TestQuestions:
    def test_before_its_first_day_nothing_is_asked(self) -> None:
        assert purposes.purposes(date(2025, 12, 31)) == []
        with pytest.raises(NotFound):
            purposes.purpose(purposes.CARE, date(2025, 12, 31))

    def test_every_question_has_its_words_in_both_languages(self) -> None:
        for one in purposes.purposes(ON):
            for both in (one.name, one.ask, one.yes, one.no, one.silent):
                assert all(both)
                assert both[0] != both[1]

    def test_only_one_question_can_be_refused_to_one_facility(self) -> None:
        assert [one.key for one in purposes.purposes(ON) if one.by_facility] == [purposes.CARE]
