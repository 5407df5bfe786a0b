"""Papers offered for signature: who made one hands it over, who is to sign finds it in one list, and signs many in one act."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from hoaban.foundation.accounts import api as accounts
from hoaban.foundation.audit import api as audit
from hoaban.foundation.files import api as files
from hoaban.kernel import ids
from hoaban.kernel.actor import Actor
from hoaban.kernel.errors import Conflict, Invalid, NotFound
from hoaban.shared.signing.models import SigningCertificate, SigningDocument, SigningOffer
from hoaban.shared.signing.queries import offers as queries
from hoaban.shared.signing.rules import Offered, State
from hoaban.shared.signing.services import jobs
from hoaban.shared.signing.services.jobs import ToSign

OFFER, WITHDRAW = "signing.offer", "signing.withdraw"


class BeingSigned(Conflict):
    """The paper is in the hands of the background, or is signed."""


@dataclass(frozen=True, slots=True)
class Seal:
    """The facility signs after the person, on the person's signed file. ``box`` as in :class:`ToSign`."""

    box: tuple[int, int, int, int, int] | None = None


def offer(
    *,
    actor: Actor,
    paper: ToSign,
    signer: str,
    kind: str,
    facility: str,
    then: Seal | None = None,
    now: datetime,
) -> UUID:
    """Let a paper wait for the signature of an account (``signer``, a username), or of the facility (empty).

    ``then``: the facility signs afterwards (PDF only). The same paper offered again is the same offer; another content
    under the same ``about``, kind and signer takes the place of the one that waits. Whether the signer may sign such
    papers (``may_practise``) is for the caller to know.

    :raises NotFound: there is no such account. :raises Invalid: no title, no ``about``, or a second signature on XML.
    :raises BeingSigned: the one that waits is being signed.
    """
    if not paper.title.strip() or not paper.about or (then and (paper.kind != "pdf" or not signer)):
        raise Invalid(
            "Giấy chờ ký chưa đủ thông tin.", "The paper to be signed lacks something.", place="paper"
        )
    if signer and accounts.find_account(signer) is None:
        raise NotFound("Không có tài khoản này.", "There is no such account.", place="signer")
    with transaction.atomic():
        original = files.put(content=paper.content, media_type=jobs.MEDIA[paper.kind]).sha256
        if (same := _replaced(actor, paper, (kind, signer), original, now=now)) is not None:
            return same
        row = SigningOffer.objects.create(
            id=ids.uuid7(now), kind=kind[:40], title=paper.title.strip()[:200], about=paper.about, person=paper.person,
            media=paper.kind, reason=paper.reason[:200], spot=paper.spot, box=list(paper.box) if paper.box else None,
            original=original, signer=signer, facility_code=facility,
            then_seal=dataclasses.asdict(then) if then else None, offered_by=actor.id, offered_at=now,
        )  # fmt: skip
        _tell_trail(actor, OFFER, row, now)
    return row.pk


def withdraw(*, actor: Actor, offer: UUID, now: datetime) -> None:
    """Take an offer back; nothing happens when it is withdrawn already. Whether the actor may is for the caller to know.

    :raises NotFound: there is none. :raises BeingSigned: too late.
    """
    with transaction.atomic():
        row = SigningOffer.objects.select_for_update().filter(pk=offer).first()
        if row is None:
            raise queries.no_offer()
        if row.state != Offered.WITHDRAWN:
            _end(actor, row, now)


def sign_offers(
    *, actor: Actor, offers: Sequence[UUID], certificate: int, passphrase: str, once: str, now: datetime
) -> UUID:
    """Sign papers that wait for the actor, or for a facility whose seal the actor uses, in one act; returns the job.

    :raises NotFound: a paper is not there or waits for somebody else. :raises Invalid: none or too many, or some for
        the person and some for a facility. :raises BeingSigned: one is signed already or being signed.
    :raises NotAllowed: the certificate is not theirs. :raises jobs.UnusableCertificate: it does not hold.
    """
    wanted = list(dict.fromkeys(offers))
    jobs.must_be_some(len(wanted))
    with transaction.atomic():
        row = jobs.usable(actor, certificate, now=now)
        job = jobs.begin(actor, row, passphrase, once=once, now=now)
        if job.is_new:
            rows = _chosen(actor, wanted, row)
            people = sorted({one.person for one in rows if one.person})
            jobs.lay_out(job, [_document(one) for one in rows], actor=actor, people=people, now=now)
    return job.id


