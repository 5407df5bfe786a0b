"""From a code or a name to the labels of a sensitive fact; asked for every coding that is written.

A label is one bit: HIV 1, TB 2, ABORTION 4, SEXUAL_VIOLENCE 8, MENTAL 16, DONOR 32.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from hoaban.foundation.codes.rules import icd10
from hoaban.kernel import vietnamese
from hoaban.kernel.effective import Period

BITS = {"HIV": 1, "TB": 2, "ABORTION": 4, "SEXUAL_VIOLENCE": 8, "MENTAL": 16, "DONOR": 32}

ICD10 = "ICD10"
_OWN_SYSTEM = "https://hoaban.example/fhir/CodeSystem/"
_REMEMBERED = 100_000
_NUMBERED = re.compile(r"(.*?)(\d+)\Z")
_ALWAYS = Period()


@dataclass(frozen=True, slots=True)
class Rule:
    """Codes of ``list_id`` beginning with ``first`` to ``last`` carry ``bits`` during ``period``."""

    list_id: str
    first: str
    last: str
    bits: int
    period: Period


class Matcher:
    """Labels by code. Answers are remembered, so that a code seen before costs one look-up."""

    def __init__(self, rules: Iterable[Rule], lists_by_system: Mapping[str, str]) -> None:
        self._lists_by_system = lists_by_system
        self._by_prefix: dict[str, dict[str, list[tuple[Period, int]]]] = {}
        for rule in rules:
            prefixes = self._by_prefix.setdefault(rule.list_id, {})
            for prefix in expand(rule.first, rule.last):
                prefixes.setdefault(prefix, []).append((rule.period, rule.bits))
        self._lengths = {
            list_id: sorted({len(prefix) for prefix in prefixes})
            for list_id, prefixes in self._by_prefix.items()
        }
        self._remembered: dict[tuple[str, str], int | tuple[tuple[Period, int], ...]] = {}

    def labels(self, system: str, code: str, on: date) -> int:
        """The labels of a code of a system (a FHIR system URI or a list id) on a day; 0 for none."""
        found = self._remembered.get((system, code))
        if found is None:
            found = self._remember(system, code)
        if isinstance(found, int):
            return found
        bits = 0
        for period, more in found:
            if on in period:
                bits |= more
        return bits

    def _remember(self, system: str, code: str) -> int | tuple[tuple[Period, int], ...]:
        dated = tuple(self._rules_for(system, code))
        found: int | tuple[tuple[Period, int], ...] = dated
        if all(period == _ALWAYS for period, _ in dated):
            found = 0
            for _, bits in dated:
                found |= bits
        if len(self._remembered) >= _REMEMBERED:
            self._remembered.clear()  # whoever sends endless new codes does not fill the memory
        self._remembered[system, code] = found
        return found

    def _rules_for(self, system: str, code: str) -> Iterator[tuple[Period, int]]:
        list_id = self._list_of(system)
        prefixes = self._by_prefix.get(list_id)
        if prefixes is None:
            return
        key = code.strip()
        if list_id == ICD10:
            if not icd10.is_shaped(key):
                return
            key = icd10.compact(key)
        for length in self._lengths[list_id]:
            yield from prefixes.get(key[:length], ()) if len(key) >= length else ()

    def _list_of(self, system: str) -> str:
        named = self._lists_by_system.get(system)
        if named is not None:
            return named
        if system.startswith(_OWN_SYSTEM):
            return system.removeprefix(_OWN_SYSTEM).upper().replace("-", "_")
        if "icd-10" in system.lower() or "icd10" in system.lower():
            return ICD10  # a national edition hides what the international one hides
        return system


class TermMatcher:
    """Labels by the words of a name."""

    def __init__(self, terms: Iterable[tuple[str, int]]) -> None:
        self._terms = tuple(terms)
        whole = "|".join(
            re.escape(term.removesuffix("*")) + (r"[a-z0-9]*" if term.endswith("*") else "")
            for term, _ in sorted(self._terms, key=lambda pair: -len(pair[0]))
        )
        self._any = re.compile(rf"\b(?:{whole})\b")
        self._each = tuple(
            (
                re.compile(rf"\b{re.escape(term.removesuffix('*'))}" + ("" if term.endswith("*") else r"\b")),
                bits,
            )
            for term, bits in self._terms
        )
        self._remembered: dict[str, int] = {}

    def labels(self, text: str) -> int:
        """The labels of the name of a drug, service or laboratory index; 0 for none."""
        found = self._remembered.get(text)
        if found is None:
            if len(self._remembered) >= _REMEMBERED:
                self._remembered.clear()
            found = self._remembered[text] = self._read(vietnamese.fold(text))
        return found

    def _read(self, folded: str) -> int:
        if not self._any.search(folded):
            return 0
        bits = 0
        for pattern, more in self._each:
            if pattern.search(folded):
                bits |= more
        return bits


def expand(first: str, last: str) -> Iterator[str]:
    """The prefixes from one to another: ``A15``, ``A19`` -> A15 A16 A17 A18 A19.

    :raises ValueError: the two differ in more than their last number.
    """
    if first == last:
        yield first
        return
    low, high = _NUMBERED.match(first), _NUMBERED.match(last)
    if not low or not high or low[1] != high[1] or len(first) != len(last) or int(low[2]) > int(high[2]):
        raise ValueError(f"no range of codes: {first} to {last}")
    for number in range(int(low[2]), int(high[2]) + 1):
        yield f"{low[1]}{number:0{len(low[2])}d}"
