"""A paper waits for its signatures, and takes each as it comes."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from hoaban.foundation.accounts import api as accounts
from hoaban.foundation.files import api as files
from hoaban.kernel.actor import Actor, ActorKind, Purpose
from hoaban.record import api as record
from hoaban.record.shapes import Entry
from hoaban.shared.papers import fhir, models, policies
from hoaban.shared.papers.rules.kinds import Kind, kinds
from hoaban.shared.signing import api as signing
from hoaban.ui.paper import Box

_ABOUT = "paper:"
_ACCOUNT = "account:"


def offer(
    actor: Actor,
    row: models.Paper,
    kind: Kind,
    content: bytes,
    boxes: dict[str, Box],
    person: UUID,
    now: datetime,
) -> None:
    """Let a new paper wait for the signature of who wrote it, then of the facility; in the transaction that writes it.

    A program of ours signs nothing: what it writes waits for nobody.
    """
    username = actor.id.removeprefix(_ACCOUNT)
    if actor.kind is not ActorKind.PERSON or username == actor.id or accounts.find_account(username) is None:
        return
    asked = signing.ToSign(
        f"{kind.name[0]} số {row.number}",
        f"{_ABOUT}{row.pk}",
        "pdf",
        content,
        person,
        box=boxes.get("sign-1"),
    )
    then = signing.Seal(boxes.get("sign-2")) if kind.seal else None
    signing.offer(
        actor=actor,
        paper=asked,
        signer=username,
        kind=kind.pile,
        facility=row.facility_code,
        then=then,
        now=now,
    )


def withdraw(actor: Actor, row: models.Paper, now: datetime) -> None:
    """Nobody is to sign a paper any more. :raises BeingSigned: somebody is signing it at this moment."""
    for one in signing.offers_about(f"{_ABOUT}{row.pk}"):
        if one.state is signing.Offered.OPEN:
            signing.withdraw(actor=actor, offer=one.id, now=now)


def take_signed(*, actor: Actor, signed: signing.Signed, now: datetime) -> None:
    """Somebody signed: the signed file takes the place of the one before, in the record too. Told again, nothing changes."""
    if not signed.about.startswith(_ABOUT):
        return
    row = models.Paper.objects.select_for_update().filter(pk=signed.about.removeprefix(_ABOUT)).first()
    if row is None or row.signed == signed.signed:
        return
    row.signed, row.signatures = signed.signed, row.signatures + 1
    row.save(update_fields=["signed", "signatures"])
    door = record.open(policies.at_the_door(actor), purpose=Purpose.TREATMENT, now=now)
    stored = door.read("DocumentReference", str(row.pk))
    content = files.get(signed.signed)
    changed = fhir.with_file(stored.json(), fhir.Written(signed.signed, len(content), signed.complete))
    door.transact([Entry("PUT", "DocumentReference", str(row.pk), changed, stored.version)])


def piles() -> frozenset[str]:
    """The headings under which papers wait."""
    return frozenset(one.pile for one in kinds().values())
