"""A ceiling on how fast one client may call: a token bucket per actor and process."""

from __future__ import annotations

import os
import threading
import time

from hoaban.kernel.errors import HoaBanError

RATE = float(os.environ.get("HOABAN_FHIR_RATE", "2000"))
"""Calls a second that one actor may keep up, per web process."""
BURST = RATE * 2

_buckets: dict[str, tuple[float, float]] = {}
_lock = threading.Lock()


class TooManyCalls(HoaBanError):
    """The actor calls faster than allowed."""

    status = 429
    code = "throttled"


def take(actor_id: str) -> None:
    """Count one call. :raises TooManyCalls: the bucket is empty."""
    now = time.monotonic()
    with _lock:
        left, at = _buckets.get(actor_id, (BURST, now))
        left = min(BURST, left + (now - at) * RATE)
        if left < 1:
            raise TooManyCalls("Gọi quá nhanh; hãy chậm lại.", "Too many calls; slow down.")
        _buckets[actor_id] = (left - 1, now)
