"""What a consultation still lacks before the visit ends, in words."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass

REFERRALS = frozenset({"2", "5"})
"""Discharges (MA_LOAI_RV) that name where somebody is sent."""


@dataclass(frozen=True, slots=True)
class Lack:
    """``refuses``: the visit cannot end so; else whoever ends it is told and decides. ``place``: where it is missing."""

    place: str
    refuses: bool
    vi: str
    en: str


def lacking(
    *, written: Collection[str], has_main: bool, disposition: str, result: str, to_facility: str
) -> Iterator[Lack]:
    """What is missing, gravest first. ``written``: the places of the note at which something stands."""
    if not has_main:
        yield Lack("diagnoses", True, "Chưa có chẩn đoán bệnh chính.", "The main diagnosis is missing.")
    if not disposition:
        yield Lack("disposition", True, "Chưa ghi cách ra về, chuyển.", "How the visit ends is missing.")
    if not result:
        yield Lack("result", True, "Chưa ghi kết quả điều trị.", "The result of treatment is missing.")
    if disposition in REFERRALS and not to_facility:
        yield Lack(
            "to_facility", True, "Chưa ghi cơ sở chuyển đến.", "Where they are referred to is missing."
        )
    if "complaint" not in written:
        yield Lack("complaint", False, "Chưa ghi lý do khám.", "The reason for coming is missing.")
    if "exam" not in written:
        yield Lack("exam", False, "Chưa ghi khám.", "The examination is missing.")
