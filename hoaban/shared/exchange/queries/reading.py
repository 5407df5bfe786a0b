"""What others ask of the exchange: the messages about something, the checks of a visit's card."""

from __future__ import annotations

from uuid import UUID

from hoaban.kernel.actor import Actor
from hoaban.shared.exchange import models, policies
from hoaban.shared.exchange.queries import shaping
from hoaban.shared.exchange.rules.cards import CardAnswer
from hoaban.shared.visits import api as visits


def messages_about(*, actor: Actor, about: str) -> list[shaping.Message]:
    """The messages about something of the caller's, the newest first, with what was told of them; without the actor's
    leave to see visits or messages of their facility none. The caller's own entry in the trail names the person."""
    rows = models.Message.objects.filter(about=about).order_by("-made_at", "-id").prefetch_related("receipts")
    return [
        shaping.message_of(
            row,
            tuple(
                shaping.receipt_of(one)
                for one in sorted(row.receipts.all(), key=lambda each: (each.at, each.pk))
            ),
        )
        for row in rows
        if _may_see(actor, row.facility_code)
    ]


def card_checks_of(*, actor: Actor, visit: UUID) -> list[CardAnswer]:
    """Every check of the card of a visit, the newest first. The caller's own entry in the trail names the person.

    :raises NotFound: the visit is none of the actor's.
    """
    visits.get_visit(actor=actor, visit=visit)
    rows = models.CardCheck.objects.filter(visit=visit).order_by("-asked_at", "-id")
    return [shaping.answer_of(row) for row in rows]


def _may_see(actor: Actor, facility_code: str) -> bool:
    scopes = [scope for leave in (*policies.DESK, policies.WATCH) for scope in actor.scopes(leave)]
    return any(scope.kind == "all" or scope.facility == facility_code for scope in scopes)
