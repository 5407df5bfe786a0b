"""Facts written by who may write everything, and what somebody then sees of a record."""

from __future__ import annotations

from hoaban.kernel.actor import Actor, Purpose
from hoaban.record import api as record
from hoaban.record.shapes import Entry, Json
from tests import cast

KINDS = ("Patient", "Encounter", "Condition")


def door() -> record.Door:
    """Of a program that may do everything."""
    return record.open(cast.integration(), purpose=Purpose.TREATMENT)


def write(*resources: Json) -> None:
    """All in one transaction."""
    door().transact([Entry("PUT", one["resourceType"], one["id"], one) for one in resources])


def seen_by(actor: Actor) -> set[str]:
    """Ids of patients, visits and diagnoses that somebody finds."""
    there = record.open(actor, purpose=Purpose.TREATMENT)
    return {one.id for kind in KINDS for one in there.search(kind, []).entries}
