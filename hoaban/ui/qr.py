"""A QR code as the path of an SVG: dark modules as runs, so that a page carries a kilobyte instead of an image."""

from __future__ import annotations

from dataclasses import dataclass

import qrcode
from qrcode.constants import ERROR_CORRECT_M

QUIET = 4
"""Modules of white around the code that readers need."""


@dataclass(frozen=True, slots=True)
class Code:
    """``side`` modules wide and high with the white around it; ``path`` draws the dark ones."""

    side: int
    path: str


def draw(text: str) -> Code:
    """The code of a text, with 15 % of it to spare for dirt and glare."""
    code = qrcode.QRCode(error_correction=ERROR_CORRECT_M, border=0)
    code.add_data(text)
    code.make()
    rows = code.get_matrix()
    path = "".join(_row(row, y + QUIET) for y, row in enumerate(rows))
    return Code(len(rows) + 2 * QUIET, path)


def _row(row: list[bool], y: int) -> str:
    parts, start = [], None
    for x, dark in enumerate([*row, False]):
        if dark and start is None:
            start = x
        elif not dark and start is not None:
            parts.append(f"M{start + QUIET} {y}h{x - start}v1h-{x - start}z")
            start = None
    return "".join(parts)
