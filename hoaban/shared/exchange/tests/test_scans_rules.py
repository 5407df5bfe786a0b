"""What a scanner types at a desk, whatever it is."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hoaban.shared.exchange.rules import destinations, scans


@pytest.mark.parametrize(
    ("text", "kind", "number"),
    [
        ("012064000103|045000123|Lò Văn Inh|02091964|Nam|bản Hoa Ban 2|25122021", "identity", "012064000103"),
        ("GD4120123456789|4cc3b22056c4836e20496e68|02/09/1964|1|-|12 - 981|01/01/2026", "insurance", "GD4120123456789"),
        (" 012064000103 \n", "number", "012064000103"), ("0123456789", "number", "0123456789"),
        ("GD412012345678912981", "number", "GD4120123456789"), ("", "nothing", ""), ("xin chào", "nothing", ""),
        ("x" * 2_000_000, "nothing", ""),
    ],
)  # fmt: skip
def test_a_scan_is_what_it_is(text: str, kind: str, number: str) -> None:
    scan = scans.read_card_qr(text)
    assert (scan.kind, scan.number) == (kind, number)


@given(st.text(max_size=400))
def test_any_text_is_something(text: str) -> None:
    assert scans.read_card_qr(text).kind in {"identity", "insurance", "number", "nothing"}


def test_the_strictest_rule_holds_and_the_unknown_is_withheld() -> None:
    there = destinations.destination(destinations.EPRESCRIPTIONS)
    assert destinations.handling(there, set()) == "send"
    assert destinations.handling(there, {"mental", "hiv"}) == "mask"
    assert destinations.handling(there, {"hiv", "new"}) == "withhold"


def test_every_destination_is_described() -> None:
    for one in destinations.destinations():
        assert one.schemas
        assert all(one.name)
        assert all(one.by_hand)
        assert one.waits == tuple(sorted(one.waits))
