"""Words for what was measured: values with units, marks outside of the normal range, the score and what to do."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal

from django.utils.translation import gettext as _

from hoaban.modules.hospital.fhir.shapes import Allergy, Reading
from hoaban.modules.hospital.rules import signs as rules
from hoaban.modules.hospital.rules import warning as warnings
from hoaban.ui import formats, parts
from hoaban.ui.forms import said

_KINDS = {"low": "success", "watch": "info", "medium": "warning", "high": "danger"}
Latest = Mapping[str, Reading]
"""The newest reading of each sign by its name."""


def latest(readings: Iterable[Reading]) -> dict[str, Reading]:
    """Of readings in the order of time, the newest of each sign."""
    return {one.sign: one for one in readings}


def shown(of: Latest, field: str) -> str:
    """What was last measured for a cell of the grid; empty when nothing."""
    if field == "pressure":
        high, low = of.get("systolic"), of.get("diastolic")
        return f"{number(high)}/{number(low)}" if high or low else ""
    found = of.get(field)
    if found is None:
        return ""
    if field == "oxygen":
        return _("Oxy") if found.text == "oxygen" else _("Khí trời")
    if field == "consciousness":
        return found.text
    return number(found)


def mark(of: Latest, field: str, months: int | None) -> parts.Badge | None:
    """In which direction what was last measured lies outside of the normal range at the age."""
    if not is_marked(of, field, months):
        return None
    if field == "consciousness":
        return parts.Badge(_("bất thường"), "warning")
    name = "systolic" if field == "pressure" else field
    value = of[name].value if name in of else None
    if value is None or not warnings.is_unusual(name, value, months):
        name = "diastolic"
    low, _high = warnings.normal_range(name, months) or (None, None)
    found = of[name].value
    return parts.Badge(
        _("thấp") if low is not None and found is not None and found < low else _("cao"), "warning"
    )


def is_marked(of: Latest, field: str, months: int | None) -> bool:
    """Whether what was last measured lies outside of the normal range at the age."""
    names = ("systolic", "diastolic") if field == "pressure" else (field,)
    for name in names:
        found = of.get(name)
        if found is not None and name == "consciousness":
            return found.text != "A"
        if found is not None and found.value is not None and warnings.is_unusual(name, found.value, months):
            return True
    return False


def number(found: Reading | None) -> str:
    """The figure alone, as it was measured."""
    return plain(found.value) if found is not None and found.value is not None else ""


def plain(value: Decimal) -> str:
    """A figure without zeros that say nothing."""
    text = format(value, "f")
    return (text.rstrip("0").rstrip(".") if "." in text else text).replace(".", ",")


def score_badge(of: Latest) -> parts.Badge | None:
    """The last score, with what to do."""
    found = of.get("score")
    if found is None or found.value is None:
        return None
    band = next(
        (one for one in warnings.bands() if one["vi"] == found.text), {"band": "watch", "vi": "", "en": ""}
    )
    words = said(band["vi"], band["en"])
    return parts.Badge(
        _("Điểm cảnh báo sớm %(points)s: %(words)s") % {"points": plain(found.value), "words": words},
        _KINDS[band["band"]],
        "warning" if band["band"] in ("medium", "high") else "",
    )


def warning_words(of: warnings.Warning) -> str:
    """A score in a sentence, with what it lacks."""
    told = f"{of.score} {of.points}: {said(of.vi, of.en)}"
    if of.lacking:
        told += " " + _("(chưa đủ: thiếu %s)") % ", ".join(_within(sign_word(one)) for one in of.lacking)
    return told


def sign_word(name: str) -> str:
    """What a sign is called."""
    if name in rules.signs():
        one = rules.signs()[name]
        return said(one.vi, one.en)
    return {"oxygen": _("Thở"), "consciousness": _("Tri giác"), "body_mass": "BMI"}.get(name, name)


def allergies(of: Iterable[Allergy]) -> str:
    """Known allergies in a line; that none are known; empty when nobody asked."""
    listed = list(of)
    named = [
        f"{one.substance} ({one.reaction})" if one.reaction else one.substance
        for one in listed
        if not one.none_known
    ]
    if named:
        return ", ".join(named)
    return _("Không có dị ứng đã biết") if listed else ""


def pregnancy(of: Latest) -> str:
    """What was last said of pregnancy; empty when nobody asked."""
    found = of.get("pregnancy")
    if found is None:
        return ""
    return {"77386006": _("Có thai"), "60001007": _("Không có thai")}.get(found.text, found.text)


def unit(name: str) -> str:
    """The unit of a sign as shown."""
    return rules.signs()[name].unit if name in rules.signs() else {"body_mass": "kg/m²"}.get(name, "")


def when(found: Reading) -> str:
    """Day and time of a reading."""
    return formats.day_time(found.at)


def _within(word: str) -> str:
    """A word within a sentence; SpO2 stays as it is."""
    return word if any(letter.isupper() for letter in word[1:]) else word.lower()
