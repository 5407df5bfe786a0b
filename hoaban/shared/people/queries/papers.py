"""Who holds a paper that lies on a desk: by a whole number, wherever they are known; whose telephone it is, within reach."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db import connection, transaction

from hoaban.foundation.audit import api as audit
from hoaban.kernel.actor import Actor
from hoaban.kernel.errors import NotAllowed, NotFound
from hoaban.shared.people.models import Human, KnownNumber
from hoaban.shared.people.queries.finding import FIND, Found, part_of_number, within
from hoaban.shared.people.rules.keys import phone_key

_SHORTEST = 8
_MOST = 20


@transaction.atomic
def find_by_paper(*, actor: Actor, numbers: Collection[str]) -> list[Found]:
    """The people who carry one of some whole numbers, as the register keeps them; for who looks for people anywhere.

    A paper is shown by whoever stands there: it reaches those too of whom the desk's place knows nothing yet. Numbers of fewer
    than eight characters name nobody.

    :raises NotAllowed: the actor may not look for people.
    """
    _must(actor)
    whole = {one.strip().upper() for one in numbers if len(one.strip()) >= _SHORTEST}
    values = {form for one in whole for form in (one, part_of_number(one))}
    humans = KnownNumber.objects.filter(value__in=values).values("human")
    return _told(actor, list(Human.objects.filter(pk__in=humans).order_by("name_sort", "id")[:_MOST]))


@transaction.atomic
def find_by_phone(*, actor: Actor, phone: str) -> list[Found]:
    """The people of a whole telephone number, of those whom the actor finds at all. :raises NotAllowed: as above."""
    _must(actor)
    rows = Human.objects.filter(keys__contains=[phone_key(phone)])
    scopes = actor.scopes(FIND)
    if not any(one.kind == "all" for one in scopes):
        condition, values = within(scopes)
        with connection.cursor() as cursor:
            cursor.execute(
                f"select id from people_human where keys @> %(phone)s::varchar[] and {condition}",  # noqa: S608
                {**values, "phone": [phone_key(phone)]},
            )
            rows = rows.filter(pk__in=[row[0] for row in cursor.fetchall()])
    return _told(actor, list(rows.order_by("name_sort", "id")[:_MOST]))


@transaction.atomic
def see_person(*, actor: Actor, person: UUID, now: datetime) -> Found:
    """Somebody whom the caller has a reason to see: who booked, who has a visit. As reception may see them; told in the trail.

    :raises NotFound: not in the register; they may have been joined to somebody. :raises NotAllowed: as above.
    """
    _must(actor)
    row = Human.objects.filter(pk=person).first()
    if row is None:
        raise NotFound("Không tìm thấy người này.", "There is no such person.", place="person")
    audit.look(actor=actor, act=FIND, persons=[person], detail={"by": "id", "count": 1}, now=now)
    return _found(row)


def _must(actor: Actor) -> None:
    if not actor.may(FIND):
        audit.write_refusal(actor=actor, act=FIND)
        raise NotAllowed("Bạn không có quyền tìm người.", "You have no leave to look for people.", place=FIND)


def _told(actor: Actor, rows: list[Human]) -> list[Found]:
    audit.look(
        actor=actor, act=FIND, persons=[one.pk for one in rows], detail={"by": "number", "count": len(rows)}
    )
    return [_found(one) for one in rows]


def _found(r: Human) -> Found:
    return Found(r.pk, r.name, r.sex, r.birth, r.commune_code, r.deceased, tuple(r.numbers.split()))
