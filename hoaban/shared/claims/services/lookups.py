"""Answers to what the checks and the mapping ask of code lists and places."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from functools import cache, lru_cache

from hoaban.foundation.codes import api as codes
from hoaban.foundation.places import api as places


class Lookups:
    """Names for the mapping. Remembers, since a file asks the same few hundred names again and again."""

    def __init__(self) -> None:
        self.name = lru_cache(maxsize=50_000)(self._name)
        self.commune_since = lru_cache(maxsize=5_000)(self._commune_since)
        self._history = lru_cache(maxsize=5_000)(places.facility_history)

    def _name(self, list_id: str, code: str, on: date) -> str | None:
        found = codes.find(list_id, code, on)
        return found.name_vi if found else None

    def _commune_since(self, code: str, on: date) -> date | None:
        found = places.commune_on(code, on)
        return found.period.start if found else None

    def facility_name(self, code: str, on: date) -> str | None:
        """The name of a facility of that day."""
        return next((one.name for one in self._history(code) if on in one.period), None)

    def station_commune(self, code: str, on: date) -> str | None:
        """The commune whose station it is that day."""
        here = next((one for one in self._history(code) if on in one.period), None)
        return here.commune_code if here and here.kind == "commune_station" else None


@cache
def lookups() -> Lookups:
    """The lookups of this process."""
    return Lookups()


class CodeLists:
    """Code lists and benefits for the checks (the protocol of ``rules.lists``)."""

    def is_known(self, list_id: str, code: str, on: date) -> bool | None:
        """Yes, no, or ``None`` where the list at hand cannot tell."""
        return codes.is_known(list_id, code, on)

    def share(self, coverage_class: str, on: date) -> codes.CoverageClass | None:
        """What a coverage class gives on a day."""
        return codes.coverage_class(coverage_class, on)

    def card_percent(self, card: str, on: date) -> Decimal | None:
        """What the level digit of a card gives."""
        found = codes.card_level(card, on)
        return found.percent if found else None

    def usual_level(self, group: str, on: date) -> str | None:
        """The level digit that usually goes with the two letters of a card."""
        return codes.usual_level(group, on)

    def base_salary(self, on: date) -> Decimal | None:
        """The base salary in dong per month."""
        found = codes.base_salary(on)
        return found.amount if found else None


@cache
def code_lists() -> CodeLists:
    """The code lists of this process."""
    return CodeLists()
