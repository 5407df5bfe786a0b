"""Whether number, card, sex and birth of a person agree (reference 2.3, 4.13). Soft: people and clerks are not codes."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Final

from hoaban.connect.claims import Row
from hoaban.shared.claims.rules.case import NOT_INSURED, Case, day, several
from hoaban.shared.claims.rules.findings import Hit

_PERSONAL_NUMBER: Final = 12
_LONG_CARD: Final = 15
_NEWBORN_DAYS: Final = 28
_DAYS_AFTER_EXPIRY: Final = 15
# Cards whose end cannot be looked up may have no date (reference 3.1).
_WITHOUT_DATES: Final = ("QN", "HC", "LS", "XK", "CY", "CA")
# Drug pick-up, newborn, donor, emergency: a card may come later.
_CARD_MAY_COME_LATER: Final = frozenset({"1.6", "1.7", "2", "8"})


def check_identity(case: Case) -> Iterator[Hit]:
    """The person of the summary row."""
    if case.head is None:
        return
    yield from _check_personal_number(case, case.head)
    yield from _check_newborn(case, case.head)
    yield from _check_cards(case, case.head)


def _check_personal_number(case: Case, head: Row) -> Iterator[Hit]:
    """Digit 4 tells century and sex, digits 5 and 6 the birth year. A newborn may carry a parent's number."""
    personal, born = head.values.get("SO_CCCD", ""), head.values.get("NGAY_SINH", "")
    if len(personal) != _PERSONAL_NUMBER or not personal.isdecimal() or _is_newborn(case):
        return
    century, sex = divmod(int(personal[3]), 2)
    told = {"1": 0, "2": 1}.get(head.values.get("GIOI_TINH", ""))
    if told is not None and told != sex:
        yield Hit("IDN-001", "XML1", head.number, "SO_CCCD", personal)
    if born[:4].isdecimal() and len(born) >= 4 and born[:4] != f"{19 + century}{personal[4:6]}":
        yield Hit("IDN-002", "XML1", head.number, "SO_CCCD", personal)


def _is_newborn(case: Case) -> bool:
    born, arrived = day(case.value("NGAY_SINH")[:8]), day(case.value("NGAY_VAO"))
    return bool(born and arrived and (arrived - born).days <= _NEWBORN_DAYS)


def _check_newborn(case: Case, head: Row) -> Iterator[Hit]:
    born = head.values.get("NGAY_SINH", "")
    if _is_newborn(case) and born[8:] == "0000":
        yield Hit("IDN-003", "XML1", head.number, "NGAY_SINH", born)


def _check_cards(case: Case, head: Row) -> Iterator[Hit]:
    cards = several(head.values.get("MA_THE_BHYT", ""))
    coverage = head.values.get("MA_DOITUONG_KCB", "")
    if not cards:
        if coverage not in (NOT_INSURED, "", *_CARD_MAY_COME_LATER):
            yield Hit("IDN-004", "XML1", head.number, "MA_THE_BHYT", "", {"coverage": coverage})
        return
    for name in ("MA_DKBD", "GT_THE_TU", "GT_THE_DEN"):
        listed = head.values.get(name, "")
        if listed and len(listed.split(";")) != len(cards):
            yield Hit("IDN-005", "XML1", head.number, name, listed, {"name": name, "count": len(cards)})
    yield from _check_validity(head, cards)
    for card in cards:
        usual = case.codes.usual_level(card[:2], case.on) if len(card) == _LONG_CARD else None
        if usual is not None and usual != card[2]:
            words = {"group": card[:2], "digit": card[2], "usual": usual}
            yield Hit("IDN-007", "XML1", head.number, "MA_THE_BHYT", card, words)


def _check_validity(head: Row, cards: list[str]) -> Iterator[Hit]:
    """One of the cards covers the arrival; a card that ends during treatment holds for at most 15 days more."""
    arrived, left = day(head.values.get("NGAY_VAO", "")), day(head.values.get("NGAY_RA", ""))
    starts, ends = (head.values.get(name, "").split(";") for name in ("GT_THE_TU", "GT_THE_DEN"))
    if arrived is None or left is None or len(starts) != len(cards) or len(ends) != len(cards):
        return
    spans = [(day(start.strip()), day(end.strip())) for start, end in zip(starts, ends, strict=True)]
    if not all(_is_told(card, *span) for card, span in zip(cards, spans, strict=True)):
        return
    if not any(start and start <= left and (end is None or end >= arrived) for start, end in spans):
        yield Hit("IDN-006", "XML1", head.number, "GT_THE_DEN", head.values.get("GT_THE_DEN", ""))
        return
    last = [end for _, end in spans if end]
    if len(last) == len(spans) and (left - max(last)).days > _DAYS_AFTER_EXPIRY:
        yield Hit("IDN-008", "XML1", head.number, "GT_THE_DEN", head.values["GT_THE_DEN"])


def _is_told(card: str, start: date | None, end: date | None) -> bool:
    return start is not None and (end is not None or card.startswith(_WITHOUT_DATES))
