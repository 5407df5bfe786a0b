"""What the doctor's page sends, as plain values. Nothing is refused here: what does not fit is told by who saves it."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

from django.http import QueryDict

from hoaban.modules.hospital.fhir.consultation import (
    NAMES,
    OUTCOME,
    ROLES,
    TEXTS,
    Consultation,
    Diagnosis,
    with_one_main,
)

_NUMBER = 9
"""Digits of a version or count; longer ones are none of ours."""


@dataclass(frozen=True, slots=True)
class Sent:
    """``do``: which button. ``looks_for``: what was typed to find a diagnosis; ``number``: of the draft the page knows."""

    said: Consultation
    do: str
    seen: int
    number: int
    sure: bool
    looks_for: str
    picks: dict[str, str]
    reason: str


def read(post: QueryDict) -> Sent:
    """What was sent."""
    rows = zip(post.getlist("dx_role"), post.getlist("dx_code"), post.getlist("dx_name"), strict=False)
    diagnoses = [_diagnosis(*row) for row in rows]
    said = Consultation(
        {place: text for place in TEXTS if (text := clean(str(post.get(place, ""))))},
        with_one_main(tuple(one for one in diagnoses if one.code or one.name)),
        *(clean(str(post.get(place, "")))[:10] for place in OUTCOME),
    )
    picks = {place: str(post[f"pick-{place}"]) for place in NAMES if f"pick-{place}" in post}
    return Sent(
        said,
        str(post.get("do", ""))[:600],
        _count(str(post.get("seen", ""))),
        _count(str(post.get("number", ""))),
        "sure" in post,
        line(str(post.get("find", "")))[:100],
        picks,
        line(str(post.get("reason", "")))[:300],
    )


def changed(said: Consultation, do: str) -> Consultation:
    """After a button beside a diagnosis was pressed: ``remove:2`` takes the third away, ``main:1`` makes the second the main."""
    act, _, text = do.partition(":")
    place = _count(text)
    rows = list(said.diagnoses)
    if act not in ("remove", "main") or place >= len(rows):
        return said
    chosen = rows.pop(place)
    if act == "main":
        rows = [Diagnosis("comorbid" if one.role == "main" else one.role, one.code, one.name) for one in rows]
        rows.insert(0, Diagnosis("main", chosen.code, chosen.name))
    return Consultation(said.texts, tuple(rows), said.disposition, said.result, said.to_facility)


def added(said: Consultation, code: str, name: str) -> Consultation:
    """With one more diagnosis: the first is the main disease."""
    role = "comorbid" if said.main else "main"
    rows = with_one_main((*said.diagnoses, Diagnosis(role, code, name)))
    return Consultation(said.texts, rows, said.disposition, said.result, said.to_facility)


def clean(text: str) -> str:
    """A text of several lines: composed letters, no signs that nobody sees, no spaces at the ends of lines."""
    composed = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    seen = "".join(char for char in composed if char in "\n\t" or unicodedata.category(char)[0] != "C")
    return "\n".join(one.strip() for one in seen.split("\n")).strip()


def line(text: str) -> str:
    """A text of one line."""
    return " ".join(clean(text).split())


def _diagnosis(role: str, code: str, name: str) -> Diagnosis:
    return Diagnosis(role if role in ROLES else "comorbid", line(code)[:20], line(name))


def _count(text: str) -> int:
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= _NUMBER else 0
