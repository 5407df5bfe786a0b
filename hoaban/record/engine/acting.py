"""One call of the door that writes, from the first question to the last statement."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from hoaban.record.engine import trail
from hoaban.record.engine.access import Rule
from hoaban.record.engine.draft import Draft
from hoaban.record.engine.matching import Asking
from hoaban.record.engine.refusals import Refused
from hoaban.record.shapes import Label, Written


@dataclass(slots=True)
class Act:
    """What has been done so far, portion by portion. The trail tells of the whole, once."""

    asking: Asking
    rule: Rule
    """What may be written."""
    drafts: list[Draft] = field(default_factory=list)
    news: list[list[object]] = field(default_factory=list)
    """What is to be announced."""
    lost: int = 0
    """References that lead nowhere."""
    written: dict[int, Written] = field(default_factory=dict)
    """What became of each entry, by its position."""

    def note(
        self, numbers: Iterable[int], drafts: Sequence[Draft], lost: int, relabelled: list[list[object]]
    ) -> None:
        """Remember what became of the entries at these positions."""
        self.drafts += drafts
        self.lost += lost
        self.news += [*(_announced(draft) for draft in drafts if draft.changes_something), *relabelled]
        for number, one in zip(numbers, drafts, strict=True):
            at = one.updated_at or self.asking.now
            several = number in self.written  # of an entry that took several resources no id can be told
            self.written[number] = Written(
                one.type_name, "" if several else one.id, 0 if several else one.version,
                at, one.outcome, Label(one.labels), one.body,
            )  # fmt: skip

    @property
    def persons(self) -> list[UUID | None]:
        """Whom it concerns."""
        return [*(one.person for one in self.drafts), *(one.person for one in self.asking.found)]

    @property
    def told(self) -> dict[str, Any]:
        """What the trail says of it."""
        return trail.written(self.drafts, self.asking.found, self.lost)


def refuse(refused: Sequence[Draft], drafts: Sequence[Draft]) -> None:
    """:raises Refused: some of the drafts are out of reach; says which one comes first."""
    if refused:
        failure = Refused([one.current.person if one.current else one.person for one in refused])
        failure.entry = drafts.index(refused[0])
        raise failure


def _announced(draft: Draft) -> list[object]:
    return [draft.outcome[0].upper(), draft.type, str(draft.uid), draft.version]
