"""The sensitive lists, read once per process."""

from __future__ import annotations

from datetime import date
from functools import cache

from hoaban.foundation.codes.queries.lists import PACKAGE
from hoaban.foundation.codes.rules.sensitive import BITS, Matcher, Rule, TermMatcher
from hoaban.kernel import tables

_TABLE = "TABLE"


@cache
def _matcher() -> Matcher:
    systems = {row["uri"]: row["list"] for row in tables.read_table(PACKAGE, "systems.csv")}
    rules = (
        Rule(row["system"], row["first"], row["last"], BITS[row["label"]], tables.period_of(row))
        for row in tables.read_table(PACKAGE, "sensitive.csv")
    )
    return Matcher(rules, systems)


@cache
def _terms() -> TermMatcher:
    rows = tables.read_table(PACKAGE, "sensitive_terms.csv")
    return TermMatcher((row["term"], BITS[row["label"]]) for row in rows)


def sensitive_labels(system: str, code: str, on: date) -> int:
    """The label bits of a coding, 0 for none; ``system`` is a FHIR system URI or a list id (``ICD10``)."""
    return _matcher().labels(system, code, on)


def sensitive_text_labels(text: str) -> int:
    """The label bits of the name of a drug, service or laboratory index (not of running text); 0 for none."""
    return _terms().labels(text)


def table_labels(table: str, on: date) -> int:
    """The label bits that a table of the claim (``XML6``, ``XML15``) gives its dossier by being there."""
    return _matcher().labels(_TABLE, table, on)
