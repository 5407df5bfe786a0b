"""What the checks ask of the layer that knows code lists, benefits and places. Handed in, so that rules stay pure."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Protocol


class Share(Protocol):
    """What a coverage class (MA_DOITUONG_KCB) leaves of the level of a card, in percent; None where nothing is fixed."""

    @property
    def outpatient_rate(self) -> Decimal | None: ...

    @property
    def inpatient_rate(self) -> Decimal | None: ...

    @property
    def full_level(self) -> bool: ...


class CodeLists(Protocol):
    """Lookups on a day. "Cannot tell" is ``None``, and a check that is told so stays silent."""

    def is_known(self, list_id: str, code: str, on: date) -> bool | None:
        """Whether a code stands in a list; None when the list is not at hand, or does not hold everything."""

    def share(self, coverage_class: str, on: date) -> Share | None:
        """What a coverage class gives."""

    def card_percent(self, card: str, on: date) -> Decimal | None:
        """What the level digit of a 15-character card gives, in percent."""

    def usual_level(self, group: str, on: date) -> str | None:
        """The level digit that usually goes with the two letters of a card."""

    def base_salary(self, on: date) -> Decimal | None:
        """The base salary in dong per month."""


class NoLists:
    """Nothing is known: code, benefit and card checks stay silent."""

    def is_known(self, list_id: str, code: str, on: date) -> bool | None:  # noqa: ARG002
        return None

    def share(self, coverage_class: str, on: date) -> Share | None:  # noqa: ARG002
        return None

    def card_percent(self, card: str, on: date) -> Decimal | None:  # noqa: ARG002
        return None

    def usual_level(self, group: str, on: date) -> str | None:  # noqa: ARG002
        return None

    def base_salary(self, on: date) -> Decimal | None:  # noqa: ARG002
        return None
