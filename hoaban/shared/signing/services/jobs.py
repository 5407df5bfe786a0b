"""Several papers signed in one act: asked for at once, done in the background, each with a state that can be seen."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from django.db import transaction
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from hoaban.foundation.audit import api as audit
from hoaban.foundation.files import api as files
from hoaban.kernel import ids, sealing
from hoaban.kernel.actor import Actor
from hoaban.kernel.errors import Conflict, Invalid, NotFound
from hoaban.shared.signing import policies, queries, rules
from hoaban.shared.signing.models import SigningCertificate, SigningDocument, SigningJob
from hoaban.shared.signing.rules import Failure, State

ASK = "signing.ask"
MEDIA = {"pdf": "application/pdf", "xml": "application/xml"}


class UnusableCertificate(Conflict):
    """It does not hold now, or was revoked."""


@dataclass(frozen=True, slots=True)
class ToSign:
    """A paper to be signed. ``about``: what it is to whoever asks, an id and no name; ``person``: whom it is about;
    ``box``: page, left, bottom, right, top in points of what is seen of the signature in a PDF; ``spot``: the element of
    an XML file that holds it."""

    title: str
    about: str
    kind: Literal["pdf", "xml"]
    content: bytes
    person: UUID | None = None
    reason: str = ""
    spot: str = ""
    box: tuple[int, int, int, int, int] | None = None


def ask_to_sign(
    *, actor: Actor, certificate: int, passphrase: str, papers: Sequence[ToSign], once: str, now: datetime
) -> UUID:
    """Begin to sign papers with the actor's own certificate; returns the job. ``once``: what the form was sent with; sent
    again, it is the same job. Whether the actor may sign these papers is for the caller to know.

    :raises NotAllowed: the certificate is somebody else's. :raises NotFound: there is none.
    :raises UnusableCertificate: see there. :raises Invalid: nothing to sign, or too much.
    """
    must_be_some(len(papers))
    row = usable(actor, certificate, now=now)
    with transaction.atomic():
        job = begin(actor, row, passphrase, once=once, now=now)
        if job.is_new:
            people = sorted({one.person for one in papers if one.person})
            lay_out(job, _documents(papers), actor=actor, people=people, now=now)
    return job.id


@dataclass(frozen=True, slots=True)
class Begun:
    """A job that was asked for; ``is_new``: now, and not by an earlier click."""

    id: UUID
    row: SigningJob
    is_new: bool


def must_be_some(count: int) -> None:
    """:raises Invalid: nothing to sign, or too much at once."""
    if not 0 < count <= rules.MOST_DOCUMENTS:
        raise Invalid(
            f"Mỗi lần ký từ 1 đến {rules.MOST_DOCUMENTS} văn bản.",
            f"From 1 to {rules.MOST_DOCUMENTS} papers are signed at once.",
            place="papers",
        )


def usable(actor: Actor, certificate: int, *, now: datetime) -> SigningCertificate:
    """A certificate with which the actor may sign now.

    :raises NotFound: there is none. :raises NotAllowed: it is not the actor's. :raises UnusableCertificate: see there.
    """
    row = SigningCertificate.objects.filter(pk=certificate).first()
    if row is None:
        raise NotFound("Không có chứng thư này.", "There is no such certificate.", place="certificate")
    policies.must_sign_as(actor, row.username, ASK, facility_code=row.facility_code)
    if not rules.may_sign(rules.standing(queries.period_of(row), at=now)):
        raise UnusableCertificate(
            "Chứng thư đã hết hạn, chưa tới hạn hoặc đã bị thu hồi.",
            "The certificate has ended, does not hold yet, or was revoked.",
            place="certificate",
        )
    return row


def begin(
    actor: Actor, certificate: SigningCertificate, passphrase: str, *, once: str, now: datetime
) -> Begun:
    """The job that the form was sent for: a new one, or the one of an earlier click."""
    key = ids.uuid8_timeless("signing-job", actor.id, once) if once else ids.uuid7(now)
    job, is_new = SigningJob.objects.get_or_create(
        id=key,
        defaults={
            "certificate": certificate, "asked_by": actor.id, "asked_at": now, "moved_at": now,
            "allowed": sealed(passphrase, key),
        },
    )  # fmt: skip
    return Begun(key, job, is_new)


def lay_out(
    job: Begun, documents: Sequence[SigningDocument], *, actor: Actor, people: Sequence[UUID], now: datetime
) -> None:
    """Put the papers of a new job in order, tell the trail and wake the background."""
    for place, document in enumerate(documents):
        document.job, document.place = job.row, place
    SigningDocument.objects.bulk_create(documents)
    detail = {
        "job": str(job.id), "certificate": job.row.certificate.fingerprint, "papers": len(documents),
    }  # fmt: skip
    audit.write(actor=actor, act=ASK, persons=people, detail=detail, now=now)
    enqueue(job.id)


def ask_again(*, actor: Actor, job: UUID, passphrase: str, now: datetime) -> None:
    """Try the papers of a job once more that were not signed; nothing happens while it runs, or when all are signed.

    :raises NotFound: there is no such job of the actor.
    """
    with transaction.atomic():
        row = SigningJob.objects.select_for_update().filter(pk=job, asked_by=actor.id).first()
        if row is None:
            raise queries.no_job()
        failed = row.documents.filter(state=State.FAILED)
        if row.ended_at is None or not failed.update(state=State.WAITING, failure=""):
            return
        row.allowed, row.asked_at, row.moved_at, row.ended_at = sealed(passphrase, job), now, now, None
        row.save(update_fields=["allowed", "asked_at", "moved_at", "ended_at"])
        detail = {"job": str(job), "again": True}
        audit.write(actor=actor, act=ASK, detail=detail, now=now)
        enqueue(job)


def enqueue(job: UUID) -> None:
    """Let the background sign a job, or go on with it; at most one call waits. The task is in ``tasks.py``, above this layer."""
    with suppress(AlreadyEnqueued), transaction.atomic():
        app.configure_task("signing.run_job", queue="signing", queueing_lock=f"signing:{job}").defer(
            job=str(job)
        )


def sealed(passphrase: str, job: UUID) -> bytes:
    """A passphrase as it waits for its job: readable by this installation, for this job."""
    return sealing.seal(passphrase.encode(), about=f"signing-job:{job}")


def unsealed(kept: bytes, job: UUID) -> str:
    """The same in clear, for as long as the key is opened.

    :raises sealing.BrokenSeal: it was sealed by another installation, or for another job.
    """
    return sealing.unseal(kept, about=f"signing-job:{job}").decode()


def end(job: UUID, failure: Failure, *, now: datetime) -> None:
    """End a job: what was not signed failed for this reason, and what opened the key is forgotten."""
    with transaction.atomic():
        waiting = SigningDocument.objects.filter(job=job, state__in=[State.WAITING, State.SIGNING])
        waiting.update(state=State.FAILED, failure=failure)
        SigningJob.objects.filter(pk=job).update(allowed=None, ended_at=now)


def look_after(*, now: datetime) -> None:
    """Go on with jobs that a killed worker left; end what nobody could end in time, so that no passphrase waits for
    ever. Who asked can ask again."""
    for row in SigningJob.objects.filter(ended_at=None, moved_at__lt=now - rules.STILL_AFTER):
        if row.asked_at < now - rules.ABANDONED_AFTER:
            end(row.pk, Failure.UNAVAILABLE, now=now)
        else:
            enqueue(row.pk)


def _documents(papers: Sequence[ToSign]) -> list[SigningDocument]:
    kept = files.put_many([(one.content, MEDIA[one.kind]) for one in papers])
    return [
        SigningDocument(
            title=one.title[:200], about=one.about, person=one.person, kind=one.kind,
            reason=one.reason, spot=one.spot, box=list(one.box) if one.box else None, original=digest.sha256,
        )
        for one, digest in zip(papers, kept, strict=True)
    ]  # fmt: skip
