"""What makes a PIN good enough, seeing that three wrong ones are the end of it."""

from __future__ import annotations

import itertools

LENGTH = 6


def is_good_pin(pin: str) -> bool:
    """Six digits, and not those that are tried first: one repeated, a run up or down, a pattern said twice or thrice."""
    if len(pin) != LENGTH or not (pin.isascii() and pin.isdigit()):
        return False
    steps = {int(after) - int(before) for before, after in itertools.pairwise(pin)}
    is_pattern = any(pin == pin[:size] * (LENGTH // size) for size in (1, 2, 3))
    return steps not in ({1}, {-1}) and not is_pattern
