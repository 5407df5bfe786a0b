"""Papers confirmed otherwise than by a signature in them: what was shown, who said yes to it, how that is known.

A row is evidence: append-only, with the digest of the paper's bytes, chained to the row before it about the same paper.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from django.db import IntegrityError, transaction

from hoaban.foundation.accounts import api as accounts
from hoaban.foundation.audit import api as audit
from hoaban.foundation.files import api as files
from hoaban.kernel import ids
from hoaban.kernel.actor import Actor, ActorKind
from hoaban.kernel.errors import Conflict, Invalid, NotAllowed
from hoaban.shared.signing import queries, rules
from hoaban.shared.signing.models import SigningConfirmation
from hoaban.shared.signing.queries import confirmations
from hoaban.shared.signing.rules import Capacity, Way
from hoaban.shared.signing.services import jobs, pictures

CONFIRM = "signing.confirm"
_LONGEST = 400


class WayClosed(Invalid):
    """This installation does not take confirmations of this kind."""


@dataclass(frozen=True, slots=True)
class ToConfirm:
    """What is confirmed: the bytes that were shown. ``about`` and ``person`` as in a paper to be signed."""

    title: str
    about: str
    kind: Literal["pdf", "xml"]
    content: bytes
    facility: str
    person: UUID | None = None


@dataclass(frozen=True, slots=True)
class Evidence:
    """How somebody confirmed. ``name``: who, as they are called; ``password``: of the actor's own account (method
    ``password``); ``picture``: of a hand or finger, PNG or JPEG; ``witness``: who saw it; ``words``: what the witness saw,
    or whose representative somebody is. ``address``: where the browser is, for counting attempts."""

    way: Way
    capacity: Capacity
    name: str = ""
    password: str = ""
    picture: bytes = b""
    witness: str = ""
    words: str = ""
    address: str = ""


def confirm(*, actor: Actor, paper: ToConfirm, evidence: Evidence, once: str = "", now: datetime) -> UUID:
    """Take down that somebody confirmed a paper; sent twice (``once``) it is one row. Returns it.

    :raises WayClosed: see there. :raises NotAllowed: no person asks, or the password is wrong (as when one signs in).
    :raises Invalid: the evidence lacks something. :raises Conflict: another confirmation came between; try again.
    """
    if actor.kind is not ActorKind.PERSON or not actor.id.startswith("account:"):
        raise NotAllowed("Chỉ người mới xác nhận được.", "Only a person confirms.")
    if evidence.way not in queries.open_ways():
        raise WayClosed(
            "Nơi này không dùng cách xác nhận này.", "This way to confirm is not used here.", place="way"
        )
    if (lacking := rules.lacks(evidence.way, _given(evidence))) is not None:
        raise Invalid(*lacking[1:], place=lacking[0])
    key = ids.uuid8_timeless("signing-confirmation", actor.id, once) if once else ids.uuid7(now)
    if SigningConfirmation.objects.filter(pk=key).exists():
        return key
    name = _prove(actor, evidence, now)
    drawn = pictures.as_png(evidence.picture) if evidence.picture else b""
    try:
        with transaction.atomic():
            _keep(actor, paper, evidence, (key, name, drawn), now=now)
    except IntegrityError:
        raise Conflict(
            "Vừa có xác nhận khác cho giấy này. Hãy gửi lại.",
            "Another confirmation of this paper came between. Send it again.",
        ) from None
    return key


def _prove(actor: Actor, evidence: Evidence, now: datetime) -> str:
    """Who confirmed, as they are called: for a password the account's own name, whatever was typed."""
    if evidence.way is not Way.PASSWORD:
        return evidence.name.strip()[:200]
    account = accounts.find_account(actor.id.removeprefix("account:"))
    if account is None:
        raise NotAllowed("Tài khoản không còn dùng được.", "The account is of no use any more.")
    accounts.confirm_password(
        account_id=account.id, password=evidence.password, address=evidence.address, now=now,
        request_id=actor.request_id,
    )  # fmt: skip
    return account.display_name


def _keep(
    actor: Actor, paper: ToConfirm, evidence: Evidence, made: tuple[UUID, str, bytes], *, now: datetime
) -> None:
    key, name, drawn = made
    kept = files.put(content=paper.content, media_type=jobs.MEDIA[paper.kind]).sha256
    picture = files.put(content=drawn, media_type="image/png").sha256 if drawn else ""
    before = SigningConfirmation.objects.filter(paper=kept).order_by("-place").first()
    row = SigningConfirmation(
        id=key, paper=kept, place=before.place + 1 if before else 1, about=paper.about, title=paper.title[:200],
        person=paper.person, method=evidence.way, capacity=evidence.capacity, name=name, account=actor.id,
        witness=evidence.witness.strip()[:200], words=evidence.words.strip()[:_LONGEST], picture=picture,
        facility_code=paper.facility, at=now, previous=before.digest if before else "",
    )  # fmt: skip
    row.digest = rules.evidence_digest(confirmations.evidence_of(row))
    row.save(force_insert=True)
    people = [paper.person] if paper.person else []
    detail = {"confirmation": str(key), "paper": kept, "way": str(evidence.way)}
    audit.write(actor=actor, act=CONFIRM, persons=people, detail=detail, now=now)


def _given(evidence: Evidence) -> rules.Given:
    return rules.Given(
        bool(evidence.name.strip()), bool(evidence.password), bool(evidence.picture), bool(evidence.witness.strip()),
        bool(evidence.words.strip()), evidence.capacity,
    )  # fmt: skip
