"""Citizens' cards, scanned well and badly; all invented."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hoaban.connect import identity_cards as cards

GOOD = "012064000103|045000123|Lò Văn Inh|02091964|Nam|Bản Hoa Ban 2, Mù Sang, Phong Thổ, Lai Châu|25122021"


def test_a_card_says_who_and_where() -> None:
    scan = cards.read_qr(GOOD)

    assert scan == cards.IdentityScan(
        "012064000103", "045000123", "Lò Văn Inh", "1964-09-02", "male", "Bản Hoa Ban 2, Mù Sang, Phong Thổ, Lai Châu",
        date(2021, 12, 25),
    )  # fmt: skip


def test_a_newer_card_has_more_fields_and_no_old_number() -> None:
    scan = cards.read_qr("012190000104||Vàng Thị Mỷ|01021990|Nữ|xã Dào San|01072024||Vàng A Thử|Lò Thị Thử|")

    assert scan is not None
    assert (scan.old_number, scan.sex, scan.certain) == ("", "female", True)


@pytest.mark.parametrize(
    ("field", "typed"), [("Lò Văn Inh", "L? V?n Inh"), ("Lò Văn Inh", "L V0n Inh"), ("02091964", "31021964"), ("Nam", "N?")]
)  # fmt: skip
def test_of_what_a_keyboard_lost_the_number_is_left(field: str, typed: str) -> None:
    scan = cards.read_qr(GOOD.replace(field, typed))

    assert scan is not None
    assert (scan.number, scan.certain) == ("012064000103", False)
    assert typed not in (scan.name, scan.birth, scan.sex)


@pytest.mark.parametrize(
    "text", ["", "012064000103", "12064|x|y", "abc|def", "GD4120123456789|4cc3b2|1964", "1" * 3_000]
)
def test_what_is_no_card_is_none(text: str) -> None:
    assert cards.read_qr(text) is None


@given(st.text(max_size=400))
def test_any_text_is_a_card_or_none(text: str) -> None:
    assert cards.read_qr(text) is None or text.strip()[:12].isdigit()
    assert cards.read_qr(f"012064000103|{text}") is not None or len(text) > 1_000
