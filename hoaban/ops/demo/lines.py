"""The lines of a visit: what was done (XML3), given (XML2) and found (XML4), and how it went (XML5)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from random import Random

from hoaban.ops.demo import catalogue, money
from hoaban.ops.demo.money import Cover, Values
from hoaban.ops.demo.visits import Visit, is_station

TENDER = "DEMO-2026;G1;N1;2026"
_BEDS = {"K19": "bed_surg", "K27": "bed_obs", "K18": "bed_child"}
_ACTS = {"8", "18", "1", "2", "3"}


@dataclass(frozen=True, slots=True)
class Told:
    """What the story says exactly of a visit; everything else is left to chance."""

    services: tuple[str, ...] = ()
    drugs: tuple[str, ...] | None = None
    prices: Mapping[str, str] = field(default_factory=dict)
    quantities: Mapping[str, str] = field(default_factory=dict)
    values: Mapping[str, str] = field(default_factory=dict)
    head: Mapping[str, str] = field(default_factory=dict)
    line: Mapping[str, str] = field(default_factory=dict)
    """Fields of every drug line."""
    pressure: tuple[str, ...] = ()
    """Blood pressure day by day."""


@dataclass(frozen=True, slots=True)
class Frame:
    """What all lines of a visit share."""

    visit: Visit
    ma_lk: str
    doctor: str
    technician: str
    department: str
    rng: Random
    told: Told

    def at(self, minutes: int) -> str:
        """A moment of the visit, in claim notation."""
        return stamp(self.visit.start + timedelta(minutes=minutes))


def stamp(at: datetime) -> str:
    """DT12."""
    return at.strftime("%Y%m%d%H%M")


def service_keys(frame: Frame) -> list[str]:
    """The services of the visit: the examination first, then what the condition asks for and the place can do."""
    visit = frame.visit
    if frame.told.services:
        return list(frame.told.services)
    station = is_station(visit.facility)
    exam = (
        "exam_station"
        if station
        else {"K27": "exam_obs", "K18": "exam_child", "K19": "exam_surgery"}.get(frame.department, "exam")
    )
    asked = [
        _BEDS.get(frame.department, "bed_med") if key == "bed" else key for key in visit.condition.services
    ]
    if visit.admitted and not any(key.startswith("bed_") for key in asked):
        asked.append(_BEDS.get(frame.department, "bed_med"))
    if not visit.admitted:
        asked = [
            key for key in asked if not key.startswith("bed_") and key not in {"appendectomy", "caesarean"}
        ]
    if station:
        asked = [
            key
            for key in asked
            if key in {"glucose", "urine", "us_fetal", "suture", "malaria", "acupuncture"}
        ]
    elif visit.is_long_term and visit.ordinal % 3:
        asked = asked[:1]  # the full panel only every third month
    return [exam, *dict.fromkeys(asked)]


def price_of(frame: Frame, key: str) -> Decimal:
    """The price of a service at a place; all invented."""
    if key in frame.told.prices:
        return Decimal(frame.told.prices[key])
    price = catalogue.services()[key].price
    return price if not is_station(frame.visit.facility) else (price * Decimal("0.8")).to_integral_value()


def quantity_of(frame: Frame, key: str) -> Decimal:
    """Bed days are the nights of a stay; everything else is once."""
    visit = frame.visit
    if key in frame.told.quantities:
        return Decimal(frame.told.quantities[key])
    if key.startswith("bed_"):
        return Decimal(max(1, (visit.end.date() - visit.start.date()).days))
    return Decimal(1)


def drug_quantity(frame: Frame, drug: catalogue.Drug) -> Decimal:
    """Units given for the whole course, or for the stay."""
    if drug.key in frame.told.quantities:
        return Decimal(frame.told.quantities[drug.key])
    days = _days_of_treatment(frame)
    return Decimal(drug.per_day * days if drug.unit in {"Viên", "Gói", "Ống", "Chai", "Lọ"} else drug.per_day)


def _days_of_treatment(frame: Frame) -> int:
    visit = frame.visit
    if visit.admitted:
        return max(1, (visit.end.date() - visit.start.date()).days)
    return max(1, visit.condition.days)


def _dose(frame: Frame, drug: catalogue.Drug) -> str:
    """How it is taken: so much and so long that the quantity of the line comes out."""
    each, times, days = max(1, drug.per_day // drug.times), drug.times, _days_of_treatment(frame)
    if drug.key in frame.told.quantities:
        quantity = int(frame.told.quantities[drug.key])
        times = min(times, max(1, quantity // each))
        days = max(1, quantity // (each * times))
    return f"{each} {drug.unit.lower()}/lần * {times} lần/ngày * {days} ngày"


def drug_price(frame: Frame, drug: catalogue.Drug) -> Decimal:
    """The price of one unit."""
    return Decimal(frame.told.prices.get(drug.key, drug.price))


def services(frame: Frame, keys: list[str], cover: Cover) -> Iterator[Values]:
    """XML3."""
    visit = frame.visit
    for number, key in enumerate(keys, start=1):
        one, bed = catalogue.services()[key], key.startswith("bed_")
        acts = one.group in _ACTS
        offset = 4 if number == 1 else 8 + 3 * number
        yield {
            "MA_LK": frame.ma_lk,
            "STT": str(number),
            "MA_DICH_VU": one.code,
            "MA_NHOM": one.group,
            "TEN_DICH_VU": one.name,
            "DON_VI_TINH": "Ngày" if bed else "Lần",
            "SO_LUONG": str(quantity_of(frame, key)),
            "DON_GIA_BV": str(price_of(frame, key)),
            "DON_GIA_BH": str(price_of(frame, key)) if cover.insured else "0",
            "TYLE_TT_DV": "100",
            **money.amounts(quantity_of(frame, key), price_of(frame, key), cover),
            "MA_KHOA": frame.department,
            "MA_GIUONG": f"H{frame.rng.randint(1, 40):03d}" if bed else "",
            "MA_BAC_SI": frame.doctor,
            "NGUOI_THUC_HIEN": frame.technician if acts else "",
            "MA_BENH": visit.condition.icd10,
            "NGAY_YL": frame.at(offset),
            "NGAY_TH_YL": frame.at(offset + 2) if acts or number == 1 else "",
            "NGAY_KQ": stamp(visit.end) if bed else frame.at(offset + 22),
            "MA_PTTT": "1",
            "PP_VO_CAM": "2" if one.group == "8" else "",
        }


def drugs(frame: Frame, keys: list[str], cover: Cover) -> Iterator[Values]:
    """XML2."""
    for number, key in enumerate(keys, start=1):
        drug = catalogue.drugs()[key]
        quantity = drug_quantity(frame, drug)
        yield {
            "MA_LK": frame.ma_lk,
            "STT": str(number),
            "MA_THUOC": drug.code,
            "MA_NHOM": "4",
            "TEN_THUOC": drug.name,
            "DON_VI_TINH": drug.unit,
            "HAM_LUONG": drug.strength,
            "DUONG_DUNG": drug.route,
            "DANG_BAO_CHE": drug.form,
            "LIEU_DUNG": _dose(frame, drug),
            "CACH_DUNG": drug.how,
            "SO_DANG_KY": f"VD-{drug.code.replace('.', '')}-DEMO",
            "TT_THAU": TENDER,
            "SO_LUONG": str(quantity),
            "DON_GIA": str(drug_price(frame, drug)),
            **money.amounts(quantity, drug_price(frame, drug), cover),
            "MA_KHOA": frame.department,
            "MA_BAC_SI": frame.doctor,
            "NGAY_YL": frame.at(30),
            "NGAY_TH_YL": frame.at(38),
            "MA_PTTT": "1",
            "NGUON_CTRA": "1" if cover.insured else "4",
            **frame.told.line,
        }


def results(frame: Frame, keys: list[str]) -> Iterator[Values]:
    """XML4."""
    number = 0
    for place, key in enumerate(keys, start=1):
        service = catalogue.services()[key]
        for index in service.results:
            number += 1
            lab = catalogue.labs()[index]
            written = _value(frame, lab)
            reading = service.group in {"2", "3"} and not lab.is_number
            yield {
                "MA_LK": frame.ma_lk,
                "STT": str(number),
                "MA_DICH_VU": service.code,
                "MA_CHI_SO": lab.index,
                "TEN_CHI_SO": lab.name,
                "GIA_TRI": "" if reading else written,
                "DON_VI_DO": lab.unit,
                "MO_TA": written if reading else "",
                "KET_LUAN": written if reading else "",
                "NGAY_KQ": frame.at(30 + 3 * place),
                "MA_BS_DOC_KQ": frame.technician,
            }


def _value(frame: Frame, lab: catalogue.Lab) -> str:
    condition = frame.visit.condition
    if lab.index in frame.told.values:
        return frame.told.values[lab.index]
    if not lab.is_number:
        return lab.found if lab.index in condition.found and frame.rng.random() < 0.8 else lab.normal
    # treatment works: what the disease moved comes half way back over a year of visits
    eased = 1 / (1 + 0.08 * frame.visit.ordinal)
    moved = condition.moves.get(lab.index, 0.0) * frame.rng.uniform(0.6, 1.3) * eased
    value = max(0.0, frame.rng.gauss(lab.mean, lab.sd) + moved)
    return f"{value:.{lab.decimals}f}"


def progress(frame: Frame) -> Iterator[Values]:
    """XML5: a note a day during a stay (at most ten), one note at a long-term visit, each with vital signs."""
    visit = frame.visit
    days = min(10, max(1, (visit.end.date() - visit.start.date()).days)) if visit.admitted else 1
    for day in range(days):
        at = (
            visit.start + timedelta(minutes=20)
            if day == 0
            else visit.start.replace(hour=7, minute=30) + timedelta(days=day)
        )
        if at > visit.end:
            return
        state = (
            "Vào viện, " + visit.condition.reason.lower()
            if day == 0
            else "Đỡ hơn, ăn ngủ được, tiếp tục điều trị"
        )
        if visit.is_long_term:
            state = "Tỉnh, tiếp xúc tốt, tuân thủ điều trị"
        yield {
            "MA_LK": frame.ma_lk,
            "STT": str(day + 1),
            "DIEN_BIEN_LS": f"{state}. CSST<{_vital_signs(frame, day)}>",
            "GIAI_DOAN_BENH": "",
            "HOI_CHAN": "",
            "PHAU_THUAT": "",
            "THOI_DIEM_DBLS": stamp(at),
            "NGUOI_THUC_HIEN": frame.doctor,
        }


def _vital_signs(frame: Frame, day: int) -> str:
    rng, condition, ordinal = frame.rng, frame.visit.condition, frame.visit.ordinal
    raised = (
        42 / (1 + 0.15 * ordinal)
        if condition.key == "hypertension" or "hypertension" in condition.also
        else 0
    )
    fever = 1.6 if "sốt" in condition.reason.lower() else 0.0
    adult = frame.visit.person.age_on(frame.visit.start.date()) >= 15
    systolic = round(rng.gauss(118 if adult else 98, 8) + raised)
    diastolic = round(rng.gauss(74 if adult else 62, 6) + raised * 0.5)
    pulse = round(rng.gauss(80 if adult else 104, 8) + fever * 8 / (day + 1))
    temperature = 36.7 + fever / (day + 1) + rng.uniform(-0.2, 0.2)
    told = frame.told.pressure
    pressure = told[min(day, len(told) - 1)] if told else f"{systolic}/{diastolic}"
    return f"M{pulse}_T{temperature:.1f}_HA{pressure}_NT{round(rng.gauss(18, 2))}"
