"""The words of fields, of how they agree, and of people, as cells and badges."""

from __future__ import annotations

from collections.abc import Iterable
from typing import cast
from uuid import UUID

from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import pgettext

from hoaban.foundation.places import api as places
from hoaban.kernel import clock
from hoaban.kernel.actor import Actor
from hoaban.kernel.errors import HoaBanError
from hoaban.shared.people import queries
from hoaban.shared.people.forms import KIND_WORDS
from hoaban.shared.people.rules import Description
from hoaban.ui import formats, parts

FIELDS = {
    "name": lazy("Họ và tên"), "birth": lazy("Ngày sinh"), "sex": lazy("Giới tính"), "commune": lazy("Nơi cư trú"),
    "number": lazy("Số giấy tờ"), "phone": lazy("Điện thoại"),
}  # fmt: skip
LEVELS = {
    ("name", "same"): lazy("trùng hoàn toàn"),
    ("name", "marks"): lazy("trùng, khác dấu"),
    ("name", "order"): lazy("trùng, khác thứ tự"),
    ("name", "sound"): lazy("đọc gần giống"),
    ("name", "part"): lazy("trùng một phần"),
    ("name", "given"): lazy("chỉ trùng tên"),
    ("birth", "day"): lazy("trùng ngày"),
    ("birth", "new_year"): lazy("cùng ghi ngày 1 tháng 1"),
    ("birth", "year"): lazy("trùng năm, một bên không rõ ngày"),
    ("birth", "swapped"): lazy("ngày và tháng đổi chỗ"),
    ("birth", "digit"): lazy("lệch một chữ số"),
    ("birth", "near"): lazy("lệch không quá một năm"),
    ("number", "near"): lazy("lệch một ký tự"),
}
_SAME, _DIFFERENT, _UNKNOWN = lazy("trùng"), lazy("khác"), lazy("một bên chưa rõ")
GRADES = {
    "likely": (lazy("nhiều khả năng là một người"), "warning"),
    "possible": (lazy("có thể là một người"), "info"),
    "unlikely": (lazy("ít khả năng là một người"), "neutral"),
}
REASONS = {
    "number": lazy("trùng số, có điểm trái nhau"), "likeness": lazy("trùng họ tên, ngày sinh, xã; không có số chung"),
    "registrar": lazy("người đăng ký báo"), "steward": lazy("người rà soát báo"),
    "matching": lazy("so khớp hàng loạt"),
}  # fmt: skip
WARNINGS = {
    "national_id.shape": lazy("Số định danh cá nhân thường có 12 chữ số."),
    "national_id.sex": lazy("Chữ số thứ tư của số định danh không hợp với giới tính."),
    "national_id.year": lazy("Số định danh không hợp với năm sinh."),
    "citizen_id.shape": lazy("CMND cũ thường có 9 chữ số."),
    "passport.shape": lazy("Hộ chiếu thường có một chữ cái và 7 chữ số."),
    "insurance.shape": lazy("Thẻ BHYT thường có 12 chữ số, 10 chữ số, hoặc 15 ký tự như HT3…"),
    "insurance.other_number": lazy("Số trên thẻ BHYT khác số định danh cá nhân."),
    "paper.ended": lazy("Có giấy tờ đã hết hạn."),
    "birth.old": lazy("Tuổi trên 120."),
    "birth.newborn": lazy("Trẻ mới sinh mà ngày sinh đã quá một tháng."),
}


def actor_of(request: HttpRequest) -> Actor:
    """Who asks; there is one, for every page here needs an act."""
    return cast(Actor, request.actor)  # type: ignore[attr-defined]


def said(request: HttpRequest, failure: HoaBanError) -> str:
    """A failure in the language of the page."""
    return failure.message_en if getattr(request, "LANGUAGE_CODE", "vi") == "en" else failure.message_vi


def agreement(field: str, level: str) -> parts.Badge:
    """How a field agrees: green where it speaks for one person, red where it speaks against."""
    if level == "unknown":
        return parts.Badge(str(_UNKNOWN))
    if level == "different":
        return parts.Badge(str(_DIFFERENT), "danger", "cross")
    kind = "success" if level in ("same", "day") else "warning"
    return parts.Badge(
        str(LEVELS.get((field, level), _SAME)), kind, "check" if kind == "success" else "warning"
    )


def grade(name: str) -> parts.Badge:
    """What the sum of all fields says."""
    text, kind = GRADES[name]
    return parts.Badge(str(text), kind)


def bits(value: float) -> str:
    """Points with their sign."""
    return f"{'+' if value > 0 else ''}{formats.number(round(value, 1), 1)}"


def sex(code: str) -> str:
    """The word for FHIR's administrative gender; empty when unknown."""
    return {"male": pgettext("sex", "Nam"), "female": pgettext("sex", "Nữ"), "other": _("Khác")}.get(code, "")


def communes() -> dict[str, str]:
    """Today's communes by code."""
    return {one.code: one.full_name for one in places.communes(clock.vietnam_day(clock.now()))}


def facilities(organizations: Iterable[UUID]) -> str:
    """The names of facilities by their Organizations."""
    names = places.facility_names(clock.vietnam_day(clock.now()))
    by_id = {places.organization_id(code): name for code, name in names.items()}
    return ", ".join(by_id.get(one, _("cơ sở khác")) for one in organizations)


def cells(known: queries.Known, names: dict[str, str]) -> dict[str, str]:
    """Each field of a person in words."""
    return fields(known.description, names)


def fields(said: Description, names: dict[str, str]) -> dict[str, str]:
    """Each field of a description in words."""
    return {
        "name": said.name,
        "birth": formats.partial_date(said.birth) if said.birth else "",
        "sex": sex(said.sex),
        "commune": names.get(said.commune_code, said.commune_code),
        "number": "; ".join(f"{KIND_WORDS.get(kind, kind)} {value}" for kind, value in sorted(said.numbers)),
        "phone": ", ".join(sorted(said.phones)),
    }
