"""Whether drafts may be written as what they become: the second question of the access rule."""

from __future__ import annotations

from collections.abc import Sequence

from hoaban.record.engine import access, meeting
from hoaban.record.engine.batch import Batch
from hoaban.record.engine.draft import Draft


def not_permitted(drafts: Sequence[Draft], rule: access.Rule, batch: Batch) -> list[Draft]:
    """Drafts that would leave the actor's reach by being written as they are."""
    if rule.everything and not rule.hidden:
        return []
    persons = {draft.person for draft in drafts if draft.person}
    reach = {} if rule.everything else meeting.reach_of(batch, persons, rule.on)
    for draft in drafts:
        if draft.person:
            known = reach.setdefault(draft.person, set())
            known.update(one.place for one in draft.reach if one.stands_alone)
    return [
        draft
        for draft in drafts
        if not rule.permits(
            access.Facts(
                draft.type,
                draft.person,
                frozenset(reach.get(draft.person, ())) if draft.person else frozenset(),
                draft.labels,
            )
        )
    ]
