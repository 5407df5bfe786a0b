"""When a certificate may be used, how long before its end one is warned, and what a paper's state means."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

WARN_BEFORE = timedelta(days=30)
"""A new certificate takes an authority some days and the holder's presence: a month leaves room."""
ABANDONED_AFTER = timedelta(hours=1)
"""A job of the longest takes minutes, with its retries half an hour; a passphrase waits no longer than this."""
STILL_AFTER = timedelta(minutes=2)
"""One paper takes seconds, with two services that do not answer less than a minute."""
MOST_DOCUMENTS = 200
"""A morning's visits and to spare; more is a mistake."""


SIGN, SEAL = "signing.sign", "signing.seal"
"""Acts: signing what waits for oneself; signing for a facility."""
KINDS: dict[str, tuple[str, str]] = {
    "visit_record": ("Hồ sơ lượt khám", "Records of visits"),
    "prescription": ("Đơn thuốc", "Prescriptions"),
    "referral": ("Phiếu chuyển cơ sở khám bệnh, chữa bệnh", "Referral papers"),
    "follow_up": ("Giấy hẹn khám lại", "Follow-up papers"),
    "sick_leave": ("Giấy chứng nhận nghỉ việc hưởng bảo hiểm xã hội", "Sick-leave certificates"),
    "visit_summary": ("Tóm tắt lượt khám, giấy ra viện", "Summaries of visits, discharge letters"),
    "record_summary": ("Tóm tắt hồ sơ bệnh án", "Summaries of records"),
    "commitment": ("Cam kết, từ chối dịch vụ", "Commitments and refusals"),
    "result": ("Kết quả xét nghiệm, chẩn đoán hình ảnh", "Results"),
    "go_live": ("Hồ sơ công bố bệnh án điện tử", "Go-live files"),
    "other": ("Giấy tờ khác", "Other papers"),
}
"""Headings of the list of what waits, in its order; a kind that is not here stands under the last."""


class Offered(StrEnum):
    """Of an offer."""

    OPEN = "open"
    SIGNED = "signed"
    WITHDRAWN = "withdrawn"


class Standing(StrEnum):
    """Of a certificate, at a moment."""

    GOOD = "good"
    ENDS_SOON = "ends_soon"
    ENDED = "ended"
    NOT_YET = "not_yet"
    REVOKED = "revoked"


class State(StrEnum):
    """Of a paper."""

    WAITING = "waiting"
    SIGNING = "signing"
    SIGNED = "signed"
    FAILED = "failed"


class Failure(StrEnum):
    """Why a paper was not signed."""

    PASSPHRASE = "passphrase"  # noqa: S105 - a reason
    UNAVAILABLE = "unavailable"
    REFUSED = "refused"
    KEY = "key"
    """The key is not the one that was registered, or no key that can be used."""
    CERTIFICATE = "certificate"
    """It ended or was revoked while the paper waited."""
    FORM = "form"
    """The paper cannot take a signature."""
    CLOCK = "clock"
    """The time service and this machine do not agree what time it is."""
    WITHDRAWN = "withdrawn"
    """Whoever offered it took it back, or it was signed meanwhile."""


@dataclass(frozen=True, slots=True)
class Period:
    """What decides a certificate's standing."""

    valid_from: datetime
    valid_until: datetime
    revoked_at: datetime | None


def standing(period: Period, *, at: datetime) -> Standing:
    """How a certificate stands at a moment."""
    if period.revoked_at is not None and period.revoked_at <= at:
        return Standing.REVOKED
    if at < period.valid_from:
        return Standing.NOT_YET
    if at > period.valid_until:
        return Standing.ENDED
    return Standing.ENDS_SOON if period.valid_until - at <= WARN_BEFORE else Standing.GOOD


def may_sign(stands: Standing) -> bool:
    """Whether a certificate may be used."""
    return stands in {Standing.GOOD, Standing.ENDS_SOON}


class Way(StrEnum):
    """How a paper is confirmed otherwise than by a signature in it."""

    PASSWORD = "password"  # noqa: S105 - a way
    HAND = "hand"
    FINGER = "finger"
    WITNESSED = "witnessed"


class Capacity(StrEnum):
    """As what somebody confirms."""

    STAFF = "staff"
    PATIENT = "patient"
    REPRESENTATIVE = "representative"


@dataclass(frozen=True, slots=True)
class Given:
    """Which evidence there is."""

    name: bool
    password: bool
    picture: bool
    witness: bool
    words: bool
    capacity: Capacity


def lacks(way: Way, given: Given) -> tuple[str, str, str] | None:
    """What a confirmation still lacks: its place, and why in two languages; None: nothing.

    TT 13/2025/TT-BYT names no form of evidence; these are what another can judge the confirmation by.
    """
    if way is Way.PASSWORD:
        if given.capacity is not Capacity.STAFF:
            return ("capacity", "Mật khẩu chỉ xác nhận cho nhân viên.", "A password confirms for staff only.")
        return None if given.password else ("password", "Hãy gõ mật khẩu của bạn.", "Type your password.")
    if not given.name:
        return ("name", "Ghi họ tên người xác nhận.", "Write the name of who confirms.")
    if given.capacity is Capacity.REPRESENTATIVE and not given.words:
        return ("words", "Ghi quan hệ với người bệnh.", "Write how they are related to the patient.")
    if way is Way.WITNESSED:
        if not given.witness:
            return ("witness", "Ghi họ tên người làm chứng.", "Write the name of the witness.")
        return (
            None
            if given.words
            else ("words", "Ghi điều người làm chứng thấy.", "Write what the witness saw.")
        )
    return (
        None if given.picture else ("picture", "Chưa có nét ký hoặc ảnh.", "There is no drawing or picture.")
    )


def evidence_digest(facts: Mapping[str, str]) -> str:
    """SHA-256, in hex, over the facts of a confirmation in one fixed form."""
    plain = json.dumps(dict(facts), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(plain.encode()).hexdigest()
