"""A facility with all that belongs to it, as plain values; what cannot be and what is only odd."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date

from hoaban.foundation.places.rules import kinds
from hoaban.foundation.places.rules.shapes import Facility
from hoaban.kernel.effective import Period, in_force

Problem = tuple[str, str, str]
"""Field, Vietnamese, English."""
_EMAIL = re.compile(r"[^\s@]+@[^\s@]+\.[^\s@]+\Z")
_PHONE = re.compile(r"\+?[0-9 .;/-]{3,29}\Z")
MOST_BEDS = 10_000
BEDS = ("Số giường từ 0 đến 10.000.", "The number of beds is 0 to 10,000.")
_DETAIL_WORDS = {
    "licensed_beds": BEDS,
    "practice_code": ("Mã cơ sở hành nghề quá dài.", "The practice code is too long."),
    "address": ("Địa chỉ quá dài.", "The address is too long."),
    "phone": ("Số điện thoại không hợp lệ.", "The telephone number is not possible."),
    "email": ("Thư điện tử không hợp lệ.", "The e-mail address is not possible."),
    "website": ("Trang web không hợp lệ.", "The web address is not possible."),
    "lat": ("Tọa độ không ở Việt Nam.", "The point is not in Viet Nam."),
    "hours": ("Giờ mở cửa không hợp lệ.", "The opening hours are not possible."),
}
_WEST, _SOUTH, _EAST, _NORTH = 102.0, 8.0, 118.0, 23.6
"""Around Viet Nam, its islands included."""


@dataclass(frozen=True, slots=True)
class Detail:
    """Numbers, contact, opening hours and the point on the map. ``hours``: weekday 1-7, opens, closes in minutes."""

    facility_code: str
    practice_code: str = ""
    licensed_beds: int | None = None
    address: str = ""
    phone: str = ""
    email: str = ""
    website: str = ""
    lat: float | None = None
    lon: float | None = None
    hours: tuple[tuple[int, int, int], ...] = ()
    revision: int = 1


@dataclass(frozen=True, slots=True)
class Relation:
    """Who owns, manages, guides or pays for a facility, in a period."""

    kind: str
    period: Period
    other_code: str = ""
    other_name: str = ""


@dataclass(frozen=True, slots=True)
class Offered:
    """A service offered, in a period."""

    service: str
    period: Period


@dataclass(frozen=True, slots=True)
class Responsible:
    """Who answers for the profession, in a period."""

    role: str
    name: str
    period: Period
    licence_number: str = ""


@dataclass(frozen=True, slots=True)
class Department:
    """A department, in a period."""

    code: str
    name: str
    period: Period


@dataclass(frozen=True, slots=True)
class Permit:
    """A licence or certificate of a facility."""

    kind: str
    number: str
    issued_on: date
    issued_by: str = ""
    valid_until: date | None = None
    scope: str = ""
    revoked_on: date | None = None
    revoked_why: str = ""
    id: int = field(default=0, compare=False)

    def holds_on(self, day: date) -> bool:
        """Whether it holds on a day."""
        ended = self.valid_until is not None and self.valid_until < day
        revoked = self.revoked_on is not None and self.revoked_on <= day
        return self.issued_on <= day and not ended and not revoked


@dataclass(frozen=True, slots=True)
class FacilityFile:
    """All that is known of a facility; its periods the latest first, everything else the newest first."""

    history: tuple[Facility, ...]
    detail: Detail
    relations: tuple[Relation, ...] = ()
    services: tuple[Offered, ...] = ()
    responsible: tuple[Responsible, ...] = ()
    departments: tuple[Department, ...] = ()
    permits: tuple[Permit, ...] = ()

    @property
    def code(self) -> str:
        """The 5-character code."""
        return self.history[0].code

    def on(self, day: date) -> Facility | None:
        """The facility as it was on a day."""
        return next((one for one in self.history if day in one.period), None)


def detail_problems(detail: Detail) -> list[Problem]:
    """Why a detail cannot be so."""
    beds = detail.licensed_beds
    half = (detail.lat is None) != (detail.lon is None)
    wrong = {
        "licensed_beds": beds is not None and not 0 <= beds <= MOST_BEDS,
        "practice_code": len(detail.practice_code) > 20,
        "address": len(detail.address) > 250,
        "phone": bool(detail.phone) and not _PHONE.match(detail.phone),
        "email": bool(detail.email) and (len(detail.email) > 120 or not _EMAIL.match(detail.email)),
        "website": bool(detail.website) and not _is_website(detail.website),
        "lat": half or not _is_in_viet_nam(detail.lat, detail.lon),
        "hours": not all(_is_hours(one) for one in detail.hours),
    }
    return [(key, *_DETAIL_WORDS[key]) for key, is_wrong in wrong.items() if is_wrong]


def detail_doubts(detail: Detail) -> list[Problem]:
    """A practice code that has not 13 digits: remarked on, never refused."""
    if detail.practice_code and not re.fullmatch(r"[0-9]{13}", detail.practice_code):
        return [
            (
                "practice_code",
                "Mã cơ sở hành nghề thường có 13 chữ số.",
                "A practice code usually has 13 digits.",
            )
        ]
    return []


def permit_problems(permit: Permit) -> list[Problem]:
    """Why a permit cannot be so."""
    early = permit.valid_until is not None and permit.valid_until < permit.issued_on
    revoked = permit.revoked_on is not None and permit.revoked_on < permit.issued_on
    checks = (
        (
            "kind",
            permit.kind not in kinds.permit_kinds(),
            "Loại giấy phép không có trong danh mục.",
            "The kind of permit is not in the list.",
        ),
        (
            "number",
            not 0 < len(permit.number.strip()) <= 60,
            "Số giấy phép trống hoặc quá dài.",
            "The number is empty or too long.",
        ),
        ("valid_until", early, "Ngày hết hạn trước ngày cấp.", "It ends before it was issued."),
        ("revoked_on", revoked, "Ngày thu hồi trước ngày cấp.", "It was revoked before it was issued."),
    )
    return [(name, vi, en) for name, wrong, vi, en in checks if wrong]


def lacks(file: FacilityFile, day: date) -> list[tuple[str, str, str]]:
    """What a facility should have on a day and has not: permits that its kind needs, a responsible person; as warnings."""
    now = file.on(day)
    family = kinds.facility_kinds()[now.kind].family if now and now.kind in kinds.facility_kinds() else ""
    held = {one.kind for one in file.permits if one.holds_on(day)}
    found = [
        (
            one.code,
            f"Chưa có {one.vi[0].lower()}{one.vi[1:]} còn hiệu lực.",
            f"Without a valid {one.en[0].lower()}{one.en[1:]}.",
        )
        for one in kinds.permit_kinds().values()
        if family in one.families and one.code not in held
    ]
    roles = {one.role for one in in_force_people(file, day)}
    if family == "drug" and "pharmacy" not in roles:
        found.append(
            (
                "pharmacy",
                "Chưa có người chịu trách nhiệm chuyên môn về dược.",
                "Without a responsible pharmacist.",
            )
        )
    if family == "care" and "professional" not in roles:
        found.append(
            (
                "professional",
                "Chưa có người chịu trách nhiệm chuyên môn.",
                "Without a responsible professional.",
            )
        )
    return found


def in_force_people(file: FacilityFile, day: date) -> list[Responsible]:
    """Who answers for the profession on a day."""
    return in_force(file.responsible, day)


def _is_in_viet_nam(lat: float | None, lon: float | None) -> bool:
    """Also a point that is not known at all."""
    if lat is None or lon is None:
        return True
    return _SOUTH <= lat <= _NORTH and _WEST <= lon <= _EAST


def _is_website(text: str) -> bool:
    return len(text) <= 200 and bool(re.fullmatch(r"https?://[^\s<>\"']+", text))


def _is_hours(one: tuple[int, int, int]) -> bool:
    weekday, opens, closes = one
    return 1 <= weekday <= 7 and 0 <= opens < closes <= 1440
