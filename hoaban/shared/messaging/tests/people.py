"""People of two communes who are told something, and a gateway that does as it is told; all invented."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import transaction

from hoaban.connect import sms
from hoaban.connect.sms import Sandbox
from hoaban.kernel.actor import Actor, ActorKind, Grant, Scope
from hoaban.kernel.clock import VIETNAM
from hoaban.shared.messaging import api
from hoaban.shared.messaging.models import Message
from hoaban.shared.messaging.queries import configuration
from hoaban.shared.people.tests.test_people import human_of, patient
from tests import cast

NOON = datetime(2026, 11, 30, 12, tzinfo=VIETNAM)
OFFICER = cast.staff("kiemtra", ("privacy.answer", cast.ALL))
WATCHER = cast.staff("cntt", ("messages.watch", cast.ALL), ("messages.manage", cast.ALL))
TRIAL = sms.Gateway("1", "https://sandbox.invalid/", "SoYTe", "s3cret")
CALLER = Actor("client:gateway", ActorKind.CLIENT, "gateway", frozenset({Grant(api.RECEIVE, cast.ALL)}))
BORN = {"birthDate": "1964-09-02"}


def teller(commune: str = cast.DAO_SAN) -> Actor:
    return cast.staff(f"dd.{commune}", ("messages.tell", Scope("commune", commune)))


def person(name: str, number: str, *phones: str, **more: Any) -> UUID:
    """Somebody as one source knows them, with their telephones."""
    telecom = {"telecom": [{"system": "phone", "value": phone} for phone in phones]} if phones else {}
    with transaction.atomic():
        return human_of(patient(name, number, **telecom, **BORN, **more))


@dataclass
class Played:
    """The sandbox, with faults that come first, in their order; what it was asked."""

    faults: list[Exception | tuple[int, bytes]] = field(default_factory=list)
    asked: list[dict[str, Any]] = field(default_factory=list)

    def post(self, address: str, body: bytes, headers: Mapping[str, str]) -> tuple[int, bytes]:
        self.asked.append(json.loads(body))
        fault = self.faults.pop(0) if self.faults else None
        if isinstance(fault, Exception):
            raise fault
        return fault or Sandbox(TRIAL).post(address, body, headers)

    @property
    def texts(self) -> list[str]:
        return [one["text"] for one in self.asked]


@pytest.fixture
def gateway(monkeypatch: pytest.MonkeyPatch) -> Played:
    """What is sent goes here, and nowhere else."""
    played = Played()
    monkeypatch.setattr(configuration, "_trial", [(lambda: TRIAL, played.post)])
    return played


def ask(person: UUID, number: int = 12, now: datetime = NOON, **more: Any) -> Message:
    """An officer answered a request of somebody."""
    made = api.send_message(
        actor=OFFICER, person=person, template="request-answered", values={"number": number},
        about=f"request/{number}", now=now, **more,
    )  # fmt: skip
    return Message.objects.get(pk=made)


def deliver(now: datetime = NOON, clock: Callable[[], datetime] | None = None) -> int:
    """All that is due then."""
    return api.deliver_due(clock=clock or (lambda: now), chance=lambda: 0.5, until=lambda: False)


def state_of(message: Message) -> tuple[str, str]:
    message.refresh_from_db()
    return message.state, message.reason


def later(minutes: float) -> datetime:
    return NOON + timedelta(minutes=minutes)
