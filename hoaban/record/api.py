"""The door of the record. Every clinical fact goes in and out here, whoever asks.

A write is: access, validate, label, access again on what it becomes, store, audit, outbox; in one transaction.
A read is: access inside the query, audit, return. What an actor may not see does not exist for them; the trail
says that they were refused.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from uuid import UUID

import psycopg
from django.db import transaction

from hoaban.kernel import clock, outbox
from hoaban.kernel.actor import Actor, Purpose
from hoaban.kernel.errors import Conflict, NotAllowed, NotFound
from hoaban.record.engine import access, drafting, placement, reading, settling, store, trail
from hoaban.record.engine.draft import Draft
from hoaban.record.engine.search import api as searching
from hoaban.record.engine.search.parse.compartments import Compartment
from hoaban.record.shapes import Entry, Json, Label, Page, Stored, Written

TOPIC = "record"


class Gone(NotFound):
    """It was there and has been deleted."""

    status = 410
    code = "deleted"


class LostRace(Conflict):
    """Another transaction wrote the same resource at the same moment; the same call may go through now."""


Sieve = access.Sieve

_LOST = (psycopg.errors.UniqueViolation, psycopg.errors.DeadlockDetected, psycopg.errors.SerializationFailure)


class Refused(NotFound):
    """It exists, but not for this actor. Looks like :class:`NotFound` to the caller; the trail knows better."""

    def __init__(self, persons: Sequence[UUID | None]) -> None:
        super().__init__("Không tìm thấy trong hồ sơ.", "Not found in the record.")
        self.persons = tuple(persons)


def uid_of(type_name: str, fhir_id: str) -> UUID:
    """The internal id of a FHIR id; administrative rows that point into the record keep this one."""
    return placement.uid_of(type_name, fhir_id)[0]


def open(actor: Actor, *, purpose: Purpose, now: datetime | None = None) -> Door:
    """The record as this actor may use it for this purpose. Cheap: made for each request."""
    return Door(actor, purpose, now)


class Door:
    """The record, for one actor and one purpose."""

    def __init__(self, actor: Actor, purpose: Purpose, now: datetime | None = None) -> None:
        self._actor = actor
        self._purpose = purpose
        self._given_now = now

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
        if any(kind not in access.general_types() for kind, _ in keys):
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

    def transact(self, entries: Sequence[Entry]) -> list[Written]:
        """Do all of the entries or none, in one transaction; returns what became of each, in their order.

        :raises ValidationFailed: a resource breaks R4.
        :raises NotAllowed: the actor may write nothing; :raises NotFound: not this.
        """
        now = self._now()
        rule = self._rule("record.write")
        drafts = drafting.draft_all(entries, now=now)
        with self._answering("record.write", *_few(drafts)), transaction.atomic():
            store.look_up(drafts, rule.condition())
            self._refuse([d for d in drafts if d.current is not None and not d.current.allowed])
            consequences = settling.settle(drafts)
            self._refuse(_not_permitted(drafts, rule))
            settling.number_versions(drafts, consequences, now=now)
            changed = [draft for draft in drafts if draft.changes_something]
            if changed:
                store.write(changed)
            relabelled = settling.follow_up(consequences)
            trail.allowed(
                self._actor, self._purpose, "record.write", (d.person for d in drafts), trail.written(drafts)
            )
            news = [*map(_announced, changed), *relabelled]
            if news:
                outbox.announce(TOPIC, news)
        return [
            Written(d.type_name, d.id, d.version, now, d.outcome, Label(d.labels), d.body) for d in drafts
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

    def _refuse(self, drafts: Sequence[Draft]) -> None:
        if drafts:
            raise Refused([draft.current.person if draft.current else draft.person for draft in drafts])

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


def _not_permitted(drafts: Sequence[Draft], rule: access.Rule) -> list[Draft]:
    """Drafts that would leave the actor's reach by being written as they are."""
    if rule.everything and not rule.hidden:
        return []
    persons = {draft.person for draft in drafts if draft.person}
    reach = {} if rule.everything else store.reach_of(persons)
    for draft in drafts:
        if draft.person:
            reach.setdefault(draft.person, set()).update(draft.reach)
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


def _announced(draft: Draft) -> list[object]:
    return [draft.outcome[0].upper(), draft.type, str(draft.uid), draft.version]


def _few(drafts: Sequence[Draft]) -> list[str]:
    return [trail.name(draft.type_name, draft.id) for draft in drafts[:20]]
