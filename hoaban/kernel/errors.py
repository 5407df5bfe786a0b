"""Expected failures: one base, five kinds. Each says in two languages what is wrong and where.

Modules define named failures of these kinds beside the code that raises them. One place per way in turns
them into a page, an OperationOutcome or an exit status; none of them is logged as an error.
"""

from __future__ import annotations


class HoaBanError(Exception):
    """An expected failure. ``place`` names the field, element or line; never put personal data in any text."""

    status = 400
    code = "error"

    def __init__(self, message_vi: str, message_en: str, *, place: str = "") -> None:
        super().__init__(message_en)
        self.message_vi = message_vi
        self.message_en = message_en
        self.place = place
        self.entry: int | None = None
        """Which of several things sent together is meant, counted from 0; None: it came alone, or all are."""


class Invalid(HoaBanError):
    """What was sent cannot be accepted as it is."""

    status = 400
    code = "invalid"


class NotAllowed(HoaBanError):
    """The actor has no leave for this act."""

    status = 403
    code = "forbidden"


class NotFound(HoaBanError):
    """There is no such thing, or the actor may not know that there is."""

    status = 404
    code = "not-found"


class Conflict(HoaBanError):
    """It has changed, or is taken, since the actor looked."""

    status = 409
    code = "conflict"


class Busy(HoaBanError):
    """Try again later: a limit was reached or something needed is not ready."""

    status = 503
    code = "transient"
    retry_after = 2
    """Seconds after which another try makes sense."""
