"""Places: communes by day, facilities with all that belongs to them, and shapes for a map.

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
    department_names,
    facilities,
    facility,
    facility_history,
    facility_names,
    stations_of,
)
from hoaban.foundation.places.queries.facility_files import (
    FacilityPage,
    ToRenew,
    WantedFacilities,
    facility_file,
    list_facilities,
    list_to_renew,
)
from hoaban.foundation.places.queries.maps import map_shapes, province_shape
from hoaban.foundation.places.queries.units import (
    Branch,
    CountryUnit,
    Province,
    borders_of,
    country_unit,
    find_country_units,
    former_districts,
    meanings,
    provinces,
    recast,
    tree_on,
)
from hoaban.foundation.places.rules.borders import Borders, Recast, RecastRow, by_district
from hoaban.foundation.places.rules.drawing import MapShape, ProvinceMap
from hoaban.foundation.places.rules.facility_file import (
    Department,
    Detail,
    FacilityFile,
    Offered,
    Permit,
    Relation,
    Responsible,
)
from hoaban.foundation.places.rules.geojson import BoundariesNotValid
from hoaban.foundation.places.rules.kinds import FacilityKind, facility_kinds
from hoaban.foundation.places.rules.shapes import (
    Alias,
    Commune,
    Facility,
    Neighbour,
    commune_id,
    department_id,
    organization_id,
)
from hoaban.foundation.places.services.boundaries import BoundariesLoaded, load_boundaries
from hoaban.foundation.places.services.details import (
    LaterPeriodKnown,
    PracticeCodeTaken,
    close_department,
    end_service,
    name_responsible,
    offer_service,
    open_department,
    record_permit,
    relate,
    revoke_permit,
    set_detail,
)
from hoaban.foundation.places.services.facilities import (
    FacilityNotValid,
    FacilityPeriodTaken,
    register_facility,
)
from hoaban.foundation.places.services.listing import (
    FacilityListChanged,
    FacilityListHasFaults,
    apply_facilities,
    send_facilities,
)
from hoaban.foundation.places.services.noting import NoSuchFacility, PlaceChanged, PlaceNotValid

__all__ = [
    "PROVINCE_CODE",
    "Alias",
    "Borders",
    "BoundariesLoaded",
    "BoundariesNotValid",
    "Branch",
    "Commune",
    "CountryUnit",
    "Department",
    "Detail",
    "Facility",
    "FacilityFile",
    "FacilityKind",
    "FacilityListChanged",
    "FacilityListHasFaults",
    "FacilityNotValid",
    "FacilityPage",
    "FacilityPeriodTaken",
    "LaterPeriodKnown",
    "MapShape",
    "Neighbour",
    "NoSuchFacility",
    "Offered",
    "Permit",
    "PlaceChanged",
    "PlaceNotValid",
    "PracticeCodeTaken",
    "Province",
    "ProvinceMap",
    "Recast",
    "RecastRow",
    "Relation",
    "Responsible",
    "ToRenew",
    "WantedFacilities",
    "apply_facilities",
    "borders_of",
    "by_district",
    "close_department",
    "commune_id",
    "commune_on",
    "communes",
    "country_unit",
    "department_id",
    "department_names",
    "end_service",
    "facilities",
    "facility",
    "facility_file",
    "facility_history",
    "facility_kinds",
    "facility_names",
    "find_communes",
    "find_country_units",
    "former_communes",
    "former_districts",
    "former_names",
    "list_facilities",
    "list_to_renew",
    "load_boundaries",
    "map_shapes",
    "meanings",
    "name_responsible",
    "neighbours",
    "offer_service",
    "open_department",
    "organization_id",
    "province_shape",
    "provinces",
    "recast",
    "record_permit",
    "register_facility",
    "relate",
    "revoke_permit",
    "send_facilities",
    "set_detail",
    "stations_of",
    "today_of",
    "tree_on",
]
