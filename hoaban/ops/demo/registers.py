"""What belongs to the demo's facilities, and its drug businesses: through the services behind the screens, all invented."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from random import Random

from django.db import transaction

from hoaban.foundation.places import api as places
from hoaban.kernel import clock, tables
from hoaban.kernel.actor import Actor
from hoaban.kernel.effective import Period
from hoaban.ops.demo.facilities import PACKAGE, demo_facilities
from hoaban.ops.demo.staff import invented_name

_SINCE = date(2024, 1, 15)
_DEPARTMENT = "12900"
_OFFICE = ((1, 450, 690), (1, 810, 1020))
_SERVICES = {
    "hospital": (
        "emergency",
        "outpatient",
        "inpatient",
        "surgery",
        "delivery",
        "caesarean",
        "laboratory",
        "imaging",
    ),
    "health_centre": (
        "emergency",
        "outpatient",
        "inpatient",
        "delivery",
        "laboratory",
        "imaging",
        "vaccination",
    ),
    "commune_station": ("outpatient", "antenatal", "delivery", "vaccination", "ncd"),
    "clinic": ("outpatient", "laboratory"),
    "pharmacy": ("retail",),
    "drug_counter": ("retail",),
    "drug_wholesaler": ("wholesale",),
}
_DEPARTMENTS = {"hospital": ("K01 Khoa Khám bệnh", "K02 Khoa Cấp cứu", "K19 Khoa Ngoại", "K27 Khoa Phụ sản")}


def register_demo_places(*, actor: Actor, now: datetime) -> int:
    """Complete the register; doing it again changes nothing. Returns how many facilities it has."""
    count = 0
    for row in tables.read_table(PACKAGE, "pharmacies.csv"):
        with transaction.atomic():
            _drug_business(actor, row, now)
        count += 1
    for facility in demo_facilities():
        with transaction.atomic():  # one commit for a facility
            _complete(actor, facility, now)
        count += 1
    return count


def _drug_business(actor: Actor, row: dict[str, str], now: datetime) -> None:
    code, today = row["code"], clock.vietnam_day(now)
    facility = places.Facility(
        code, row["name"], row["kind"], Period(), commune_code=row["commune_code"], owner="private", demo=True
    )
    if places.facility(code) is None:
        places.register_facility(actor=actor, facility=facility, now=now)
    wholesale = row["kind"] == "drug_wholesaler"
    good = places.Permit(
        "gdp" if wholesale else "gpp", f"DEMO-{code}/{'GDP' if wholesale else 'GPP'}-LCH", _SINCE,
        issued_by="Sở Y tế tỉnh Lai Châu", valid_until=today + timedelta(days=int(row["gpp_days"])),
    )  # fmt: skip
    if any(one.kind == good.kind for one in places.facility_file(code).permits):
        return
    business = places.Permit("business", f"DEMO-{code}/ĐKKDD-LCH", _SINCE, issued_by="Sở Y tế tỉnh Lai Châu")
    for permit in (business, good):
        places.record_permit(actor=actor, facility_code=code, permit=permit, now=now)
    if row["pharmacist"]:
        person = places.Responsible("pharmacy", row["pharmacist"], Period(_SINCE), row["licence"])
        places.name_responsible(actor=actor, facility_code=code, person=person, now=now)
    detail = places.Detail(code, lat=float(row["lat"]), lon=float(row["lon"]), phone="0213 000 000")
    places.set_detail(actor=actor, detail=detail, now=now)
    _offer(actor, facility, now)


def _complete(actor: Actor, facility: places.Facility, now: datetime) -> None:
    """Contact, bodies above, permit, services of a facility that has none yet."""
    if facility.code == _DEPARTMENT or places.facility_file(facility.code).detail.phone:
        return
    rng = Random(f"place:{facility.code}")  # noqa: S311 (nothing secret)
    unit = places.commune_on(facility.commune_code, clock.vietnam_day(now))
    if unit and unit.lat and unit.lon:
        lat, lon = (round(value + rng.uniform(-0.01, 0.01), 5) for value in (unit.lat, unit.lon))
        hours = tuple((day, opens, closes) for day in range(1, 6) for _one, opens, closes in _OFFICE)
        detail = places.Detail(
            facility.code, address=unit.full_name, phone=f"0213 {rng.randint(100, 999)} {rng.randint(100, 999)}",
            lat=lat, lon=lon, hours=hours, licensed_beds=facility.beds,
        )  # fmt: skip
        places.set_detail(actor=actor, detail=detail, now=now)
    if facility.parent_code:
        for kind in ("managing", "professional"):
            relation = places.Relation(kind, Period(_SINCE), other_code=facility.parent_code)
            places.relate(actor=actor, facility_code=facility.code, relation=relation, now=now)
    if facility.kind in {"hospital", "health_centre", "commune_station", "clinic"}:
        permit = places.Permit(
            "operating", f"DEMO-{facility.code}/LCH-GPHĐ", _SINCE, issued_by="Sở Y tế tỉnh Lai Châu"
        )
        places.record_permit(actor=actor, facility_code=facility.code, permit=permit, now=now)
        if rng.random() < 0.9:
            person = places.Responsible("professional", invented_name(rng), Period(_SINCE))
            places.name_responsible(actor=actor, facility_code=facility.code, person=person, now=now)
    _offer(actor, facility, now)


def _offer(actor: Actor, facility: places.Facility, now: datetime) -> None:
    for service in _SERVICES.get(facility.kind, ()):
        offered = places.Offered(service, Period(_SINCE))
        places.offer_service(actor=actor, facility_code=facility.code, offered=offered, now=now)
    for line in _DEPARTMENTS.get(facility.kind, ()):
        code, _, name = line.partition(" ")
        department = places.Department(code, name, Period(_SINCE))
        places.open_department(actor=actor, facility_code=facility.code, department=department, now=now)
