"""What a person may ask about their data, the clock of each request, and what may be done with it: ``data/rights.toml``."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

from hoaban.kernel import deadlines
from hoaban.kernel.deadlines import Term, Unit
from hoaban.kernel.errors import Conflict, Invalid, NotFound
from hoaban.shared.privacy.rules.dated import holding

Both = tuple[str, str]
"""Vietnamese and English."""
_FEWEST, _MOST = 10, 2_000
_OLDEST = timedelta(days=366)


class State(StrEnum):
    """Where a request stands; the first two wait for an answer."""

    RECEIVED = "received"
    EXTENDED = "extended"
    FULFILLED = "fulfilled"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


WAITING = (State.RECEIVED, State.EXTENDED)
STATES: dict[str, Both] = {
    State.RECEIVED: ("Đã nhận, chờ trả lời", "Received, waits for an answer"),
    State.EXTENDED: ("Đã gia hạn, chờ trả lời", "Extended, waits for an answer"),
    State.FULFILLED: ("Đã thực hiện", "Fulfilled"),
    State.REFUSED: ("Đã từ chối", "Refused"),
    State.WITHDRAWN: ("Người yêu cầu đã rút", "Withdrawn"),
}
ANSWERS: dict[str, Both] = {
    State.FULFILLED: ("Đã thực hiện yêu cầu", "The request was fulfilled"),
    State.EXTENDED: ("Gia hạn", "Extend the term"),
    State.REFUSED: ("Từ chối, có căn cứ pháp lý", "Refuse, on a legal ground"),
}


class Asker(StrEnum):
    """Who asks."""

    SELF = "self"
    GUARDIAN = "guardian"
    AUTHORISED = "authorised"


ASKERS: dict[str, Both] = {
    Asker.SELF: ("Chính người này", "The person themself"),
    Asker.GUARDIAN: ("Cha mẹ hoặc người giám hộ", "A parent or guardian"),
    Asker.AUTHORISED: ("Người được ủy quyền", "Somebody authorised"),
}
OWN_PAGE = "account"
IDENTIFIED: dict[str, Both] = {
    OWN_PAGE: ("Đăng nhập trang của mình", "Signed in on the own page"),
    "identity-paper": ("Xem căn cước, hộ chiếu hoặc VNeID", "Identity card, passport or VNeID was seen"),
    "health-card": (
        "Xem thẻ BHYT và giấy tờ có ngày sinh",
        "Insurance card and a paper with the birth date were seen",
    ),
    "stands-for": (
        "Xem giấy tờ của người đứng thay và giấy chứng tỏ quan hệ",
        "Papers of who stands for the person, and of the relation, were seen",
    ),
    "letter": ("Đơn có chữ ký, gửi đến", "A signed letter came in"),
    "known": ("Nhân viên biết mặt người này", "Staff know the person by sight"),
}


@dataclass(frozen=True, slots=True)
class Kind:
    """One right: what is asked for, what the platform does about it, and the clock."""

    key: str
    name: Both
    means: Both
    does: Both
    term: Term
    longer: Term | None
    """By how much it may be extended, once."""
    basis: str
    certainty: str


@dataclass(frozen=True, slots=True)
class Ground:
    """On what a refusal may rest; no ``basis`` where no text was read."""

    key: str
    name: Both
    basis: str
    kinds: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Asking:
    """What is asked, by whom, and how it was seen who they are. ``received_on``: of a letter that was entered later."""

    kind: str
    text: str
    asker: Asker = Asker.SELF
    asker_name: str = ""
    relation: str = ""
    identified: str = OWN_PAGE
    received_on: date | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """What an officer answers. ``ground``: of a refusal."""

    outcome: State
    words: str
    ground: str = ""


def kinds(on: date) -> list[Kind]:
    """The rights of a day, in their order."""
    return [_kind(row) for row in holding("rights", "kinds", on)]


def kind(key: str, on: date) -> Kind:
    """:raises NotFound: there is no such right that day."""
    found = next((one for one in kinds(on) if one.key == key), None)
    if found is None:
        raise NotFound("Không có loại yêu cầu này.", "There is no such kind of request.", place="kind")
    return found


def grounds(kind: str, on: date) -> list[Ground]:
    """On what a request of this kind may be refused."""
    rows = (row for row in holding("rights", "grounds", on) if not row["kinds"] or kind in row["kinds"])
    return [Ground(row["key"], (row["vi"], row["en"]), row["basis"], tuple(row["kinds"])) for row in rows]


def acknowledge_by(received_on: date) -> date:
    """The last day on which the person is told that the request came in."""
    (row,) = holding("rights", "acknowledge", received_on)
    return deadlines.due_on(received_on, _term(row["amount"], row["unit"]))


def due_on(kind: Kind, received_on: date) -> date:
    """The last day of the term of a request that came in that day."""
    return deadlines.due_on(received_on, kind.term)


def check_asking(asking: Asking, *, on: date) -> None:
    """See that a request can be worked on. :raises Invalid: what is missing, at its field."""
    _check_words(asking.text, "text")
    if asking.asker is not Asker.SELF and not asking.asker_name.strip():
        raise Invalid("Ghi họ tên người đứng thay.", "Name who stands for the person.", place="asker_name")
    if asking.asker is not Asker.SELF and not asking.relation.strip():
        raise Invalid(
            "Người đứng thay là gì của người này?", "How do they stand to the person?", place="relation"
        )
    if asking.identified not in IDENTIFIED:
        raise Invalid("Chọn cách đã nhận biết.", "Choose how they were identified.", place="identified")
    if asking.received_on and not on - _OLDEST <= asking.received_on <= on:
        raise Invalid(
            "Ngày nhận đơn phải trong một năm qua, không ở tương lai.",
            "The day of receipt lies within the last year, not in the future.",
            place="received_on",
        )
    if not kinds(asking.received_on or on):
        raise Invalid(
            "Ngày nhận đơn ở trước khi luật có hiệu lực.",
            "The day of receipt is before the law took effect.",
            place="received_on",
        )


def check_answer(answer: Answer, state: State, kind: Kind, *, on: date) -> None:
    """See that an answer is one. :raises Conflict: nothing waits for it. :raises Invalid: what is missing, at its field."""
    if state not in WAITING:
        raise Conflict(
            "Yêu cầu này đã xong; lời bạn gõ chưa được ghi.",
            "This request is closed; what you typed was not recorded.",
        )
    if answer.outcome not in ANSWERS:
        raise Invalid("Chọn một kết quả.", "Choose an outcome.", place="outcome")
    if answer.outcome is State.EXTENDED and (state is State.EXTENDED or kind.longer is None):
        raise Invalid("Chỉ gia hạn một lần.", "A term is extended once.", place="outcome")
    if answer.outcome is State.REFUSED and answer.ground not in {one.key for one in grounds(kind.key, on)}:
        raise Invalid("Chọn căn cứ để từ chối.", "Choose the ground of the refusal.", place="ground")
    _check_words(answer.words, "words")


def _check_words(words: str, place: str) -> None:
    if not _FEWEST <= len(words.strip()) <= _MOST:
        raise Invalid(
            f"Viết từ {_FEWEST} đến {_MOST} ký tự.",
            f"Write {_FEWEST} to {_MOST} characters.",
            place=place,
        )


def _kind(row: dict[str, Any]) -> Kind:
    def both(name: str) -> Both:
        return row[f"{name}_vi"], row[f"{name}_en"]

    longer = _term(row["longer_amount"], row["unit"]) if row["longer_amount"] else None
    return Kind(
        row["key"], (row["vi"], row["en"]), both("means"), both("does"), _term(row["amount"], row["unit"]), longer,
        row["basis"], row["certainty"],
    )  # fmt: skip


def _term(amount: int, unit: str) -> Term:
    return Term(amount, Unit(unit))
