"""Prescriptions to a system that accepts, refuses, keeps silent, repeats and lies; all invented."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hoaban.connect import eprescriptions as rx
from hoaban.connect.eprescriptions import system as wired
from hoaban.kernel import wire
from hoaban.kernel.tries import Answer, Misconfigured, Outcome

GOOD = rx.Prescription(
    code="12981a7k2m9q-C", patient_name="Lò Văn Inh", birth="1964-09-02", sex="male",
    prescribed_at=datetime(2026, 11, 13, 2, 30, tzinfo=UTC), prescriber="BS012000000001",
    diagnoses=(rx.Diagnosis("I10", "Tăng huyết áp vô căn", "Tăng huyết áp"),),
    drugs=(
        rx.Drug("05.1", "Amlodipin 5mg", "viên", "30", "Uống 1 viên buổi sáng"),
        rx.Drug("05.2", "Metformin 500mg", "viên", "60", "Uống 1 viên sáng, 1 viên tối", brand="Thử"),
    ),
    national_id="012064000103", revisit_days=30, courses=(rx.Course(1, date(2026, 11, 13), date(2026, 12, 12)),),
)  # fmt: skip
THERE = rx.System("808-2022", "https://system.invalid", "12981", "BS012000000001", "s3cret", "hoaban", "k3y")


def code(end: str) -> str:
    return f"12981a7k2{end}-C"


@pytest.fixture(autouse=True)
def box() -> Iterator[rx.Sandbox]:
    wired._tokens.clear()
    yield rx.Sandbox(password="s3cret", app_key="k3y")
    wired._tokens.clear()


class TestContent:
    def test_it_comes_back_as_it_was(self) -> None:
        assert rx.read_content(json.loads(json.dumps(rx.content_of(GOOD)))) == GOOD

    def test_the_traps_of_the_format(self) -> None:
        said = rx.payload(GOOD)

        assert (said["gioi_tinh"], rx.payload(replace(GOOD, sex="female"))["gioi_tinh"]) == (2, 3)
        assert (said["ngay_sinh_benh_nhan"], said["ngay_gio_ke_don"]) == ("02/09/1964", "2026-11-13 09:30:00")
        assert (said["ngay_tai_kham"], said["loai_don_thuoc"]) == (30, "c")
        assert said["dot_dung_thuoc"][0]["den_ngay"] == "12/12/2026"
        assert rx.payload(replace(GOOD, birth="1964", code="12981a7k2m9q-T"))["ngay_sinh_benh_nhan"] == "1964"

    @pytest.mark.parametrize(
        ("change", "place"),
        [
            ({"code": "12981A7K2M9Q-C"}, "code"), ({"code": "12981a7k2m9q-X"}, "code"), ({"sex": "1"}, "sex"),
            ({"birth": "02/09/1964"}, "birth"), ({"drugs": []}, "drugs"), ({"diagnoses": []}, "diagnoses"),
            ({"patient_name": ""}, "patient_name"), ({"prescriber": ""}, "prescriber"), ({"revisit_days": -1}, "revisit_days"),
            ({"prescribed_at": "2026-11-13T09:30:00"}, "prescribed_at"), ({"prescribed_at": "today"}, "shape"),
            ({"doctor": "x"}, "doctor"), ({"advice": "a" * 2_000_000}, "advice"),
            ({"drugs": [{"code": "", "name": "A", "unit": "viên", "quantity": "nhiều", "directions": ""}]}, "drugs[0]"),
            ({"drugs": [{"code": "", "name": "A", "unit": "viên", "quantity": "NaN", "directions": ""}]}, "drugs[0]"),
            ({"drugs": "no"}, "shape"),
        ],
    )  # fmt: skip
    def test_what_cannot_be_sent_is_said_before(self, change: dict[str, Any], place: str) -> None:
        with pytest.raises(rx.ContentNotValid, match=place.replace("[", r"\[")):
            rx.read_content(rx.content_of(GOOD) | change)


class TestSending:
    def test_a_prescription_is_taken(self, box: rx.Sandbox) -> None:
        assert rx.send(THERE, GOOD, box.ask) == Answer(Outcome.ACCEPTED, GOOD.code)
        assert box.kept[GOOD.code]["ho_ten_benh_nhan"] == "Lò Văn Inh"

    @pytest.mark.parametrize(
        ("end", "answer"),
        [
            ("zz1", Answer(Outcome.REFUSED, reason="chan_doan")), ("zz2", Answer(Outcome.LATER, reason="timeout")),
            ("zz3", Answer(Outcome.LATER, reason="timeout")), ("zz4", Answer(Outcome.LATER, reason="answer")),
            ("zz5", Answer(Outcome.LATER, reason="status-502")),
        ],
    )  # fmt: skip
    def test_every_other_answer(self, box: rx.Sandbox, end: str, answer: Answer) -> None:
        assert rx.send(THERE, replace(GOOD, code=code(end)), box.ask) == answer

    @pytest.mark.parametrize("end", ["zz3", "zz4"])
    @pytest.mark.parametrize("key", ["k3y", ""])
    def test_what_arrived_without_our_knowing_is_not_there_twice(
        self, box: rx.Sandbox, end: str, key: str
    ) -> None:
        one = replace(GOOD, code=code(end))
        rx.send(THERE, one, box.ask)

        assert rx.send(replace(THERE, app_key=key), one, box.ask, unsure=True).outcome is Outcome.ACCEPTED
        assert list(box.kept) == [one.code]

    def test_what_was_lost_on_the_way_is_sent_again(self, box: rx.Sandbox) -> None:
        one = replace(GOOD, code=code("zz5"))
        rx.send(THERE, one, box.ask)
        assert rx.send(THERE, one, box.ask, unsure=True).outcome is Outcome.ACCEPTED

    def test_a_code_that_is_taken_already_is_refused_at_a_first_try(self, box: rx.Sandbox) -> None:
        rx.send(THERE, GOOD, box.ask)
        assert rx.send(THERE, GOOD, box.ask) == Answer(Outcome.REFUSED, reason="exists")

    def test_a_wrong_password_is_tried_again_once_it_is_mended(self, box: rx.Sandbox) -> None:
        assert rx.send(replace(THERE, password="x"), GOOD, box.ask) == Answer(Outcome.LATER, reason="login")

    def test_a_token_that_has_ended_is_taken_anew(self, box: rx.Sandbox) -> None:
        wired._tokens[wired._key(THERE)] = (1e12, "old")
        assert rx.send(THERE, GOOD, box.ask).outcome is Outcome.ACCEPTED

    @given(st.binary(max_size=300), st.integers(100, 599), st.booleans())
    def test_any_answer_is_read(self, body: bytes, status: int, unsure: bool) -> None:
        wired._tokens.clear()
        assert rx.send(THERE, GOOD, lambda _one: wire.Reply(status, body), unsure=unsure).outcome in Outcome

    @pytest.mark.parametrize("wrong", [{"version": "1"}, {"address": "http://elsewhere"}, {"password": ""}])
    def test_a_system_is_described_wholly_or_not_at_all(self, wrong: dict[str, str]) -> None:
        with pytest.raises(Misconfigured):
            replace(THERE, **wrong)  # type: ignore[arg-type]


class TestDispensing:
    @pytest.mark.parametrize(("end", "extent"), [("m9q", "whole"), ("zz6", "none"), ("zz7", "part")])
    def test_what_was_handed_out_comes_back(self, box: rx.Sandbox, end: str, extent: str) -> None:
        one = replace(GOOD, code=code(end))
        rx.send(THERE, one, box.ask)

        found = rx.dispensed(THERE, one.code, box.ask)
        assert found is not None
        assert found.extent == extent
        assert found.lines[0][:2] == ("Amlodipin 5mg", "30")

    def test_an_unknown_one_is_none(self, box: rx.Sandbox) -> None:
        assert rx.dispensed(THERE, GOOD.code, box.ask) is None

    @pytest.mark.parametrize("sold", ["-1", "NaN", "Infinity", "many"])
    def test_nonsense_is_not_believed(self, sold: str) -> None:
        body = json.dumps(
            {"ma_don_thuoc": GOOD.code, "thong_tin_thuoc": [{"so_luong": "1", "so_luong_ban": sold}]}
        )
        with pytest.raises(rx.NotToBeRead):
            rx.dispensed(THERE, GOOD.code, lambda _one: wire.Reply(200, body.encode()))

    @given(st.binary(max_size=300), st.integers(100, 599))
    def test_any_answer_is_read_or_said_not_to_be(self, body: bytes, status: int) -> None:
        with suppress(rx.NotToBeRead):
            rx.dispensed(THERE, GOOD.code, lambda _one: wire.Reply(status, body))
