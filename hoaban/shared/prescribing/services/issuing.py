"""Prescriptions are issued, replaced and cancelled: in the record and here, in one transaction."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import F

from hoaban.foundation.audit import api as audit
from hoaban.foundation.workforce import api as workforce
from hoaban.kernel import clock, ids
from hoaban.kernel.actor import Actor, Purpose
from hoaban.kernel.errors import Busy, Conflict, Invalid
from hoaban.record import api as record
from hoaban.record.shapes import Entry
from hoaban.shared.prescribing import fhir, models, policies
from hoaban.shared.prescribing.queries import persons, prescriptions
from hoaban.shared.prescribing.queries.examining import Examined, examine
from hoaban.shared.prescribing.queries.prescriptions import CANCELLED, ISSUED, REPLACED, Prescribed
from hoaban.shared.prescribing.rules import checking, knowledge, limits, numbering
from hoaban.shared.prescribing.rules.alerts import Alert
from hoaban.shared.prescribing.rules.checking import Problem
from hoaban.shared.prescribing.rules.shapes import Kind
from hoaban.shared.prescribing.services import building, handing, telling
from hoaban.shared.visits import api as visits

ISSUE, CANCEL = "prescribing.issue", "prescribing.cancel"
_TRIES = 5


class PrescriptionNotValid(Invalid):
    """A prescription cannot be so; ``problems`` says everything at once, ``place`` the first."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        first = problems[0]
        super().__init__(first.vi, first.en, place=first.place)
        self.problems = tuple(problems)


class ReasonNeeded(Conflict):
    """Alerts ask for a reason before this is issued."""

    def __init__(self, alerts: Sequence[Alert]) -> None:
        super().__init__(
            "Cần ghi lý do với cảnh báo trước khi kê.", "An alert asks for a reason before this is issued.", place="alerts"
        )  # fmt: skip
        self.alerts = tuple(alerts)


class PrescriptionMoved(Conflict):
    """It was cancelled or replaced meanwhile."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to be prescribed: lines as (drug code of the facility's list, dose as typed), the packs of a decoction."""

    lines: tuple[tuple[str, str], ...]
    packs: int | None = None
    usage: str = ""
    advice: str = ""
    revisit_days: int | None = None
    guardian: str = ""
    """Who came with a child under 72 months; empty: a parent of the register."""


@dataclass(frozen=True, slots=True)
class Reason:
    """Why an alert is passed over: a code of ``override_reasons.csv`` and words."""

    code: str
    words: str = ""


def issue_prescription(
    *, actor: Actor, visit: UUID, wanted: Wanted, reasons: Mapping[str, Reason] | None = None,
    replaces: Sequence[UUID] = (), once: str = "", now: datetime,
) -> tuple[Prescribed, ...]:  # fmt: skip
    """Issue what a doctor prescribes at a visit: one prescription for each kind (narcotics, psychotropics, others, decoction).

    ``reasons``: by the key of an alert. ``replaces``: prescriptions of the visit that these take the place of.
    Sent again with the same ``once``, nothing more is issued.

    :raises NotAllowed: the actor does not prescribe there. :raises record.MayNotSign: the licence does not cover it.
    :raises visits.NoSuchVisit, visits.VisitMoved. :raises PrescriptionNotValid: what cannot be, all at once.
    :raises ReasonNeeded: alerts without a reason. :raises PrescriptionMoved: one of ``replaces`` is over.
    """
    work = partial(_issue, actor, visit, wanted, dict(reasons or {}), tuple(replaces), once[:64], now)
    return record.in_one_transaction(work)


def _issue(
    actor: Actor,
    visit: UUID,
    wanted: Wanted,
    reasons: dict[str, Reason],
    replaces: tuple[UUID, ...],
    once: str,
    now: datetime,
) -> tuple[Prescribed, ...]:
    seen = visits.get_visit(actor=actor, visit=visit)
    policies.must(actor, policies.WRITE, prescriptions.place_of(seen), ISSUE)
    with audit.as_one(
        actor=actor, act=ISSUE, persons=[seen.arrival.person], detail={"visit": str(visit)}, now=now
    ):
        if once and models.Prescription.objects.filter(visit=visit, once=once).exists():
            return _those_of(actor, seen, once, now)
        known = persons.known_at(actor=actor, visit=seen, now=now)
        if wanted.guardian:
            known = replace(known, facts=replace(known.facts, guardian=wanted.guardian[:120]))
        examined = examine(
            wanted.lines, known.facts, facility_code=seen.arrival.facility_code, packs=wanted.packs,
            on=clock.vietnam_day(now),
        )  # fmt: skip
        _demand(examined, reasons)
        act = _Act(actor, seen, wanted, known, reasons, once, now)
        before = [_replaced(act, one) for one in replaces]
        act.write(examined, before)
        return _those_of(actor, seen, once, now, {row.pk for row in act.rows})


