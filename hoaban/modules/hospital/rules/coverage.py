"""Which coverage class (MA_DOITUONG_KCB) the facts of an arrival speak for, and why. A proposal: the desk decides, and the end
of the visit decides again. Source: QĐ 3276/QĐ-BYT 2025, the list's own names; the first that fits from the top."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

NOT_INSURED = ""


@dataclass(frozen=True, slots=True)
class Here:
    """The facility as the benefit rules see it. ``level``: primary, basic, specialised or empty; ``points`` of its
    classification; ``former_line``: central, provincial, district, commune or empty."""

    code: str
    level: str
    points: Decimal | None
    former_line: str


@dataclass(frozen=True, slots=True)
class Case:
    """What is known at the desk. ``registered_at``: code of the facility on the card, empty when not known."""

    insured: bool
    registered_at: str = ""
    emergency: bool = False
    referred: bool = False
    follow_up: bool = False


@dataclass(frozen=True, slots=True)
class Proposal:
    """``code`` empty: nobody but the person pays, or the facts do not tell; the words say which."""

    code: str
    vi: str
    en: str


def propose(here: Here, case: Case) -> Proposal:
    """The class that the facts speak for."""
    if not case.insured:
        return Proposal(NOT_INSURED, "Không có thẻ: người bệnh tự chi trả.", "No card: the patient pays.")
    if case.emergency:
        return Proposal("2", "Cấp cứu: được hưởng tại mọi cơ sở.", "Emergency: covered at every facility.")
    if here.level == "primary":
        return Proposal("1.2", "Cơ sở cấp ban đầu.", "A primary-level facility.")
    if case.registered_at and case.registered_at == here.code:
        return Proposal("1.1", "Thẻ đăng ký ban đầu tại đây.", "The card is registered here.")
    if case.referred:
        return Proposal("1.3", "Có phiếu chuyển còn hạn.", "With a referral paper that is valid.")
    if case.follow_up:
        return Proposal("1.5", "Khám lại theo phiếu hẹn.", "A follow-up by appointment.")
    return _by_own_choice(here)


def _by_own_choice(here: Here) -> Proposal:
    """Somebody who came by themself to a facility that is not theirs, as an out-patient."""
    line = here.former_line
    if here.level == "basic" and line in ("provincial", "central"):
        return _own(
            "1.14",
            "cấp cơ bản, trước đây là tuyến tỉnh hoặc trung ương",
            "basic level, formerly provincial or central",
        )
    if here.level == "specialised" and line == "provincial":
        return _own(
            "1.18", "cấp chuyên sâu, trước đây là tuyến tỉnh", "specialised level, formerly provincial"
        )
    if here.level == "specialised" and line == "central":
        return _own(
            "3.1", "cấp chuyên sâu, trước đây là tuyến trung ương", "specialised level, formerly central"
        )
    if here.level in ("basic", "specialised") and line == "district":
        return _own("3.3", "trước đây là tuyến huyện", "formerly a district facility")
    if here.level == "basic" and (here.points is None or here.points < 50):
        return _own(
            "1.12", "cấp cơ bản dưới 50 điểm hoặc tạm xếp cấp", "basic level below 50 points or provisional"
        )
    if here.level == "basic" and here.points is not None and here.points < 70:
        return _own("1.13", "cấp cơ bản từ 50 đến dưới 70 điểm", "basic level of 50 to 70 points")
    return Proposal(
        "", "Chưa rõ cấp chuyên môn của cơ sở: hãy chọn.", "The level of the facility is not known: choose."
    )


def _own(code: str, vi: str, en: str) -> Proposal:
    return Proposal(code, f"Tự đến, {vi}.", f"Came by themself: {en}.")
