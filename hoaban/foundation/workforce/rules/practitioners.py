"""What a practitioner looks like to callers."""

from __future__ import annotations

from dataclasses import dataclass, field
from uuid import UUID

from hoaban.kernel import ids
from hoaban.kernel.effective import Period


@dataclass(frozen=True, slots=True)
class Practitioner:
    """One post of one practitioner. ``number`` is what claims carry: licence or staff number."""

    facility_code: str
    number: str
    name: str
    post: str
    """In Vietnamese, as on a badge: ``Bác sĩ``, ``Điều dưỡng``, ``Giám đốc Trạm Y tế``."""
    period: Period = field(default_factory=Period)
    demo: bool = False
    """Invented."""

    @property
    def id(self) -> UUID:
        """The id of the practitioner in the record."""
        return practitioner_id(self.facility_code, self.number)


def practitioner_id(facility_code: str, number: str) -> UUID:
    """The id in the record of whoever a facility knows under a number."""
    return ids.uuid8_timeless("practitioner", facility_code, number)
