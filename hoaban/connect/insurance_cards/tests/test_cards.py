"""Cards that are scanned by any keyboard, and a portal that answers, refuses, keeps silent and lies."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hoaban.connect import insurance_cards as cards
from hoaban.connect.insurance_cards import CardQuestion, Finding, Portal, Sandbox, portal
from hoaban.kernel import wire
from hoaban.kernel.tries import Misconfigured

NAME, PLACE = "Lò Văn Ính", "bản Hoa Ban 2, xã Dào San"
TODAY = date(2026, 11, 30)


def hexed(text: str) -> str:
    return text.encode().hex()


def scanned(**changes: str) -> str:
    fields = {
        "number": "GD4120123456789", "name": hexed(NAME), "birth": "02/09/1964", "sex": "1", "address": hexed(PLACE),
        "facility": "12 - 981", "from": "01/01/2026", "to": "31/12/2026", "issued": "15/12/2025", "keeper": "12000123456789",
        "parent": "-", "area": "4", "five": "01/01/2025", "check": "1a2b-7",
    }  # fmt: skip
    return "|".join((fields | changes).values()) + "|$"


def through_telex(keys: str) -> str:
    """What Telex makes of plain keys, as far as hexadecimal has them: aa, ee, dd, and f after a vowel."""
    text = keys
    for pair, letter in (("aa", "â"), ("ee", "ê"), ("dd", "đ"), ("af", "à"), ("ef", "è")):
        text = text.replace(pair, letter)
    return text


def through_vni(keys: str) -> str:
    text = keys
    for base in "aAeE":
        for key, mark in {
            "1": "\u0301",
            "2": "\u0300",
            "3": "\u0309",
            "4": "\u0303",
            "5": "\u0323",
            "6": "\u0302",
        }.items():
            text = text.replace(base + key, unicodedata.normalize("NFC", base + mark))
    return text.replace("d9", "đ").replace("D9", "Đ")


class TestScanning:
    def test_a_card_says_who_and_until_when(self) -> None:
        scan = cards.read_qr(scanned())

        assert scan is not None
        assert scan.certain
        assert (scan.card.number, scan.card.name, scan.card.birth, scan.card.sex) == (
            "GD4120123456789", NAME, "1964-09-02", "male",
        )  # fmt: skip
        assert (scan.card.registered_at, scan.card.valid_from, scan.card.valid_to, scan.card.five_years_on) == (
            "12981", date(2026, 1, 1), date(2026, 12, 31), date(2025, 1, 1),
        )  # fmt: skip
        assert scan.card.address == PLACE

    def test_words_may_be_plain_and_fields_behind_absent(self) -> None:
        scan = cards.read_qr(f"GD4120123456789|{NAME}|1964")

        assert scan is not None
        assert (scan.card.name, scan.card.birth, scan.card.valid_to) == (NAME, "1964", None)
        assert not scan.certain

    @pytest.mark.parametrize("typing", [through_telex, through_vni])
    @pytest.mark.parametrize("name", [NAME, "Giàng A Páo", "Vàng Thị Mỷ", "Đèo Thị Khăm", "Lý Ê Đê"])
    def test_a_typing_program_changes_no_word_and_no_number(self, typing: object, name: str) -> None:
        typed = typing(scanned(name=hexed(name)))  # type: ignore[operator]
        scan = cards.read_qr(typed)

        assert scan is not None
        assert scan.card.number == "GD4120123456789"
        assert scan.card.name in (name, "")
        assert (scan.card.birth, scan.card.registered_at) == ("1964-09-02", "12981")

    def test_what_vni_made_of_a_name_is_read_back(self) -> None:
        typed = through_vni(scanned(name=hexed("Giàng A Páo")))
        scan = cards.read_qr(typed)

        assert "á" in typed or "ả" in typed
        assert scan is not None
        assert scan.card.name == "Giàng A Páo"

    @pytest.mark.parametrize("typed", ["4cc", "4cc3b2205", hexed(NAME)[:-1] + "?", "ffffffff"])
    def test_a_name_of_which_a_key_was_lost_is_not_taken(self, typed: str) -> None:
        scan = cards.read_qr(scanned(name=typed))

        assert scan is not None
        assert (scan.card.number, scan.card.name, scan.certain) == ("GD4120123456789", "", False)

    @given(st.text(max_size=300))
    def test_any_text_is_a_card_or_none(self, text: str) -> None:
        found = cards.read_qr(text)
        assert found is None or cards.tidy_number(found.card.number)
        changed = cards.read_qr(scanned(name=text.replace("|", ""), address=text.replace("|", "")))
        assert changed is not None

    def test_too_long_a_scan_is_none(self) -> None:
        assert cards.read_qr("GD4120123456789|" + "a" * 2_000_000) is None

    @pytest.mark.parametrize(
        ("written", "number"),
        [
            ("gd 4 12 0123456789", "GD4120123456789"), ("GD412012345678912981", "GD4120123456789"),
            ("0123456789", "0123456789"), ("012064000103", "012064000103"), ("GD9120123456789", ""), ("123", ""), ("", ""),
        ],
    )  # fmt: skip
    def test_a_number_has_one_of_three_shapes(self, written: str, number: str) -> None:
        assert cards.tidy_number(written) == number


@pytest.fixture(autouse=True)
def _no_tokens() -> Iterator[None]:
    portal._tokens.clear()
    yield
    portal._tokens.clear()


PORTAL = Portal("2024", "https://portal.invalid", "12981_A", "s3cret", "Nguyễn Thị Thử", "012000000001")


def look_up(end: str = "01", *, at: Portal = PORTAL, ask: wire.Ask | None = None) -> cards.CardReply:
    box = Sandbox("12981_A", "s3cret", registered_at="12981", today=TODAY)
    return cards.look_up(at, CardQuestion(f"HT312000000{end.zfill(4)}", NAME, "1964-09-02"), ask or box.ask)


class TestLookingUp:
    def test_a_card_that_holds(self) -> None:
        reply = look_up()

        assert (reply.finding, reply.code) == (Finding.HOLDS, "000")
        assert reply.card is not None
        assert (reply.card.number, reply.card.name, reply.card.birth) == (
            "HT3120000000001",
            NAME,
            "1964-09-02",
        )
        assert (reply.card.valid_to, reply.card.registered_at) == (date(2026, 12, 31), "12981")

    @pytest.mark.parametrize(
        ("end", "finding", "code"),
        [
            ("90", Finding.ENDED, "010"), ("91", Finding.NOT_FOUND, "050"), ("93", Finding.WITHDRAWN, "110"),
            ("94", Finding.HOLDS, "003"), ("96", Finding.UNKNOWN, "answer"), ("97", Finding.UNKNOWN, "status-500"),
            ("98", Finding.UNKNOWN, "timeout"), ("99", Finding.HOLDS, "000"),
        ],
    )  # fmt: skip
    def test_every_other_answer(self, end: str, finding: Finding, code: str) -> None:
        reply = look_up(end)
        assert (reply.finding, reply.code) == (finding, code)

    def test_a_new_card_is_told_instead_of_the_old_one(self) -> None:
        card = look_up("94").card
        assert card is not None
        assert (card.number, card.valid_to) == ("HT3120000000001", date(2027, 12, 31))

    def test_a_number_that_is_no_number_is_not_taken_from_the_portal(self) -> None:
        said = b'{"maKetQua": "000", "maThe": "XX0000000000000", "hoTen": "A B"}'
        token = wire.Reply(200, b'{"APIKey": {"access_token": "t"}}')
        card = look_up(ask=lambda one: token if "token/take" in one.address else wire.Reply(200, said)).card
        assert card is not None
        assert card.number == ""

    def test_a_portal_that_lies_tells_of_another_card(self) -> None:
        card = look_up("95").card
        assert card is not None
        assert card.number == "HT3129999999999"

    def test_a_wrong_password_is_ours_to_mend(self) -> None:
        wrong = Portal("2024", "https://portal.invalid", "12981_A", "no", "Nguyễn Thị Thử", "012000000001")
        assert look_up(at=wrong).finding is Finding.OURS

    def test_nobody_at_the_address_is_unknown(self) -> None:
        def nobody(_request: wire.Request) -> wire.Reply:
            raise ConnectionRefusedError

        assert look_up(ask=nobody).code == "unreachable"

    def test_a_token_is_used_again_and_the_time_holds_for_both_calls(self) -> None:
        box = Sandbox("12981_A", "s3cret", registered_at="12981", today=TODAY)
        asked: list[str] = []

        def noted(request: wire.Request) -> wire.Reply:
            asked.append(request.address)
            assert request.seconds <= PORTAL.seconds
            return box.ask(request)

        look_up(ask=noted)
        look_up("02", ask=noted)
        assert sum("token/take" in one for one in asked) == 1

    def test_a_portal_that_takes_all_the_time_for_its_token_is_asked_no_more(self) -> None:
        box = Sandbox("12981_A", "s3cret", registered_at="12981", today=TODAY)
        clock = iter([0.0, 0.0, 0.1, 2.5, 2.5, 2.5])
        reply = cards.look_up(
            PORTAL, CardQuestion("0123456701", NAME, "1964"), box.ask, clock=lambda: next(clock)
        )
        assert reply.code == "timeout"

    @given(st.binary(max_size=300), st.integers(100, 599))
    def test_any_answer_is_understood_or_unknown(self, body: bytes, status: int) -> None:
        portal._tokens.clear()
        assert look_up(ask=lambda _request: wire.Reply(status, body)).finding in Finding

    @pytest.mark.parametrize(
        "wrong", [{"version": "1999"}, {"address": "http://portal.invalid"}, {"password": ""}]
    )
    def test_a_portal_is_described_wholly_or_not_at_all(self, wrong: dict[str, str]) -> None:
        facts = {
            "version": "2024", "address": "https://portal.invalid", "username": "a", "password": "b", "staff_name": "c",
            "staff_number": "d",
        }  # fmt: skip
        with pytest.raises(Misconfigured):
            Portal(**(facts | wrong))  # type: ignore[arg-type]
