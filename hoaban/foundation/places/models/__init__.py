"""The registers of facilities and of what belongs to each; boundaries."""

from hoaban.foundation.places.models.boundaries import BoundarySet
from hoaban.foundation.places.models.details import (
    FacilityDepartment,
    FacilityDetail,
    FacilityRelation,
    OfferedService,
    Permit,
    Responsible,
)
from hoaban.foundation.places.models.drafts import FacilityListDraft
from hoaban.foundation.places.models.facilities import Facility

__all__ = [
    "BoundarySet",
    "Facility",
    "FacilityDepartment",
    "FacilityDetail",
    "FacilityListDraft",
    "FacilityRelation",
    "OfferedService",
    "Permit",
    "Responsible",
]
