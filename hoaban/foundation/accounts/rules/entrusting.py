"""A role for one person of the register: whose care is entrusted, for which facility, for how long, on what paper.

Reasons: docs/decisions/0040-a-role-for-one-person.md.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from hoaban.foundation.accounts.rules.measures import measures
from hoaban.kernel.actor import Scope
from hoaban.kernel.errors import Invalid

KIND = "entrusted"
"""Of the scope; see :class:`hoaban.kernel.actor.Scope`."""
BASES: dict[str, tuple[str, str]] = {
    "person": ("Người bệnh đồng ý bằng văn bản", "The person agreed on paper"),
    "representative": (
        "Người đại diện theo pháp luật đồng ý bằng văn bản",
        "The person's legal representative agreed on paper",
    ),
    "decision": (
        "Quyết định của cơ quan có thẩm quyền, của tòa án",
        "A decision of a competent authority or a court",
    ),
}
"""Who agreed that somebody's care is entrusted, in Vietnamese and English."""
_SHORTEST, _LONGEST = 5, 200
_CODE = re.compile(r"[0-9A-Za-z]{1,12}/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


@dataclass(frozen=True, slots=True)
class Basis:
    """What a role for one person rests on. ``kind``: one of :data:`BASES`; ``paper``: number, day, who signed."""

    kind: str
    paper: str


@dataclass(frozen=True, slots=True)
class Entrusted:
    """Whose care is entrusted, and for which facility whoever holds the role comes."""

    facility_code: str
    person: UUID

    @property
    def scope(self) -> Scope:
        """As a role has it."""
        return Scope(KIND, f"{self.facility_code}/{self.person}")


def entrusted_of(scope: Scope) -> Entrusted | None:
    """What the scope of a role for one person says; None for any other."""
    if scope.kind != KIND or not _CODE.fullmatch(scope.code):
        return None
    facility_code, _, person = scope.code.partition("/")
    return Entrusted(facility_code, UUID(person))


def check_entrusting(scope: Scope, starts_on: date, ends_on: date | None, basis: Basis | None) -> Basis:
    """What a role for one person rests on, as it is kept; of any other role nothing.

    :raises Invalid: it names no person, has no end or lies too long, or nobody agreed on a paper.
    """
    if scope.kind != KIND:
        return Basis("", "")
    if entrusted_of(scope) is None:
        raise Invalid("Hãy chọn một người.", "Choose a person.", place="scope")
    longest = measures(starts_on).entrusted_days
    if ends_on is None or ends_on > starts_on + timedelta(days=longest):
        raise Invalid(
            f"Vai trò với một người phải có ngày kết thúc, không quá {longest} ngày.",
            f"A role for one person has a last day, at most {longest} days on.",
            place="ends_on",
        )
    paper = " ".join(basis.paper.split()) if basis else ""
    if basis is None or basis.kind not in BASES:
        raise Invalid("Hãy chọn ai đồng ý.", "Choose who agreed.", place="basis_kind")
    if not _SHORTEST <= len(paper) <= _LONGEST:
        raise Invalid(
            f"Hãy ghi số, ngày và người ký giấy, từ {_SHORTEST} đến {_LONGEST} ký tự.",
            f"Write number, day and signer of the paper, {_SHORTEST} to {_LONGEST} characters.",
            place="basis",
        )
    return Basis(basis.kind, paper)
