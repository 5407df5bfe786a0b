"""Duties that no one account holds together (``data/separation.toml``): who checks does not do, who keeps keys opens no doors."""

from __future__ import annotations

import functools
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from importlib.resources import files

from hoaban.foundation.accounts.rules.roles import Role


@dataclass(frozen=True, slots=True)
class Apart:
    """A role that is held only beside roles all of whose acts are among ``beside``, and why."""

    role: str
    beside: frozenset[str]
    why_vi: str
    why_en: str

    def forbids(self, other: Role) -> bool:
        """Whether the other role has an act that does not go with this one; a new act does not, until it is named."""
        return other.key != self.role and not {act for act, _ in other.acts} <= self.beside


@dataclass(frozen=True, slots=True)
class Clash:
    """Two roles of one account that do not go together."""

    held: Role
    why: Apart


@functools.cache
def separations() -> tuple[Apart, ...]:
    """All of them, in the order of the file."""
    text = files("hoaban.foundation.accounts").joinpath("data/separation.toml").read_text(encoding="utf-8")
    return tuple(
        Apart(row["role"], frozenset(row["beside"]), row["why_vi"], row["why_en"])
        for row in tomllib.loads(text)["apart"]
    )


def find_clash(role: Role, held: Iterable[Role]) -> Clash | None:
    """The first of the roles held that does not go with ``role``; whichever of the two the data names."""
    for other in held:
        for rule in separations():
            pairs = ((role, other), (other, role))
            if any(rule.role == one.key and rule.forbids(another) for one, another in pairs):
                return Clash(other, rule)
    return None
