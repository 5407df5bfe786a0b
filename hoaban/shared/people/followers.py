"""Patients that came in by another way than claims are placed a moment later, from the feed."""

from __future__ import annotations

from collections.abc import Sequence

from hoaban.kernel import clock
from hoaban.kernel.actor import Purpose, system_actor
from hoaban.kernel.outbox import Announced, Follower
from hoaban.record import api as record
from hoaban.record import feed
from hoaban.shared.people import services

_LABELS = ("label.hiv", "label.tb", "label.abortion", "label.sexual_violence", "label.mental", "label.donor")
_ACTOR = system_actor("people", feed.ACT, f"record.write:{Purpose.OPERATIONS}", *_LABELS)


def place_patients(news: Sequence[Announced]) -> None:
    """Give every new or changed Patient its Person; those that have one already cost one look."""
    now = clock.now()
    for change in feed.read(_ACTOR, news, types=frozenset({"Patient"})):
        if change.resource is None:
            continue
        entry = services.place(
            patient=change.resource, patient_id=record.uid_of("Patient", change.id), now=now
        )
        if entry is not None:
            record.open(_ACTOR, purpose=Purpose.OPERATIONS, now=now).transact([entry])


FOLLOWERS = [Follower("people.place", frozenset({feed.TOPIC}), place_patients)]
