"""Two doctors of the provincial hospital, its room, and somebody who came to it; for tests of the doctor's list and page."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

from hoaban.foundation.codes.models import Diagnosis as Diagnosed
from hoaban.foundation.codes.models import DiagnosisRelease
from hoaban.foundation.codes.rules import diagnoses
from hoaban.foundation.workforce.tests import staff
from hoaban.kernel.actor import Actor, Scope
from hoaban.kernel.effective import Period
from hoaban.modules.hospital.fhir.consultation import Consultation, Diagnosis, places_of
from hoaban.modules.hospital.queries import consulting as queries
from hoaban.modules.hospital.services import consulting, drafting
from hoaban.modules.hospital.services.consulting import Given
from hoaban.shared.people import api as people
from hoaban.shared.scheduling import api as scheduling
from hoaban.shared.visits import api as visits
from tests import cast

NOW = datetime(2026, 11, 30, 1, 15, tzinfo=UTC)
LATER = NOW + timedelta(minutes=5)
DAY = date(2026, 11, 30)
HERE = Scope("facility", cast.PROVINCIAL)
NUMBERS = {"mai": "000201/LCH-GPHN", "nam": "000202/LCH-GPHN"}
COLD = Diagnosis("main", "J00", "Viêm mũi họng cấp (cảm thường)")
NOTE = Consultation(
    {"complaint": "Ho, sốt 3 ngày", "exam": "Họng đỏ.\nPhổi không ran.", "advice": "Uống nhiều nước"}, (COLD,)
)
TABLE = (
    ("J00", "Viêm mũi họng cấp (cảm thường)", ""), ("J31.0", "Viêm mũi mạn tính", ""), ("J11.1", "Cúm", ""),
    ("I10", "Tăng huyết áp vô căn", ""), ("O80", "Đẻ thường", "F"), ("J11", "Cúm, không xác định", "C"),
)  # fmt: skip
ENDED = replace(NOTE, disposition="1", result="2")


def desk() -> Actor:
    acts = (visits.RECEIVE, "people.register", "scheduling.queue", "scheduling.manage")
    return cast.staff("tiepdon", ("people.find", cast.ALL), *((act, HERE) for act in acts))


def doctor(name: str = "mai", *, place: Scope = HERE) -> Actor:
    acts = (visits.WORK, "record.read:TREAT", "record.write:TREAT", "people.find", "scheduling.queue")
    number = Scope("practitioner", f"{cast.PROVINCIAL}/{NUMBERS[name]}")
    return cast.staff(f"account:bs.{name}", *((act, place) for act in acts), ("record.read:TREAT", number))


def open_hospital() -> None:
    """The hospital with its doctors, and the table of diagnoses that comes with the product."""
    staff.open_places()
    for name, number in NUMBERS.items():
        licence = replace(staff.MIDWIFE, number=number, scopes=frozenset({"general"}), valid_until=None)
        there = staff.post(cast.PROVINCIAL, number=number, post="Bác sĩ")
        staff.register(staff.member(f"Bác sĩ {name.title()}", "doctor"), there, licence)
    load_some_diagnoses()


def load_some_diagnoses() -> None:
    """A table of a few codes: the whole one takes seconds for every test."""
    release = DiagnosisRelease.objects.create(
        valid_from=date(2026, 1, 1),
        legal_basis="thử",
        source="thử",
        is_official=False,
        digest="thử",
        loaded_at=NOW,
    )
    for code, vi, flags in TABLE:
        one = diagnoses.Diagnosis(code, vi, "")
        words = diagnoses.words_of(one)
        Diagnosed.objects.create(release=release, code=code, vi=vi, en="", flags=flags, words=words)


def open_room() -> scheduling.Point:
    room = scheduling.Point(
        0, cast.PROVINCIAL, "PK1", scheduling.PointKind.CONSULTING, "Phòng khám 1", "Room 1", "K01", 2, Period(date(2026, 1, 1))
    )  # fmt: skip
    return replace(room, id=scheduling.open_point(actor=desk(), point=room, now=NOW))


def register(name: str = "Lò Văn Inh", number: str = "012064000103", **facts: Any) -> UUID:
    told = {"sex": "male", "birth": "1964-09-02"} | facts
    details = people.Details(
        name, told["sex"], told["birth"], cast.DAO_SAN, "bản Hoa Ban 2", "", "known", "MANUAL",
        (people.Paper("national_id", number),),
    )  # fmt: skip
    return people.register(actor=desk(), details=details, now=NOW)


def receive(person: UUID, reason: str = "Ho, sốt 3 ngày") -> visits.Visit:
    arrival = visits.Arrival(cast.PROVINCIAL, person, reason)
    return visits.open_visit(actor=desk(), arrival=arrival, now=NOW)


def wait(visit: visits.Visit, room: scheduling.Point) -> scheduling.Ticket:
    return scheduling.take_ticket(
        actor=desk(), point=room.id, person=visit.arrival.person, visit=visit.id, now=NOW
    )


def save(
    visit: visits.Visit, said: Consultation, seen: int = 0, *, by: str = "mai", **more: object
) -> visits.Visit:
    given = Given(said, seen, **more)  # type: ignore[arg-type]
    return consulting.save(actor=doctor(by), visit=visit.id, given=given, now=LATER)


def saved(visit: visits.Visit) -> queries.Saved:
    return queries.saved_of(actor=doctor(), visit=visit.id, now=LATER)


def keep(visit: visits.Visit, said: Consultation, number: int = 0, *, by: str = "mai") -> int:
    return drafting.keep_draft(
        actor=doctor(by), visit=visit.id, typed=places_of(said), number=number, now=LATER
    ).number


def opened(visit: visits.Visit, by: str = "mai") -> queries.Desk:
    return drafting.open_desk(actor=doctor(by), visit=visit.id, now=LATER)
