"""The trail as AuditEvents for who holds ``audit.read``. Reading it is an entry of its own, in the same transaction."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction

from hoaban.foundation.accounts import api as accounts
from hoaban.foundation.audit import api as audit
from hoaban.kernel.actor import Actor, Purpose
from hoaban.kernel.errors import NotFound
from hoaban.record.audit_events import asking, naming, shape
from hoaban.record.shapes import Page, Stored

READ, ENTRY = "audit.read", "audit.entry"


def may_read(actor: Actor) -> bool:
    """Whether the trail is open to this actor; to others AuditEvent is a type of the record like any other."""
    return actor.may(READ)


def read(*, actor: Actor, purpose: Purpose, fhir_id: str) -> Stored:
    """One event. :raises NotFound: there is none, or the trail is not for this actor (which it then says)."""
    number = asking.entry_number(fhir_id)
    if not may_read(actor):
        audit.write_refusal(actor=actor, act=ENTRY, purpose=purpose.value, detail={"entry": number})
        raise _absent()
    with transaction.atomic():
        found = audit.find_entry(number) if number is not None else None
        if found is None:
            raise _absent()
        persons = sorted(set(found.persons))
        audit.write(actor=actor, act=ENTRY, purpose=purpose.value, persons=persons, detail={"entry": number})
        return _told([found])[0]


def search(
    *, actor: Actor, purpose: Purpose, params: Sequence[tuple[str, str]], base_url: str, lenient: bool
) -> Page:
    """One page, newest first. Whom the search is about stands in the entry that it makes, not whom it finds: these are
    in the entries themselves.

    :raises SearchRefused: naming every parameter that is not served.
    """
    asked = asking.read(params, base_url=base_url, lenient=lenient)
    with transaction.atomic():
        found = _found(asked)
        shown = found[: asked.count]
        detail = {"way": "fhir", "filters": sorted(set(asked.filters)), "count": len(shown)}
        about = sorted({one for persons in asked.persons for one in persons[:1]})
        audit.write(actor=actor, act=READ, purpose=purpose.value, persons=about, detail=detail)
        more = str(shown[-1].id) if shown and len(found) > len(shown) else None
        return Page(tuple(_told(shown)), more, left_aside=tuple(asked.left_aside))


def _found(asked: asking.Asked) -> list[audit.TrailEntry]:
    """One more than a page shows, so that it is known whether another follows."""
    if asked.nothing or asked.count == 0:
        return []
    if asked.entry is None:
        return audit.list_entries(sought=asked.sought, before=asked.before, limit=asked.count + 1)
    one = audit.find_entry(asked.entry)
    fits = one is not None and audit.matches(one.id, asked.sought)
    return [one] if one is not None and fits and asked.before is None else []


def _told(entries: Sequence[audit.TrailEntry]) -> list[Stored]:
    names = naming.names_for(
        (person for one in entries for person in (*one.persons, shape.citizen_in(one)) if person),
        (named for one in entries for named in shape.named_in(one)),
    )
    known = accounts.known_actors({one.actor_id for one in entries})
    return [shape.stored(one, names, known) for one in entries]


def _absent() -> NotFound:
    return NotFound("Không tìm thấy trong nhật ký.", "Not found in the trail.")
