"""Two people wrote at one visit: what each changed, place by place, so that nobody's words are lost."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

MINE, THEIRS, BOTH = "mine", "theirs", "both"


@dataclass(frozen=True, slots=True)
class Difference:
    """A place where both texts are not the same. ``both_changed``: only a person can choose; ``proposed``: mine or theirs."""

    place: str
    mine: str
    theirs: str
    both_changed: bool
    proposed: str


def differences(
    base: Mapping[str, str], mine: Mapping[str, str], theirs: Mapping[str, str], places: Iterable[str]
) -> list[Difference]:
    """Where two versions that began from ``base`` now differ, in the order of ``places``.

    What only one of them changed is proposed from that one; what both changed is proposed as mine and must be looked at.
    """
    found = []
    for place in places:
        was, one, other = base.get(place, ""), mine.get(place, ""), theirs.get(place, "")
        if one == other:
            continue
        both = was not in (one, other)
        found.append(Difference(place, one, other, both, THEIRS if one == was else MINE))
    return found


def merged(
    mine: Mapping[str, str], found: Iterable[Difference], picks: Mapping[str, str], joinable: Iterable[str]
) -> dict[str, str]:
    """What was chosen of each difference; ``both`` puts theirs before mine, where the place is a text that can be joined."""
    result, can_join = dict(mine), set(joinable)
    for one in found:
        pick = picks.get(one.place, one.proposed)
        if pick == BOTH and one.place in can_join:
            result[one.place] = "\n".join(text for text in (one.theirs, one.mine) if text)
        elif pick == THEIRS:
            result[one.place] = one.theirs
        else:
            result[one.place] = one.mine
    return {place: text for place, text in result.items() if text}
