"""What waits for whose signature."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet

from hoaban.foundation.audit import api as audit
from hoaban.foundation.files import api as files
from hoaban.kernel.actor import Actor, ActorKind
from hoaban.kernel.errors import NotFound
from hoaban.shared.signing import policies
from hoaban.shared.signing.models import SigningDocument, SigningOffer
from hoaban.shared.signing.rules import Failure, Offered, State

LOOK, OPEN = "signing.waiting", "signing.open"
_ACCOUNT = "account:"
_MOST = 500


@dataclass(frozen=True, slots=True)
class Offer:
    """A paper offered for signature. ``signer`` empty: the facility signs. ``progress`` and ``failure``: of the last try,
    None before the first. ``before``: the offer of the person, whose signed file this one is about."""

    id: UUID
    kind: str
    title: str
    about: str
    person: UUID | None
    media: str
    signer: str
    facility_code: str
    offered_at: datetime
    state: Offered
    progress: State | None
    failure: Failure | None
    original: str
    signed: str
    ended_at: datetime | None
    before: UUID | None
    seals_later: bool

    @property
    def is_taken(self) -> bool:
        """Whether the background has it in hand."""
        return self.progress in {State.WAITING, State.SIGNING}


@dataclass(frozen=True, slots=True)
class Signed:
    """A paper that was signed, for whoever offered it. ``complete``: nobody signs after; ``signed_by``: an actor's id."""

    offer: UUID
    kind: str
    about: str
    title: str
    person: UUID | None
    facility_code: str
    media: str
    original: str
    signed: str
    signed_at: datetime
    signed_by: str
    by_facility: bool
    complete: bool


@dataclass(frozen=True, slots=True)
class Content:
    """The bytes of a paper as they are now, signed if it is, with their digest."""

    title: str
    media: str
    content: bytes
    digest: str
    about: str
    person: UUID | None
    facility_code: str

    @property
    def kind(self) -> Literal["pdf", "xml"]:
        """Which of the two it is."""
        return "pdf" if self.media == "pdf" else "xml"


def waiting_for(*, actor: Actor, now: datetime) -> list[Offer]:
    """Everything that waits for the actor's own signature or for a seal that they use, the oldest first; whom the papers
    are about is one entry of the trail."""
    rows = _with_tries(SigningOffer.objects.filter(_for(actor), state=Offered.OPEN))
    people = sorted({row.person for row in rows if row.person})
    if people:
        with transaction.atomic():
            audit.write(actor=actor, act=LOOK, persons=people, detail={"papers": len(rows)}, now=now)
    return [_offer(row) for row in rows]


def offers_for(account: str) -> list[Offer]:
    """What waits for the signature of an account (a username), the oldest first. For apps that show nobody."""
    rows = SigningOffer.objects.exclude(signer="").filter(signer=account, state=Offered.OPEN)
    return [_offer(row) for row in _with_tries(rows)]


def count_waiting(actor: Actor) -> int:
    """How many papers wait for the actor."""
    return SigningOffer.objects.filter(_for(actor), state=Offered.OPEN).count()


def offers_about(about: str) -> list[Offer]:
    """Every offer about something, withdrawn ones too, the oldest first."""
    return [_offer(row) for row in _with_tries(SigningOffer.objects.filter(about=about))]


def find_offer(offer: UUID) -> Offer:
    """One offer.

    :raises NotFound: there is none.
    """
    rows = _with_tries(SigningOffer.objects.filter(pk=offer))
    if not rows:
        raise no_offer()
    return _offer(rows[0])


def open_paper(*, actor: Actor, offer: UUID, now: datetime) -> Content:
    """The paper itself, to read before one signs and afterwards; an entry of the trail.

    :raises NotFound: there is none that waits or waited for the actor.
    """
    rows = _with_tries(SigningOffer.objects.filter(pk=offer))
    if not rows or not is_for(actor, rows[0]) or rows[0].state == Offered.WITHDRAWN:
        people = [one.person for one in rows if one.person]
        audit.write_refusal(actor=actor, act=OPEN, persons=people, detail={"offer": str(offer)}, now=now)
        raise no_offer()
    row = rows[0]
    found = _offer(row)
    people = [row.person] if row.person else []
    with transaction.atomic():
        content = files.get(found.signed or found.original)
        audit.write(actor=actor, act=OPEN, persons=people, detail={"offer": str(offer)}, now=now)
    return Content(
        row.title,
        row.media,
        content,
        found.signed or found.original,
        row.about,
        row.person,
        row.facility_code,
    )


def signed_of(row: SigningOffer) -> Signed | None:
    """What was signed of an offer; None while nothing is."""
    document = row.documents.select_related("job").filter(state=State.SIGNED).first()
    if document is None or document.signed_at is None:
        return None
    return Signed(
        offer=row.pk, kind=row.kind, about=row.about, title=row.title, person=row.person,
        facility_code=row.facility_code, media=row.media, original=row.original, signed=document.signed,
        signed_at=document.signed_at, signed_by=document.job.asked_by, by_facility=not row.signer,
        complete=row.then_seal is None,
    )  # fmt: skip


def is_for(actor: Actor, row: SigningOffer) -> bool:
    """Whether a paper waits for this actor."""
    return (
        policies.is_signer(actor, row.signer) if row.signer else policies.may_seal(actor, row.facility_code)
    )


def no_offer() -> NotFound:
    """The one answer for a paper that is not there, or is not theirs."""
    return NotFound("Không có giấy chờ ký này.", "There is no such paper to sign.", place="papers")


def sealed_places(actor: Actor) -> tuple[str, ...]:
    """The facilities for which the actor signs, by code; a scope of the whole province names none."""
    return tuple(sorted({one.code for one in actor.scopes(policies.SEAL) if one.kind == "facility"}))


def _for(actor: Actor) -> Q:
    if actor.kind is not ActorKind.PERSON or not actor.id.startswith(_ACCOUNT):
        return Q(pk=None)
    return Q(signer=actor.id.removeprefix(_ACCOUNT)) | Q(signer="", facility_code__in=sealed_places(actor))


def _with_tries(rows: QuerySet[SigningOffer]) -> Sequence[SigningOffer]:
    return list(rows.order_by("offered_at", "pk").prefetch_related("documents")[:_MOST])


def _last_try(row: SigningOffer) -> SigningDocument | None:
    tries = sorted(row.documents.all(), key=lambda one: (one.state == State.SIGNED, one.pk))
    return tries[-1] if tries else None


def _offer(row: SigningOffer) -> Offer:
    last = _last_try(row)
    return Offer(
        id=row.pk, kind=row.kind, title=row.title, about=row.about, person=row.person, media=row.media,
        signer=row.signer, facility_code=row.facility_code, offered_at=row.offered_at, state=Offered(row.state),
        progress=State(last.state) if last else None,
        failure=Failure(last.failure) if last and last.failure else None,
        original=row.original, signed=last.signed if last else "", ended_at=row.ended_at, before=row.after_id,
        seals_later=row.then_seal is not None,
    )  # fmt: skip
