"""Answers to what the checks and the mapping ask of code lists and places."""

from __future__ import annotations

from datetime import date
from functools import cache, lru_cache

from hoaban.foundation.codes import api as codes
from hoaban.foundation.places import api as places


class Lookups:
    """Names for the mapping. Remembers, since a file asks the same few hundred names again and again."""

    def __init__(self) -> None:
        self.name = lru_cache(maxsize=50_000)(self._name)
        self.commune_since = lru_cache(maxsize=5_000)(self._commune_since)
        self.facility_name = lru_cache(maxsize=1_000)(self._facility_name)

    def _name(self, list_id: str, code: str, on: date) -> str | None:
        found = codes.find(list_id, code, on)
        return found.name_vi if found else None

    def _commune_since(self, code: str, on: date) -> date | None:
        found = places.commune_on(code, on)
        return found.period.start if found else None

    def _facility_name(self, code: str, on: date) -> str | None:
        found = places.facility(code, on)
        return found.name if found else None


@cache
def lookups() -> Lookups:
    """The lookups of this process."""
    return Lookups()


class CodeLists:
    """Code lists for the checks."""

    def find(self, list_id: str, code: str, on: date) -> codes.Code | None:
        """The code of a list on a day."""
        return codes.find(list_id, code, on)

    def has(self, list_id: str, on: date) -> bool:
        """Whether the list is at hand for a day at all."""
        return codes.exists(list_id, on)


@cache
def code_lists() -> CodeLists:
    """The code lists of this process."""
    return CodeLists()
