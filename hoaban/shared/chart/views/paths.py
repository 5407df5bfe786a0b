"""Where the pages of one record lie: for staff, or for the person and whoever stands for them."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.urls import reverse


@dataclass(frozen=True, slots=True)
class Paths:
    """The addresses of one record. ``own``: as citizens reach it."""

    person: UUID
    own: bool = False

    def section(self, name: str) -> str:
        """A part of the record: ``record`` (the summary), ``timeline`` ..."""
        if not self.own:
            return reverse(f"chart:{name}", args=[self.person])
        if name == "record":
            return reverse("chart:own-record", args=[self.person])
        return reverse("chart:own-section", args=[self.person, name])

    def visit(self, visit: str) -> str:
        """One visit."""
        return reverse("chart:own-visit" if self.own else "chart:visit", args=[self.person, visit])

    def original(self, document: str) -> str:
        """The original of a dossier."""
        if self.own:
            return reverse("chart:own-original", args=[self.person, document])
        return reverse("chart:original", args=[document])

    @property
    def printing(self) -> str:
        """The record on paper."""
        return reverse("chart:own-print" if self.own else "chart:print", args=[self.person])
