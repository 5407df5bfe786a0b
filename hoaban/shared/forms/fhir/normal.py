"""What is normal, written into every question that says so and was not answered: by one act of who examined."""

from __future__ import annotations

from hoaban.record.shapes import Json
from hoaban.shared.forms.fhir.shapes import Value
from hoaban.shared.forms.fhir.sheet import Answer, Sheet

ALL = "*"


def with_normal(sheet: Sheet, place: str) -> list[Json]:
    """The answers with what is normal at a place and everything in it (``*``: everywhere), in the language of the law."""
    for blank in sheet.all():
        here = place == ALL or blank.place == place or blank.place.startswith(f"{place}/")
        if here and blank.is_open and blank.item.normal is not None and not blank.answers:
            blank.answers = [Answer(Value("String", blank.item.normal.vi))]
    found: list[Json] = sheet.json().get("item", [])
    return found


def can_be_normal(sheet: Sheet) -> bool:
    """Whether something that is open and unanswered has words for what is normal."""
    return any(one.is_open and one.item.normal is not None and not one.answers for one in sheet.all())
