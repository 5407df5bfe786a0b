"""The real code lists, as the checks ask for them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from hoaban.foundation.codes import api as codes


class RealLists:
    """Code lists of the installation; communes and facilities cannot tell here."""

    def is_known(self, list_id: str, code: str, on: date) -> bool | None:
        return codes.is_known(list_id, code, on)

    def share(self, coverage_class: str, on: date) -> codes.CoverageClass | None:
        return codes.coverage_class(coverage_class, on)

    def card_percent(self, card: str, on: date) -> Decimal | None:
        level = codes.card_level(card, on)
        return level.percent if level else None

    def usual_level(self, group: str, on: date) -> str | None:
        return codes.usual_level(group, on)

    def base_salary(self, on: date) -> Decimal | None:
        salary = codes.base_salary(on)
        return salary.amount if salary else None
