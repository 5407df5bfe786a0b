"""Why an act is refused: what of role, period, place and purpose somebody lacks.

It is a function of what somebody was given and of the act, never of what they looked for: so it cannot tell whether
that exists.
"""

from __future__ import annotations

import csv
import functools
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from importlib.resources import files

from hoaban.foundation.accounts.rules.assignments import State
from hoaban.foundation.accounts.rules.roles import SENSITIVE_RIGHTS, Role, grants_of, roles
from hoaban.kernel.actor import Scope

RECORD = ("record.read", "record.write")


@dataclass(frozen=True, slots=True)
class Own:
    """One of somebody's own assignments, as far as it explains."""

    role: Role
    scope: Scope
    rights: tuple[str, ...]
    state: State
    starts_on: date
    last_day: date | None


@dataclass(frozen=True, slots=True)
class Explanation:
    """What somebody has and lacks for one act."""

    act: str
    openers: tuple[Role, ...]
    """Roles that would do it."""
    held: tuple[Own, ...]
    """Own assignments that do it today."""
    near: tuple[Own, ...]
    """Own assignments that would, were it not for their time or for a second officer."""
    scopes: tuple[Scope, ...]
    """Where it may be done today."""
    purposes: tuple[str, ...]
    """Other purposes for which the same is held."""
    rights: tuple[str, ...]
    """Rights to sensitive facts that are held."""

    @property
    def verb(self) -> str:
        """The act without its purpose."""
        return self.act.partition(":")[0]

    @property
    def purpose(self) -> str:
        """For what it is done; empty where that is no matter."""
        return self.act.partition(":")[2]

    @property
    def is_everywhere(self) -> bool:
        """Whether no place limits it."""
        return Scope("all") in self.scopes

    @property
    def needs_relation(self) -> bool:
        """Whether each record must be opened by a care relationship besides."""
        return self.verb in RECORD


@functools.cache
def act_words() -> dict[str, tuple[str, str]]:
    """What an act is called in Vietnamese and English, without its purpose."""
    text = files("hoaban.foundation.accounts").joinpath("data/acts.csv").read_text(encoding="utf-8")
    return {row["act"]: (row["vi"], row["en"]) for row in csv.DictReader(text.splitlines())}


def explain(act: str, own: Iterable[Own], on_duty: tuple[Scope, ...] = ()) -> Explanation:
    """What somebody with these assignments, on duty there now, has and lacks for an act."""
    mine = list(own)
    today = [one for one in mine if one.state is State.HELD]
    granted = {grant for one in today for grant in grants_of(one.role.key, one.scope, one.rights)}
    verb = act.partition(":")[0]
    same = {grant.act for grant in granted if grant.act.startswith(f"{verb}:")} - {act}
    return Explanation(
        act=act,
        openers=tuple(role for role in roles().values() if any(one == act for one, _ in role.acts)),
        held=tuple(one for one in today if _does(one, act)),
        near=tuple(one for one in mine if one.state is not State.HELD and _does(one, act)),
        scopes=tuple(
            sorted(
                {*on_duty, *(grant.scope for grant in granted if grant.act == act)},
                key=lambda s: (s.kind, s.code),
            )
        ),
        purposes=tuple(sorted(one.partition(":")[2] for one in same)),
        rights=tuple(sorted({grant.act for grant in granted} & SENSITIVE_RIGHTS)),
    )


def _does(one: Own, act: str) -> bool:
    return any(grant.act == act for grant in grants_of(one.role.key, one.scope, ()))
