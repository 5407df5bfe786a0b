"""What is seen of a signature: text in black, as the state's layout has it for papers without the picture of a hand or seal."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from cryptography import x509
from django.contrib.staticfiles import finders

from hoaban.connect import signatures
from hoaban.kernel.clock import VIETNAM

_LETTERS = (
    "vendor/fonts/be-vietnam-pro-latin-400-normal.woff2",
    "vendor/fonts/be-vietnam-pro-vietnamese-400-normal.woff2",
)


def stamp(
    certificate: x509.Certificate, box: Sequence[int], *, now: datetime, picture: bytes = b""
) -> signatures.Stamp:
    """Who and when, with the ``picture`` of the hand or seal if there is one, in a ``box``: page (0 is the first, -1 the
    last), left, bottom, right, top in points."""
    page, left, bottom, right, top = box
    lines = (
        f"Người ký: {signatures.name_of(certificate.subject)}",
        f"Thời gian ký: {signatures.time_text(now.astimezone(VIETNAM))}",
    )
    return signatures.Stamp(lines, (left, bottom, right, top), _letters(), page, picture)


@functools.lru_cache(maxsize=1)
def _letters() -> bytes:
    """The letters of the screens; ``make setup`` put them there."""
    return signatures.join_fonts([Path(str(finders.find(name))).read_bytes() for name in _LETTERS])
