"""The words of doses and routes, from the tables that travel with the code."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from hoaban.kernel import tables, vietnamese

PACKAGE = "hoaban.shared.prescribing"


@dataclass(frozen=True, slots=True)
class Word:
    """A word beside a dose: when, for what, how."""

    kind: str
    key: str
    vi: str
    en: str
    fhir: str
    typed: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Route:
    """A way of giving a medicine. ``verb_vi`` begins the sentence."""

    key: str
    verb_vi: str
    vi: str
    en: str
    insurer: str
    typed: tuple[str, ...]


@cache
def dose_words() -> Mapping[tuple[str, str], Word]:
    """By kind and key."""
    return {
        (row["kind"], row["key"]): Word(
            row["kind"], row["key"], row["vi"], row["en"], row["fhir"], tuple(row["words"].split("|"))
        )
        for row in tables.read_table(PACKAGE, "dose_words.csv")
    }


def said(kind: str, key: str) -> tuple[str, str]:
    """A word in both languages; empty ones for none."""
    found = dose_words().get((kind, key))
    return (found.vi, found.en) if found else ("", "")


@cache
def typed_words() -> tuple[tuple[str, Word], ...]:
    """What may be typed, folded, the longest first."""
    found = [(text, word) for word in dose_words().values() for text in word.typed]
    return tuple(sorted(found, key=lambda one: -len(one[0])))


@cache
def routes() -> Mapping[str, Route]:
    """By key."""
    return {
        row["key"]: Route(
            row["key"], row["verb_vi"], row["vi"], row["en"], row["insurer"], tuple(row["words"].split("|"))
        )
        for row in tables.read_table(PACKAGE, "routes.csv")
    }


def route_of(text: str) -> str:
    """The key of a route however a list writes it; empty where it is none that we know."""
    folded = vietnamese.fold(text)
    bare = " ".join(text.split())
    for one in routes().values():
        known = {one.key, vietnamese.fold(one.vi), vietnamese.fold(one.verb_vi), *one.typed}
        if folded in known or (one.insurer and bare == one.insurer):
            return one.key
    return ""
