"""For whom a role was given: told to the officers who may see that role, and to who holds it."""

from __future__ import annotations

from datetime import datetime

from django.db import connection, transaction

from hoaban.foundation.accounts.api import Entrusted, Named
from hoaban.foundation.audit import api as audit
from hoaban.kernel import clock
from hoaban.kernel.actor import Actor, Purpose
from hoaban.record import api as record
from hoaban.shared.people.queries.emergency import describe, persons_today
from hoaban.shared.people.queries.finding import FIND, Found

SEE = "people.entrusted"
_KNOWN = """
select id, name, sex, birth, commune_code, deceased, numbers from people_human where {known} order by name_sort, id
"""


def name_entrusted(actor: Actor, entrusted: Entrusted, now: datetime) -> Named | None:
    """Who that is today, also after two people of the register were joined; the look is in the trail. None for nobody."""
    with transaction.atomic():
        person = persons_today([entrusted.person]).get(entrusted.person, entrusted.person)
        found = describe([person]).get(person)
        audit.write(actor=actor, act=SEE, purpose=Purpose.OPERATIONS, persons=[person], now=now)
    return Named(found.name, found.birth, found.commune_code) if found else None


def entrusted_to(*, actor: Actor, now: datetime) -> tuple[Found, ...]:
    """The people entrusted to who asks, in name order; the look is in the trail. Of anybody else nobody, and no entry."""
    scopes = [one for one in actor.scopes(FIND) if one.kind == "entrusted"]
    asked = [place for one in scopes if (place := record.place_of(one))]
    if not asked:
        return ()
    known, args = record.known_at(asked, clock.vietnam_day(now), column="people_human.id")
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(_KNOWN.format(known=known), args)
            rows = cursor.fetchall()
        found = tuple(Found(r[0], r[1], r[2], r[3], r[4], r[5], tuple(r[6].split())) for r in rows)
        audit.write(
            actor=actor, act=FIND, persons=[one.id for one in found],
            detail={"by": "entrusted", "count": len(found), "total": len(found)}, now=now,
        )  # fmt: skip
    return found
