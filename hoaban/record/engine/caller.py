"""Whoever uses the door, and what for: their rule for each act, and what the trail says of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from hoaban.kernel.actor import Actor, Purpose
from hoaban.kernel.errors import NotAllowed
from hoaban.record.engine import access, db, trail
from hoaban.record.engine.refusals import MayNotSign, Refused
from hoaban.record.shapes import Stored


@dataclass(frozen=True, slots=True)
class Caller:
    """One actor and one purpose."""

    actor: Actor
    purpose: Purpose

    def rule(self, verb: str) -> access.Rule:
        """What they may do. :raises NotAllowed: nothing at all; the trail says so."""
        rule = access.rule_for(self.actor, verb, self.purpose)
        if rule.is_empty:
            trail.refused(self.actor, self.purpose, verb, (), {})
            raise NotAllowed(
                "Tài khoản của bạn không có quyền này.", "Your account has no leave for this.", place=verb
            )
        return rule

    @contextmanager
    def telling(self, act: str, *names: str) -> Iterator[None]:
        """The trail is told whenever what happens inside is refused."""
        try:
            yield
        except (Refused, MayNotSign) as refusal:
            trail.refused(self.actor, self.purpose, act, refusal.persons, {"resources": list(names)})
            raise

    @contextmanager
    def looking(self, act: str, *names: str) -> Iterator[None]:
        """What is read inside and the entry about it are one transaction; the trail is told of a refusal."""
        with self.telling(act, *names), db.one_transaction():
            yield

    def enter(self, act: str, found: Sequence[Stored], way: str, **more: str) -> None:
        """Enter what is about to be shown."""
        names = (trail.name(one.type, one.id, one.version) for one in found)
        detail = {"way": way, **trail.listed(names), **more}
        trail.allowed(self.actor, self.purpose, act, (one.person for one in found), detail)

    def entry(
        self, act: str, persons: Iterable[UUID | None], detail: dict[str, Any]
    ) -> tuple[str, list[Any]]:
        """The statement of an entry that goes out along with others."""
        return trail.entry(self.actor, self.purpose, act, persons, detail)
