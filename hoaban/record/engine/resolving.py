"""What entries mean before they can be drafted: which resource criteria find, what a patch makes of the current
version, which id a ``urn:uuid`` got, whom a reference by criteria names.

All of it happens inside the transaction of the write. Acts with the same criteria take turns (a lock on their
digest), so two clients that create "if none exists" at once make one resource. Criteria find what the actor may
read and nothing else: a hidden match is no match, so that nobody learns of it by being refused.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import parse_qsl
from uuid import UUID

from hoaban.kernel import ids
from hoaban.kernel.errors import Conflict, HoaBanError, Invalid, NotFound
from hoaban.record.engine import bodies, drafting, meeting, parse_json, placement, settling
from hoaban.record.engine.batch import Batch
from hoaban.record.engine.draft import Current
from hoaban.record.engine.matching import Asking, matches, only_match
from hoaban.record.engine.refusals import Refused, Unresolved
from hoaban.record.engine.search.parse import digest_of
from hoaban.record.shapes import Entry, Json, Stored, Written

_LOCKS = 0x43524954  # "CRIT": our half of the two-number advisory locks

Settled = list[tuple[int, "Entry | Written"]]
"""Positions of entries, with what is to be written or needs no writing."""


@dataclass(frozen=True, slots=True)
class Portion:
    """What can be written now, and what the same transaction will write after it."""

    ready: Settled
    coming: frozenset[tuple[int, UUID]] = frozenset()

    def parted(self) -> tuple[list[int], list[Entry], dict[int, Written]]:
        """Positions of what is to be written, what that is, and what needs no writing."""
        acts = [(number, one) for number, one in self.ready if isinstance(one, Entry)]
        rest = {number: one for number, one in self.ready if isinstance(one, Written)}
        return [number for number, _ in acts], [one for _, one in acts], rest


def resolve(entries: Sequence[Entry], asking: Asking, *, linked: bool) -> Iterator[Portion]:
    """The entries as they can be written: all at once, or in :func:`portions` where criteria, patches or links stand."""
    if linked or any(one.criteria is not None or one.patch is not None for one in entries):
        yield from portions(entries, asking)
    else:
        yield Portion(list(enumerate(entries)))


def portions(entries: Sequence[Entry], asking: Asking) -> Iterator[Portion]:
    """The entries in the order in which they can be written; each portion must be queued before the next is asked for.

    Deletions come first, so that nothing finds what goes; what is named by criteria comes before those who name it.

    :raises NotSelective: criteria find several. :raises Unresolved: a reference by criteria finds not exactly one.
    """
    _lock(entries, asking.batch)
    numbered = list(enumerate(entries))
    gone = [(number, one) for number, one in numbered if one.method == "DELETE"]
    kept = [(number, one) for number, one in numbered if one.method != "DELETE"]
    seen: set[str] = set()
    if gone:
        apart = _each_apart(gone, asking)
        yield Portion(_each(apart, lambda one: _found(one, asking), seen))
        if not kept:
            return
        asking.batch.run()
    named = _each(kept, lambda one: _found(one, asking), seen)
    names = _names(named, entries)
    linked = [
        (number, replace(one, resource=_renamed(one.resource, names)) if isinstance(one, Entry) else one)
        for number, one in named
    ]
    wanted = {number: _criteria_in(one.resource) for number, one in linked if isinstance(one, Entry)}
    targets = {text.partition("?")[0] for found in wanted.values() for text in found}
    early = [(number, one) for number, one in linked if not wanted.get(number) and one.type in targets]
    taken = {number for number, _ in early}
    late = [(number, one) for number, one in linked if number not in taken]
    if early:
        yield Portion(early, frozenset(_key(one) for _, one in late))
        asking.batch.run()
    yield Portion(_each(late, lambda one: _pointing(one, asking), set()) if targets else late)


@contextmanager
def told_by_position(positions: Sequence[int], *, always: bool = False) -> Iterator[None]:
    """A failure of one of some entries is told by its position among all. ``always``: there is but one."""
    try:
        yield
    except HoaBanError as failure:
        if failure.entry is not None or always:
            failure.entry = positions[failure.entry or 0]
        raise


def _key(one: Entry | Written) -> tuple[int, UUID]:
    return drafting.type_number(one.type), placement.uid_of(one.type, one.id)[0]


def _each(
    entries: Sequence[tuple[int, Entry | Written]], do: Callable[[Any], Entry | Written], seen: set[str]
) -> Settled:
    """Do it to each; whatever fails is told with its position, and nothing may be named twice."""
    done: Settled = []
    for number, one in entries:
        try:
            settled = do(one)
            name = f"{settled.type}/{settled.id}"
            if settled.id and name in seen:
                raise drafting.SameTwice()
        except HoaBanError as failure:
            failure.entry = number
            raise
        seen.add(name)
        done.append((number, settled))
    return done


def _lock(entries: Sequence[Entry], batch: Batch) -> None:
    digests = {
        int.from_bytes(digest_of((one.type,), sorted(one.criteria))[:4], "big", signed=True)
        for one in entries
        if one.criteria is not None
    }
    for digest in sorted(digests):
        batch.send("select pg_advisory_xact_lock(%s, %s)", [_LOCKS, digest])
    batch.run()


def _each_apart(gone: Sequence[tuple[int, Entry]], asking: Asking) -> list[tuple[int, Entry]]:
    """Deletions by criteria as one deletion for each of the resources that they may take."""
    apart: list[tuple[int, Entry]] = []
    for number, entry in gone:
        several: list[Entry] = []
        if entry.criteria is not None and entry.most > 1:
            with told_by_position([number], always=True):
                found = matches(entry.type, entry.criteria, asking, most=entry.most)
            several = [replace(entry, id=one.id, criteria=None) for one in found]
        apart += [(number, each) for each in several or [entry]]
    return apart


def _found(entry: Entry, asking: Asking) -> Entry | Written:
    """The entry under the id it is about; or what is already so."""
    drafting.type_number(entry.type)
    if entry.criteria is not None:
        match = only_match(entry.type, entry.criteria, asking)
        if match is not None and entry.method == "POST":
            asking.found.append(match)
            return Written(
                match.type, match.id, match.version, match.updated_at, "unchanged", body=match.body
            )
        settled = _addressed(entry, match, asking)
        if isinstance(settled, Written):
            return settled
        entry = settled
    if entry.patch is not None:
        return _patched(entry, asking)
    return entry if entry.id else replace(entry, id=str(ids.uuid7(asking.now)))


def _addressed(entry: Entry, match: Stored | None, asking: Asking) -> Entry | Written:
    given = entry.resource.get("id") if entry.resource else None
    if entry.method == "POST":
        return entry
    if match is None and entry.method == "DELETE":
        return Written(entry.type, "", 0, asking.now, "unchanged")
    if match is None and entry.method == "PATCH":
        raise NotFound("Không tìm thấy trong hồ sơ.", "Not found in the record.", place="criteria")
    if match is not None and given not in (None, match.id) and entry.method == "PUT":
        raise Invalid(
            "id trong nội dung khác với tài nguyên tìm thấy.",
            "The id in the body differs from the resource that was found.",
            place="id",
        )
    fhir_id = match.id if match else given if isinstance(given, str) else str(ids.uuid7(asking.now))
    if entry.resource is None:
        return replace(entry, id=fhir_id)
    return replace(entry, id=fhir_id, resource={**entry.resource, "id": fhir_id})


def _patched(entry: Entry, asking: Asking) -> Entry:
    assert entry.patch is not None  # noqa: S101
    key = (drafting.type_number(entry.type), placement.uid_of(entry.type, entry.id)[0])
    current = meeting.currents(meeting.lock(asking.batch, [key], asking.writable)).get(key)
    if current is not None and not current.allowed:
        raise Refused([current.person])
    if current is None or current.deleted:
        raise NotFound("Không tìm thấy trong hồ sơ.", "Not found in the record.")
    if entry.if_match is not None and entry.if_match != current.version:
        raise settling.VersionConflict(
            "Tài nguyên đã thay đổi sau lần đọc của bạn.", "The resource has changed since you read it."
        )
    before = _read(entry, current)
    after = entry.patch(before)
    _guard(before, after)
    return replace(entry, method="PUT", resource=after, patch=None)


def _read(entry: Entry, current: Current) -> Json:
    head = bodies.Head(entry.type, entry.id or "", current.version, current.updated_at)
    return parse_json.loads(bodies.unpack(current.body, current.dictionary, head))


def _guard(before: Json, after: Json) -> None:
    """A patch changes what a resource says, not which resource it is nor what the record says of it."""
    for name in ("resourceType", "id"):
        if after.get(name) != before.get(name):
            raise _Untouchable(name)
    was, now = before.get("meta"), after.get("meta", {})
    for name in ("versionId", "lastUpdated"):
        if isinstance(was, dict) and isinstance(now, dict) and now.get(name, was.get(name)) != was.get(name):
            raise _Untouchable(f"meta.{name}")


class _Untouchable(Conflict):
    """A patch changes what only the record may set."""

    status = 422

    def __init__(self, place: str) -> None:
        super().__init__(f"Bản vá không được đổi {place}.", f"A patch must not change {place}.", place=place)


def _names(settled: Settled, entries: Sequence[Entry]) -> dict[str, str]:
    """Full url -> what it has become."""
    names: dict[str, str] = {}
    for number, one in settled:
        full_url = entries[number].full_url
        if full_url in names:
            twice = Invalid("fullUrl bị trùng.", "A fullUrl appears twice.", place="fullUrl")
            twice.entry = number
            raise twice
        if full_url:
            names[full_url] = f"{one.type}/{one.id}"
    return names


def _renamed(value: Any, names: dict[str, str]) -> Any:
    """A copy in which every text that is another entry's full url has become ``Type/id``."""
    if not names or value is None:
        return value
    if value.__class__ is dict:
        return {name: _renamed(part, names) for name, part in value.items()}
    if value.__class__ is list:
        return [_renamed(part, names) for part in value]
    return names.get(value, value) if value.__class__ is str else value


def _criteria_in(value: Any) -> list[str]:
    """References by criteria (``Patient?identifier=...``) anywhere in a resource."""
    found: list[str] = []
    waiting = [value]
    while waiting:
        each = waiting.pop()
        if each.__class__ is dict:
            address = each.get("reference")
            if address.__class__ is str and "?" in address and ":" not in address.partition("?")[0]:
                found.append(address)
            waiting.extend(each.values())
        elif each.__class__ is list:
            waiting.extend(each)
    return found


def _pointing(entry: Entry | Written, asking: Asking) -> Entry | Written:
    """The entry with the resources that its references by criteria name."""
    if isinstance(entry, Written):
        return entry
    found = {text: _named(text, asking) for text in _criteria_in(entry.resource)}
    return replace(entry, resource=_renamed(entry.resource, found))


def _named(reference: str, asking: Asking) -> str:
    kind, _, query = reference.partition("?")
    drafting.type_number(kind)
    match = only_match(kind, tuple(parse_qsl(query, keep_blank_values=True)), asking)
    if match is None:
        raise Unresolved(
            "Tham chiếu theo điều kiện không tìm thấy tài nguyên nào.",
            "A reference by criteria finds no resource.",
            place="reference",
        )
    return f"{kind}/{match.id}"
