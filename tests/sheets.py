"""Forms of a visit, as tests of pages and attacks need them: those of the product in force, one begun by its doctor."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from hoaban.kernel import clock
from hoaban.kernel.actor import Scope, system_actor
from hoaban.kernel.clock import vietnam_day
from hoaban.shared.forms import api as forms
from hoaban.shared.visits import api as visits
from tests import cast

FORM = "exam-internal"


def begin_form(visit: UUID, *, facility: str = cast.PROVINCIAL, now: datetime | None = None) -> str:
    """A draft of the examination of internal medicine at a visit; the name of the form."""
    at, here = now or clock.now(), Scope("facility", facility)
    keeper = system_actor("test", "forms.manage")
    forms.install_shipped(actor=keeper, starts_on=vietnam_day(at), now=at)
    acts = (visits.WORK, "record.read:TREAT", "record.write:TREAT", "people.find")
    doctor = cast.staff("bs.mau", *((act, here) for act in acts))
    sent = forms.Sent(0, "save", {})
    forms.fill_at_visit(actor=doctor, visit=visit, form=FORM, number=1, sent=sent, now=at)
    return FORM
