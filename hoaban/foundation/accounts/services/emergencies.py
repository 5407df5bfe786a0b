"""Break the glass, end it, review it. Each is in the trail, with the person whom it concerns."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from hoaban.foundation.accounts import models
from hoaban.foundation.accounts.queries.emergencies import get_emergency
from hoaban.foundation.accounts.rules.emergencies import BREAK_GLASS, REVIEW, check_reason, check_verdict
from hoaban.foundation.accounts.rules.measures import measures
from hoaban.foundation.accounts.services.leave import own_account
from hoaban.foundation.accounts.services.notifying import tell_everybody
from hoaban.foundation.audit import api as audit
from hoaban.kernel.actor import Actor, Purpose
from hoaban.kernel.clock import vietnam_day
from hoaban.kernel.errors import Conflict, NotAllowed
from hoaban.kernel.ids import uuid7

OPEN, END, JUDGE = "emergency.open", "emergency.end", "emergency.review"


class Reviewed(Conflict):
    """Somebody has given a verdict already."""


def break_glass(*, actor: Actor, person: UUID, kind: str, words: str, now: datetime) -> datetime:
    """Open one person's record to one account for some hours; returns until when. Open already: nothing changes.

    Whether there is such a person, and whether this is needed, is known above.

    :raises NotAllowed: the actor's roles do not break glass. :raises Invalid: the reason says nothing.
    """
    if not actor.may(BREAK_GLASS):
        audit.write_refusal(actor=actor, act=OPEN, purpose=Purpose.BREAK_GLASS, persons=[person])
        raise NotAllowed(
            "Vai trò của bạn không mở khẩn cấp hồ sơ.", "Your role opens no record in an emergency."
        )
    check_reason(kind, words)
    account = own_account(actor)
    ends_at = now + timedelta(hours=measures(vietnam_day(now)).emergency_hours)
    with transaction.atomic():
        models.Account.objects.select_for_update().get(pk=account.pk)  # two clicks at once open it once
        held = models.Emergency.objects.filter(account=account, person=person, ends_at__gt=now).first()
        if held is not None:
            return held.ends_at
        made = models.Emergency.objects.create(
            id=uuid7(now), account=account, person=person, kind=kind, words=words.strip(),
            opened_at=now, ends_at=ends_at,
        )  # fmt: skip
        detail = {"emergency": str(made.pk), "reason": kind, "until": ends_at.isoformat()}
        audit.write(
            actor=actor, act=OPEN, purpose=Purpose.BREAK_GLASS, persons=[person], detail=detail, now=now
        )
        tell_everybody()
    return ends_at


def end_emergency(*, actor: Actor, person: UUID, now: datetime) -> bool:
    """Close what the actor opened, before its time; False when nothing was open."""
    account = own_account(actor)
    with transaction.atomic():
        rows = models.Emergency.objects.select_for_update().filter(
            account=account, person=person, ends_at__gt=now
        )
        ended = [str(row.pk) for row in rows]
        if ended:
            models.Emergency.objects.filter(pk__in=ended).update(ends_at=now)
            audit.write(
                actor=actor, act=END, purpose=Purpose.BREAK_GLASS, persons=[person],
                detail={"emergencies": ended}, now=now,
            )  # fmt: skip
            tell_everybody()
    return bool(ended)


def review_emergency(*, actor: Actor, emergency: UUID, verdict: str, words: str, now: datetime) -> None:
    """Say whether an opening was justified, and why. One verdict, given once, by somebody else.

    :raises NotAllowed: the actor does not review, or opened it. :raises Invalid: the verdict says nothing.
    :raises NotFound: there is no such emergency. :raises Reviewed: it has a verdict.
    """
    found = get_emergency(emergency)
    if not actor.may(REVIEW) or found.actor_id == actor.id:
        audit.write_refusal(
            actor=actor, act=JUDGE, persons=[found.person], detail={"emergency": str(emergency)}
        )
        raise NotAllowed("Bạn không rà soát lần mở này.", "You do not review this emergency.")
    check_verdict(verdict, words)
    with transaction.atomic():
        done = models.Emergency.objects.filter(pk=emergency, reviewed_at=None).update(
            reviewed_at=now, reviewed_by=actor.id, verdict=verdict, review_words=words.strip()
        )
        if not done:
            raise Reviewed("Lần mở này đã có kết luận.", "This emergency has a verdict.", place="verdict")
        detail = {"emergency": str(emergency), "verdict": verdict}
        audit.write(actor=actor, act=JUDGE, persons=[found.person], detail=detail, now=now)
