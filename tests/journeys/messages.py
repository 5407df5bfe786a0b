"""Who is told something in journeys, and the acts that ask for a message and bring it out."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest

from hoaban.foundation.audit import api as audit
from hoaban.kernel import clock
from hoaban.kernel.actor import Scope
from hoaban.kernel.clock import VIETNAM, vietnam_day
from hoaban.shared.chart.tests.test_pages import bring
from hoaban.shared.claims.tests import builders
from hoaban.shared.messaging import api as messaging
from hoaban.shared.messaging.models import Message
from hoaban.shared.messaging.tests.people import Played, person
from hoaban.shared.people.models import Human
from hoaban.shared.people.tests.village import open_stations
from tests import cast

PHONE = "0100000103"
"""As the dossier of the teacher has it."""
OFFICER, WATCHER = ("auditor", Scope("all")), ("it_officer", Scope("all"))
STATION = ("station_nurse", Scope("commune", cast.DAO_SAN))
DAY = f"{vietnam_day(clock.now()):%d/%m/%Y}"


@pytest.fixture
def teacher(tmp_path: Path, gateway: Played) -> UUID:
    """Lò Văn Inh, with one visit at the provincial hospital and a telephone of his own."""
    bring(tmp_path, builders.teacher_visit())
    whose: UUID = Human.objects.get(name="Lò Văn Inh").id
    return whose


@pytest.fixture
def without_phone(gateway: Played) -> UUID:
    open_stations()
    address = cast.patient(UUID(int=1), commune=cast.DAO_SAN)["address"]
    return person("Thào A Dơ", "099060000107", address=address)


def ask(whose: UUID, number: int = 12) -> Message:
    made = messaging.send_message(
        actor=cast.staff("kiemtra"), person=whose, template="request-answered", values={"number": number},
        about=f"request/{number}", facility=cast.PROVINCIAL, now=clock.now(),
    )  # fmt: skip
    return Message.objects.get(pk=made)


def deliver() -> None:
    """As at noon of today, whatever the hour is."""
    noon = datetime.combine(
        vietnam_day(clock.now()) + timedelta(days=1), datetime.min.time(), VIETNAM
    ).replace(hour=12)
    messaging.deliver_due(clock=lambda: noon, chance=lambda: 0.5, until=lambda: False)


def entries(act: str) -> list[audit.TrailEntry]:
    return audit.list_entries(sought=audit.TrailFilter(act=act), limit=10)
