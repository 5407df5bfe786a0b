"""What stewards, registrars and keepers of households type."""

from hoaban.shared.people.forms.circle import (
    DoctorForm,
    DoctorPlaceForm,
    FoundForm,
    HomesForm,
    JoinForm,
    LackingForm,
    LastDayForm,
    MistakeForm,
    PlaceForm,
    RelateForm,
    RelationForm,
    SeekForm,
    StationForm,
)
from hoaban.shared.people.forms.persons import (
    KIND_WORDS,
    DecisionForm,
    UndoForm,
    WholePerson,
    is_sure,
    sure_of,
)

__all__ = [
    "KIND_WORDS",
    "DecisionForm",
    "DoctorForm",
    "DoctorPlaceForm",
    "FoundForm",
    "HomesForm",
    "JoinForm",
    "LackingForm",
    "LastDayForm",
    "MistakeForm",
    "PlaceForm",
    "RelateForm",
    "RelationForm",
    "SeekForm",
    "StationForm",
    "UndoForm",
    "WholePerson",
    "is_sure",
    "sure_of",
]
