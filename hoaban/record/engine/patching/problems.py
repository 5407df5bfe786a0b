"""How a patch can fail. Messages name the operation and never repeat a value."""

from __future__ import annotations

from hoaban.kernel.errors import Invalid


class PatchProblem(Invalid):
    """``number`` counts the operations from 0, as ``place`` does; None when the patch as a whole is meant."""

    number: int | None = None

    def of(self, number: int, place: str) -> PatchProblem:
        """The same failure, told of operation ``number``."""
        told = type(self)(
            f"thao tác {number}: {self.message_vi}", f"operation {number}: {self.message_en}", place=place
        )
        told.number = number
        return told


class PatchInvalid(PatchProblem):
    """The patch itself is wrong, whatever it is applied to."""


class PatchFailed(PatchProblem):
    """The patch is well formed but this resource cannot be changed so: no such place, a test that fails."""

    status = 422
    code = "processing"
