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
    changes = feed.read(_ACTOR, news, types=frozenset({"Patient"}))
    patients = {feed.uid_of("Patient", one.id): one.resource for one in changes if one.resource is not None}
    persons = services.place(patients=patients, now=now)
    if persons:
        record.open(_ACTOR, purpose=Purpose.OPERATIONS, now=now).transact(persons)


FOLLOWERS = [Follower("people.place", frozenset({feed.TOPIC}), place_patients)]
