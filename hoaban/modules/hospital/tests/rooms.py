"""A hospital with a desk, a triage point, two rooms and people who came: for the tests of the rooms, through the services."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from uuid import UUID

from hoaban.foundation.places import api as places
from hoaban.foundation.workforce.tests import staff
from hoaban.kernel.actor import Actor, Purpose, Scope, system_actor
from hoaban.kernel.effective import Period
from hoaban.modules.hospital.rules.ordering import Kind, Service
from hoaban.modules.hospital.services.offering import keep_services
from hoaban.record import api as record
from hoaban.record.shapes import Json
from hoaban.shared.people import api as people
from hoaban.shared.scheduling import api as scheduling
from hoaban.shared.visits import api as visits
from tests import cast

NOW = datetime(2026, 11, 30, 1, 15, 42, tzinfo=UTC)
DAY = date(2026, 11, 30)
HERE = Scope("facility", cast.PROVINCIAL)
THERE = Scope("facility", cast.PHONG_THO)
_CARE = (
    "record.read:TREAT",
    "record.write:TREAT",
    "people.find",
    "visits.receive",
    "visits.work",
    "scheduling.queue",
)


def open_hospital() -> None:
    """Two facilities of the register."""
    registrar = system_actor("register-test", "system.manage")
    for code in (cast.PROVINCIAL, cast.PHONG_THO):
        one = places.Facility(code, f"Bệnh viện {code}", "hospital", Period(date(2020, 1, 1)))
        places.register_facility(actor=registrar, facility=one, now=NOW)


def desk() -> Actor:
    acts = ("visits.receive", "people.register", "scheduling.queue", "scheduling.manage")
    return cast.staff("tiepdon", ("people.find", cast.ALL), *((act, HERE) for act in acts))


def nurse(place: Scope = HERE) -> Actor:
    return cast.staff("dd.kham", *((act, place) for act in (*_CARE, "hospital.triage", "hospital.perform")))


def doctor(place: Scope = HERE, number: str = "") -> Actor:
    """A doctor; with a staff number also known by name there."""
    named = [("record.read:TREAT", Scope("practitioner", f"{place.code}/{number}"))] if number else []
    return cast.staff(
        "bs.kham", *((act, place) for act in (*_CARE, "hospital.triage", "hospital.order")), *named
    )


def open_point(kind: scheduling.PointKind, code: str, name: str, department: str = "") -> int:
    """A point that is open from the day on."""
    point = scheduling.Point(0, cast.PROVINCIAL, code, kind, name, "", department, 2, Period(DAY))
    return scheduling.open_point(actor=desk(), point=point, now=NOW)


def register(name: str = "Lò Văn Inh", sex: str = "male", birth: str = "1964-09-02") -> UUID:
    """Somebody whom the desk registered."""
    details = people.Details(name, sex, birth, cast.DAO_SAN, "bản Hoa Ban 2", "", "known", "MANUAL", ())
    return people.register(actor=desk(), details=details, now=NOW)


def receive(person: UUID, department: str = "", now: datetime = NOW) -> visits.Visit:
    """Their visit."""
    arrival = visits.Arrival(cast.PROVINCIAL, person, "Ho, sốt 3 ngày", department=department)
    return visits.open_visit(actor=desk(), arrival=arrival, now=now)


def stored(visit: visits.Visit, kind: str) -> list[Json]:
    """What the record holds of a type about the person of a visit."""
    door = record.open(cast.integration(), purpose=Purpose.TREATMENT)
    return [one.json() for one in door.of_person(visit.arrival.person, [kind])]


def offer() -> None:
    """What the hospital offers: tests, an X-ray, a procedure, a consultation. Prices are invented."""
    keep_services(
        actor=keeper(), facility_code=cast.PROVINCIAL, now=NOW,
        services=[
            _service("22.0121.1369", "Tổng phân tích tế bào máu ngoại vi", Kind.LABORATORY, 46000, "CBC", "Máu EDTA", 3),
            _service("23.0075.1494", "Định lượng Glucose [Máu]", Kind.LABORATORY, 22000, "GLU", "Huyết thanh", 3),
            _service("23.0058.1487", "Điện giải đồ (Na; K; Cl) [Máu]", Kind.LABORATORY, 30000, "ELEC", "Huyết thanh", 3),
            _service("18.0119.0028", "Chụp Xquang ngực thẳng", Kind.IMAGING, 70000),
            _service("02.0032.0898", "Khí dung thuốc giãn phế quản", Kind.PROCEDURE, 24000),
            _service("02.03.1896", "Khám chuyên khoa Tim mạch", Kind.CONSULTATION, 45000),
        ],
    )  # fmt: skip


def keeper() -> Actor:
    return cast.staff("bhyt", ("hospital.services", HERE))


def technician(number: str = "") -> Actor:
    """A technician of the laboratory; with a staff number also known by name there."""
    named = [("record.read:TREAT", Scope("practitioner", f"{cast.PROVINCIAL}/{number}"))] if number else []
    acts = ("record.read:TREAT", "record.write:TREAT", "scheduling.queue", "hospital.perform")
    return cast.staff("ktv.xn", *((act, HERE) for act in acts), *named)


def _service(
    code: str, name: str, kind: Kind, price: int, template: str = "", specimen: str = "", repeat: int = 0
) -> Service:
    return Service(code, name, kind, Decimal(price), None, template, specimen, "", repeat, Period(DAY))


def licensed(number: str, profession: str, scope: str, name: str = "Hà Đức Lợi") -> None:
    """Somebody of the staff of the hospital whose licence covers a scope, under a staff number."""
    licence = replace(staff.MIDWIFE, number=number, scopes=frozenset({scope}))
    there = staff.post(cast.PROVINCIAL, date(2024, 1, 1), number=number, post=name)
    staff.register(staff.member(name, profession), there, licence)


def imager(number: str) -> Actor:
    """A doctor who carries out orders, known by name there."""
    acts = ("record.read:TREAT", "record.write:TREAT", "scheduling.queue", "hospital.perform", "visits.work")
    named = ("record.read:TREAT", Scope("practitioner", f"{cast.PROVINCIAL}/{number}"))
    return cast.staff("bs.cdha", *((act, HERE) for act in acts), named)
