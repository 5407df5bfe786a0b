"""Where people wait in the demo's hospital and health centre, and the services that the two offer. PRICES ARE INVENTED."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from hoaban.kernel import clock
from hoaban.kernel.actor import Actor
from hoaban.kernel.effective import Period
from hoaban.modules.hospital.rules.ordering import Kind, Service
from hoaban.modules.hospital.services.offering import keep_services
from hoaban.ops.demo import catalogue
from hoaban.ops.demo.story import PHONG_THO
from hoaban.shared.scheduling import api as scheduling

PROVINCIAL = "12981"
_KINDS = {"1": Kind.LABORATORY, "2": Kind.IMAGING, "3": Kind.FUNCTION, "18": Kind.PROCEDURE}
_TEMPLATES = {
    "cbc": "CBC", "glucose": "GLU", "hba1c": "HBA1C", "creatinine": "CREA", "urea": "UREA", "liver": "LIVER",
    "lipid": "LIPID", "electrolytes": "ELEC", "crp": "CRP", "urine": "URINE", "malaria": "MAL", "dengue": "NS1",
    "hbsag": "HBSAG", "hiv": "HIVAB", "afb": "AFB", "stool": "STOOL",
}  # fmt: skip
_SPECIMENS = {"urine": "Nước tiểu", "afb": "Đờm", "stool": "Phân", "cbc": "Máu EDTA"}
_POINTS = (
    ("SH1", scheduling.PointKind.TRIAGE, "Đo sinh hiệu", "Vital signs", ""),
    ("PK1", scheduling.PointKind.CONSULTING, "Phòng khám Nội", "Internal medicine", "K02"),
    ("PK2", scheduling.PointKind.CONSULTING, "Phòng khám Nhi", "Paediatrics", "K18"),
    ("PK3", scheduling.PointKind.CONSULTING, "Phòng khám Y học cổ truyền", "Traditional medicine", "K16"),
    ("PK4", scheduling.PointKind.CONSULTING, "Phòng khám Sản", "Obstetrics", "K27"),
    ("XN1", scheduling.PointKind.SAMPLING, "Lấy mẫu xét nghiệm", "Sampling", ""),
    ("HA1", scheduling.PointKind.IMAGING, "Chẩn đoán hình ảnh", "Imaging", ""),
    ("TT1", scheduling.PointKind.PROCEDURE, "Phòng thủ thuật", "Procedures", ""),
)
_CONSULTATIONS = (("exam_obs", "PK4"), ("exam_child", "PK2"), ("exam_surgery", "PK1"))


def open_demo_rooms(*, actor: Actor, now: datetime) -> None:
    """Points and services of both; what is there already stays."""
    for facility in (PROVINCIAL, PHONG_THO):
        _open_points(actor, facility, now)
        keep_services(actor=actor, facility_code=facility, services=_services(now), now=now)


def _open_points(actor: Actor, facility: str, now: datetime) -> None:
    day = clock.vietnam_day(now)
    there = {one.code for one in scheduling.list_points(actor=actor, facility_code=facility, on=day)}
    for code, kind, vi, en, department in _POINTS:
        if code not in there:
            point = scheduling.Point(0, facility, code, kind, vi, en, department, 2, Period(day))
            scheduling.open_point(actor=actor, point=point, now=now)


def _services(now: datetime) -> list[Service]:
    since = Period(clock.vietnam_day(now).replace(month=1, day=1))
    made = [
        Service(
            one.code, one.name, _KINDS[one.group], one.price, one.price, _TEMPLATES.get(key, ""),
            _SPECIMENS.get(key, "Huyết thanh" if one.group == "1" else ""), "", 3 if one.group == "1" else 0, since,
        )
        for key, one in catalogue.services().items()
        if one.group in _KINDS and key != "delivery"
    ]  # fmt: skip
    return [*made, *(_consultation(key, point, since) for key, point in _CONSULTATIONS)]


def _consultation(key: str, point: str, since: Period) -> Service:
    one = catalogue.services()[key]
    return Service(one.code, one.name, Kind.CONSULTATION, Decimal(one.price), None, "", "", point, 0, since)
