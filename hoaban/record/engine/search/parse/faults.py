"""What can be wrong with a search parameter. The texts say what is expected and never repeat what was sent."""

from __future__ import annotations


class Fault(Exception):
    """A parameter cannot be understood. ``code`` is that of an OperationOutcome issue."""

    code = "value"

    def __init__(self, vi: str, en: str) -> None:
        super().__init__(en)
        self.vi = vi
        self.en = en


class IllFormed(Fault):
    """A value cannot be read."""


class NotSupported(Fault):
    """A modifier or a use of a parameter that is not served."""

    code = "not-supported"


class Unknown(NotSupported):
    """There is no such parameter here. The one fault that a lenient search leaves aside."""
