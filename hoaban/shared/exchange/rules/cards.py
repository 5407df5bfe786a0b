"""What is made of the portal's answer about a card: whether it holds today, and whether it is the card of who stands there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

from hoaban.connect.insurance_cards import CardFacts, CardQuestion, CardReply, Finding
from hoaban.kernel import vietnamese
from hoaban.shared.exchange.rules.states import Both


class CardState(StrEnum):
    """What a desk may count on."""

    VALID = "valid"
    NOT_VALID = "not_valid"
    ANOTHER = "another"
    """The card of somebody else, or number, name and birth do not belong together."""
    UNKNOWN = "unknown"
    """Nobody answered yet; who came is received all the same, and it is asked again."""


class Moment(StrEnum):
    """When in a visit it was asked."""

    ARRIVAL = "arrival"
    DURING = "during"
    END = "end"


CARD_STATES: dict[str, Both] = {
    CardState.VALID: ("Thẻ còn giá trị", "The card holds"),
    CardState.NOT_VALID: ("Thẻ không có giá trị", "The card does not hold"),
    CardState.ANOTHER: ("Thẻ không khớp với người này", "The card does not belong to this person"),
    CardState.UNKNOWN: ("Thẻ chưa xác minh", "The card is not verified"),
}
MOMENTS: dict[str, Both] = {
    Moment.ARRIVAL: ("Lúc tiếp đón", "At arrival"),
    Moment.DURING: ("Trong lượt khám", "During the visit"),
    Moment.END: ("Trước khi kết thúc", "Before the end"),
}
_WORDS: dict[str, Both] = {
    "ended": ("Thẻ đã hết hạn.", "The card has ended."),
    "not_yet": ("Thẻ chưa đến ngày có giá trị.", "The card does not hold yet."),
    "not_found": ("Cổng BHXH không có thẻ này.", "The portal knows no such card."),
    "withdrawn": ("Thẻ đã bị thu hồi hoặc báo giảm.", "The card was withdrawn."),
    "renewed": ("Thẻ đã đổi số; số mới ở bên.", "The card has a new number, given beside."),
    "differs": (
        "Số thẻ, họ tên hoặc ngày sinh không khớp với cổng BHXH.",
        "Number, name or birth differ from what the portal has.",
    ),
    "person": (
        "Họ tên, ngày sinh hoặc giới tính trên thẻ là của người khác.",
        "Name, birth or sex on the card are somebody else's.",
    ),
    "shape": (
        "Số thẻ không đúng dạng (15 ký tự, hoặc 10 hay 12 chữ số).",
        "The number has not the form of a card (15 characters, or 10 or 12 digits).",
    ),
    "ours": (
        "Cổng BHXH không nhận câu hỏi của cơ sở (tài khoản, cán bộ tra cứu); báo người phụ trách.",
        "The portal does not take the facility's question (account, member of staff); tell who is in charge.",
    ),
    "silent": (
        "Cổng BHXH chưa trả lời; vẫn tiếp đón, hệ thống tự hỏi lại.",
        "The portal has not answered; receive the person, it is asked again by itself.",
    ),
    "off": (
        "Việc hỏi cổng BHXH đang tắt; vẫn tiếp đón.",
        "Asking the portal is switched off; receive the person.",
    ),
    "valid": ("Thẻ còn giá trị.", "The card holds."),
}


@dataclass(frozen=True, slots=True)
class CardAnswer:
    """One check of a card. ``level``: percent that the card gives, None where the number does not tell; ``differs``: which of
    ``name``, ``birth`` and ``sex`` on the card are not those of who was asked about; ``code``: of the portal, or a short one of
    ours; ``words``: for the desk, Vietnamese and English; ``asked_again``: it will be, by itself."""

    id: UUID
    state: CardState
    moment: Moment
    code: str
    words: Both
    number: str = ""
    name: str = ""
    birth: str = ""
    sex: str = ""
    valid_from: date | None = None
    valid_to: date | None = None
    registered_at: str = ""
    level: Decimal | None = None
    five_years_on: date | None = None
    differs: tuple[str, ...] = ()
    asked_at: datetime | None = None
    answered_at: datetime | None = None
    asked_again: bool = False


@dataclass(frozen=True, slots=True)
class Judged:
    """What a reply means on a day: ``why`` is a key of the words."""

    state: CardState
    why: str
    differs: tuple[str, ...] = ()


def judge(question: CardQuestion, reply: CardReply, on: date) -> Judged:
    """What the portal's reply means."""
    plain = {
        Finding.UNKNOWN: Judged(CardState.UNKNOWN, "silent"),
        Finding.OURS: Judged(CardState.UNKNOWN, "ours"),
        Finding.NOT_FOUND: Judged(CardState.NOT_VALID, "not_found"),
        Finding.WITHDRAWN: Judged(CardState.NOT_VALID, "withdrawn"),
    }.get(reply.finding)
    if plain:
        return plain
    if reply.finding is Finding.DIFFERS or reply.card is None:
        differs = differences(question, reply.card) if reply.card else ()
        known = reply.finding is Finding.DIFFERS
        return Judged(CardState.ANOTHER, "differs", differs) if known else Judged(CardState.UNKNOWN, "silent")
    if differs := differences(question, reply.card):
        return Judged(CardState.ANOTHER, "person", differs)
    if reply.finding is Finding.ENDED:
        return Judged(CardState.NOT_VALID, "ended")
    return _of_card(question, reply, reply.card, on)


def words_of(why: str) -> Both:
    """What a desk reads."""
    return _WORDS.get(why, _WORDS["silent"])


def differences(question: CardQuestion, card: CardFacts) -> tuple[str, ...]:
    """What on the card is not as asked: names compared without marks, births as far as both are known."""
    found = []
    if card.name and vietnamese.fold(card.name) != vietnamese.fold(question.name):
        found.append("name")
    if card.birth and question.birth:
        length = min(len(card.birth), len(question.birth))
        if card.birth[:length] != question.birth[:length]:
            found.append("birth")
    if card.sex and question.sex and card.sex != question.sex:
        found.append("sex")
    return tuple(found)


def _of_card(question: CardQuestion, reply: CardReply, card: CardFacts, on: date) -> Judged:
    """Of a card that is said to hold: its number must be the one that was asked for, or have been said to be new; and
    today lie in its days."""
    renewed = card.number[-10:] != question.number[-10:] and len(question.number) != 12
    if not card.number or (renewed and reply.code not in ("003", "004")):
        return Judged(CardState.UNKNOWN, "silent")
    if card.valid_to and card.valid_to < on:
        return Judged(CardState.NOT_VALID, "ended")
    if card.valid_from and card.valid_from > on:
        return Judged(CardState.NOT_VALID, "not_yet")
    return Judged(CardState.VALID, "renewed" if renewed else "valid")
