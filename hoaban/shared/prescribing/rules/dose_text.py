"""Doses as a doctor types them, forgivingly: ``1x2 5n sau an``, ``1-0-1 x5``, ``s1 t1 7 ngay``, ``5ml x3 khi sot``.

What is not understood is never dropped: it stays in the note, and the page shows what was made of it before it is kept.
"""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal, InvalidOperation
from typing import Any

from hoaban.kernel import vietnamese
from hoaban.shared.prescribing.rules.shapes import MOMENTS, Dosage
from hoaban.shared.prescribing.rules.words import typed_words

LONGEST = 200
_MOST_DAYS, _MOST_A_TIME, _MOST_TIMES, _MOST_UNITS = 366, Decimal(1000), 24, Decimal(10000)
_N = r"\d+(?:[.,]\d+)?(?:/\d+)?"
_UNIT = r"(?:\s*(vien|v|goi|g|gam|ong|ml|mg|mcg|giot|nhat|lan xit|xit|muong|thia|chai|lo|tuyp|vi|dv|iu|don vi|mieng|hop|binh)\b)?"
_MOMENTS = (
    ("morning", r"(?:sang|s)"), ("noon", r"(?:trua|tr)"), ("afternoon", r"(?:chieu|c)"),
    ("evening", r"(?:toi|t)"),
)  # fmt: skip
_HOURS = re.compile(r"\b(?:moi|cach(?: nhau)?)\s*(\d{1,2})\s*(?:h|gio|tieng)\b|\bq(\d{1,2})h\b")
_QUANTITY = re.compile(rf"(?:\bsl|\bso luong|=)\s*:?\s*({_N}){_UNIT}")
_LASTS = r"(?:\s*[x*]\s*(\d{1,3})(?:\s*(?:ngay|n|d)\b)?)?"
_DAYS = re.compile(r"(?:x|trong|\*)?\s*(\d{1,3})\s*(?:ngay|n|d)\b")
_WEEKS = re.compile(r"(?:x|trong|\*)?\s*(\d{1,2})\s*(?:tuan|w)\b")
_DASHED = re.compile(rf"(?<![\d/.,-])({_N}(?:\s*-\s*{_N}){{2,3}})(?![\d-]){_LASTS}")
_PRODUCT = re.compile(
    rf"({_N}){_UNIT}(?:\s*/\s*lan)?\s*[x*]\s*(\d{{1,2}})(?![\d.,/])(?:\s*(?:lan|l)\b)?(?:\s*/\s*ngay\b)?{_LASTS}"
)
_SAID = re.compile(rf"\b(?:ngay|n)\s*(\d{{1,2}})\s*lan\b(?:[\s,]*(?:moi\s*lan|lan)\s*({_N}){_UNIT})?")
_EACH = re.compile(rf"\b(?:moi\s*lan|lan)\s*({_N}){_UNIT}")
_ALONE = re.compile(rf"^\s*({_N}){_UNIT}\s*$|^\s*({_N}){_UNIT}\s+(?=[a-z])")


class _Text:
    """What is left of the typed text while parts of it are understood."""

    def __init__(self, text: str) -> None:
        self.rest = self._before = text

    def take(self, pattern: re.Pattern[str]) -> re.Match[str] | None:
        found = pattern.search(self.rest)
        if found is not None:
            self._before = self.rest
            self.rest = f"{self.rest[: found.start()]} ; {self.rest[found.end() :]}"
        return found

    def put_back(self) -> None:
        """What was taken last makes no sense: it stays text."""
        self.rest = self._before


def read_dose(text: str) -> Dosage:
    """What was typed, as far as it is understood. Never raises; too large numbers are left in the note."""
    shown = vietnamese.nfc(text)[:LONGEST]
    left = _Text(_bare(shown))
    found = Dosage()
    for step in (_words, _hours, _quantity, _weeks, _dashed, _product, _sentence, _days, _named, _alone):
        found = step(left, found)
    note = ", ".join(part for part in (found.note, _note(left.rest, shown)) if part)
    return replace(found, note=note)


def _bare(text: str) -> str:
    """Lower case without marks, signs kept: what doses are written with."""
    return " ".join(
        "".join(
            vietnamese.fold(char) or char.casefold() for char in text.replace("×", "x").replace("½", "1/2")
        ).split()
    )


def _words(left: _Text, found: Dosage) -> Dosage:
    for typed, word in typed_words():
        if not getattr(found, word.kind) and left.take(re.compile(rf"\b{re.escape(typed)}\b")):
            told: dict[str, Any] = {word.kind: word.key}
            found = replace(found, **told)
    return found


