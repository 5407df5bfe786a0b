"""Seal in tests: transactions of other tests in the same cluster may hold the sealer up for a moment."""

from __future__ import annotations

import time

from hoaban.kernel import outbox


def seal_all() -> None:
    """Seal until every announcement has its position."""
    for _ in range(150):
        outbox.seal()
        if not outbox.Announcement.objects.filter(position=None).exists():
            return
        time.sleep(0.1)
