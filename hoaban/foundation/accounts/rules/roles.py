"""Roles are data: ``data/roles.toml`` says which acts each has; an assignment turns them into grants."""

from __future__ import annotations

import functools
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

from hoaban.kernel.actor import Grant, Scope
from hoaban.kernel.errors import Invalid

EVERYWHERE = Scope("all")
SENSITIVE_RIGHTS = frozenset(
    {"label.hiv", "label.tb", "label.abortion", "label.sexual_violence", "label.mental", "label.donor"}
)
"""Rights to sensitive facts. No role has one; each is given to one person by name, with the assignment."""
_PLACES = ("all", "facility", "department", "commune", "entrusted", "self")


@dataclass(frozen=True, slots=True)
class Role:
    """A role with its names and what it does, in one sentence. ``acts`` pairs each act with the kind of place
    that it reaches. ``second_factor``: who holds it proves more than a password."""

    key: str
    name_vi: str
    name_en: str
    does_vi: str
    does_en: str
    given_at: frozenset[str]
    acts: frozenset[tuple[str, str]]
    second_factor: bool
    devices: int | None
    """On so many devices at once; None: as the measures say."""
    by_unit: bool = False
    """An accounts officer of a unit may give it there."""
    two_officers: bool = False
    """It holds only when a second officer agrees."""


class UnsuitableAssignment(Invalid):
    """The role does not exist, or cannot be given at that kind of place, or the right is not one."""


@functools.cache
def roles() -> dict[str, Role]:
    """All roles by key, in the order of the file."""
    text = files("hoaban.foundation.accounts").joinpath("data/roles.toml").read_text(encoding="utf-8")
    return {key: _role(key, row) for key, row in tomllib.loads(text).items()}


def _role(key: str, row: dict[str, Any]) -> Role:
    acts = frozenset((act, kind) for kind in _PLACES for act in row.get(kind, ()))
    return Role(
        key=key,
        name_vi=str(row["vi"]),
        name_en=str(row["en"]),
        does_vi=str(row["does_vi"]),
        does_en=str(row["does_en"]),
        given_at=frozenset(row["given_at"]),
        acts=acts,
        second_factor=bool(row.get("second_factor", False)),
        devices=row.get("devices"),
        by_unit=bool(row.get("by_unit", False)),
        two_officers=bool(row.get("two_officers", False)),
    )


def check_assignment(role: str, scope: Scope, rights: Iterable[str]) -> None:
    """See that a role can be given at that place, with those rights.

    :raises UnsuitableAssignment: saying which of the three does not fit.
    """
    known = roles().get(role)
    if known is None:
        raise UnsuitableAssignment("Không có vai trò này.", "There is no such role.", place="role")
    if scope.kind not in known.given_at or bool(scope.code) == (scope.kind == "all"):
        raise UnsuitableAssignment(
            f"Vai trò “{known.name_vi}” không giao được ở phạm vi này.",
            f"The role “{known.name_en}” cannot be given at this scope.",
            place="scope",
        )
    if scope.kind == "entrusted" and any(rights):
        raise UnsuitableAssignment(
            "Quyền xem dữ liệu nhạy cảm không giao kèm vai trò với một người.",
            "Rights to sensitive facts are not given with a role for one person.",
            place="rights",
        )
    if not SENSITIVE_RIGHTS.issuperset(rights):
        raise UnsuitableAssignment("Không có quyền này.", "There is no such right.", place="rights")


def grants_of(role: str, scope: Scope, rights: Iterable[str]) -> set[Grant]:
    """What an assignment lets its holder do. A role that no longer exists gives nothing."""
    known = roles().get(role)
    if known is None:
        return set()
    everywhere = {Grant(act, EVERYWHERE) for act, kind in known.acts if kind == "all"}
    here = {Grant(act, scope) for act, kind in known.acts if kind == scope.kind != "all"}
    return everywhere | here | {Grant(right, EVERYWHERE) for right in rights if right in SENSITIVE_RIGHTS}
