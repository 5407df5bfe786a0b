"""One's own signings."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from hoaban.foundation.audit import api as audit
from hoaban.kernel.actor import Actor
from hoaban.shared.people import api as people
from hoaban.shared.signing import queries
from hoaban.shared.signing.models import SigningJob
from hoaban.shared.signing.queries import Job, Paper

LOOK = "signing.job"


@dataclass(frozen=True, slots=True)
class Seen:
    """A signing with the name of whom each paper is about."""

    job: Job
    lines: tuple[tuple[Paper, str], ...]


def find_own_job(*, actor: Actor, job: UUID) -> Job:
    """A job that the actor asked for. Names nobody.

    :raises NotFound: there is none of theirs.
    """
    if not SigningJob.objects.filter(pk=job, asked_by=actor.id).exists():
        audit.write_refusal(actor=actor, act=LOOK, detail={"job": str(job)})
        raise queries.no_job()
    return queries.find_job(job)


def see_job(*, actor: Actor, job: UUID, now: datetime) -> Seen:
    """The same with names: one entry of the trail about all of them.

    :raises NotFound: there is none of theirs.
    """
    found = find_own_job(actor=actor, job=job)
    about = sorted({one.person for one in found.papers if one.person})
    with transaction.atomic():
        known = people.describe(about)
        if about:
            audit.write(actor=actor, act=LOOK, persons=about, detail={"job": str(job)}, now=now)
    names = {key: one.name for key, one in known.items()}
    return Seen(found, tuple((one, names.get(one.person, "") if one.person else "") for one in found.papers))
