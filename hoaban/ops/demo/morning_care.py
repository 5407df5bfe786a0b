"""What is done with somebody on a morning of the demo: measured, seen, ordered, found, prescribed, ended, signed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal
from random import Random
from uuid import UUID

from hoaban.foundation.accounts import api as accounts
from hoaban.foundation.codes import api as codes
from hoaban.kernel import clock
from hoaban.kernel.actor import Actor
from hoaban.modules.hospital.fhir.consultation import Consultation, Diagnosis
from hoaban.modules.hospital.rules import signs
from hoaban.modules.hospital.services import consulting, drafting, ordering, results, vitals
from hoaban.modules.hospital.services.consulting import Given
from hoaban.ops.demo import catalogue
from hoaban.ops.demo.morning_cases import (
    ENDED,
    ORDERED,
    PRESCRIBED,
    REFERRAL,
    RESULTED,
    SAMPLED,
    SEEN,
    SIGNED,
    TRIAGED,
    Case,
)
from hoaban.ops.demo.outpatients import PROVINCIAL
from hoaban.ops.demo.staff import invented_name
from hoaban.ops.demo.story import PHONG_THO
from hoaban.shared.legal_records import api as legal_records
from hoaban.shared.papers import api as papers
from hoaban.shared.prescribing import api as prescribing
from hoaban.shared.scheduling import api as scheduling
from hoaban.shared.signing import api as signing
from hoaban.shared.visits import api as visits

_NURSES = {PROVINCIAL: "dd.ngoai", PHONG_THO: "bs.giadinh"}
_LABORATORIES = {PROVINCIAL: "xetnghiem", PHONG_THO: "bs.pt"}
_GOES_HOME, _SENT_ON = "1", "2"
_BETTER, _UNCHANGED = "2", "3"
_OVER = frozenset({scheduling.TicketState.DONE, scheduling.TicketState.LEFT})
_SIGNS = ("pulse", "temperature", "", "breathing", "saturation", "weight", "height")
_WEEKS = timedelta(days=28)
_SMALL = 5
"""Who is not older comes with somebody."""


@dataclass(slots=True)
class Moments:
    """When each thing is done: some minutes after the one before, and not in the future."""

    at: datetime
    now: datetime

    def after(self, minutes: int) -> datetime:
        self.at = min(self.at + timedelta(minutes=minutes), self.now)
        return self.at


class Care:
    """What the staff of one facility do."""

    def __init__(self, facility: str, rooms: Mapping[str, scheduling.Point], passphrase: str) -> None:
        self._facility, self._rooms, self._passphrase = facility, rooms, passphrase

    def go_on(self, case: Case, visit: visits.Visit, *, once: str, moments: Moments) -> None:
        """Everything from the vital signs to where the case ends; within the caller's transaction."""
        if case.signs:
            self._triage(case, visit, once, moments)
        if not case.reaches(SEEN):
            return
        doctor = accounts.actor_of(case.doctor, now=moments.now)
        self._call(case, doctor, visit, moments)
        if case.stage == SEEN:
            typed = {"complaint": case.reason, "illness": case.illness}
            drafting.keep_draft(actor=doctor, visit=visit.id, typed=typed, number=0, now=moments.after(4))
            return
        said = _said(case, moments.at)
        consulting.save(actor=doctor, visit=visit.id, given=Given(said, 0), now=moments.after(6))
        if case.labs and case.reaches(ORDERED):
            self._examine(case, doctor, visit, once, moments)
        if case.reaches(PRESCRIBED):
            results.acknowledge(actor=doctor, visit=visit.id, now=moments.after(1))
            self._prescribe(case, doctor, visit, once, moments)
        if case.reaches(ENDED):
            self._end(case, doctor, visit, said, moments)

    def _triage(self, case: Case, visit: visits.Visit, once: str, moments: Moments) -> None:
        nurse = accounts.actor_of(_NURSES[self._facility], now=moments.now)
        at_triage = self._ticket(visit, "SH1")
        room = self._rooms[case.room].id if at_triage and case.reaches(TRIAGED) else None
        triage = vitals.Triage(_signs(case.signs), to_point=room, ticket=at_triage)
        vitals.take_vitals(
            actor=nurse, visit=visit.id, triage=triage, once=f"{once}.triage", now=moments.after(5)
        )

    def _ticket(self, visit: visits.Visit, code: str) -> int | None:
        held = scheduling.tickets_of(visit=visit.id)
        point = self._rooms[code].id
        return next((one.id for one in held if one.point == point and one.state not in _OVER), None)

    def _call(self, case: Case, doctor: Actor, visit: visits.Visit, moments: Moments) -> None:
        ticket = self._ticket(visit, case.room)
        if ticket is not None:
            scheduling.call(actor=doctor, ticket=ticket, now=moments.after(9))
            scheduling.start(actor=doctor, ticket=ticket, now=moments.after(1))

    def _examine(
        self, case: Case, doctor: Actor, visit: visits.Visit, once: str, moments: Moments
    ) -> None:  # fmt: skip
        offered = [catalogue.services()[one] for one in case.labs]
        wish = ordering.Wish(tuple(one.code for one in offered))
        orders = ordering.place_orders(
            actor=doctor, visit=visit.id, wish=wish, once=f"{once}.orders", now=moments.after(2)
        )
        for order, service in zip(orders, offered, strict=True):
            in_laboratory = service.group == "1"
            who = (
                accounts.actor_of(_LABORATORIES[self._facility], now=moments.now) if in_laboratory else doctor
            )
            if in_laboratory and case.reaches(SAMPLED):
                results.take_samples(actor=who, orders=[order], now=moments.after(4))
            if case.reaches(RESULTED):
                text = "" if in_laboratory else case.results["text"]
                typed = results.Typed(values={} if text else case.results, text=text)
                results.save_result(
                    actor=who, order=order, typed=typed, release=True, once=order.hex, now=moments.after(6)
                )

    def _prescribe(
        self, case: Case, doctor: Actor, visit: visits.Visit, once: str, moments: Moments
    ) -> None:  # fmt: skip
        if not case.drugs:
            return
        came_with = invented_name(Random(once)) if case.ages[1] <= _SMALL else ""  # noqa: S311
        wanted = prescribing.Wanted(case.drugs, packs=case.packs, advice=case.plan, guardian=came_with)
        at = moments.after(3)
        try:
            prescribing.issue_prescription(actor=doctor, visit=visit.id, wanted=wanted, once=once, now=at)
        except prescribing.ReasonNeeded as asked:
            why = {one.key: prescribing.Reason("benefit") for one in asked.alerts}
            prescribing.issue_prescription(
                actor=doctor, visit=visit.id, wanted=wanted, reasons=why, once=once, now=at
            )

    def _end(
        self, case: Case, doctor: Actor, visit: visits.Visit, said: Consultation, moments: Moments
    ) -> None:
        before = {one.id for one in signing.offers_for(case.doctor)}
        if case.paper:
            wanted = papers.Wanted(case.paper, _values(case, moments.at), sure=True)
            papers.write_paper(actor=doctor, visit=visit.id, wanted=wanted, now=moments.after(2))
        sent_on = case.paper == REFERRAL
        said = replace(
            said, disposition=_SENT_ON if sent_on else _GOES_HOME, result=_UNCHANGED if sent_on else _BETTER,
            to_facility=PROVINCIAL if sent_on else "",
        )  # fmt: skip
        consulting.save(
            actor=doctor, visit=visit.id, given=Given(said, 1, ends=True, sure=True), now=moments.after(2)
        )
        if case.reaches(SIGNED):
            legal_records.make_record(actor=doctor, visit=visit.id, now=moments.after(1))
            self._sign(case, doctor, before, moments)

    def _sign(self, case: Case, doctor: Actor, before: set[UUID], moments: Moments) -> None:
        """What came of this visit; the background does it, and the facility's seal is still to be given."""
        waits = [one.id for one in signing.offers_for(case.doctor) if one.id not in before]
        key = next(iter(signing.certificates_of(case.doctor, now=moments.now)), None)
        if key is not None and waits:
            signing.sign_offers(
                actor=doctor, offers=waits, certificate=key.id, passphrase=self._passphrase,
                once=f"demo-morning.{waits[0].hex}", now=moments.now,
            )  # fmt: skip


