"""The trail in words, for other pages that show it; who is related to whom, for the watch; looking through some hours."""

from hoaban.shared.auditing.policies import REVIEW
from hoaban.shared.auditing.queries.staff import register_kin
from hoaban.shared.auditing.rules.words import act, purpose
from hoaban.shared.auditing.services.judging import MarkedAlready, mark_person
from hoaban.shared.auditing.services.watching import look_through

__all__ = ["REVIEW", "MarkedAlready", "act", "look_through", "mark_person", "purpose", "register_kin"]
