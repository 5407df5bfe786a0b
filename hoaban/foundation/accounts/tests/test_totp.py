"""Codes of authenticator apps, against the vectors of RFC 6238."""

from datetime import UTC, datetime, timedelta

import pytest

from hoaban.foundation.accounts.rules import recovery, totp

NOON = datetime(2026, 11, 11, 5, 0, 7, tzinfo=UTC)
SECRET = b"12345678901234567890"


@pytest.mark.parametrize(
    ("seconds", "code"),
    [
        (59, "287082"),
        (1111111109, "081804"),
        (1111111111, "050471"),
        (1234567890, "005924"),
        (2000000000, "279037"),
        (20000000000, "353130"),
    ],
)
def test_codes_are_those_of_the_standard(seconds: int, code: str) -> None:
    assert totp.code_at(SECRET, seconds // 30) == code


@pytest.mark.parametrize(("off", "taken"), [(-60, False), (-30, True), (0, True), (30, True), (60, False)])
def test_a_clock_may_be_half_a_minute_off(off: int, taken: bool) -> None:
    typed = totp.code_at(SECRET, totp.step_of(NOON + timedelta(seconds=off)))

    assert (totp.matching_step(SECRET, typed, now=NOON, after=0) is not None) is taken


def test_a_code_is_good_once_and_no_older_one_after_it() -> None:
    here = totp.step_of(NOON)

    assert totp.matching_step(SECRET, totp.code_at(SECRET, here), now=NOON, after=here) is None
    assert totp.matching_step(SECRET, totp.code_at(SECRET, here - 1), now=NOON, after=here) is None
    assert totp.matching_step(SECRET, totp.code_at(SECRET, here + 1), now=NOON, after=here) == here + 1


@pytest.mark.parametrize("typed", ["", "12345", "1234567", "abcdef", "１２３４５６", "\x00"])
def test_what_is_no_code_is_none(typed: str) -> None:
    assert totp.matching_step(SECRET, typed, now=NOON, after=0) is None


def test_an_app_is_told_everything_in_one_address() -> None:
    address = totp.address_of(SECRET, "bs.kham")

    assert address.startswith("otpauth://totp/Hoa%20Ban:bs.kham?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&")
    assert "issuer=Hoa%20Ban" in address
    assert totp.spelled(SECRET) == "GEZD GNBV GY3T QOJQ GEZD GNBV GY3T QOJQ"


def test_recovery_codes_are_ten_and_typed_as_one_likes() -> None:
    codes = recovery.new_codes()

    assert len(set(codes)) == recovery.COUNT
    assert all(len(recovery.normalised(code)) == 12 for code in codes)
    assert recovery.normalised(f" {codes[0].upper().replace('-', ' ')} ") == recovery.normalised(codes[0])
