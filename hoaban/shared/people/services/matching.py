"""Put pairs that batch matching found on the stewards' list; nobody is joined by it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from hoaban.foundation.audit import api as audit
from hoaban.kernel.actor import Actor
from hoaban.record import api as record
from hoaban.shared.people import policies
from hoaban.shared.people.models import Doubt

_TOGETHER = 500


def match_everybody(*, actor: Actor, now: datetime) -> tuple[int, int]:
    """Compare all people of the register with each other; returns how many pairs were found, and how many are new.

    A pair that is listed, or that a steward has decided, stays as it is.
    """
    from hoaban.shared.people.queries import batch  # a second of imports that no page should wait for

    policies.must(actor, policies.STEWARD)
    found = batch.match(batch.everybody())
    pairs = sorted(tuple(sorted((UUID(pair.one), UUID(pair.other)))) for pair in found)
    news = 0
    for start in range(0, len(pairs), _TOGETHER):
        news += _list(actor, pairs[start : start + _TOGETHER], now)
    return len(pairs), news


def _list(actor: Actor, pairs: Sequence[tuple[UUID, ...]], now: datetime) -> int:
    def work() -> int:
        known = set(Doubt.objects.filter(one__in=[one for one, _ in pairs]).values_list("one", "other"))
        news = [pair for pair in pairs if pair not in known]
        Doubt.objects.bulk_create(
            [Doubt(one=one, other=other, reason="matching", found_at=now) for one, other in news],
            ignore_conflicts=True,
        )
        detail = {"pairs": len(news), "digest": audit.digest_of_ids([one for pair in news for one in pair])}
        audit.write(actor=actor, act="people.match", detail=detail, now=now)
        return len(news)

    return record.in_one_transaction(work)
