"""Telephone numbers that a short message can go to."""

from __future__ import annotations

import re

_NATIONAL = re.compile(r"0[13-9]\d{8}")
"""Ten digits; what begins with 02 is a telephone on a wire. 01 is nobody's today: invented people have it."""


def mobile_number(written: str) -> str:
    """The number with its country (``+84…``), however it is written; empty for what no short message reaches."""
    digits = "".join(char for char in written if char.isdigit() and char.isascii())
    if digits.startswith("84") and len(digits) == 11:
        digits = "0" + digits[2:]
    return "+84" + digits[1:] if _NATIONAL.fullmatch(digits) else ""
