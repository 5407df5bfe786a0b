"""Looking at staff files by a person: every look is in the trail, as every change is."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from uuid import UUID

from django.db import transaction

from hoaban.foundation.audit import api as audit
from hoaban.foundation.workforce.queries import members
from hoaban.foundation.workforce.rules import shapes
from hoaban.kernel.actor import Actor

ACT = "workforce.read"


@contextmanager
def one_look(*, actor: Actor, now: datetime, at: str, **ids: str) -> Iterator[None]:
    """What is read inside to be shown is one look: at which list, or whose turn or post."""
    with transaction.atomic():
        yield
        audit.write(actor=actor, act=ACT, detail={"at": at, **ids}, now=now)


def open_file(*, actor: Actor, member: UUID, now: datetime) -> shapes.StaffFile:
    """The file of somebody whom the actor may read.

    :raises NotFound: there is none, or it is none of the actor's.
    """
    with transaction.atomic():
        file = members.open_file(actor=actor, member=member)
        audit.write(actor=actor, act=ACT, detail={"member": str(member)}, now=now)
    return file


def list_staff(
    *, actor: Actor, wanted: members.Wanted, after: UUID | None, count: int, now: datetime
) -> members.ListPage:
    """A page of the list; the trail says how many were shown."""
    with transaction.atomic():
        page = members.list_staff(actor=actor, wanted=wanted, after=after, count=count)
        audit.write(actor=actor, act=ACT, detail={"count": len(page.people)}, now=now)
    return page
