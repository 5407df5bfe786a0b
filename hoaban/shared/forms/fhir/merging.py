"""Two people wrote the same form: what both said put together, and where they differ."""

from __future__ import annotations

from dataclasses import dataclass

from hoaban.record.shapes import Json
from hoaban.shared.forms.fhir.shapes import Fault, Form
from hoaban.shared.forms.fhir.sheet import Blank, Sheet
from hoaban.shared.forms.fhir.telling import told


@dataclass(frozen=True, slots=True)
class Merged:
    """``items``: the answers put together; ``differing``: a warning at each place where both wrote, with what they wrote."""

    items: list[Json]
    differing: tuple[Fault, ...]


def merge(form: Form, base: Json, mine: Json, theirs: Json) -> Merged:
    """What I changed since ``base`` over what they changed; where both did, mine stands and theirs is told.

    Answers are compared question by question at their places; where rows of a repeating group were added or taken away by
    one of the two, the whole group is theirs or mine.
    """
    merging = _Merging(form, base, mine, theirs)
    items = merging.items()
    return Merged(items, tuple(merging.differing))


class _Merging:
    def __init__(self, form: Form, base: Json, mine: Json, theirs: Json) -> None:
        self._sheets = [Sheet(form, one) for one in (base, mine, theirs)]
        self._theirs = Sheet(form, theirs)
        self.differing: list[Fault] = []

    def items(self) -> list[Json]:
        """Their response with my changes put in."""
        base, mine, theirs = ({one.place: one for one in sheet.all()} for sheet in self._sheets)
        taken: dict[str, Blank] = {}
        for place, blank in mine.items():
            if not blank.item.kind.is_question or _same(blank, base.get(place)):
                continue
            other = theirs.get(place)
            if not _same(other, base.get(place)) and not _same(other, blank):
                self._tell(place, other)
            taken[place] = blank
        longer = len(mine) > len(theirs)
        sheet = self._sheets[1] if longer else self._sheets[2]
        self._put(sheet, taken if not longer else _changed(theirs, base, mine))
        found: list[Json] = sheet.json().get("item", [])
        return found

    def _put(self, sheet: Sheet, taken: dict[str, Blank]) -> None:
        for blank in sheet.all():
            if blank.place in taken:
                blank.answers = taken[blank.place].answers

    def _tell(self, place: str, other: Blank | None) -> None:
        said = [told(other.item, one.value) for one in other.answers] if other else []
        vi, en = "; ".join(one.vi for one in said), "; ".join(one.en for one in said)
        self.differing.append(
            Fault(
                "differs", place, f"người khác vừa ghi: «{vi or 'để trống'}»",
                f"somebody else has just written: “{en or 'nothing'}”", "warning",
            )
        )  # fmt: skip


def _changed(theirs: dict[str, Blank], base: dict[str, Blank], mine: dict[str, Blank]) -> dict[str, Blank]:
    """What only they changed."""
    return {
        place: blank
        for place, blank in theirs.items()
        if blank.item.kind.is_question and not _same(blank, base.get(place)) and _same(mine.get(place), base.get(place))
    }  # fmt: skip


def _same(one: Blank | None, other: Blank | None) -> bool:
    return _said(one) == _said(other)


def _said(blank: Blank | None) -> list[object]:
    return [(one.value.type, one.value.json) for one in blank.answers] if blank else []
