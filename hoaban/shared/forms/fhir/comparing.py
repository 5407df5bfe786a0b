"""What changed from one version of a form to another; a form as others receive it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields
from itertools import pairwise

from hoaban.kernel.effective import Period
from hoaban.record.shapes import Json
from hoaban.shared.forms.fhir import depending
from hoaban.shared.forms.fhir.shapes import Form, Item

_APART = {"link_id", "items"}
"""What tells an item from another, and what is compared by itself."""
_STATUS = {"draft": "draft", "announced": "active", "active": "active", "retired": "retired"}


@dataclass(frozen=True, slots=True)
class Change:
    """``kind``: added, removed, moved, changed; ``fields`` names what changed of the item (of the whole form: no item)."""

    kind: str
    link_id: str
    old: Item | None
    new: Item | None
    fields: tuple[str, ...] = ()


def compare(old: Form, new: Form) -> list[Change]:
    """Every change, in the order of the new form; what was removed stands last."""
    before = {lineage[-1].link_id: lineage for lineage in depending.lineages(old)}
    after = {lineage[-1].link_id: lineage for lineage in depending.lineages(new)}
    changes = list(_of_the_whole(old, new))
    moved = _moved(before, after)
    for link_id, lineage in after.items():
        item = lineage[-1]
        if link_id not in before:
            changes.append(Change("added", link_id, None, item))
            continue
        was = before[link_id][-1]
        if link_id in moved:
            changes.append(Change("moved", link_id, was, item))
        differing = tuple(
            one.name
            for one in fields(Item)
            if one.name not in _APART and getattr(was, one.name) != getattr(item, one.name)
        )
        if differing:
            changes.append(Change("changed", link_id, was, item, differing))
    return changes + [Change("removed", one, before[one][-1], None) for one in before if one not in after]


def _of_the_whole(old: Form, new: Form) -> Iterator[Change]:
    names = ("words", "variables", "constraints", "given", "number", "use", "specialties", "signers")
    differing = tuple(name for name in names if getattr(old, name) != getattr(new, name))
    if differing:
        yield Change("changed", "", None, None, differing)


def _moved(before: dict[str, depending.Lineage], after: dict[str, depending.Lineage]) -> set[str]:
    """Items in another group, or before one that they stood behind; what was added or removed moves nothing."""

    def parent(lineage: depending.Lineage) -> str:
        return lineage[-2].link_id if len(lineage) > 1 else ""

    kept = [name for name in after if name in before]
    moved = {name for name in kept if parent(before[name]) != parent(after[name])}
    place = {name: number for number, name in enumerate(before)}
    staying = [name for name in kept if name not in moved]
    siblings: dict[str, list[str]] = {}
    for name in staying:
        siblings.setdefault(parent(after[name]), []).append(name)
    return moved | {
        second
        for names in siblings.values()
        for first, second in pairwise(names)
        if place[first] > place[second]
    }


def exported(questionnaire: Json, period: Period | None, state: str) -> Json:
    """A form as others receive it: as it was brought in, with the status and the validity that it has here."""
    found = {**questionnaire, "status": _STATUS[state]}
    if period is not None:
        days = {"start": period.start, "end": period.end}
        found["effectivePeriod"] = {name: day.isoformat() for name, day in days.items() if day is not None}
    return found