def is_open(offer: UUID | None) -> bool:
    """Whether a paper that was taken to be signed may be signed: what no offer stands behind always."""
    if offer is None:
        return True
    return SigningOffer.objects.select_for_update().filter(pk=offer, state=Offered.OPEN).exists()


def note_signed(offer: UUID | None, signed: str, *, actor: Actor, now: datetime) -> None:
    """In the transaction that keeps a signed file: the offer has ended, and the facility's turn begins if it has one."""
    if offer is None:
        return
    row = SigningOffer.objects.select_for_update().get(pk=offer)
    row.state, row.ended_at = Offered.SIGNED, now
    row.save(update_fields=["state", "ended_at"])
    if row.then_seal is None:
        return
    SigningOffer.objects.create(
        id=ids.uuid7(now), kind=row.kind, title=row.title, about=row.about, person=row.person, media=row.media,
        reason=row.reason, box=row.then_seal.get("box"), original=signed, facility_code=row.facility_code, after=row,
        offered_by=actor.id, offered_at=now,
    )  # fmt: skip


def _replaced(
    actor: Actor, paper: ToSign, what: tuple[str, str], original: str, *, now: datetime
) -> UUID | None:
    """The offer of the same content, if it waits; another content that waits is withdrawn for it."""
    kind, signer = what
    waits = SigningOffer.objects.select_for_update().filter(
        about=paper.about, kind=kind[:40], signer=signer, state=Offered.OPEN
    )
    for row in waits:
        if row.original == original:
            return row.pk
        _end(actor, row, now)
    return None


def _end(actor: Actor, row: SigningOffer, now: datetime) -> None:
    if row.state == Offered.SIGNED or row.documents.filter(state__in=[State.WAITING, State.SIGNING]).exists():
        raise BeingSigned(
            "Giấy này đã ký hoặc đang được ký.", "This paper is signed, or being signed.", place="paper"
        )
    row.state, row.ended_at = Offered.WITHDRAWN, now
    row.save(update_fields=["state", "ended_at"])
    _tell_trail(actor, WITHDRAW, row, now)


def _chosen(actor: Actor, wanted: Sequence[UUID], certificate: SigningCertificate) -> list[SigningOffer]:
    """The offers in the order that they were made, locked."""
    rows = list(SigningOffer.objects.select_for_update().filter(pk__in=wanted).order_by("offered_at", "pk"))
    if len(rows) != len(wanted) or not all(queries.is_for(actor, one) for one in rows):
        raise queries.no_offer()
    if any((one.facility_code if not one.signer else "") != certificate.facility_code for one in rows):
        raise Invalid(
            "Giấy của mình ký bằng chứng thư của mình, giấy của cơ sở bằng chứng thư của cơ sở.",
            "Papers of one's own take one's own certificate, those of a facility the facility's.",
            place="certificate",
        )
    taken = SigningDocument.objects.filter(offer__in=rows, state__in=[State.WAITING, State.SIGNING])
    if any(one.state != Offered.OPEN for one in rows) or taken.exists():
        raise BeingSigned(
            "Có giấy đã ký, đang được ký hoặc đã rút. Tải lại trang để xem.",
            "Some are signed, being signed or withdrawn. Load the page again to see.",
            place="papers",
        )
    return rows


def _document(row: SigningOffer) -> SigningDocument:
    return SigningDocument(
        offer=row, title=row.title, about=row.about, person=row.person, kind=row.media, reason=row.reason,
        spot=row.spot, box=row.box, original=row.original,
    )  # fmt: skip


def _tell_trail(actor: Actor, act: str, row: SigningOffer, now: datetime) -> None:
    people = [row.person] if row.person else []
    detail = {"offer": str(row.pk), "kind": row.kind, "paper": row.original}
    audit.write(actor=actor, act=act, persons=people, detail=detail, now=now)


__all__ = ["BeingSigned", "Seal", "is_open", "note_signed", "offer", "sign_offers", "withdraw"]
