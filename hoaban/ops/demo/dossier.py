"""A visit as the claim dossier that its facility would send."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from functools import lru_cache
from random import Random

from hoaban.connect import claims as format_
from hoaban.foundation.places import api as places
from hoaban.ops.demo import catalogue, lines, money, papers
from hoaban.ops.demo.lines import Frame, Told, stamp
from hoaban.ops.demo.money import Cover, Values
from hoaban.ops.demo.shapes import Person
from hoaban.ops.demo.staff import staff_of
from hoaban.ops.demo.visits import Visit, is_station

TWO_TIERS_FROM = date(2025, 7, 1)
_DEPARTMENTS = {
    "appendicitis": "K19", "fracture": "K24", "traffic": "K19", "wound": "K19", "caesarean": "K27", "delivery": "K27",
    "pregnancy": "K27", "vaginitis": "K27", "schizophrenia": "K15", "tuberculosis": "K12", "dental": "K29",
    "conjunctivitis": "K30", "stroke": "K02", "snakebite": "K02", "hepatitisb": "K11", "hiv": "K11", "measles": "K11",
}  # fmt: skip


def dossier(visit: Visit, *, seed: int, ordinal: int, told: Told | None = None) -> format_.Outgoing:
    """All tables of a visit, in the layout of the day on which it ended."""
    person = visit.person
    rng = Random(f"dossier:{seed}:{person.index}:{visit.start:%Y%m%d%H%M}:{visit.condition.key}")  # noqa: S311
    staff = staff_of(visit.facility)
    ma_lk = f"{visit.facility}{visit.start:%y%m%d}{person.index:06d}{ordinal:02d}"
    frame = Frame(
        visit,
        ma_lk,
        rng.choice(staff.doctors).number,
        staff.technician.number,
        _department(visit),
        rng,
        told or Told(),
    )
    keys = lines.service_keys(frame)
    given = list(
        frame.told.drugs
        if frame.told.drugs is not None
        else ()
        if visit.referred_to
        else visit.condition.drugs
    )
    cover = money.cover(visit, _cost(frame, keys, given))
    services, drugs = list(lines.services(frame, keys, cover)), list(lines.drugs(frame, given, cover))
    results = list(lines.results(frame, keys))
    head = _summary(frame, cover, drugs, services)
    tables: dict[str, list[Values]] = {"XML1": [head], "XML2": drugs, "XML3": services, "XML4": results}
    if visit.admitted or visit.is_long_term or visit.referred_to:
        tables["XML5"] = list(lines.progress(frame))
    tables.update(papers.papers(frame, head, results))
    return format_.Outgoing(
        {name: rows for name, rows in tables.items() if rows}, format_.level_on(visit.end.date())
    )


def _department(visit: Visit) -> str:
    if is_station(visit.facility):
        return "K01"
    if visit.condition.key in _DEPARTMENTS:
        return _DEPARTMENTS[visit.condition.key] if visit.admitted else "K01"
    if visit.admitted:
        return "K18" if visit.person.age_on(visit.start.date()) < 16 else "K03"
    return "K01"


def _cost(frame: Frame, services: list[str], drugs: list[str]) -> Decimal:
    whole = sum((lines.price_of(frame, key) * lines.quantity_of(frame, key) for key in services), Decimal())
    for key in drugs:
        drug = catalogue.drugs()[key]
        whole += lines.drug_price(frame, drug) * lines.drug_quantity(frame, drug)
    return whole


def _summary(frame: Frame, cover: Cover, drugs: list[Values], services: list[Values]) -> Values:
    visit, condition = frame.visit, frame.visit.condition
    also = [catalogue.conditions()[key] for key in condition.also]
    back = visit.start.date() + timedelta(days=condition.every) if visit.is_long_term else None
    return {
        "MA_LK": frame.ma_lk,
        "STT": "1",
        **who(visit.person, visit, cover),
        "LY_DO_VV": condition.reason,
        "LY_DO_VNT": condition.reason if visit.admitted else "",
        "CHAN_DOAN_VAO": f"Theo dõi {condition.name.lower()}",
        "CHAN_DOAN_RV": "; ".join([condition.name, *(one.name for one in also)]),
        "MA_BENH_CHINH": condition.icd10,
        "MA_BENH_KT": ";".join(one.icd10 for one in also),
        **_course(frame, cover, services),
        **money.totals(drugs, services),
        "NAM_QT": str(visit.end.year),
        "THANG_QT": str(visit.end.month),
        "MA_LOAI_KCB": _form_of_care(visit),
        "MA_KHOA": frame.department,
        "MA_CSKCB": visit.facility,
        "MA_KHUVUC": visit.person.card.area if cover.insured and visit.person.card else "",
        "CAN_NANG": weight(visit.person, visit.start.date(), frame.rng),
        "CAN_NANG_CON": str(frame.rng.randint(2600, 3500)) if visit.baby else "",
        "NGAY_TAI_KHAM": back.strftime("%Y%m%d") if back else "",
        "MA_HSBA": f"{visit.start:%y}.{visit.person.index:06d}",
        "MA_TTDV": staff_of(visit.facility).head.number,
        **frame.told.head,
    }


def _course(frame: Frame, cover: Cover, services: list[Values]) -> Values:
    """Where from and where to, when, and how it ended."""
    visit, condition = frame.visit, frame.visit.condition
    return {
        "MA_DOITUONG_KCB": cover.coverage_class,
        "MA_NOI_DI": visit.referred_from,
        "MA_NOI_DEN": visit.referred_to,
        "MA_TAI_NAN": {"traffic": "1", "snakebite": "7", "wound": "2", "fracture": "8"}.get(
            condition.key, ""
        ),
        "NGAY_VAO": stamp(visit.start),
        "NGAY_VAO_NOI_TRU": frame.at(25) if visit.admitted else "",
        "NGAY_RA": stamp(visit.end),
        "GIAY_CHUYEN_TUYEN": f"{visit.person.index % 10000:05d}" if visit.referred_from else "",
        "SO_NGAY_DTRI": _treatment_days(visit),
        "PP_DIEU_TRI": "Phẫu thuật" if any(line["MA_NHOM"] == "8" for line in services) else "Nội khoa",
        "KET_QUA_DTRI": "5"
        if visit.died
        else "6"
        if visit.taken_home
        else "3"
        if visit.referred_to
        else "1"
        if visit.admitted
        else "2",
        "MA_LOAI_RV": "2" if visit.referred_to else "4" if visit.taken_home else "1",
        "GHI_CHU": "Dùng thuốc theo đơn, khám lại khi có dấu hiệu bất thường",
        "NGAY_TTOAN": stamp(visit.end),
    }


def _form_of_care(visit: Visit) -> str:
    if visit.admitted:
        return "03"
    if visit.referred_to:
        return "01"
    return "05" if visit.is_long_term and visit.end.date() > visit.start.date() else "01"


def _treatment_days(visit: Visit) -> str:
    if visit.admitted:
        return str((visit.end.date() - visit.start.date()).days + 1)
    return str(visit.condition.days) if _form_of_care(visit) == "05" else "0"


def who(person: Person, visit: Visit, cover: Cover) -> Values:
    """The fields of XML1 that say who the patient is."""
    on = visit.end.date()
    card = person.card if cover.insured else None
    code = person.commune if on >= TWO_TIERS_FROM else person.commune_before
    commune, district = _commune(code, on)
    return {
        "MA_BN": f"{visit.facility}-{person.index:06d}",
        "HO_TEN": person.name,
        "SO_CCCD": person.personal_number,
        "NGAY_SINH": (f"{person.born_on:%Y}0000" if person.only_year else f"{person.born_on:%Y%m%d}")
        + "0000",
        "GIOI_TINH": person.sex,
        "MA_QUOCTICH": "000",
        "MA_DANTOC": person.people,
        "MA_NGHE_NGHIEP": "00000",
        "DIA_CHI": f"{person.village[0].upper()}{person.village[1:]}, {commune}, tỉnh Lai Châu",
        "MATINH_CU_TRU": places.PROVINCE_CODE,
        "MAHUYEN_CU_TRU": district if on < TWO_TIERS_FROM else "",
        "MAXA_CU_TRU": code,
        "DIEN_THOAI": person.phone,
        "MA_THE_BHYT": card.full_number if card else "",
        "MA_DKBD": card.registered_at if card else "",
        "GT_THE_TU": f"{card.valid_from:%Y%m%d}" if card else "",
        "GT_THE_DEN": f"{card.valid_to:%Y%m%d}" if card else "",
    }


@lru_cache(maxsize=512)
def _commune(code: str, on: date) -> tuple[str, str]:
    found = places.commune_on(code, on)
    return (found.full_name.lower()[0] + found.full_name[1:], found.district_code) if found else (code, "")


def weight(person: Person, on: date, rng: Random) -> str:
    """A plausible weight in kg for the age; from one visit to the next a person stays about as heavy."""
    age = max(0.0, (on - person.born_on).days / 365.25)
    if age < 1:
        mean = 3.2 + 6 * age
    elif age < 16:
        mean = 9 + 2.7 * (age - 1)
    else:
        mean = 56.0 if person.sex == "1" else 49.0
    own = Random(f"{person.name} {person.born_on} {person.household} {person.index}").gauss(mean, mean * 0.1)  # noqa: S311
    return f"{max(2.0, rng.gauss(own, own * 0.01)):.2f}"
