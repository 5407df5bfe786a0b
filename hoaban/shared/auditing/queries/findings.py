"""The reviewer's list: what looked unusual, what stands behind it, what was found.

Nobody reads a sign about themself, nor one about a look at their own record.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet

from hoaban.foundation.accounts import api as accounts
from hoaban.foundation.audit import api as audit
from hoaban.kernel import clock
from hoaban.kernel.actor import Actor
from hoaban.kernel.errors import NotFound
from hoaban.shared.auditing import policies
from hoaban.shared.auditing.models import Finding
from hoaban.shared.auditing.queries import staff
from hoaban.shared.auditing.rules import unusual, words
from hoaban.shared.people import api as people

LOOK = "audit.findings"
_ENTRIES = 100
_NAMED = 20


@dataclass(frozen=True, slots=True)
class Sign:
    """One sign of unusual use. ``names``: whom it is about, by id; ``ties``: those of them who are of the
    actor's family; ``entries``: some of the trail behind it."""

    id: UUID
    rule: unusual.Rule
    actor_id: str
    starts_at: datetime
    ends_at: datetime
    persons: tuple[UUID, ...]
    figures: Mapping[str, int]
    found_at: datetime
    judged_at: datetime | None
    judged_by: str
    verdict: str
    words: str
    known: Mapping[str, accounts.Known]
    names: Mapping[UUID, str]
    ties: Mapping[UUID, people.Kin]
    entries: tuple[audit.TrailEntry, ...] = ()


@dataclass(frozen=True, slots=True)
class SignPage:
    """A page of signs: those that wait, the oldest first, or those that were judged, the latest first."""

    signs: tuple[Sign, ...]
    waiting: int
    more: bool


def list_signs(*, actor: Actor, judged: bool, start: int, count: int, now: datetime) -> SignPage:
    """One page. :raises NotAllowed: the actor reviews nothing."""
    policies.must(actor, policies.REVIEW, LOOK)
    with transaction.atomic():
        rows = readable(actor, now=now)
        page = (
            rows.exclude(judged_at=None).order_by("-judged_at", "id")
            if judged
            else rows.filter(judged_at=None).order_by("starts_at", "id")
        )
        found = list(page[start : start + count + 1])
        shown = _signs(found[:count])
        _enter(actor, shown, {"of": "judged" if judged else "waiting", "count": len(shown)}, now)
        return SignPage(tuple(shown), rows.filter(judged_at=None).count(), len(found) > count)


def find_sign(*, actor: Actor, sign: UUID, now: datetime) -> Sign:
    """One sign with entries behind it. :raises NotAllowed: the actor reviews nothing. :raises NotFound: none for them."""
    policies.must(actor, policies.REVIEW, LOOK)
    with transaction.atomic():
        row = get(actor, sign, now=now)
        (found,) = _signs([row], whole=True)
        if row.rule == "kin":
            kin = staff.ties(row.actor_id, now=now, on=clock.vietnam_day(row.starts_at))
            found = replace(found, ties={one: kin[one] for one in found.names if one in kin})
        _enter(actor, [found], {"finding": str(sign)}, now)
        return found


def get(actor: Actor, sign: UUID, *, now: datetime) -> Finding:
    """The row behind a sign that this actor may review. :raises NotFound: there is none for them; a refusal is told."""
    row = readable(actor, now=now).filter(pk=sign).first()
    if row is None:
        if Finding.objects.filter(pk=sign).exists():
            audit.write_refusal(actor=actor, act=LOOK, detail={"finding": str(sign)})
        raise NotFound("Không có dấu hiệu này.", "There is no such sign.", place="finding")
    return row


def is_sign(actor: Actor, sign: UUID, *, now: datetime) -> bool:
    """Whether there is such a sign for this actor."""
    return readable(actor, now=now).filter(pk=sign).exists()


def readable(actor: Actor, *, now: datetime) -> QuerySet[Finding]:
    """All signs but those that concern the reviewer: what they did, or a look at their own record."""
    rows = Finding.objects.exclude(actor_id=actor.id)
    me = staff.members(now=now).get(actor.id)
    own = people.ids_of(me.person) if me and me.person else []
    return rows.exclude(Q(persons__overlap=own)) if own else rows


def _signs(rows: Iterable[Finding], *, whole: bool = False) -> list[Sign]:
    rows = list(rows)
    known = accounts.known_actors({one for row in rows for one in (row.actor_id, row.judged_by) if one})
    named = people.describe({one for row in rows for one in row.persons[:_NAMED]})
    return [
        Sign(
            row.pk, unusual.rules()[row.rule], row.actor_id, row.starts_at, row.ends_at, tuple(row.persons),
            row.figures, row.found_at, row.judged_at, row.judged_by, row.verdict, row.words, known,
            {one: named[one].name if one in named else "" for one in row.persons[:_NAMED]},
            {}, tuple(_behind(row)) if whole else (),
        )
        for row in rows
        if row.rule in unusual.rules()
    ]  # fmt: skip


def _behind(row: Finding) -> list[audit.TrailEntry]:
    """Entries of the trail that the sign was made of, the newest of them."""
    acts: tuple[audit.Acts, ...] = (audit.Acts(words.looks()),)
    outcome = "allowed"
    if row.rule == "refusals":
        acts, outcome = (), "refused"
    elif row.rule == "emergencies":
        acts = (audit.Acts(("emergency.open",)),)
    sought = audit.TrailFilter(
        actor_id=row.actor_id, since=row.starts_at, until=row.ends_at, outcome=outcome, acts=acts,
        persons=tuple(row.persons),
    )  # fmt: skip
    return audit.list_entries(sought=sought, limit=_ENTRIES)


def _enter(actor: Actor, signs: Iterable[Sign], detail: dict[str, object], now: datetime) -> None:
    persons = sorted({one for sign in signs for one in sign.names})
    audit.write(actor=actor, act=LOOK, persons=persons, detail=detail, now=now)
