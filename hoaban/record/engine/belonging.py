"""Whose each draft is, and to which dossier it belongs: told by itself, by its neighbours, or by what it replaces."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from hoaban.record.engine import structure
from hoaban.record.engine.draft import Draft, Key
from hoaban.record.engine.placement import Placement


@dataclass(frozen=True, slots=True)
class Neighbour:
    """Where a stored resource that is referred to belongs."""

    patient: UUID | None
    dossier: UUID | None


def belong(drafts: Sequence[Draft], stored: Mapping[Key, Neighbour]) -> None:
    """Fill in patient and dossier of every draft; ``stored``: the neighbours that are no drafts themselves."""
    here = {draft.key: draft for draft in drafts}
    for draft in drafts:
        if draft.placement is None:
            _stay(draft)
        else:
            draft.patient, draft.dossier = draft.placement.patient, draft.placement.dossier
    for draft in drafts:
        for key in neighbour_keys(draft):
            near: Draft | Neighbour | None = here.get(key) or stored.get(key)
            if near is not None:
                draft.patient = draft.patient or near.patient
                draft.dossier = draft.dossier or near.dossier


def _stay(draft: Draft) -> None:
    """A deletion belongs where the resource belonged."""
    current = draft.current
    if current:
        draft.patient, draft.dossier, draft.own_labels = current.patient, current.dossier, current.own_labels


def neighbour_keys(draft: Draft) -> list[Key]:
    """The resources whose place a draft shares, if it does not say itself whose it is or to which dossier it belongs."""
    place = draft.placement
    if place is None or (place.patient and place.dossier) or draft.type in structure.general_types():
        return []
    return [*_named(place), *_visit(place)]


def _named(place: Placement) -> list[Key]:
    return [
        (structure.type_number(name), uid)
        for name, uid in place.neighbours
        if structure.is_resource_type(name)
    ]


def _visit(place: Placement) -> list[Key]:
    if place.dossier is None or place.patient is not None:
        return []
    return [(structure.type_number("Encounter"), place.dossier)]
