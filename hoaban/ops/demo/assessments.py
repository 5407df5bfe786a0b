"""How two impact assessments of the story stand: one is sent, one is drawn up and waits."""

from __future__ import annotations

from datetime import datetime, timedelta

from hoaban.foundation.accounts import api as accounts
from hoaban.kernel.clock import vietnam_day
from hoaban.shared.privacy import api as privacy
from hoaban.shared.privacy.api import Assessment

_OFFICER = "kiemtra"


def note_demo_assessments(*, now: datetime) -> None:
    """Said by the data-protection officer; doing it again changes nothing."""
    officer, today = accounts.actor_of(_OFFICER, now=now), vietnam_day(now)
    sent = Assessment(
        today - timedelta(days=90), today - timedelta(days=60), today - timedelta(days=55), "128/SYT-VP",
        "Gửi qua Cổng Dịch vụ công quốc gia",
    )  # fmt: skip
    made = Assessment(today - timedelta(days=40), today - timedelta(days=10), None)
    for activity, said in (("care-record", sent), ("population", made)):
        privacy.note_assessment(actor=officer, activity=activity, said=said, once=f"demo-{activity}", now=now)
