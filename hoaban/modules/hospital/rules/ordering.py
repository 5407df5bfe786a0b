"""What can be ordered: kinds of services, where each is carried out, finding one by a word or code, orders that repeat."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from enum import StrEnum

from hoaban.kernel.effective import Period
from hoaban.kernel.vietnamese import fold


class Kind(StrEnum):
    """What a service is."""

    LABORATORY = "laboratory"
    IMAGING = "imaging"
    FUNCTION = "function"
    PROCEDURE = "procedure"
    CONSULTATION = "consultation"


KINDS = {
    Kind.LABORATORY: ("Xét nghiệm", "Laboratory"),
    Kind.IMAGING: ("Chẩn đoán hình ảnh", "Imaging"),
    Kind.FUNCTION: ("Thăm dò chức năng", "Function test"),
    Kind.PROCEDURE: ("Thủ thuật", "Procedure"),
    Kind.CONSULTATION: ("Hội chẩn, khám chuyên khoa", "Consultation"),
}
DONE_AT = {
    Kind.LABORATORY: "sampling", Kind.IMAGING: "imaging", Kind.FUNCTION: "imaging", Kind.PROCEDURE: "procedure",
    Kind.CONSULTATION: "consulting",
}  # fmt: skip
"""The kind of point of scheduling where a kind of service is carried out."""


class OrderState(StrEnum):
    """How far an order is. ``entered``: a result was typed in and is not released."""

    ORDERED = "ordered"
    SAMPLED = "sampled"
    ENTERED = "entered"
    RELEASED = "released"
    CANCELLED = "cancelled"


STATES = {
    OrderState.ORDERED: ("Đã chỉ định", "Ordered"),
    OrderState.SAMPLED: ("Đã lấy mẫu", "Sample taken"),
    OrderState.ENTERED: ("Chờ duyệt kết quả", "Result waits for release"),
    OrderState.RELEASED: ("Đã có kết quả", "Result released"),
    OrderState.CANCELLED: ("Đã hủy", "Cancelled"),
}
NEXT = {
    OrderState.ORDERED: (OrderState.SAMPLED, OrderState.ENTERED, OrderState.RELEASED, OrderState.CANCELLED),
    OrderState.SAMPLED: (OrderState.ENTERED, OrderState.RELEASED, OrderState.CANCELLED),
    OrderState.ENTERED: (OrderState.ENTERED, OrderState.RELEASED, OrderState.ORDERED),
    OrderState.RELEASED: (OrderState.RELEASED, OrderState.ORDERED),
    OrderState.CANCELLED: (),
}
"""From a typed or released result back to ``ordered``: it was written for the wrong person, and is done again."""


@dataclass(frozen=True, slots=True)
class Service:
    """A service of a facility on a day, in dong. ``template``: which values its result has; ``point_code``: where it is done."""

    code: str
    vi: str
    kind: Kind
    price: Decimal
    insured_price: Decimal | None
    template: str
    specimen: str
    point_code: str
    repeat_days: int
    period: Period


@dataclass(frozen=True, slots=True)
class Earlier:
    """The same service asked for before. ``facility``: the name where it was; ``is_done``: its result is there."""

    code: str
    at: datetime
    facility: str
    is_done: bool


def words_of(code: str, name: str) -> str:
    """What a service is found by: code and name without marks; first letters too, as people abbreviate."""
    said = fold(name)
    letters = "".join(word[0] for word in said.split() if word[0].isalpha())
    return f"{code.lower()} {said} {letters}"[:600]


def matches(words: str, text: str) -> bool:
    """Whether every word of a text begins some word of a service."""
    there = words.split()
    return all(any(one.startswith(part) for one in there) for part in asked(text))


def asked(text: str) -> list[str]:
    """The words of what was typed, without marks; a code keeps its points."""
    return [
        part
        for word in text[:100].split()
        for part in ([word.lower()] if "." in word else fold(word).split())
    ]


def repeats(service: Service, earlier: Iterable[Earlier], today: date) -> Earlier | None:
    """The newest order of the same service within the days in which it should not be repeated without thought."""
    if not service.repeat_days:
        return None
    since = today - timedelta(days=service.repeat_days)
    near = [one for one in earlier if one.code == service.code and one.at.date() >= since]
    return max(near, key=lambda one: one.at) if near else None


def may_become(now: OrderState, then: OrderState) -> bool:
    """Whether an order may go from one state to another."""
    return then in NEXT[now]


def by_kind(services: Sequence[Service]) -> list[tuple[Kind, list[Service]]]:
    """Services in the order of their kinds."""
    return [(kind, found) for kind in Kind if (found := [one for one in services if one.kind is kind])]
