"""The door of the record. Every clinical fact goes in and out here, whoever asks.

A write is: access, validate, label, access again on what it becomes, sign-off, store, audit, outbox; in one transaction.
A read is: access inside the query, audit, return. What an actor may not see does not exist for them; the trail
says that they were refused. One call of the door is one entry in the trail.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from hoaban.kernel import clock, outbox
from hoaban.kernel.actor import Actor, Purpose
from hoaban.kernel.errors import NotAllowed, NotFound
from hoaban.record.engine import (
    access,
    condition,
    consent,
    db,
    drafting,
    everything,
    histories,
    integrity,
    matching,
    meeting,
    permission,
    placement,
    races,
    reading,
    relations,
    resolving,
    scopes,
    settling,
    signing,
    store,
    structure,
    trail,
)  # fmt: skip
from hoaban.record.engine.acting import Act, refuse
from hoaban.record.engine.caller import Caller
from hoaban.record.engine.races import in_one_transaction
from hoaban.record.engine.refusals import Gone, LostRace, MayNotSign, Refused
from hoaban.record.engine.search import api as searching
from hoaban.record.engine.search.parse.compartments import Compartment
from hoaban.record.shapes import Entry, Json, Page, Stored, Way, Written

__all__ = [
    "TOPIC",
    "Door",
    "Gone",
    "LostRace",
    "MayNotSign",
    "Mode",
    "NotAllowed",
    "Refused",
    "Sieve",
    "Wish",
    "in_one_transaction",
    "known_at",
    "open",
    "place_of",
    "referral_days",
    "refused_places_of",
    "uid_of",
    "ways_to",
]

TOPIC = "record"
READ, WRITE, SEARCH, REACH = "record.read", "record.write", "record.search", "record.reach"
TELL, OWN = "audit.tell", f"{READ}:{Purpose.PATIENT_REQUEST}"

Sieve = access.Sieve
Wish = everything.Wish
referral_days = relations.referral_days
place_of = scopes.place_of
known_at = condition.known_at
Mode = integrity.Mode


def uid_of(type_name: str, fhir_id: str) -> UUID:
    """The internal id of a FHIR id; administrative rows that point into the record keep this one."""
    return placement.uid_of(type_name, fhir_id)[0]


def open(actor: Actor, *, purpose: Purpose, now: datetime | None = None, references: Mode = Mode.OFF) -> Door:
    """The record as this actor may use it for this purpose. Cheap: made for each request.

    ``references``: how strictly those of what is written must lead somewhere. Our own modules write facts of sources
    that come in any order, so they are not looked at unless the caller asks.
    """
    return Door(Caller(actor, purpose), now, references)


def ways_to(actor: Actor, person: UUID) -> tuple[Way, ...]:
    """From which places a record is open today to those who work there, and to which doctors by name; and why.

    :raises NotAllowed: the actor neither explains access to people nor asks about themself or whom they stand for.
    """
    _must_explain(actor, person)
    with db.one_transaction():
        found = reading.ways_to(person, clock.vietnam_day(clock.now()))
        trail.allowed(actor, Purpose.OPERATIONS, REACH, [person], {})
    return found


def refused_places_of(actor: Actor, person: UUID) -> frozenset[UUID]:
    """Those of :func:`ways_to`, which is in the trail, where the person lets nobody see more than was written there.

    :raises NotAllowed: as there.
    """
    _must_explain(actor, person)
    return consent.refused_places(person, clock.vietnam_day(clock.now()))


def _must_explain(actor: Actor, person: UUID) -> None:
    if not actor.may(TELL) and not any(scope.code == str(person) for scope in actor.scopes(OWN)):
        trail.refused(actor, Purpose.OPERATIONS, REACH, [person], {})
        raise NotAllowed("Bạn không xem được ai mở được hồ sơ.", "You may not see who opens a record.")


class Door:
    """The record, for one actor and one purpose."""

    def __init__(self, caller: Caller, now: datetime | None, references: Mode) -> None:
        self._caller = caller
        self._given_now = now
        self._references = references

    def read(self, type_name: str, fhir_id: str) -> Stored:
        """The current version. :raises NotFound: absent or not for this actor. :raises Gone: deleted."""
        key = drafting.key_of(type_name, fhir_id)
        with self._caller.looking(READ, trail.name(type_name, fhir_id)):
            found = reading.visible(*key, self._caller.rule(READ))
            self._caller.enter(READ, [found], "read")
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
        key, rule = drafting.key_of(type_name, fhir_id), self._caller.rule(READ)
        with self._caller.looking(READ, trail.name(type_name, fhir_id)):
            found = reading.lives(*key, rule, before=before, limit=count)
            self._caller.enter(READ, found, "history")
        return found

    def versions(
        self, type_name: str = "", fhir_id: str = "", *, span: histories.Span, after: histories.Position | None = None,
        count: int = 50,
    ) -> tuple[list[Stored], histories.Position | None]:  # fmt: skip
        """One page of what happened to a resource, a type or everything, newest first; and where the next goes on.

        :raises NotFound: the resource is absent or not for this actor.
        """
        kinds = [drafting.type_number(type_name)] if type_name else histories.all_kinds()
        uid, rule = uid_of(type_name, fhir_id) if fhir_id else None, self._caller.rule(READ)
        with self._caller.looking(READ, trail.name(type_name, fhir_id)):
            if uid is not None:
                reading.visible(kinds[0], uid, rule)
            found, more = histories.page(kinds, uid, rule, span=span, after=after, count=count)
            self._caller.enter(READ, found, "history")
        return found, more

    def everything(
        self, type_name: str, fhir_id: str, wish: everything.Wish, *, after: int = 0, count: int
    ) -> tuple[list[Stored], int | None]:
        """One page of all that is known about a Patient or a visit (Encounter), and where the next goes on.

        :raises NotFound: absent or not for this actor.
        """
        (kind, uid), rule = drafting.key_of(type_name, fhir_id), self._caller.rule(READ)
        with self._caller.looking(READ, trail.name(type_name, fhir_id)):
            reading.visible(kind, uid, rule)
            found, more = everything.page(type_name, uid, rule, wish, after=after, count=count)
            self._caller.enter(READ, found, "everything")
        return found, more

    def read_many(self, type_name: str, fhir_ids: Sequence[str]) -> list[Stored]:
        """Those of several resources of one type that exist and may be seen, in the order asked for."""
        place = {drafting.key_of(type_name, one): number for number, one in enumerate(fhir_ids)}
        rule = self._caller.rule(READ)
        with self._caller.looking(READ):
            found = [one for one in reading.many(list(place), rule) if not one.deleted]
            self._caller.enter(READ, found, "read")
        return sorted(found, key=lambda one: place[drafting.key_of(type_name, one.id)])

    def of_person(
        self, person: UUID, types: Sequence[str], *, limit: int = 500, way: str = "person", **told: str
    ) -> list[Stored]:
        """What the record holds of these types about a person, from all sources, newest first; at most ``limit``.

        ``way``, ``told``: what else the trail says of it, such as that it is printed, and what for.

        :raises NotFound: nothing of the person may be seen: they are unknown, or out of this actor's reach.
        """
        rule = self._caller.rule(READ)
        with self._caller.looking(READ, f"Person/{person}"):
            found = reading.of_person(person, [drafting.type_number(one) for one in types], rule, limit=limit)
            if not found and not reading.reaches(person, rule):
                raise Refused([person])
            self._caller.enter(READ, found, way, person=str(person), **told)
        return found

    def is_narrowed(self, person: UUID) -> bool:
        """Whether a refusal of a person leaves this actor no more than what was written at their own place.

        Tells nothing of what that hides, or whether it hides anything; the read that it goes with is in the trail.
        """
        return self._caller.rule(READ).is_narrowed(person)

    def absent(self, names: Sequence[tuple[str, str]]) -> set[tuple[str, str]]:
        """Which of these (type, id) of registers (Organization, Practitioner ...) are not stored.

        :raises NotAllowed: for a type that may speak about a patient.
        """
        keys = {drafting.key_of(kind, one): (kind, one) for kind, one in names}
        if any(kind not in structure.general_types() for kind, _ in keys):
            raise NotAllowed("Chỉ hỏi được các danh bạ.", "Only registers may be asked for.", place="type")
        self._caller.rule(READ)
        return {keys[key] for key in keys.keys() - reading.stored_keys(list(keys))}

    def sieve(self, type_name: str) -> Sieve:
        """What a list of administrative rows about resources of a type leaves out, as SQL over its column of ids.

        Without it a count of such rows would tell what the record hides. The caller enters the list in the trail.
        """
        return self._caller.rule(READ).sieve(drafting.type_number(type_name))

    def search(
        self, type_name: str, params: Sequence[tuple[str, str]], *, base_url: str = "", lenient: bool = False,
        within: Compartment | None = None,
    ) -> Page:  # fmt: skip
        """One page of what matches and may be seen, with what comes along. Type ``""``: all types, or those of ``_type``.

        ``base_url`` is ours, as clients write it in references. ``lenient``: what is unknown is left aside and noted.
        ``within``: only what belongs to this Patient, Encounter, ...

        :raises Invalid: an unknown or ill-formed parameter, named.
        """
        kinds = (type_name,) if type_name else ()
        for kind in kinds:
            drafting.type_number(kind)
        condition = self._caller.rule(READ).condition()
        with self._caller.looking(SEARCH):
            page = searching.run(kinds, params, condition, base_url=base_url, lenient=lenient, within=within)
            found = [*page.entries, *page.included]
            self._caller.enter(SEARCH, found, "search", query=searching.digest(kinds, params, within))
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
        :raises NotAllowed: the actor may write nothing, or not sign this; :raises NotFound: not this.
        """
        rule, now = self._caller.rule(WRITE), clock.to_the_millisecond(self._given_now or clock.now())
        readable = access.rule_for(self._caller.actor, READ, self._caller.purpose).condition()
        names = [trail.name(one.type, one.id) for one in entries[:20] if one.id]

        def work() -> list[Written]:
            act = Act(matching.Asking(readable, rule.condition(), base_url, now), rule)
            with self._caller.telling(WRITE, *names), races.named():
                for portion in resolving.resolve(entries, act.asking, linked=linked):
                    self._write(portion, act)
                self._end(act)
            return [act.written[number] for number in range(len(entries))]

        return in_one_transaction(work)

    def _write(self, portion: resolving.Portion, act: Act) -> None:
        numbers, entries, rest = portion.parted()
        asking, batch = act.asking, act.asking.batch
        references = integrity.References(self._references, asking.readable, portion.coming)
        with resolving.told_by_position(numbers):
            drafts = drafting.draft_all(entries, now=asking.now)
            met = meeting.meet(drafts, batch, asking.writable, references)
            refuse([one for one in drafts if one.is_out_of_reach], drafts)
            consequences = settling.settle(drafts, met, batch)
            refuse(permission.not_permitted(drafts, act.rule, batch), drafts)
            signing.demand(drafts, self._caller.actor, clock.vietnam_day(asking.now))
            settling.number_versions(drafts, consequences, now=asking.now)
            lost = met.references.check()
            store.write(batch, [one for one in drafts if one.changes_something])
            act.note(numbers, drafts, lost, settling.follow_up(consequences, batch))
        act.written.update(rest)

    def _end(self, act: Act) -> None:
        """The trail, the announcement and, if the transaction is ours, its end, in the round trip of what still waits."""
        batch = act.asking.batch
        batch.send(*self._caller.entry(WRITE, act.persons, act.told))
        if act.news:
            batch.send(*outbox.announcement(TOPIC, act.news))
        batch.run(commit=db.is_outermost())
