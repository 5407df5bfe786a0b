"""Pictures of hands, seals and fingers: read from whatever a scanner or a screen made, kept as plain PNG."""

from __future__ import annotations

import io
import warnings

from PIL import Image, UnidentifiedImageError

LARGEST = 1024 * 1024
"""Bytes."""
_WIDEST, _LEAST = 3000, 40
_KEPT = 1000


class NotAPicture(ValueError):
    """No PNG or JPEG picture, too large, or too small to show anything."""


def read_picture(content: bytes) -> bytes:
    """A picture as PNG of at most 1,000 points a side, without whatever else its file carried.

    :raises NotAPicture: see there.
    """
    if not 0 < len(content) <= LARGEST:
        raise NotAPicture("size")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter(
                "error"
            )  # a picture that grows enormous when it is opened is a warning only
            with Image.open(io.BytesIO(content), formats=("PNG", "JPEG")) as opened:
                if not all(_LEAST <= side <= _WIDEST for side in opened.size):
                    raise NotAPicture("sides")
                opened.load()
                plain = opened.convert("RGBA")
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Warning) as broken:
        raise NotAPicture(type(broken).__name__) from None
    plain.thumbnail((_KEPT, _KEPT))
    if all(band.getextrema()[0] == band.getextrema()[1] for band in plain.split()):  # nothing is drawn
        raise NotAPicture("empty")
    made = io.BytesIO()
    Image.frombytes("RGBA", plain.size, plain.tobytes()).save(made, "PNG", optimize=True)
    return made.getvalue()
