"""Diagnoses as doctors look for them and as the national table lets them be used (TT 06/2026/TT-BYT, article 4)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from hoaban.foundation.codes.rules import icd10
from hoaban.kernel import vietnamese

FLAGS = {
    "never_main": "M",
    "seldom_main": "m",
    "too_coarse": "C",
    "death_only": "D",
    "female": "F",
    "male": "E",
}
"""What the last six columns of the table say of a code -> the letter in which it is kept."""


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """A code of the table in force. ``vi`` is empty where only the English name is at hand."""

    code: str
    vi: str
    en: str
    flags: frozenset[str] = frozenset()

    @property
    def name(self) -> str:
        """What a Vietnamese screen shows."""
        return self.vi or self.en


@dataclass(frozen=True, slots=True)
class Objection:
    """What speaks against a code where it is used. ``refuses``: the table says no; else it is a warning."""

    kind: str
    refuses: bool
    vi: str
    en: str


def objections(
    one: Diagnosis, *, is_main: bool, sex: str = "", for_death: bool = False
) -> Iterator[Objection]:
    """What the table says against a code as the main disease or another one, of a person of this sex (``male``, ``female``)."""
    if "too_coarse" in one.flags:
        yield Objection(
            "too_coarse", True, f"Mã {one.code} chưa đủ chi tiết, hãy chọn mã con.",
            f"Code {one.code} is too coarse; choose one below it.",
        )  # fmt: skip
    if "death_only" in one.flags and not for_death:
        yield Objection(
            "death_only", True, f"Mã {one.code} chỉ dùng cho nguyên nhân tử vong.",
            f"Code {one.code} is for causes of death only.",
        )  # fmt: skip
    if is_main and "never_main" in one.flags:
        yield Objection(
            "never_main", True, f"Mã {one.code} không được là bệnh chính.",
            f"Code {one.code} may not be the main disease.",
        )  # fmt: skip
    if is_main and "seldom_main" in one.flags:
        yield Objection(
            "seldom_main", False, f"Mã {one.code} không nên là bệnh chính.",
            f"Code {one.code} is discouraged as the main disease.",
        )  # fmt: skip
    other = {"male": "female", "female": "male"}.get(sex, "")
    if other and other in one.flags:
        words = {"female": ("nữ", "women"), "male": ("nam", "men")}[other]
        yield Objection(
            "sex", False, f"Mã {one.code} chỉ hoặc chủ yếu dùng cho {words[0]}.",
            f"Code {one.code} is only or mainly for {words[1]}.",
        )  # fmt: skip


def words_of(one: Diagnosis, further: Iterable[str] = ()) -> str:
    """What a code is found by."""
    folded = [
        icd10.compact(one.code).lower(),
        *(vietnamese.fold(name) for name in (one.vi, one.en, *further) if name),
    ]
    return " " + " ".join(folded)


def is_code_begun(text: str) -> bool:
    """Whether what was typed is the beginning of a code: a letter and a digit at least."""
    bare = icd10.compact(text)
    return 2 <= len(bare) <= 5 and bare[0].isalpha() and bare[0].isascii() and bare[1:].isdigit()


def ranked(found: Iterable[Diagnosis], text: str) -> list[Diagnosis]:
    """What was found, best first: the code itself, names that begin with what was typed, names that hold it word by word and
    with its marks; the shorter name before the longer; codes that are too coarse last.
    """
    typed, marked = vietnamese.fold(text), vietnamese.nfc(text).casefold()

    def place(one: Diagnosis) -> tuple[bool, bool, bool, bool, bool, int, str]:
        names = [vietnamese.fold(name) for name in (one.vi, one.en) if name]
        return (
            "too_coarse" in one.flags,
            icd10.compact(one.code) != icd10.compact(text),
            not any(f"{name} ".startswith(f"{typed} ") for name in names),
            marked not in one.vi.casefold(),
            not any(f" {typed} " in f" {name} " for name in names),
            len(one.name),
            one.code,
        )

    return sorted(found, key=place)
