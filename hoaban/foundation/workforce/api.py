"""The staff file of the sector: people, posts, licences, hours; and a name for the number that a claim or record carries."""

from __future__ import annotations

from hoaban.foundation.workforce.queries.coverage import Cover, Forecast, list_coverage, list_forecast
from hoaban.foundation.workforce.queries.duties import (
    Ending,
    Retiring,
    ToReport,
    list_ending,
    list_retiring,
    list_to_report,
)
from hoaban.foundation.workforce.queries.members import (
    Listed,
    ListPage,
    Wanted,
    find_file,
    find_member_by_number,
    list_staff,
    may_practise,
    open_file,
)
from hoaban.foundation.workforce.queries.practitioners import (
    find_practitioner,
    list_doctors,
    list_practitioners,
    practitioner_names,
)
from hoaban.foundation.workforce.queries.rota import Turn, list_turns, shifts_of
from hoaban.foundation.workforce.queries.standing import Standing, standing_of
from hoaban.foundation.workforce.rules.lists import Act, Profession, acts, professions
from hoaban.foundation.workforce.rules.practising import Answer, Reason
from hoaban.foundation.workforce.rules.practitioners import Practitioner, practitioner_id
from hoaban.foundation.workforce.rules.shapes import (
    Licence,
    Member,
    Post,
    RegisteredHours,
    Shift,
    StaffFile,
    Suspension,
    Training,
)
from hoaban.foundation.workforce.services.hours import HoursOverlap, cancel_shift, plan_shift, register_hours
from hoaban.foundation.workforce.services.listing import ListChanged, ListHasFaults, apply_list, send_list
from hoaban.foundation.workforce.services.members import (
    NumberTaken,
    PostPeriodTaken,
    TooManyTrainees,
    correct_member,
    end_post,
    mark_reported,
    open_post,
    register_member,
)
from hoaban.foundation.workforce.services.noting import NoSuchStaff, StaffChanged, StaffNotValid
from hoaban.foundation.workforce.services.practice import (
    LicenceTaken,
    NoSuchLicence,
    lift_suspension,
    record_licence,
    record_training,
    revoke_licence,
    suspend_licence,
)
from hoaban.foundation.workforce.services.practitioners import (
    PractitionerNotValid,
    PractitionerPeriodTaken,
    register_practitioner,
)

__all__ = [
    "Act",
    "Answer",
    "Cover",
    "Ending",
    "Forecast",
    "HoursOverlap",
    "Licence",
    "LicenceTaken",
    "ListChanged",
    "ListHasFaults",
    "ListPage",
    "Listed",
    "Member",
    "NoSuchLicence",
    "NoSuchStaff",
    "NumberTaken",
    "Post",
    "PostPeriodTaken",
    "Practitioner",
    "PractitionerNotValid",
    "PractitionerPeriodTaken",
    "Profession",
    "Reason",
    "RegisteredHours",
    "Retiring",
    "Shift",
    "StaffChanged",
    "StaffFile",
    "StaffNotValid",
    "Standing",
    "Suspension",
    "ToReport",
    "TooManyTrainees",
    "Training",
    "Turn",
    "Wanted",
    "acts",
    "apply_list",
    "cancel_shift",
    "correct_member",
    "end_post",
    "find_file",
    "find_member_by_number",
    "find_practitioner",
    "lift_suspension",
    "list_coverage",
    "list_doctors",
    "list_ending",
    "list_forecast",
    "list_practitioners",
    "list_retiring",
    "list_staff",
    "list_to_report",
    "list_turns",
    "mark_reported",
    "may_practise",
    "open_file",
    "open_post",
    "plan_shift",
    "practitioner_id",
    "practitioner_names",
    "professions",
    "record_licence",
    "record_training",
    "register_hours",
    "register_member",
    "register_practitioner",
    "revoke_licence",
    "send_list",
    "shifts_of",
    "standing_of",
    "suspend_licence",
]