def _demand(examined: Examined, reasons: Mapping[str, Reason]) -> None:
    if examined.problems:
        raise PrescriptionNotValid(examined.problems)
    bare = [one for one in examined.interrupting if not _is_reason(reasons.get(one.key))]
    if bare:
        raise ReasonNeeded(bare)


def _is_reason(reason: Reason | None) -> bool:
    if reason is None or reason.code not in knowledge.override_reasons():
        return False
    return reason.code != "other" or len(reason.words.strip()) >= 3


def _those_of(
    actor: Actor, visit: visits.Visit, once: str, now: datetime, only: set[UUID] | None = None
) -> tuple[Prescribed, ...]:
    found = prescriptions.prescriptions_at(actor, visit, now)
    held = (
        only
        if only is not None
        else set(models.Prescription.objects.filter(visit=visit.id, once=once).values_list("pk", flat=True))
    )
    return tuple(one for one in found if one.id in held)


@dataclass(slots=True)
class _Before:
    """A prescription that is replaced, with its lines."""

    row: models.Prescription
    orders: list[fhir.Order]
    entries: list[Entry]


def _replaced(act: _Act, prescription: UUID) -> _Before:
    row = prescriptions.row_of(act.actor, prescription, lock=True)
    if row.visit != act.visit.id or row.state != ISSUED:
        raise PrescriptionMoved(
            "Đơn thuốc đã hủy hoặc đã thay.",
            "The prescription is cancelled or replaced already.",
            place="state",
        )
    orders, entries = _cancelled(act.actor, row, "Thay bằng đơn khác", act.now)
    return _Before(row, orders, entries)


def _cancelled(
    actor: Actor, row: models.Prescription, why: str, now: datetime
) -> tuple[list[fhir.Order], list[Entry]]:
    door = record.open(actor, purpose=Purpose.TREATMENT, now=now)
    stored = door.read_many("MedicationRequest", [str(one) for one in row.requests])
    entries = [
        Entry("PUT", "MedicationRequest", one.id, fhir.with_cancellation(one.json(), why), one.version)
        for one in stored
    ]
    return [fhir.read_order(one.json()) for one in stored], entries


class _Act:
    """One issuing: what is known while it goes on, and the rows that it makes."""

    def __init__(
        self, actor: Actor, visit: visits.Visit, wanted: Wanted, known: persons.Known, reasons: dict[str, Reason], once: str,
        now: datetime,
    ) -> None:  # fmt: skip
        self.actor, self.visit, self.wanted, self.known = actor, visit, wanted, known
        self.reasons, self.once, self.now = reasons, once, now
        self.number, self.name = prescriber(actor, visit, now)
        self.rows: list[models.Prescription] = []
        self.orders: dict[UUID, list[fhir.Order]] = {}

    def write(self, examined: Examined, before: list[_Before]) -> None:
        entries = [entry for one in before for entry in one.entries]
        by_drug: dict[str, UUID] = {}
        for kind, lines in checking.split(examined.lines).items():
            row = self._row(kind, before)
            orders = building.orders_of(
                kind, lines, code=row.code, packs=self.wanted.packs, usage=self.wanted.usage, now=self.now
            )
            row.requests = [one.id for one in orders]
            row.save(update_fields=["requests"])
            by_drug |= {one.drug_code: one.id for one in orders} | {
                herb.code: one.id for one in orders for herb in one.herbs
            }
            entries += [self._entry(one, before) for one in orders]
            self.orders[row.pk] = orders
        entries += self._issues(examined, by_drug)
        self._end(before)
        visits.note(actor=self.actor, visit=self.visit.id, entries=entries, now=self.now)
        telling.settle(
            self.visit, examined, {key: one.code for key, one in self.reasons.items()}, self.actor, self.now
        )
        models.Draft.objects.filter(visit=self.visit.id).delete()
        self._hand_over(before)
        self._count_use()

    def _row(self, kind: Kind, before: list[_Before]) -> models.Prescription:
        """A row under a code that nobody has."""
        prior = next(
            (one.row.pk for one in before if one.row.kind == kind), before[0].row.pk if before else None
        )
        facility, day = self.visit.arrival.facility_code, clock.vietnam_day(self.now)
        for _ in range(_TRIES):
            try:
                with transaction.atomic():
                    row = models.Prescription.objects.create(
                        id=ids.uuid7(self.now), code=numbering.new_code(facility, kind), facility_code=facility, kind=kind,
                        visit=self.visit.id, person=self.visit.arrival.person, requests=[], practitioner=self.number,
                        state=ISSUED, advice=self.wanted.advice[:1000],
                        guardian=self.known.facts.guardian[:120], revisit_days=self.wanted.revisit_days,
                        issued_at=self.now, issued_by=self.actor.id, holds_until=limits.holds_until(day), replaces=prior,
                        once=self.once,
                    )  # fmt: skip
            except IntegrityError as taken:
                if "prescribing_prescription_once" in str(taken):
                    raise PrescriptionMoved(
                        "Đơn này vừa được kê.", "This has just been issued.", place="once"
                    ) from taken
                continue
            self.rows.append(row)
            return row
        raise Busy("Chưa lấy được mã đơn, hãy thử lại.", "No free code was found; try again.")

    def _entry(self, order: fhir.Order, before: list[_Before]) -> Entry:
        prior = building.prior_of(order, [old for one in before for old in one.orders])
        written = fhir.Written(
            self.visit.patient, self.visit.id,
            workforce.practitioner_id(self.visit.arrival.facility_code, self.number), self.name, self.now,
            limits.holds_until(clock.vietnam_day(self.now)), self.known.conditions, prior, self.wanted.advice,
        )  # fmt: skip
        return Entry("PUT", "MedicationRequest", str(order.id), fhir.build_order(order, written))

    def _issues(self, examined: Examined, by_drug: dict[str, UUID]) -> list[Entry]:
        made = []
        for alert in examined.interrupting:
            reason = self.reasons[alert.key]
            about = tuple(dict.fromkeys(by_drug[code] for code in alert.drugs if code in by_drug))
            name = knowledge.override_reasons()[reason.code][0]
            one = fhir.Overridden(
                ids.uuid7(self.now), alert.kind, alert.rule, alert.vi, reason.code, name, reason.words.strip()[:300], about
            )  # fmt: skip
            who = workforce.practitioner_id(self.visit.arrival.facility_code, self.number)
            built = fhir.build_issue(one, patient=self.visit.patient, practitioner=who, at=self.now)
            made.append(Entry("PUT", "DetectedIssue", str(one.id), built))
        return made

    def _hand_over(self, before: list[_Before]) -> None:
        messages = {one.row.pk: one.row.message for one in before}
        for row in self.rows:
            message = messages.pop(row.replaces, None) if row.replaces else None
            handing.hand_over(
                actor=self.actor, row=row, orders=self.orders[row.pk], visit=self.visit, known=self.known, replaces=message,
                now=self.now,
            )  # fmt: skip
        for prescription in messages:  # nothing took their place
            handing.call_back(self.actor, prescription, self.now)

    def _end(self, before: list[_Before]) -> None:
        for one in before:
            one.row.state, one.row.ended_at = REPLACED, self.now
            one.row.save(update_fields=["state", "ended_at"])

    def _count_use(self) -> None:
        facility = self.visit.arrival.facility_code
        for code, typed in self.wanted.lines:
            models.DrugUse.objects.get_or_create(owner=self.actor.id, facility_code=facility, code=code)
            models.DrugUse.objects.filter(owner=self.actor.id, facility_code=facility, code=code).update(
                count=F("count") + 1, typed=typed[:200]
            )


