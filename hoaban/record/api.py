"""The door of the record. Every clinical fact goes in and out here, whoever asks.

A write is: access, validate, label, access again on what it becomes, store, audit, outbox; in one transaction.
A read is: access inside the query, audit, return. What an actor may not see does not exist for them; the trail
says that they were refused.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import datetime
from typing import TypeVar
from uuid import UUID

import psycopg
from django.db import transaction

from hoaban.kernel import clock, outbox
from hoaban.kernel.actor import Actor, Purpose
from hoaban.kernel.errors import NotAllowed, NotFound
from hoaban.record.engine import (
    access,
    db,
    drafting,
    everything,
    histories,
    integrity,
    permission,
    placement,
    reading,
    resolving,
    settling,
    store,
    structure,
    trail,
)  # fmt: skip
from hoaban.record.engine.condition import Condition
from hoaban.record.engine.draft import Draft
from hoaban.record.engine.refusals import Gone, LostRace, Refused
from hoaban.record.engine.search import api as searching
from hoaban.record.engine.search.parse.compartments import Compartment
from hoaban.record.shapes import Entry, Json, Label, Page, Stored, Written

__all__ = [
    "TOPIC",
    "Door",
    "Gone",
    "LostRace",
    "Mode",
    "NotAllowed",
    "Refused",
    "Sieve",
    "in_one_transaction",
    "open",
    "uid_of",
]

TOPIC = "record"
T = TypeVar("T")
_ATTEMPTS = 4


Sieve = access.Sieve
Mode = integrity.Mode

_LOST = (psycopg.errors.UniqueViolation, psycopg.errors.DeadlockDetected, psycopg.errors.SerializationFailure)


def uid_of(type_name: str, fhir_id: str) -> UUID:
    """The internal id of a FHIR id; administrative rows that point into the record keep this one."""
    return placement.uid_of(type_name, fhir_id)[0]


def open(
    actor: Actor,
    *,
    purpose: Purpose,
    now: datetime | None = None,
    references: integrity.Mode = integrity.Mode.OFF,
) -> Door:
    """The record as this actor may use it for this purpose. Cheap: made for each request.

    ``references``: how strictly those of what is written must lead somewhere. Our own modules write facts of sources
    that come in any order, so they are not looked at unless the caller asks.
    """
    return Door(actor, purpose, now, references)


def in_one_transaction(work: Callable[[], T]) -> T:
    """Do ``work`` in one transaction, again from the start if another transaction won a race.

    :raises LostRace: it lost every time.
    """
    for _ in range(_ATTEMPTS - 1):
        with suppress(LostRace), transaction.atomic():
            return work()
    with transaction.atomic():
        return work()


class Door:
    """The record, for one actor and one purpose."""

    def __init__(
        self, actor: Actor, purpose: Purpose, now: datetime | None, references: integrity.Mode
    ) -> None:
        self._actor = actor
        self._purpose = purpose
        self._given_now = now
        self._references = references

    def read(self, type_name: str, fhir_id: str) -> Stored:
        """The current version. :raises NotFound: absent or not for this actor. :raises Gone: deleted."""
        kind, uid = drafting.type_number(type_name), placement.uid_of(type_name, fhir_id)[0]
        with self._answering("record.read", trail.name(type_name, fhir_id)):
            found = reading.current(kind, uid, self._rule("record.read"))
            if found is None:
                raise self._absent(kind, uid)
            self._enter("record.read", [found], "read")
        if found.deleted:
            raise Gone("Tài nguyên đã bị xóa.", "The resource has been deleted.")
        return found

    def vread(self, type_name: str, fhir_id: str, version: int) -> Stored:
        """One version, current or older. :raises NotFound: absent or not for this actor. :raises Gone: a deletion."""
        versions = self.history(type_name, fhir_id, before=version + 1, count=1)
        if not versions or versions[0].version != version:
            raise NotFound("Không có phiên bản này.", "There is no such version.")
        if versions[0].deleted:
            raise Gone("Phiên bản này là một lần xóa.", "This version is a deletion.")
        return versions[0]

    def history(
        self, type_name: str, fhir_id: str, *, count: int = 50, before: int = 1 << 31
    ) -> list[Stored]:
        """Versions below ``before``, newest first, deletions included. :raises NotFound: absent or not for this actor."""
        kind, uid = drafting.type_number(type_name), placement.uid_of(type_name, fhir_id)[0]
        rule = self._rule("record.read")
        with self._answering("record.read", trail.name(type_name, fhir_id)):
            newest = reading.current(kind, uid, rule)
            if newest is None:
                raise self._absent(kind, uid)
            found = [newest] if newest.version < before else []
            if len(found) < count:
                found += reading.older(
                    kind, uid, rule, before=min(before, newest.version), limit=count - len(found)
                )
            self._enter("record.read", found, "history")
        return found

    def versions(
        self,
        type_name: str = "",
        fhir_id: str = "",
        *,
        span: histories.Span,
        after: histories.Position | None = None,
        count: int = 50,
    ) -> tuple[list[Stored], histories.Position | None]:
        """One page of what happened to a resource, a type or everything, newest first; and where the next goes on.

        :raises NotFound: the resource is absent or not for this actor.
        """
        kinds = [drafting.type_number(type_name)] if type_name else histories.all_kinds()
        uid = placement.uid_of(type_name, fhir_id)[0] if fhir_id else None
        rule = self._rule("record.read")
        with self._answering("record.read", trail.name(type_name, fhir_id)):
            if uid is not None and reading.current(kinds[0], uid, rule) is None:
                raise self._absent(kinds[0], uid)
            found, more = histories.page(kinds, uid, rule, span=span, after=after, count=count)
            self._enter("record.read", found, "history")
        return found, more

    def everything(
        self, type_name: str, fhir_id: str, wish: everything.Wish, *, after: int = 0, count: int
    ) -> tuple[list[Stored], int | None]:
        """One page of all that is known about a Patient or a visit (Encounter), and where the next goes on.

        :raises NotFound: absent or not for this actor.
        """
        kind, uid = drafting.type_number(type_name), placement.uid_of(type_name, fhir_id)[0]
        rule = self._rule("record.read")
        with self._answering("record.read", trail.name(type_name, fhir_id)):
            if reading.current(kind, uid, rule) is None:
                raise self._absent(kind, uid)
            found, more = everything.page(type_name, uid, rule, wish, after=after, count=count)
            self._enter("record.read", found, "everything")
        return found, more

    def read_many(self, type_name: str, fhir_ids: Sequence[str]) -> list[Stored]:
        """Those of several resources of one type that exist and may be seen, in the order asked for."""
        kind = drafting.type_number(type_name)
        keys = {
            (kind, placement.uid_of(type_name, one)[0]): position for position, one in enumerate(fhir_ids)
        }
        found = [one for one in reading.many(list(keys), self._rule("record.read")) if not one.deleted]
        self._enter("record.read", found, "read")
        return sorted(found, key=lambda one: keys[kind, placement.uid_of(type_name, one.id)[0]])

    def of_person(self, person: UUID, types: Sequence[str], *, limit: int = 500) -> list[Stored]:
        """What the record holds of these types about a person, from all sources, newest first; at most ``limit``.

        :raises NotFound: nothing of the person may be seen: they are unknown, or out of this actor's reach.
        """
        rule = self._rule("record.read")
        with self._answering("record.read", f"Person/{person}"):
            found = reading.of_person(person, [drafting.type_number(one) for one in types], rule, limit=limit)
            if not found and not reading.reaches(person, rule):
                raise Refused([person])
            self._enter("record.read", found or [], "person", person=str(person))
        return found

    def absent(self, names: Sequence[tuple[str, str]]) -> set[tuple[str, str]]:
        """Which of these (type, id) of registers (Organization, Practitioner ...) are not stored.

        :raises NotAllowed: for a type that may speak about a patient.
        """
        keys = {
            (drafting.type_number(kind), placement.uid_of(kind, one)[0]): (kind, one) for kind, one in names
        }
        if any(kind not in structure.general_types() for kind, _ in keys):
            raise NotAllowed("Chỉ hỏi được các danh bạ.", "Only registers may be asked for.", place="type")
        self._rule("record.read")
        return {keys[key] for key in keys.keys() - reading.stored_keys(list(keys))}

    def sieve(self, type_name: str) -> access.Sieve:
        """What a list of administrative rows about resources of a type leaves out, as SQL over its column of ids.

        Without it a count of such rows would tell what the record hides. The caller enters the list in the trail.
        """
        return self._rule("record.read").sieve(drafting.type_number(type_name))

    def search(
        self,
        type_name: str,
        params: Sequence[tuple[str, str]],
        *,
        base_url: str = "",
        lenient: bool = False,
        within: Compartment | None = None,
    ) -> Page:
        """One page of what matches and may be seen, with what comes along. Type ``""``: all types, or those of ``_type``.

        ``base_url`` is ours, as clients write it in references. ``lenient``: what is unknown is left aside and noted.
        ``within``: only what belongs to this Patient, Encounter, ...

        :raises Invalid: an unknown or ill-formed parameter, named.
        """
        kinds = (type_name,) if type_name else ()
        for kind in kinds:
            drafting.type_number(kind)
        condition = self._rule("record.read").condition()
        page = searching.run(kinds, params, condition, base_url=base_url, lenient=lenient, within=within)
        found = [*page.entries, *page.included]
        self._enter("record.search", found, "search", query=searching.digest(kinds, params, within))
        return page

    def create(self, resource: Json) -> Written:
        """Store a new resource under a new id."""
        return self.transact([Entry("POST", str(resource.get("resourceType", "")), resource=resource)])[0]

    def update(self, type_name: str, fhir_id: str, resource: Json, *, if_match: int | None = None) -> Written:
        """Store a new version (or the first one, under the given id). :raises VersionConflict: it has changed."""
        return self.transact([Entry("PUT", type_name, fhir_id, resource, if_match)])[0]

    def delete(self, type_name: str, fhir_id: str, *, if_match: int | None = None) -> Written:
        """Withdraw a resource; its history stays."""
        return self.transact([Entry("DELETE", type_name, fhir_id, None, if_match)])[0]

    def transact(
        self, entries: Sequence[Entry], *, linked: bool = False, base_url: str = ""
    ) -> list[Written]:
        """Do all of the entries or none, in one transaction; returns what became of each, in their order.

        ``linked``: references may name other entries by their full url, and resources by criteria.

        :raises ValidationFailed: a resource breaks R4. ``entry`` of a failure says which one is meant.
        :raises NotAllowed: the actor may write nothing; :raises NotFound: not this.
        """
        rule, now = self._rule("record.write"), self._now()
        names = [trail.name(one.type, one.id) for one in entries[:20] if one.id]

        def work() -> list[Written]:
            with self._answering("record.write", *names):
                if linked or resolving.is_needed(entries):
                    return self._resolve(entries, rule, now, base_url)
                return self._write(entries, rule, now)

        return in_one_transaction(work)

    def _resolve(
        self, entries: Sequence[Entry], rule: access.Rule, now: datetime, base_url: str
    ) -> list[Written]:
        """Write what entries turn out to mean, portion by portion."""
        readable = self._rule("record.read").condition()
        asking = resolving.Asking(readable, rule.condition(), base_url, now)
        done: dict[int, Written] = {}
        for portion in resolving.portions(entries, asking):
            acts = [(number, one) for number, one in portion.ready if isinstance(one, Entry)]
            done.update((number, one) for number, one in portion.ready if isinstance(one, Written))
            with resolving.told_by_position([number for number, _ in acts]):
                written = self._write([one for _, one in acts], rule, now, portion.coming) if acts else []
            done.update((number, one) for (number, _), one in zip(acts, written, strict=True))
        return [done[number] for number in range(len(entries))]

    def _write(
        self,
        entries: Sequence[Entry],
        rule: access.Rule,
        now: datetime,
        coming: frozenset[integrity.Key] = frozenset(),
    ) -> list[Written]:
        drafts = drafting.draft_all(entries, now=now)
        store.look_up(drafts, rule.condition())
        self._refuse([d for d in drafts if d.current is not None and not d.current.allowed], drafts)
        consequences = settling.settle(drafts)
        self._refuse(permission.not_permitted(drafts, rule), drafts)
        settling.number_versions(drafts, consequences, now=now)
        lost = integrity.check(drafts, self._references, self._readable, coming)
        changed = [draft for draft in drafts if draft.changes_something]
        if changed:
            store.write(changed)
        relabelled = settling.follow_up(consequences)
        told, persons = trail.written(drafts, lost), (d.person for d in drafts)
        news = [*map(_announced, changed), *relabelled]
        with db.batch() as last:
            last.send(*trail.entry(self._actor, self._purpose, "record.write", persons, told))
            if news:
                last.send(*outbox.announcement(TOPIC, news))
        return [
            Written(d.type_name, d.id, d.version, d.updated_at or now, d.outcome, Label(d.labels), d.body)
            for d in drafts
        ]

    def _rule(self, verb: str) -> access.Rule:
        rule = access.rule_for(self._actor, verb, self._purpose)
        if rule.is_empty:
            trail.refused(self._actor, self._purpose, verb, (), {})
            raise NotAllowed(
                "Tài khoản của bạn không có quyền này.", "Your account has no leave for this.", place=verb
            )
        return rule

    def _now(self) -> datetime:
        now = self._given_now or clock.now()
        return now.replace(
            microsecond=now.microsecond // 1000 * 1000
        )  # FHIR instants are shown to the millisecond

    def _absent(self, kind: int, uid: UUID) -> NotFound:
        exists, person = reading.person_of(kind, uid)
        return (
            Refused([person])
            if exists
            else NotFound("Không tìm thấy trong hồ sơ.", "Not found in the record.")
        )

    def _readable(self) -> Condition:
        return access.rule_for(self._actor, "record.read", self._purpose).condition()

    def _refuse(self, refused: Sequence[Draft], drafts: Sequence[Draft]) -> None:
        if refused:
            failure = Refused([draft.current.person if draft.current else draft.person for draft in refused])
            failure.entry = drafts.index(refused[0])
            raise failure

    @contextmanager
    def _answering(self, act: str, *names: str) -> Iterator[None]:
        try:
            yield
        except Refused as refusal:
            trail.refused(self._actor, self._purpose, act, refusal.persons, {"resources": list(names)})
            raise
        except _LOST as lost:
            raise LostRace(
                "Có người khác vừa ghi cùng tài nguyên; hãy thử lại.",
                "Someone else just wrote the same resource; try again.",
            ) from lost

    def _enter(self, act: str, found: Sequence[Stored], way: str, **more: str) -> None:
        names = (trail.name(one.type, one.id, one.version) for one in found)
        detail = {"way": way, **trail.listed(names), **more}
        trail.allowed(self._actor, self._purpose, act, (one.person for one in found), detail)


def _announced(draft: Draft) -> list[object]:
    return [draft.outcome[0].upper(), draft.type, str(draft.uid), draft.version]
