"""Whether drafts may be written as what they become: the second question of the access rule."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from uuid import UUID

from hoaban.record.engine import access, meeting
from hoaban.record.engine.batch import Batch
from hoaban.record.engine.consent import Refusal
from hoaban.record.engine.draft import Draft

Known = dict[UUID, set[UUID]]
"""Of a visit or a Patient: the places that know somebody by it."""


def not_permitted(drafts: Sequence[Draft], rule: access.Rule, batch: Batch) -> list[Draft]:
    """Drafts that would leave the actor's reach by being written as they are."""
    if rule.everything and not rule.hidden:
        return []
    reached: dict[UUID, meeting.Places] = {}
    refused: dict[UUID, list[Refusal]] = {}
    if not rule.everything:
        persons = {draft.person for draft in drafts if draft.person}
        reached, refused = meeting.reach_of(batch, persons, rule.on), meeting.refusals_of(batch, persons)
    for draft in drafts:
        if draft.person:
            reached.setdefault(draft.person, {}).update(_written_at(draft))
    own = _own_places(drafts, meeting.known_by(batch, refused))
    return [
        draft
        for draft in drafts
        if not rule.permits(
            access.Facts(
                draft.type,
                draft.person,
                _open_from(draft, reached, refused, own, rule.communes),
                draft.labels,
            )
        )
    ]


def _open_from(
    draft: Draft,
    reached: dict[UUID, meeting.Places],
    refused: dict[UUID, list[Refusal]],
    own: Known,
    communes: Collection[UUID],
) -> frozenset[UUID]:
    """The same as :func:`hoaban.record.engine.consent.narrowed`, for what is at hand."""
    if draft.person is None:
        return frozenset()
    places, said = reached[draft.person], refused.get(draft.person, [])
    named = {one.place for one in said}
    left = {
        one
        for one, part_of in places.items()
        if one not in named
        and (part_of is None or part_of not in named)
        and (None not in named or one in communes)
    }
    here = own.get(draft.dossier, set()) if draft.dossier else set()
    if draft.type_name == "Patient":
        here = here | own.get(draft.uid, set())
    stations = {one.place for one in said if one.place is not None and one.own in here}
    return frozenset(left | here | stations)


def _own_places(drafts: Sequence[Draft], known: Sequence[tuple[UUID | None, UUID, UUID]]) -> Known:
    """By visit and by Patient, stored or written now: the places that know somebody by them."""
    now = [(draft.dossier, draft.patient, place) for draft in drafts for place in _written_at(draft)]
    own: Known = {}
    for visit, patient, place in [*known, *now]:
        for key in (visit, patient):
            if key is not None:
                own.setdefault(key, set()).add(place)
    return own


def _written_at(draft: Draft) -> meeting.Places:
    """The places that a visit or a residence that is written now tells of; a relation lets nobody in who writes it."""
    return {one.place: one.part_of for one in draft.reach if one.stands_alone}
