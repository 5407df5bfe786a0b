"""What criteria find, where they stand in the place of an id: only what the actor may read, and nothing is left aside."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from hoaban.kernel.errors import Invalid
from hoaban.record.engine import drafting
from hoaban.record.engine.batch import Batch
from hoaban.record.engine.condition import Condition
from hoaban.record.engine.refusals import NotSelective
from hoaban.record.engine.search import api as searching
from hoaban.record.shapes import Criteria, Stored

_NOT_CRITERIA = ("_count", "_sort", "_summary", "_elements", "_total", "_include", "_revinclude", "_page")
_FROM = ("_contained", "_containedType", "_score")


@dataclass(frozen=True, slots=True)
class Asking:
    """Whom criteria may find, what may be changed, and under which address clients know us; what waits to be sent.

    ``found``: what criteria have found that is shown as it is.
    """

    readable: Condition
    writable: Condition
    base_url: str
    now: datetime
    batch: Batch = field(default_factory=Batch)
    found: list[Stored] = field(default_factory=list)


def only_match(kind: str, criteria: Criteria, asking: Asking) -> Stored | None:
    """The one resource that fits, if any. :raises NotSelective: several do."""
    found = matches(kind, criteria, asking, most=1)
    return found[0] if found else None


def matches(kind: str, criteria: Criteria, asking: Asking, *, most: int) -> tuple[Stored, ...]:
    """All that fits. :raises NotSelective: more than ``most`` do, or nothing is asked for."""
    drafting.type_number(kind)
    for name, _ in criteria:
        if name.partition(":")[0] in (*_NOT_CRITERIA, *_FROM):
            raise Invalid(f"{name} không phải điều kiện tìm.", f"{name} is no search criterion.", place=name)
    if not any(value for _, value in criteria):
        raise NotSelective("Thiếu điều kiện tìm.", "There are no criteria.", place="criteria")
    wanted = [*criteria, ("_count", str(most + 1))]
    page = searching.run((kind,), wanted, asking.readable, base_url=asking.base_url)
    if len(page.entries) > most or page.next:
        raise NotSelective(
            "Điều kiện tìm thấy nhiều tài nguyên.", "The criteria find several resources.", place="criteria"
        )
    return page.entries