def _hours(left: _Text, found: Dosage) -> Dosage:
    match = left.take(_HOURS)
    if match is None:
        return found
    hours = int(match[1] or match[2])
    if not 1 <= hours <= 24:
        left.put_back()
        return found
    return replace(found, hours=hours, times=24 // hours)


def _quantity(left: _Text, found: Dosage) -> Dosage:
    match = left.take(_QUANTITY)
    if match is None:
        return found
    if (count := _number(match[1], _MOST_UNITS)) is None:
        left.put_back()
    return replace(found, quantity=count)


def _weeks(left: _Text, found: Dosage) -> Dosage:
    match = left.take(_WEEKS)
    return _lasting(left, found, int(match[1]) * 7) if match else found


def _dashed(left: _Text, found: Dosage) -> Dosage:
    match = left.take(_DASHED)
    if match is None:
        return found
    parts = [_number(one, _MOST_A_TIME, zero=True) for one in re.split(r"\s*-\s*", match[1])]
    names = ("morning", "noon", "evening") if len(parts) == 3 else ("morning", "noon", "afternoon", "evening")
    moments = tuple((name, much) for name, much in zip(names, parts, strict=True) if much)
    if not moments or None in parts:
        left.put_back()
        return found
    found = replace(found, moments=moments)
    return _lasting(left, found, int(match[2])) if match[2] else found


def _product(left: _Text, found: Dosage) -> Dosage:
    match = left.take(_PRODUCT) if not found.moments else None
    if match is None:
        return found
    amount, times = _number(match[1], _MOST_A_TIME), int(match[3])
    if amount is None or not 1 <= times <= _MOST_TIMES:
        left.put_back()
        return found
    found = replace(found, amount=amount, times=times, unit=match[2] or "")
    return _lasting(left, found, int(match[4])) if match[4] else found


def _sentence(left: _Text, found: Dosage) -> Dosage:
    """``ngày 2 lần, mỗi lần 1 viên``."""
    if found.times is None and (match := left.take(_SAID)):
        if not 1 <= int(match[1]) <= _MOST_TIMES:
            left.put_back()
            return found
        amount = _number(match[2], _MOST_A_TIME) if match[2] else None
        found = replace(found, times=int(match[1]), amount=amount, unit=match[3] or "")
    if found.amount is None and (match := left.take(_EACH)):
        found = replace(found, amount=_number(match[1], _MOST_A_TIME), unit=match[2] or "")
    return found


def _days(left: _Text, found: Dosage) -> Dosage:
    match = left.take(_DAYS) if found.days is None else None
    return _lasting(left, found, int(match[1])) if match else found


def _named(left: _Text, found: Dosage) -> Dosage:
    """``sáng 1 tối 1``, ``s1 t1``; ``1 sáng 2 tối``; moments alone after ``1x2`` only say when."""
    told: list[tuple[str, Decimal]] = []
    amount_first = re.search(rf"{_N}{_UNIT}\s*(?:vao |buoi )*(?:sang|trua|chieu|toi)\b", left.rest)
    word_first = re.search(r"\b(?:sang|trua|chieu|toi)\b", left.rest)
    before = bool(amount_first and word_first and amount_first.start() < word_first.start())
    unit = found.unit
    for name, words in _MOMENTS:
        if before:
            match = left.take(re.compile(rf"({_N}){_UNIT}\s*(?:vao |buoi )*{words}\b"))
        else:
            match = left.take(re.compile(rf"\b(?:buoi )?{words}\s*:?\s*({_N}){_UNIT}(?![\w-])"))
        if match:
            much, unit = _number(match[1], _MOST_A_TIME), match[2] or unit
        elif left.take(re.compile(rf"\b(?:buoi )?{words}\b(?!\s*\d)")):
            much = found.amount or Decimal(1)
        else:
            continue
        if much is not None:
            told.append((name, much))
    if not told or found.moments:
        return found
    if found.times is not None and found.times != len(told):
        return replace(found, note=", ".join(MOMENTS[name][0] for name, _ in told))
    return replace(found, moments=tuple(told), amount=None, times=None, unit=unit)


def _alone(left: _Text, found: Dosage) -> Dosage:
    """A single number is how much at a time; before sleep is once a day."""
    if found.a_day is None and found.amount is None:
        kept = left.rest.replace(";", " ")
        match = _ALONE.search(kept)
        amount = _number(match[1] or match[3], _MOST_A_TIME) if match else None
        if match is not None and amount is not None:
            left.rest = kept[match.end() :]
            found = replace(found, amount=amount, unit=match[2] or match[4] or "")
    if found.meal == "sleep" and found.amount is not None and found.times is None:
        found = replace(found, times=1)
    return found


def _lasting(left: _Text, found: Dosage, days: int) -> Dosage:
    if 1 <= days <= _MOST_DAYS:
        return replace(found, days=days)
    left.put_back()
    return found


def _number(text: str, most: Decimal, *, zero: bool = False) -> Decimal | None:
    """``1``, ``1,5``, ``1/2``; None beyond what can be meant."""
    above, _, below = text.replace(",", ".").partition("/")
    try:
        value = Decimal(above) / Decimal(below or 1)
    except (InvalidOperation, ZeroDivisionError):
        return None
    if not (0 < value <= most or (zero and value == 0)):
        return None
    return Decimal(f"{value.quantize(Decimal('0.001')).normalize():f}")


def _note(rest: str, shown: str) -> str:
    """What was not understood, as it was typed where that can be found again."""
    words = [
        one for one in re.split(r"(?:[\s;]|[,.](?!\d))+", rest) if one and not re.fullmatch(r"[x*/=:-]+", one)
    ]
    if not words:
        return ""
    typed = shown.split()
    folded = [_bare(one).strip(",.;") for one in typed]
    return " ".join(typed[folded.index(one)].strip(",.;") if one in folded else one for one in words)
