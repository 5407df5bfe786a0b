"""What is wrong with a paper before it is given out: faults keep it back, doubts only warn."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from hoaban.shared.papers.rules import terms, wording
from hoaban.shared.papers.rules.kinds import LONGEST, Field, Kind


@dataclass(frozen=True, slots=True)
class Remark:
    """Something about a field, in both languages. ``stops``: the paper cannot be given out so."""

    place: str
    vi: str
    en: str
    stops: bool


def check(kind: Kind, values: Mapping[str, str], *, on: date, codes: list[str]) -> list[Remark]:
    """Everything that is to be said about these values; ``codes``: ICD-10 codes of the visit."""
    found = [remark for one in kind.fields if (remark := _shape(one, values.get(one.code, "")))]
    if any(one.stops for one in found):
        return found
    for one in kind.fields:
        found += _short(one, values.get(one.code, ""))
    if kind.key == "sick_leave":
        found += _leave(values, on, codes)
    if (
        kind.key == "follow_up"
        and values.get("NGAY_HEN_KL", "")
        and date.fromisoformat(values["NGAY_HEN_KL"]) <= on
    ):
        found.append(
            Remark("NGAY_HEN_KL", "Ngày hẹn phải sau hôm nay.", "The day must be after today.", True)
        )
    return found


def _shape(one: Field, text: str) -> Remark | None:
    if not text:
        return Remark(one.code, "Chưa ghi mục này.", "This is missing.", True) if one.required else None
    if len(text) > LONGEST[one.shape]:
        most = LONGEST[one.shape]
        return Remark(one.code, f"Dài quá {most} ký tự.", f"Longer than {most} characters.", True)
    if one.shape == "day":
        try:
            date.fromisoformat(text)
        except ValueError:
            return Remark(one.code, "Không đọc được ngày này.", "This day cannot be read.", True)
    if one.shape == "number" and not (text.isascii() and text.isdecimal() and int(text) > 0):
        return Remark(one.code, "Cần một số nguyên lớn hơn 0.", "A whole number above 0 is needed.", True)
    return None


def _short(one: Field, text: str) -> list[Remark]:
    if one.shape not in ("line", "text") or one.code in ("MA_BHXH", "MA_THE_BHYT"):
        return []
    found = wording.short_forms(text)
    if not found:
        return []
    named = "; ".join(f"{short} = {meaning}" for short, meaning in found[:6])
    return [
        Remark(
            one.code, f"Giấy đưa cho người dân không viết tắt. Viết đủ: {named}.",
            f"Papers given to people carry no abbreviations. Written out: {named}.", False,
        )
    ]  # fmt: skip


def _leave(values: Mapping[str, str], on: date, codes: list[str]) -> list[Remark]:
    found = []
    rule, days = terms.leave_rule(codes), int(values["SO_NGAY_NGHI"])
    if days > rule.most:
        found.append(
            Remark(
                "SO_NGAY_NGHI", f"Mỗi giấy tối đa {rule.most} ngày ({rule.name[0]}; {rule.basis}).",
                f"At most {rule.most} days on one certificate ({rule.name[1]}; {rule.basis}).", days > 180,
            )
        )  # fmt: skip
    if date.fromisoformat(values["TU_NGAY"]) != on:
        found.append(
            Remark(
                "TU_NGAY", "Thường nghỉ từ ngày khám.", "Leave usually begins on the day of the visit.", False
            )
        )
    number = values.get("MA_BHXH", "")
    if number and not (number.isdecimal() and len(number) == 10):
        found.append(
            Remark(
                "MA_BHXH", "Mã số bảo hiểm xã hội thường có 10 chữ số.",
                "A social insurance number usually has 10 digits.", False,
            )
        )  # fmt: skip
    return found
