"""What a consultation still lacks before the visit ends, in words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from hoaban.modules.hospital.rules.consultation import REFERRALS, Consultation


@dataclass(frozen=True, slots=True)
class Lack:
    """``refuses``: the visit cannot end so; else whoever ends it is told and decides. ``place``: where it is missing."""

    place: str
    refuses: bool
    vi: str
    en: str


def lacking(one: Consultation) -> Iterator[Lack]:
    """What is missing, gravest first."""
    if one.main is None:
        yield Lack("diagnoses", True, "Chưa có chẩn đoán bệnh chính.", "The main diagnosis is missing.")
    if not one.disposition:
        yield Lack("disposition", True, "Chưa ghi cách ra về, chuyển.", "How the visit ends is missing.")
    if not one.result:
        yield Lack("result", True, "Chưa ghi kết quả điều trị.", "The result of treatment is missing.")
    if one.disposition in REFERRALS and not one.to_facility:
        yield Lack("to_facility", True, "Chưa ghi cơ sở chuyển đến.", "Where they are referred to is missing.")
    if not one.texts.get("complaint"):
        yield Lack("complaint", False, "Chưa ghi lý do khám.", "The reason for coming is missing.")
    if not one.texts.get("exam"):
        yield Lack("exam", False, "Chưa ghi khám.", "The examination is missing.")
