"""Forms in FHIR: Questionnaires read as plain values, their answers settled and checked. No database."""

from hoaban.shared.forms.fhir.checking import Lists, check, check_sheet
from hoaban.shared.forms.fhir.comparing import Change, compare, exported
from hoaban.shared.forms.fhir.extracting import corrections, extract
from hoaban.shared.forms.fhir.formulas import Given, standing
from hoaban.shared.forms.fhir.outline import ADDRESS, OutlineInvalid, written
from hoaban.shared.forms.fhir.posting import Posted, Read, read_posted
from hoaban.shared.forms.fhir.reading import read_form
from hoaban.shared.forms.fhir.responding import (
    About,
    Head,
    build_response,
    bundle,
    name_of,
    read_head,
    subject_of,
)
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
from hoaban.shared.forms.fhir.sheet import Answer, Blank, Sheet, by_item
from hoaban.shared.forms.fhir.telling import Line, lay_out, told
from hoaban.shared.forms.fhir.whose import Whose, in_words, read_whose

__all__ = [
    "ADDRESS",
    "About",
    "Answer",
    "Blank",
    "Change",
    "Fault",
    "Form",
    "FormInvalid",
    "Given",
    "Head",
    "Item",
    "Kind",
    "Line",
    "Lists",
    "Option",
    "OutlineInvalid",
    "Posted",
    "Read",
    "Sheet",
    "Value",
    "Whose",
    "Words",
    "begin",
    "build_response",
    "bundle",
    "by_item",
    "check",
    "check_sheet",
    "compare",
    "corrections",
    "exported",
    "extract",
    "in_words",
    "lay_out",
    "name_of",
    "read_form",
    "read_head",
    "read_posted",
    "read_whose",
    "settle",
    "standing",
    "subject_of",
    "told",
    "written",
]
