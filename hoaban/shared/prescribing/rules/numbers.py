"""Amounts as a prescription writes them: below ten with a leading zero, of narcotics in words too."""

from __future__ import annotations

from decimal import Decimal

_ONES = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")


def plain(value: Decimal) -> str:
    """``1,5`` or ``10``; without zeros at the end."""
    text = f"{value.normalize():f}"
    return text.replace(".", ",")


def amount(value: Decimal) -> str:
    """A whole number below ten with a leading zero (TT 26/2025)."""
    text = plain(value)
    return f"0{text}" if 0 < value < 10 else text


def fraction(value: Decimal) -> str:
    """``1/2`` for a half, as a ward says it."""
    return {Decimal("0.5"): "1/2", Decimal("0.25"): "1/4", Decimal("0.75"): "3/4"}.get(value, plain(value))


def in_words(value: int) -> str:
    """A number below a million in Vietnamese words: 24 is ``hai mươi bốn``."""
    if not 0 <= value < 1_000_000:
        raise ValueError(value)
    thousands, rest = divmod(value, 1000)
    if not thousands:
        return _below_thousand(rest, leading=True)
    said = f"{_below_thousand(thousands, leading=True)} nghìn"
    return said if not rest else f"{said} {_below_thousand(rest, leading=False)}"


def _below_thousand(value: int, *, leading: bool) -> str:
    hundreds, rest = divmod(value, 100)
    if not hundreds and leading:
        return _below_hundred(rest)
    said = f"{_ONES[hundreds]} trăm"
    if not rest:
        return said
    return f"{said} lẻ {_ONES[rest]}" if rest < 10 else f"{said} {_below_hundred(rest)}"


def _below_hundred(value: int) -> str:
    tens, ones = divmod(value, 10)
    if not tens:
        return _ONES[ones]
    said = "mười" if tens == 1 else f"{_ONES[tens]} mươi"
    if not ones:
        return said
    last = {1: "mốt" if tens > 1 else "một", 5: "lăm"}.get(ones, _ONES[ones])
    return f"{said} {last}"
