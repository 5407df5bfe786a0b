"""Breaches of personal data: the clock, what a notice lacks, what a step needs."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from hoaban.kernel.clock import VIETNAM
from hoaban.kernel.errors import Conflict, Invalid
from hoaban.shared.privacy.rules import breaches
from hoaban.shared.privacy.rules.breaches import Facts, StepKind, StepTaken

FOUND = datetime(2026, 11, 13, 17, 30, tzinfo=VIETNAM)
NOW = FOUND + timedelta(hours=5)
ON = date(2026, 11, 13)
KNOWN = Facts(
    "Một tệp danh sách bị gửi nhầm", "Chọn nhầm người nhận", 40, ("health",), "Lộ chẩn đoán", "Đã xin xóa"
)
TOLD = StepTaken(StepKind.TOLD, "Đã gửi qua Cổng Dịch vụ công", breaches.AUTHORITY, NOW)


class TestClock:
    def test_seventy_two_hours_run_through_nights_and_weekends(self) -> None:
        assert breaches.due_at(FOUND) == FOUND + timedelta(hours=72)
        assert breaches.clock(ON).form == "Mẫu số 08"
        assert breaches.clock(ON).keep_years == 5

    @pytest.mark.parametrize(
        "found",
        [NOW + timedelta(minutes=1), NOW - timedelta(days=400), datetime(2025, 12, 31, tzinfo=VIETNAM)],
    )
    def test_a_discovery_that_cannot_be_is_told(self, found: datetime) -> None:
        with pytest.raises(Invalid):
            breaches.check_discovery(found, NOW)

    def test_a_discovery_of_now_passes(self) -> None:
        breaches.check_discovery(NOW, NOW)

    def test_the_way_to_the_authority_holds_for_its_days(self) -> None:
        ways = [breaches.authority(day).way[0] for day in (date(2026, 2, 1), ON, date(2027, 3, 1))]
        assert ways[0] == ""
        assert "Công an tỉnh" in ways[1]
        assert "hết hạn" in ways[2]


class TestFacts:
    def test_what_a_notice_lacks_is_named_in_its_order(self) -> None:
        assert breaches.missing(KNOWN) == []
        assert breaches.missing(Facts("Mất một máy tính xách tay")) == list(breaches.MISSING)
        assert breaches.missing(replace(KNOWN, people=0)) == [], "nobody is a number too"

    def test_only_what_happened_must_be_known_at_once(self) -> None:
        breaches.check_facts(Facts("Mất một máy tính xách tay"), on=ON)

    @pytest.mark.parametrize(
        ("given", "place"),
        [({"what": "mất"}, "what"), ({"how": "x" * 5_000}, "how"), ({"people": -1}, "people"),
         ({"people": 10**12}, "people"), ({"categories": ("dreams",)}, "categories")],
    )  # fmt: skip
    def test_what_is_no_fact_is_told_at_its_field(self, given: dict[str, object], place: str) -> None:
        with pytest.raises(Invalid) as told:
            breaches.check_facts(replace(KNOWN, **given), on=ON)  # type: ignore[arg-type]
        assert told.value.place == place

    def test_those_concerned_are_told_of_biometrics_and_locations(self) -> None:
        assert not breaches.must_tell_subjects(["health", "identity"], ON)
        assert breaches.must_tell_subjects(["health", "location"], ON)
        assert breaches.must_tell_subjects(["biometrics"], ON)


class TestSteps:
    def test_telling_the_authority_passes(self) -> None:
        breaches.check_step(TOLD, closed=False, discovered_at=FOUND, now=NOW)

    @pytest.mark.parametrize(
        ("given", "place"),
        [({"recipient": "the press"}, "recipient"), ({"at": None}, "told_on"), ({"words": "xong"}, "words"),
         ({"at": NOW + timedelta(hours=1)}, "told_on"), ({"at": FOUND - timedelta(hours=1)}, "told_on")],
    )  # fmt: skip
    def test_what_is_missing_is_told_at_its_field(self, given: dict[str, object], place: str) -> None:
        with pytest.raises(Invalid) as told:
            breaches.check_step(replace(TOLD, **given), closed=False, discovered_at=FOUND, now=NOW)  # type: ignore[arg-type]
        assert told.value.place == place

    def test_a_note_names_nobody_and_what_is_closed_stays_so(self) -> None:
        note = StepTaken(StepKind.NOTE, "Đã thu lại máy tính")
        breaches.check_step(note, closed=False, discovered_at=FOUND, now=NOW)
        with pytest.raises(Conflict):
            breaches.check_step(note, closed=True, discovered_at=FOUND, now=NOW)
