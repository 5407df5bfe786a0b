"""What places look like to their callers."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from uuid import UUID

from hoaban.kernel import ids
from hoaban.kernel.effective import Period


@dataclass(frozen=True, slots=True)
class Commune:
    """A commune-level unit. Its code means nothing without its period: codes were reused on 2025-07-01."""

    code: str
    type: str
    """``Xã``, ``Phường`` or ``Thị trấn``."""
    name: str
    period: Period
    district: str
    """With its word, such as ``Huyện Phong Thổ``; empty since districts were abolished."""
    district_code: str
    population: int | None
    """Unofficial reference figure; ``None`` where no source gives a credible one."""
    population_estimate: int | None
    """Our own estimate, only where ``population`` is ``None``; show it marked as such."""
    area_km2: Decimal | None
    lat: float | None
    lon: float | None
    """A point inside the unit, WGS 84 degrees."""
    seat: str

    @property
    def full_name(self) -> str:
        """As in an address: ``xã Dào San``, ``phường Tân Phong``."""
        return f"{self.type.lower()} {self.name}"

    @property
    def id(self) -> UUID:
        """The id of the commune in the record."""
        return commune_id(self.code)


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A commune across a shared border."""

    code: str
    border_km: Decimal


@dataclass(frozen=True, slots=True)
class Alias:
    """Another name of a facility and the days on which it was used."""

    name: str
    period: Period


@dataclass(frozen=True, slots=True)
class Facility:
    """One facility (or authority of the sector) during one period."""

    code: str
    """5 characters, the first two the province of issue (QĐ 384/QĐ-BYT 2019)."""
    name: str
    kind: str
    period: Period = field(default_factory=Period)
    level: str = ""
    """Professional level: ``primary``, ``basic``, ``specialised``; empty where none was given."""
    points: Decimal | None = None
    """Points of the classification that the benefit rules ask for."""
    former_line: str = ""
    """The line before 2025: ``central``, ``provincial``, ``district``, ``commune`` or empty."""
    commune_code: str = ""
    parent_code: str = ""
    owner: str = ""
    beds: int | None = None
    aliases: tuple[Alias, ...] = field(default=())
    demo: bool = False
    """Invented, or a real one under an invented code."""

    @property
    def formerly_provincial(self) -> bool:
        """It belonged to the provincial or central line before 2025 (coverage classes 1.14, 1.18, 3.2)."""
        return self.former_line in {"provincial", "central"}

    @property
    def organization_id(self) -> UUID:
        """The id of the facility in the record."""
        return organization_id(self.code)

    def name_on(self, day: date) -> str:
        """The name that was used on a day, as papers of that day show it."""
        return next((alias.name for alias in self.aliases if day in alias.period), self.name)


def organization_id(facility_code: str) -> UUID:
    """The id of a facility in the record, from its code alone."""
    return ids.uuid8_timeless("facility", facility_code)


def department_id(code: str) -> UUID:
    """The id of a department in the record, from the facility's code and its own with a point between."""
    return ids.uuid8_timeless("department", code)


def commune_id(code: str) -> UUID:
    """The id of a commune in the record. Bring an older code to today's first (``today_of``)."""
    return ids.uuid8_timeless("commune", code)
