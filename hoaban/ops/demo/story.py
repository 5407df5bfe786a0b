"""The people and events of "A week in Lai Châu" that claim dossiers can carry. Always in the demo, with exact facts.

The dates are those of November 2026, moved by whole weeks so that the story's last Friday is the latest one.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta

from hoaban.connect import claims as format_
from hoaban.kernel.clock import VIETNAM
from hoaban.ops.demo import catalogue
from hoaban.ops.demo.dossier import dossier
from hoaban.ops.demo.lines import Told
from hoaban.ops.demo.shapes import Card, Person
from hoaban.ops.demo.visits import HOSPITAL, Visit, delivery, measles

LAST_FRIDAY = date(2026, 11, 20)
PHONG_THO, DAO_SAN, KHONG_LAO = "12982", "12983", "12984"
_TWINS = "Thai đôi sống trong buồng tử cung"
_FIRST_INDEX = 990_000
"""Numbers of the story's people in facilities' files; the generated population stays below."""


def story(until: date) -> Iterator[tuple[str, format_.Outgoing]]:
    """(facility, dossier) of every event of the story that has ended by ``until``."""
    moved = timedelta(days=(until - LAST_FRIDAY).days // 7 * 7)
    for number, (visit, told) in enumerate(_events()):
        shifted = replace(visit, start=visit.start + moved, end=visit.end + moved)
        if shifted.end.date() <= until:
            yield visit.facility, dossier(shifted, seed=0, ordinal=number, told=told)


def _events() -> Iterator[tuple[Visit, Told]]:
    yield from _measles()
    yield from _mother()
    yield from _teacher()


def _measles() -> Iterator[tuple[Visit, Told]]:
    """Three cases before the warning, Páo on the day of the home visit, and the fifth."""
    cases = (
        (_child(10, "Vàng A Tủa", "1", date(2021, 4, 18)), DAO_SAN, _at(9, 8, 10), _at(9, 9, 5)),
        (_child(11, "Thào Thị Dí", "2", date(2021, 9, 2)), DAO_SAN, _at(9, 9, 20), _at(9, 10, 0)),
        (_child(12, "Giàng A Sùng", "1", date(2022, 1, 25)), PHONG_THO, _at(10, 8, 30), _at(10, 10, 0)),
        (pao(), DAO_SAN, _at(11, 8, 40), _at(11, 9, 20)),
        (_child(13, "Sùng A Vảng", "1", date(2021, 6, 30)), PHONG_THO, _at(11, 13, 10), _at(11, 13, 50)),
    )
    for person, facility, start, end in cases:
        yield Visit(person, measles(), facility, start, end), Told()


def _mother() -> Iterator[tuple[Visit, Told]]:
    """Mỷ: found at home, sent on from Phong Thổ within the morning, delivered of twins at the province."""
    yield _sent_on()
    yield _delivered()


def _sent_on() -> tuple[Visit, Told]:
    danger = replace(
        catalogue.conditions()["pregnancy"], key="preeclampsia", icd10="O14.2", name="Hội chứng HELLP",
        reason="Đau đầu, huyết áp cao, thai 33 tuần", services=("cbc", "liver", "creatinine", "us_fetal"), drugs=(),
    )  # fmt: skip
    first = Told(
        services=("exam_obs", "cbc", "liver", "creatinine", "us_fetal"),
        drugs=("magnesium", "nifedipine", "dexamethasone"),
        quantities={"magnesium": "3", "nifedipine": "1", "dexamethasone": "2"},
        values={
            "PLT": "84",
            "AST": "212",
            "ALT": "187",
            "HGB": "112",
            "USF": _TWINS,
        },
        head={"MA_LOAI_KCB": "09", "MA_BENH_KT": "O30.0", "CHAN_DOAN_RV": "Hội chứng HELLP; Thai đôi"},
        line={"MA_CSKCB_THUOC": f"HC.{HOSPITAL}"},
        pressure=("165/112",),
    )
    return Visit(mother(), danger, PHONG_THO, _at(11, 9, 50), _at(11, 11, 25), referred_to=HOSPITAL), first


def _delivered() -> tuple[Visit, Told]:
    birth = replace(delivery(surgical=True), name="Đẻ bằng mổ lấy thai cấp cứu, thai đôi", icd10="O82.1")
    stay = Told(
        services=("exam_obs", "cbc", "liver", "us_fetal", "caesarean", "bed_obs"),
        drugs=("magnesium", "ceftriaxone", "oxytocin"),
        quantities={"bed_obs": "6", "magnesium": "6", "ceftriaxone": "6", "oxytocin": "4"},
        prices={"caesarean": "12804700"},
        values={"PLT": "96", "AST": "198", "ALT": "176", "HGB": "104", "USF": _TWINS},
        pressure=("158/104", "148/96", "142/92", "138/88", "134/86", "130/84"),
        head={
            "MA_BENH_KT": "O14.2;O30.0",
            "CAN_NANG_CON": "1860;1790",
            "CHAN_DOAN_RV": "Đẻ bằng mổ lấy thai cấp cứu, thai đôi; Hội chứng HELLP",
        },
    )
    return (
        Visit(
            mother(), birth, HOSPITAL, _at(11, 12, 30), _at(17, 9, 0), admitted=True, referred_from=PHONG_THO,
        ),
        stay,
    )  # fmt: skip


def _teacher() -> Iterator[tuple[Visit, Told]]:
    """Lò Văn Inh: 412,000 đồng at the hospital, of which he pays 216,300; nothing at his station five days later."""
    both = replace(
        catalogue.conditions()["hypertension"],
        course="acute",
        also=("diabetes",),
        reason="Đau đầu, khát nước nhiều",
    )
    bill = Told(
        services=("exam", "hba1c", "glucose", "creatinine", "lipid", "ecg"),
        drugs=("amlodipine", "metformin"),
        prices={"amlodipine": "1500", "metformin": "1000"},
        quantities={"amlodipine": "30", "metformin": "50"},
        values={"HBA1C": "8.1", "GLU": "9.4", "CREA": "88"},
    )
    yield Visit(teacher(), both, HOSPITAL, _at(13, 8, 42), _at(13, 10, 30)), bill
    near = Told(services=("exam_station",), drugs=("amlodipine", "metformin"), head={"MA_LOAI_KCB": "14"})
    yield Visit(teacher(), both, KHONG_LAO, _at(18, 8, 30), _at(18, 9, 15)), near


def mother() -> Person:
    """C1, Giàng Thị Mỷ."""
    card = Card("DT2120000000101", "DT2120000000101", DAO_SAN, date(2026, 1, 1), date(2026, 12, 31), "K1")
    return _person(
        1, "Giàng Thị Mỷ", "2", date(2002, 3, 14), "08", "03571", "bản Hoa Ban 2", "099302000101", card
    )


def father() -> Person:
    """C2, Sùng A Chứ: a key-pad telephone that three houses share."""
    person = _person(
        2, "Sùng A Chứ", "1", date(1999, 5, 20), "08", "03571", "bản Hoa Ban 2", "099099000102", None
    )
    return replace(person, phone="0100000102", head=True)


def pao() -> Person:
    """C3, Sùng A Páo: no birth registration, no number, no card."""
    return _person(3, "Sùng A Páo", "1", date(2023, 6, 2), "08", "03571", "bản Hoa Ban 2", "", None)


def teacher() -> Person:
    """C6, Lò Văn Inh, registered at Phong Thổ."""
    card = Card("HT3120000000103", "HT3120000000103", PHONG_THO, date(2026, 1, 1), date(2026, 12, 31), "")
    person = _person(
        6, "Lò Văn Inh", "1", date(1964, 9, 2), "03", "03583", "bản Hoa Ban 1", "099064000103", card
    )
    return replace(person, phone="0100000103", work="retired")


def _child(number: int, name: str, sex: str, born_on: date) -> Person:
    card = Card(
        f"TE11200000003{number:02d}",
        f"TE11200000003{number:02d}",
        DAO_SAN,
        date(2026, 1, 1),
        date(2027, 12, 31),
        "K1",
    )
    century = "2" if sex == "1" else "3"
    return _person(
        number,
        name,
        sex,
        born_on,
        "08",
        "03571",
        "bản Hoa Ban 1",
        f"099{century}{born_on:%y}0003{number:02d}",
        card,
    )


def _person(  # noqa: PLR0913 (a person has that many facts)
    number: int, name: str, sex: str, born_on: date, people: str, commune: str, village: str, personal: str,
    card: Card | None,
) -> Person:  # fmt: skip
    return Person(
        index=_FIRST_INDEX + number, household=_FIRST_INDEX, name=name, sex=sex, born_on=born_on, only_year=False,
        people=people, commune=commune, commune_before=commune, village=village, personal_number=personal, card=card,
        phone="", work="farmer", head=False, father=None, mother=None, died_on=None,
    )  # fmt: skip


def _at(day: int, hour: int, minute: int) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=VIETNAM)
