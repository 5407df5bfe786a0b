"""The trail in words, for other pages that show it; looking through some hours."""

from hoaban.shared.auditing.policies import REVIEW
from hoaban.shared.auditing.queries.findings import is_sign
from hoaban.shared.auditing.rules.words import act, purpose
from hoaban.shared.auditing.services.judging import MarkedAlready, mark_person
from hoaban.shared.auditing.services.watching import look_through

__all__ = ["REVIEW", "MarkedAlready", "act", "is_sign", "look_through", "mark_person", "purpose"]
