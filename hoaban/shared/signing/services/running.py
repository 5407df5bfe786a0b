"""The background's part: open the key once, sign paper after paper, remember each before the next.

Killed anywhere it goes on where it was: a paper is signed when its row says so in the transaction that keeps the signed
file. A paper that was being signed is signed anew; the signature that nobody kept is nowhere.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import transaction

from hoaban.connect import signatures
from hoaban.connect.signatures import sources
from hoaban.foundation.accounts import api as accounts
from hoaban.foundation.audit import api as audit
from hoaban.foundation.files import api as files
from hoaban.kernel import alone, sealing
from hoaban.kernel.actor import Actor
from hoaban.kernel.errors import Busy, Invalid
from hoaban.shared.signing import queries, rules
from hoaban.shared.signing.models import SigningDocument, SigningJob
from hoaban.shared.signing.queries import keeping
from hoaban.shared.signing.rules import Failure, State
from hoaban.shared.signing.services import asking, certificates, jobs, offering, stamps, telling, trial

if TYPE_CHECKING:
    from pyhanko.sign.timestamps import TimeStamper

SIGN = "signing.sign"
_log = logging.getLogger(__name__)


class _BeingRun(Busy):
    """Another process is at this job."""


def run_job(job: UUID, *, clock: Callable[[], datetime]) -> None:
    """Sign what of a job is not signed yet, in the name of who asked; nothing happens when it has ended, or is being run."""
    taken = _BeingRun("Lần ký này đang được thực hiện.", "This signing is being worked on.")
    with suppress(_BeingRun), alone.running(job, taken=taken):
        row = SigningJob.objects.select_related("certificate").filter(pk=job, ended_at=None).first()
        if row is not None:
            stands = rules.standing(queries.period_of(row.certificate), at=clock())
            failure = _attempt(row, clock) if rules.may_sign(stands) else Failure.CERTIFICATE
            jobs.end(job, failure or Failure.UNAVAILABLE, now=clock())
            telling.tell_job(job, now=clock())


def _attempt(row: SigningJob, clock: Callable[[], datetime]) -> Failure | None:
    """Why papers were left unsigned; None when each had its turn."""
    try:
        actor = accounts.actor_by_id(row.asked_by)
        passphrase = jobs.unsealed(bytes(row.allowed or b""), row.pk)
        with sources.opened(_source(row.certificate.key), passphrase) as signer:
            return _sign_all(row, signer, actor, clock)
    except accounts.UnknownAccount:  # shut since: nobody signs any more
        return Failure.REFUSED
    except sealing.BrokenSeal:
        return Failure.PASSPHRASE
    except Invalid:  # the configuration is wrong: the doctor says where
        return Failure.UNAVAILABLE
    except signatures.KeyFailure as failed:
        _log.info("signing job %s stopped: %s", row.pk, type(failed).__name__)
        return failure_of(failed)


def failure_of(failed: signatures.KeyFailure) -> Failure:
    """What a key's failure means to a person."""
    if isinstance(failed, signatures.WrongPassphrase):
        return Failure.PASSPHRASE
    if isinstance(failed, signatures.ClockOff):
        return Failure.CLOCK
    if isinstance(failed, signatures.KeyUnavailable):
        return Failure.UNAVAILABLE
    return Failure.REFUSED if isinstance(failed, signatures.Refused) else Failure.KEY


def _source(key: str) -> sources.Source:
    found = queries.configured().sources.get(key)
    if found is not None:
        return found
    if queries.is_trial():
        return sources.FileSource(queries.trial_key(key))
    raise signatures.KeyUnavailable("not configured")


def _sign_all(
    row: SigningJob, signer: signatures.Signer, actor: Actor, clock: Callable[[], datetime]
) -> Failure | None:
    """Paper after paper. A failure of the key ends the turn of all: three more wrong PINs would lock a token."""
    if certificates.fingerprint(signer.certificate) != row.certificate.fingerprint:
        return Failure.KEY
    if queries.is_trial():
        trial.refresh_list(now=clock())
    told = asking.with_answers(queries.trust(now=clock()), signer)
    if signatures.chain_fault(signer.certificate, signer.chain, told, moment=clock()) is not None:
        return Failure.CERTIFICATE  # whoever signs looks first whether the authority took it back
    times = times_of(clock())
    for paper in row.documents.exclude(state__in=[State.SIGNED, State.FAILED]).order_by("place"):
        now = clock()
        SigningJob.objects.filter(pk=row.pk).update(moved_at=now)
        SigningDocument.objects.filter(pk=paper.pk).update(state=State.SIGNING)
        try:
            made = _signed(paper, signer, told, times(now), now)
        except (signatures.NotSignable, files.Erased):
            SigningDocument.objects.filter(pk=paper.pk).update(state=State.FAILED, failure=Failure.FORM)
        else:
            _keep(paper, made, actor, now)
    return None


def _signed(
    paper: SigningDocument,
    signer: signatures.Signer,
    told: signatures.Trust,
    times: TimeStamper | None,
    now: datetime,
) -> bytes:
    content = files.get(paper.original)
    if paper.kind == "xml":
        return signatures.sign_xml(
            content,
            signer,
            now=now,
            times=times,
            place=paper.spot,
            proof=queries.proof(told) if times else None,
        )
    wish = signatures.Wish(
        reason=paper.reason,
        stamp=stamps.stamp(signer.certificate, paper.box, now=now, picture=_picture(paper))
        if paper.box
        else None,
        proof=queries.proof(told) if times else None,
    )
    return signatures.sign_pdf(content, signer, now=now, times=times, wish=wish)


def _picture(paper: SigningDocument) -> bytes:
    """How the signature looks, as it was kept for the certificate's owner."""
    owner = paper.job.certificate
    kept = keeping.picture_of(username=owner.username, facility=owner.facility_code)
    return files.get(kept) if kept else b""


def _keep(paper: SigningDocument, made: bytes, actor: Actor, now: datetime) -> None:
    """The signed file and the paper's state, together; if another run was first, this one's file is not kept."""
    with transaction.atomic():
        row = SigningDocument.objects.select_for_update().get(pk=paper.pk)
        if row.state == State.SIGNED:
            return
        if not offering.is_open(row.offer_id):
            row.state, row.failure = State.FAILED, Failure.WITHDRAWN
            row.save(update_fields=["state", "failure"])
            return
        kept = files.put(content=made, media_type=jobs.MEDIA[paper.kind])
        row.state, row.failure, row.signed, row.signed_at = State.SIGNED, "", kept.sha256, now
        row.save(update_fields=["state", "failure", "signed", "signed_at"])
        detail = {"job": str(row.job_id), "paper": row.place, "signed": kept.sha256}
        people = [row.person] if row.person else []
        audit.write(actor=actor, act=SIGN, persons=people, detail=detail, now=now)
        offering.note_signed(row.offer_id, kept.sha256, actor=actor, now=now)


def times_of(now: datetime) -> Callable[[datetime], TimeStamper | None]:
    """Who says when, for one act: the configured service, in demonstrations the test authority's, else nobody."""
    address = queries.configured().time
    if address:
        return lambda moment: signatures.OutsideTimes(address, now=moment)
    if not queries.is_trial():
        return lambda _moment: None
    key = trial.trial_times(now=now)
    return lambda moment: signatures.own_times(key, fixed_dt=moment)