def prescriber(actor: Actor, visit: visits.Visit, now: datetime) -> tuple[str, str]:
    """Staff number and name of who prescribes, as their account says; else of who sees the visit."""
    facility, day = visit.arrival.facility_code, clock.vietnam_day(now)
    mine = [
        scope.code.partition("/")[2]
        for scope in actor.scopes(f"record.read:{Purpose.TREATMENT}")
        if scope.kind == "practitioner" and scope.code.partition("/")[0] == facility
    ]
    number = mine[0] if mine else visit.practitioner
    known = workforce.find_practitioner(number, day, facility_code=facility) if number else None
    return number, known.name if known else actor.label


def cancel_prescription(*, actor: Actor, prescription: UUID, reason: str, now: datetime) -> Prescribed:
    """Cancel a prescription that must not be filled; its code stays used. Cancelled already, it stays so.

    :raises NoSuchPrescription, NotAllowed. :raises Invalid: no reason. :raises PrescriptionMoved: it was replaced.
    """
    if not reason.strip():
        raise Invalid("Ghi lý do hủy.", "A reason is needed.", place="reason")
    return record.in_one_transaction(partial(_cancel, actor, prescription, reason.strip()[:300], now))


def _cancel(actor: Actor, prescription: UUID, reason: str, now: datetime) -> Prescribed:
    row = prescriptions.row_of(actor, prescription, lock=True)
    seen = visits.get_visit(actor=actor, visit=row.visit)
    policies.must(actor, policies.WRITE, prescriptions.place_of(seen), CANCEL)
    if row.state == REPLACED:
        raise PrescriptionMoved(
            "Đơn thuốc đã thay bằng đơn khác.", "The prescription was replaced.", place="state"
        )
    with audit.as_one(
        actor=actor, act=CANCEL, persons=[seen.arrival.person], detail={"prescription": str(row.pk)}, now=now
    ):
        if row.state != CANCELLED:
            _, entries = _cancelled(actor, row, reason, now)
            record.open(actor, purpose=Purpose.TREATMENT, now=now).transact(entries)
            row.state, row.ended_at, row.why = CANCELLED, now, reason
            row.save(update_fields=["state", "ended_at", "why"])
            handing.call_back(actor, row.pk, now)
        return prescriptions.get_prescription(actor=actor, prescription=prescription, now=now)
