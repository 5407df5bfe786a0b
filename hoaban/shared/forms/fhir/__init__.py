"""Forms in FHIR: Questionnaires read as plain values, their answers settled and checked. No database."""

from hoaban.shared.forms.fhir.checking import Lists, check, check_sheet
from hoaban.shared.forms.fhir.comparing import Change, compare, exported
from hoaban.shared.forms.fhir.formulas import Given
from hoaban.shared.forms.fhir.reading import read_form
from hoaban.shared.forms.fhir.settling import begin, settle
from hoaban.shared.forms.fhir.shapes import (
    Fault,
    Form,
    FormInvalid,
    Item,
    Kind,
    Option,
    Value,
    Words,
)
from hoaban.shared.forms.fhir.sheet import Answer, Blank, Sheet

__all__ = [
    "Answer",
    "Blank",
    "Change",
    "Fault",
    "Form",
    "FormInvalid",
    "Given",
    "Item",
    "Kind",
    "Lists",
    "Option",
    "Sheet",
    "Value",
    "Words",
    "begin",
    "check",
    "check_sheet",
    "compare",
    "exported",
    "read_form",
    "settle",
]
