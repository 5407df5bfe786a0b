"""References lead somewhere: what is written names only what is there, and what is named is not deleted.

How strictly is the opener's choice (:class:`Mode`). What the actor may not see counts as absent here too: a reference
to it is refused in the same words as one to nothing. A deletion is refused whoever refers, hidden or not: a fact
whose patient is gone would be lost to those who may see it. The refusal names nobody.
"""

from __future__ import annotations

import enum
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from hoaban.record.engine import parse_json, placement, structure
from hoaban.record.engine.batch import NOTHING, Answer, Batch
from hoaban.record.engine.condition import Condition, about
from hoaban.record.engine.draft import Draft, Key
from hoaban.record.engine.refusals import StillReferenced, Unresolved
from hoaban.record.engine.search import keys
from hoaban.record.engine.spelling import Text

_LOCKS = 0x494E5445  # "INTE": our half of the two-number advisory locks
_BUCKETS = 1024  # locks of one transaction stay few, however many references it has
# Bodies are compact JSON, so a quote that is not escaped ends a name or value: this finds references and nothing else.
_LOCAL = re.compile(rb'"reference":"([A-Z][A-Za-z]+)/([A-Za-z0-9\-.]{1,64})[/"#]')
_PRESENT = "select r.type, r.uid from record_resource r where {about} and not r.deleted and {condition}"
_REFERRED = """
(select 1 from record_link f
join unnest(%s::smallint[], %s::uuid[]) as k(type, uid) on f.target = k.uid and f.target_type = k.type
where f.param is not null and f.rid <> all(%s::bigint[]) limit 1)
union all
(select 1 from record_resource r where r.keys && %s::bigint[] and not r.deleted and r.rid <> all(%s::bigint[]) limit 1)
"""
"""References that search knows, and those that it does not."""


class Mode(enum.Enum):
    """``OFF``: nobody looks. ``WARN``: the trail counts what leads nowhere. ``ENFORCE``: it is refused."""

    OFF = "off"
    WARN = "warn"
    ENFORCE = "enforce"


@dataclass(frozen=True, slots=True)
class References:
    """How strictly references are looked at, and where they may lead.

    ``readable``: what the actor may see. ``coming``: what the same transaction writes later.
    """

    mode: Mode
    readable: Condition
    coming: frozenset[Key] = frozenset()


@dataclass(frozen=True, slots=True)
class Asked:
    """``targets``: who is referred to, by which draft. ``present``: who of them is there. ``referring``: to what goes."""

    mode: Mode
    targets: set[tuple[Key, int]] = field(default_factory=set)
    present: Answer = NOTHING
    referring: Answer = NOTHING

    def check(self) -> int:
        """How many references lead nowhere.

        :raises Unresolved: one does, and that is refused. :raises StillReferenced: a deletion would make one.
        """
        present = {(row[0], row[1]) for row in self.present.rows}
        lost = {(key, number) for key, number in self.targets if key not in present}
        if lost and self.mode is Mode.ENFORCE:
            failure = Unresolved(
                "Tham chiếu tới tài nguyên không có.", "A reference leads to no resource.", place="reference"
            )
            failure.entry = min(number for _, number in lost)
            raise failure
        left_alone = bool(self.referring.rows)
        if left_alone and self.mode is Mode.ENFORCE:
            raise StillReferenced(
                "Còn tài nguyên khác tham chiếu tới tài nguyên này.",
                "Other resources still refer to this one.",
            )
        return len({key for key, _ in lost}) + left_alone


def ask(batch: Batch, drafts: Sequence[Draft], references: References) -> Asked:
    """Ask for what drafts refer to, and who refers to what they delete (their current versions must be known).

    Who refers and who deletes wait for each other, so that neither decides on what the other is changing.
    """
    if references.mode is Mode.OFF:
        return Asked(Mode.OFF)
    here = {draft.key for draft in drafts if draft.resource is not None} | references.coming
    targets = {
        (key, number)
        for number, draft in enumerate(drafts)
        if draft.text
        for key in _targets(draft.text)
        if key not in here
    }
    going = [draft for draft in drafts if draft.method == "DELETE" and draft.stands]
    keys = list({key for key, _ in targets})
    _take_turns(batch, keys, {draft.key for draft in going})
    return Asked(
        references.mode,
        targets,
        _ask_present(batch, keys, references.readable) if keys else NOTHING,
        _ask_referring(batch, going, drafts) if going else NOTHING,
    )


def _targets(text: Text) -> set[Key]:
    named = {*_LOCAL.findall(text.tail), *(_LOCAL.findall(parse_json.dumps(text.meta)) if text.meta else ())}
    found: set[Key] = set()
    for kind, fhir_id in named:
        name = kind.decode()
        if structure.is_resource_type(name):
            found.add((structure.type_number(name), placement.uid_of(name, fhir_id.decode())[0]))
    return found


def _take_turns(batch: Batch, referred: Iterable[Key], going: set[Key]) -> None:
    alone = {_bucket(key) for key in going}
    shared = {_bucket(key) for key in referred} - alone
    for name, buckets in (("", alone), ("_shared", shared)):
        if buckets:
            batch.send(
                f"select pg_advisory_xact_lock{name}(%s, k) from unnest(%s::int[]) as k",
                [_LOCKS, sorted(buckets)],
            )


def _bucket(key: Key) -> int:
    return (key[1].int ^ key[0]) % _BUCKETS


def _ask_present(batch: Batch, keys: Sequence[Key], readable: Condition) -> Answer:
    these = about(keys)
    sql = _PRESENT.format(about=these.sql, condition=readable.sql)
    return batch.ask(sql, [*these.args, *readable.args])


def _ask_referring(batch: Batch, going: Sequence[Draft], drafts: Sequence[Draft]) -> Answer:
    """Whether somebody refers to what goes, who is not being written along with it."""
    own = [draft.current.rid for draft in drafts if draft.current]
    pointers = [keys.pointer(f"{d.type_name}/{d.id}") for d in going]
    return batch.ask(_REFERRED, [[d.type for d in going], [d.uid for d in going], own, pointers, own])
