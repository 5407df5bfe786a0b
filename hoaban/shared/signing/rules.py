"""When a certificate may be used, how long before its end one is warned, and what a paper's state means."""

from __future__ import annotations

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
