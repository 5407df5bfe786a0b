"""Places: communes by day, facilities, and shapes for a map.

An administrative code means nothing without a day: every question about a commune names one.
"""

from __future__ import annotations

from hoaban.foundation.places.queries.communes import (
    PROVINCE_CODE,
    commune_on,
    communes,
    find_communes,
    former_communes,
    former_names,
    neighbours,
    today_of,
)
from hoaban.foundation.places.queries.facilities import (
    facilities,
    facility,
    facility_history,
    facility_names,
)
from hoaban.foundation.places.queries.maps import map_shapes
from hoaban.foundation.places.rules.drawing import MapShape, ProvinceMap
from hoaban.foundation.places.rules.geojson import BoundariesNotValid
from hoaban.foundation.places.rules.kinds import FacilityKind, facility_kinds
from hoaban.foundation.places.rules.shapes import (
    Alias,
    Commune,
    Facility,
    Neighbour,
    commune_id,
    organization_id,
)
from hoaban.foundation.places.services import (
    BoundariesLoaded,
    FacilityNotValid,
    FacilityPeriodTaken,
    load_boundaries,
    register_facility,
)

__all__ = [
    "PROVINCE_CODE",
    "Alias",
    "BoundariesLoaded",
    "BoundariesNotValid",
    "Commune",
    "Facility",
    "FacilityKind",
    "FacilityNotValid",
    "FacilityPeriodTaken",
    "MapShape",
    "Neighbour",
    "ProvinceMap",
    "commune_id",
    "commune_on",
    "communes",
    "facilities",
    "facility",
    "facility_history",
    "facility_kinds",
    "facility_names",
    "find_communes",
    "former_communes",
    "former_names",
    "load_boundaries",
    "map_shapes",
    "neighbours",
    "organization_id",
    "register_facility",
    "today_of",
]
