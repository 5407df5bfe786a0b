"""For whom a role was given: told to the officers who may see that role."""

from __future__ import annotations

from datetime import datetime

from hoaban.foundation.accounts.api import Entrusted, Named
from hoaban.foundation.audit import api as audit
from hoaban.kernel.actor import Actor, Purpose
from hoaban.shared.people.queries.emergency import describe, persons_today

SEE = "people.entrusted"


def name_entrusted(actor: Actor, entrusted: Entrusted, now: datetime) -> Named | None:
    """Who that is today, also after two people of the register were joined; the look is in the trail. None for nobody."""
    person = persons_today([entrusted.person]).get(entrusted.person, entrusted.person)
    audit.write(actor=actor, act=SEE, purpose=Purpose.OPERATIONS, persons=[person], now=now)
    found = describe([person]).get(person)
    return Named(found.name, found.birth, found.commune_code) if found else None
