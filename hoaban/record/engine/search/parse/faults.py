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


class NotReady(Exception):
    """The parameter is understood, but not every resource can be found by it yet. No fault, and nothing passes over it."""

    code = "transient"
    vi = "tài nguyên lưu từ phiên bản trước đang được lập chỉ mục lại; hãy thử lại sau"
    en = "resources stored by an earlier version are being indexed again for it; try again later"
