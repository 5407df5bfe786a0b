"""Forms for every module: which version holds, what it asks, whether its answers stand; keeping the versions."""

from hoaban.shared.forms.fhir import (
    Fault,
    Form,
    FormInvalid,
    Sheet,
    begin,
    check,
    settle,
)
from hoaban.shared.forms.policies import MANAGE
from hoaban.shared.forms.queries import (
    compare_versions,
    export_version,
    find_in_force,
    get_version,
    list_forms,
    read_version,
    versions_of,
)
from hoaban.shared.forms.rules import FormStands, NotInThisState, State, Version
from hoaban.shared.forms.services import bring_form, discard_draft, publish_form, retire_form

__all__ = [
    "MANAGE",
    "Fault",
    "Form",
    "FormInvalid",
    "FormStands",
    "NotInThisState",
    "Sheet",
    "State",
    "Version",
    "begin",
    "bring_form",
    "check",
    "compare_versions",
    "discard_draft",
    "export_version",
    "find_in_force",
    "get_version",
    "list_forms",
    "publish_form",
    "read_version",
    "retire_form",
    "settle",
    "versions_of",
]
