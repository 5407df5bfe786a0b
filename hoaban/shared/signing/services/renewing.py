"""A signed file is stamped anew before what proves its signatures grows old."""

from __future__ import annotations

from datetime import datetime

from hoaban.connect import signatures
from hoaban.kernel.errors import Busy, Invalid
from hoaban.shared.signing import queries
from hoaban.shared.signing.services import running, trial


class NoTimes(Busy):
    """No time service is configured, or it does not answer."""


def renew(*, content: bytes, now: datetime) -> bytes:
    """A PDF with one more time stamp over all of it and the proof that goes with it (B-LTA); nothing of it is kept here.

    :raises Invalid: it is no PDF that can be added to, or no list of revoked certificates is at hand.
    :raises NoTimes: see there.
    """
    if queries.is_trial():
        trial.refresh_list(now=now)
    proof = queries.proof(queries.trust(now=now))
    times = running.times_of(now)(now)
    if times is None:
        raise NoTimes("Chưa có dịch vụ thời gian.", "There is no time service.")
    if proof is None:
        raise Invalid(
            "Chưa có danh sách chứng thư bị thu hồi.",
            "No list of revoked certificates is at hand.",
            place="file",
        )
    try:
        return signatures.renew_pdf(content, times=times, proof=proof, now=now)
    except signatures.NotSignable:
        raise Invalid("Tệp này không phải PDF đã ký.", "This file is no signed PDF.", place="file") from None
    except signatures.KeyFailure:
        raise NoTimes("Dịch vụ thời gian không trả lời.", "The time service does not answer.") from None