def _said(case: Case, at: datetime) -> Consultation:
    texts = {"complaint": case.reason, "illness": case.illness, "exam": case.exam, "treatment": case.plan}
    known = codes.find_diagnosis(case.icd, clock.vietnam_day(at))
    found: tuple[Diagnosis, ...] = (Diagnosis("main", case.icd, known.vi if known else case.icd),)
    if case.traditional:
        found += (Diagnosis("traditional", "", case.traditional),)
    return Consultation({place: text for place, text in texts.items() if text}, found)


def _signs(text: str) -> signs.Signs:
    values = text.split()
    systolic, diastolic = signs.read_pressure(values[2])
    numbers = {name: Decimal(value) for name, value in zip(_SIGNS, values, strict=False) if name}
    return signs.Signs(systolic=systolic, diastolic=diastolic, consciousness="", **numbers)  # type: ignore[arg-type]


def _values(case: Case, at: datetime) -> dict[str, str]:
    """What a paper of this visit says; each kind takes its own of it."""
    today = clock.vietnam_day(at)
    known = codes.find_diagnosis(case.icd, today)
    return {
        "CHAN_DOAN_RV": f"{known.vi} ({case.icd})" if known else case.icd, "NGAY_HEN_KL": (today + _WEEKS).isoformat(),
        "GHI_CHU": case.plan, "DON_VI": "Trường Trung học cơ sở Phong Thổ (giả lập)", "PP_DIEUTRI": case.plan,
        "TU_NGAY": today.isoformat(), "SO_NGAY_NGHI": "3", "MA_CSKCB_DEN": PROVINCIAL, "MA_LYDO_CT": "1",
        "DAU_HIEU_LS": case.exam, "QT_BENHLY": case.illness, "TINH_TRANG_CT": "Tỉnh, tự đi lại được.",
        "HUONG_DIEU_TRI": case.plan,
    }  # fmt: skip
