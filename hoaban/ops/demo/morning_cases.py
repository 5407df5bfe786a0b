"""Who comes on a morning of the demo, why, and how far they get (``data/morning.csv``)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from hoaban.kernel import tables
from hoaban.ops.demo.facilities import PACKAGE

STAGES = (
    "arrived", "triaged", "seen", "ordered", "sampled", "resulted", "prescribed", "ended", "signed",
)  # fmt: skip
ARRIVED, TRIAGED, SEEN, ORDERED, SAMPLED, RESULTED, PRESCRIBED, ENDED, SIGNED = STAGES
REFERRED, REFERRAL = "referred", "referral"
_UNKNOWN, _EITHER = "unknown", "-"


@dataclass(frozen=True, slots=True)
class Case:
    """One line of the table. ``stage``: the last of :data:`STAGES` that they reach; ``results``: analyte -> what is typed, and
    under ``text`` what was seen; ``drugs``: code and dose; ``packs``: of a decoction."""

    key: str
    facility: str
    who: str
    pays: str
    priority: str
    room: str
    doctor: str
    stage: str
    reason: str
    signs: str
    illness: str
    exam: str
    icd: str
    traditional: str
    labs: tuple[str, ...]
    results: Mapping[str, str]
    drugs: tuple[tuple[str, str], ...]
    packs: int | None
    plan: str
    paper: str

    @property
    def is_unknown(self) -> bool:
        """Whether nobody knows who they are."""
        return self.pays == _UNKNOWN

    @property
    def sex(self) -> str:
        return self.who.split()[0]

    @property
    def ages(self) -> tuple[int, int]:
        """The youngest and the oldest that they may be."""
        first, _, last = self.who.split()[1].partition("-")
        return int(first), int(last or first)

    def fits(self, sex: str, age: int) -> bool:
        """Whether somebody may be the one of this line."""
        least, most = self.ages
        return self.sex in (_EITHER, sex) and least <= age <= most

    def reaches(self, stage: str) -> bool:
        """Whether they get as far as that."""
        return STAGES.index(self.stage) >= STAGES.index(stage)


@cache
def cases() -> tuple[Case, ...]:
    """Everybody of a morning, in the order in which they come."""
    rows = tables.read_table(PACKAGE, "morning.csv")
    return tuple(_case(str(number), row) for number, row in enumerate(rows, start=1))


def _case(key: str, row: dict[str, str]) -> Case:
    return Case(
        key, row["facility"], row["who"], row["pays"], row["priority"], row["room"], row["doctor"], row["stage"],
        row["reason"], row["signs"], row["illness"], row["exam"], row["icd"], row["trad"], tuple(row["labs"].split()),
        dict(_pairs(row["results"])), _pairs(row["drugs"]), int(row["packs"]) if row["packs"] else None,
        row["plan"], row["paper"],
    )  # fmt: skip


def _pairs(text: str) -> tuple[tuple[str, str], ...]:
    parted = (one.partition("=") for one in text.split("|") if one)
    return tuple((name, value) for name, _, value in parted)
