"""Outside systems that do as they are told, a visit to ask about, a prescription to hand over; all invented."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from hoaban.connect import eprescriptions as rx
from hoaban.connect import insurance_cards
from hoaban.connect.eprescriptions import system
from hoaban.connect.insurance_cards import portal
from hoaban.foundation.places import api as places
from hoaban.kernel import wire
from hoaban.kernel.actor import Actor, Scope, system_actor
from hoaban.kernel.effective import Period
from hoaban.shared.exchange import api as exchange
from hoaban.shared.exchange import models
from hoaban.shared.exchange.queries import configuration
from hoaban.shared.people import api as people
from hoaban.shared.visits import api as visits
from tests import cast

NOW = datetime(2026, 11, 30, 1, 15, 42, tzinfo=UTC)
TODAY = date(2026, 11, 30)
HERE = Scope("facility", cast.PROVINCIAL)
NAME, BIRTH = "Lò Văn Inh", "1964-09-02"


@dataclass
class Played:
    """A system with faults that come first, in their order; how often it was asked."""

    ask_it: wire.Ask
    faults: list[Exception | wire.Reply] = field(default_factory=list)
    asked: list[wire.Request] = field(default_factory=list)

    def ask(self, request: wire.Request) -> wire.Reply:
        self.asked.append(request)
        fault = self.faults.pop(0) if self.faults else None
        if isinstance(fault, Exception):
            raise fault
        return fault or self.ask_it(request)


def desk(facility: str = cast.PROVINCIAL) -> Actor:
    here = Scope("facility", facility)
    acts = (visits.RECEIVE, "people.register", "scheduling.queue")
    return cast.staff("tiepdon", ("people.find", cast.ALL), *((act, here) for act in acts))


def doctor(facility: str = cast.PROVINCIAL) -> Actor:
    return cast.staff("bs.kham", (visits.WORK, Scope("facility", facility)))


def officer(facility: str = cast.PROVINCIAL) -> Actor:
    here = Scope("facility", facility)
    return cast.staff("bhyt", (exchange.WATCH, here), (exchange.ACT, here))


def keeper() -> Actor:
    """Of the machines of all; sees nobody's data."""
    return cast.staff("cntt", (exchange.WATCH, cast.ALL), (exchange.ACT, cast.ALL))


def settle_places() -> None:
    registrar = system_actor("register-test", "system.manage")
    for code in (cast.PROVINCIAL, cast.PHONG_THO):
        one = places.Facility(code, f"Bệnh viện {code}", "hospital", Period(date(2020, 1, 1)))
        places.register_facility(actor=registrar, facility=one, now=NOW)


def somebody() -> UUID:
    details = people.Details(
        NAME, "male", BIRTH, cast.DAO_SAN, "bản Hoa Ban 2", "0912 345 678", "known", "MANUAL",
        (people.Paper("national_id", "012064000103"),),
    )  # fmt: skip
    return people.register(actor=desk(), details=details, now=NOW)


def a_visit(person: UUID) -> visits.Visit:
    arrival = visits.Arrival(cast.PROVINCIAL, person, "Ho", department="K01", coverage_class="1.1")
    return visits.open_visit(actor=desk(), arrival=arrival, now=NOW)


def forget_tokens() -> None:
    portal._tokens.clear()
    system._tokens.clear()


def play_portal(monkeypatch: pytest.MonkeyPatch) -> Played:
    """The card portal, played by its sandbox."""
    forget_tokens()
    box = insurance_cards.Sandbox("12981_A", "s3cret", registered_at=cast.PROVINCIAL, today=TODAY)
    played = Played(box.ask)
    secrets = {
        "username": "12981_A",
        "password": "s3cret",
        "staff_name": "Nguyễn Thị Thử",
        "staff_number": "012000000001",
    }
    trial = {exchange.CARDS: (played.ask, lambda _facility, _holder: secrets)}
    monkeypatch.setattr(configuration, "_trial", configuration._trial | trial)
    return played


def play_system(monkeypatch: pytest.MonkeyPatch) -> tuple[Played, rx.Sandbox]:
    """The national e-prescription system, played by its sandbox."""
    forget_tokens()
    box = rx.Sandbox(password="s3cret", app_key="k3y")
    played = Played(box.ask)

    def secrets(_facility: str, holder: str) -> Mapping[str, str]:
        return {"password": "s3cret"} if holder else {"app_name": "hoaban", "app_key": "k3y"}

    monkeypatch.setattr(
        configuration, "_trial", configuration._trial | {exchange.EPRESCRIPTIONS: (played.ask, secrets)}
    )
    return played, box


def prescription(end: str = "m9q", **changes: Any) -> rx.Prescription:
    plain = rx.Prescription(
        code=f"12981a7k2{end}-C", patient_name=NAME, birth=BIRTH, sex="male", prescribed_at=NOW, prescriber="BS.0001",
        diagnoses=(rx.Diagnosis("I10", "Tăng huyết áp"),),
        drugs=(rx.Drug("05.1", "Amlodipin 5mg", "viên", "30", "Uống 1 viên sáng"),), national_id="012064000103", revisit_days=30,
    )  # fmt: skip
    return replace(plain, **changes)


def handed(person: UUID | None, end: str = "m9q", **more: Any) -> exchange.Message:
    """A doctor's prescription, handed over."""
    told = {"about": f"prescription/{end}", "now": NOW} | more
    content = told.pop("content", rx.content_of(prescription(end)))
    return exchange.hand_over(
        actor=doctor(), destination=exchange.EPRESCRIPTIONS, facility_code=cast.PROVINCIAL, person=person, content=content,
        **told,
    )  # fmt: skip


def deliver(now: datetime = NOW) -> int:
    """All that is due then."""
    return exchange.deliver_due(clock=lambda: now, chance=lambda: 0.5, until=lambda: False)


def row(message: exchange.Message) -> models.Message:
    return models.Message.objects.get(pk=message.id)


def later(minutes: float) -> datetime:
    return NOW + timedelta(minutes=minutes)
