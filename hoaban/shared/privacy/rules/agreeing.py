"""Who says it and how: what must be there before an answer counts."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from hoaban.kernel.errors import Invalid
from hoaban.shared.privacy.rules.purposes import Ages


class Answer(StrEnum):
    """What was said. Taking back leaves it as if nothing had been said."""

    GIVEN = "given"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


class How(StrEnum):
    """By what it is known that the person said so."""

    ACCOUNT = "account"
    SIGNATURE = "signature"
    FINGER = "finger"
    VOICE = "voice"


HOWS: dict[str, tuple[str, str]] = {
    How.ACCOUNT: ("Tự chọn trên trang của mình", "On the own page"),
    How.SIGNATURE: ("Ký tên trên giấy", "Signed on paper"),
    How.FINGER: ("Điểm chỉ, có người làm chứng", "Fingerprint with a witness"),
    How.VOICE: ("Nói, có ghi âm", "Spoken and recorded"),
}
ANSWERS: dict[str, tuple[str, str]] = {
    Answer.GIVEN: ("Đồng ý", "Agrees"),
    Answer.REFUSED: ("Không đồng ý", "Refuses"),
    Answer.WITHDRAWN: ("Rút lại điều đã nói", "Takes back what was said"),
}
_SHORTEST_NAME = 3


@dataclass(frozen=True, slots=True)
class Saying:
    """How an answer came about. ``guardian``: who speaks for the person, empty when they speak themself."""

    how: How
    guardian: str = ""
    relation: str = ""
    witness: str = ""
    child_agreed: bool = False
    recorded: bool = False
    """Whether a recording comes along."""


def check(saying: Saying, *, birth: str, ages: Ages, on: date, opens: bool) -> None:
    """See that an answer counts. ``opens``: it lets others see more than before.

    A day of birth that is known in part is read to the child's protection. Somebody whose birth is unknown is taken for an adult.

    :raises Invalid: what is missing, at its field.
    """
    said = replace(saying, guardian=saying.guardian.strip(), witness=saying.witness.strip())
    if is_minor(birth, ages=ages, on=on) and not said.guardian:
        raise Invalid(
            f"Người dưới {ages.alone} tuổi: ghi tên người giám hộ nói thay.",
            f"Under {ages.alone}: name the guardian who speaks for the person.",
            place="guardian",
        )
    if said.guardian and not said.relation.strip():
        raise Invalid(
            "Người nói thay là gì của người này?",
            "How is the guardian related to the person?",
            place="relation",
        )
    if opens and asks_child(birth, ages=ages, on=on) and not said.child_agreed:
        raise Invalid(
            f"Trẻ từ {ages.child_agrees} tuổi: chính trẻ cũng phải đồng ý.",
            f"From {ages.child_agrees} years: the child must agree too.",
            place="child_agreed",
        )
    if said.how is How.FINGER and len(said.witness) < _SHORTEST_NAME:
        raise Invalid(
            "Điểm chỉ cần có người làm chứng: ghi họ tên.",
            "A fingerprint needs a witness: give the name.",
            place="witness",
        )
    if said.how is How.VOICE and not said.recorded:
        raise Invalid("Hãy chọn tệp ghi âm.", "Choose the recording.", place="recording")


def is_minor(birth: str, *, ages: Ages, on: date) -> bool:
    """Whether somebody may be too young to decide alone."""
    return _ages_on(birth, on)[0] < ages.alone


def asks_child(birth: str, *, ages: Ages, on: date) -> bool:
    """Whether somebody for whom a guardian speaks may be old enough to agree too."""
    youngest, oldest = _ages_on(birth, on)
    return youngest < ages.alone and oldest >= ages.child_agrees


def _ages_on(birth: str, on: date) -> tuple[int, int]:
    """The youngest and the oldest that somebody can be; far above every bound where nothing is known."""
    if not birth:
        return 999, 999
    known = len("0000")
    return _age(birth + "-12-31"[len(birth) - known :], on), _age(birth + "-01-01"[len(birth) - known :], on)


def _age(born: str, on: date) -> int:
    year, month, day = (int(part) for part in born.split("-"))
    return on.year - year - ((on.month, on.day) < (month, day))
