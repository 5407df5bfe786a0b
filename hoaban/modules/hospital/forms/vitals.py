"""The shape of a row of the triage grid, and of the same signs on a page of their own."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from hoaban.modules.hospital.rules import signs as rules
from hoaban.ui.forms import PageForm, said

_CELLS = ("pulse", "temperature", "breathing", "saturation", "weight", "height", "pain")


class NumberCell(forms.CharField):
    """A number with comma or point, kept to the digits of its sign; None for nothing."""

    def __init__(self, *, decimals: int, **named: Any) -> None:
        super().__init__(required=False, max_length=12, **named)
        self.decimals = decimals
        self.widget.attrs |= {"inputmode": "decimal", "autocomplete": "off", "size": "5"}

    def clean(self, value: Any) -> Decimal | None:
        said_ = super().clean(value)
        try:
            number = rules.read_number(said_)
        except ValueError:
            raise forms.ValidationError(gettext("Không phải là số.")) from None
        return None if number is None else number.quantize(Decimal(1).scaleb(-self.decimals))


class PressureCell(forms.CharField):
    """``120/80``; a pair of numbers."""

    def clean(self, value: Any) -> tuple[Decimal | None, Decimal | None]:
        try:
            return rules.read_pressure(super().clean(value))
        except ValueError:
            raise forms.ValidationError(gettext("Ghi như 120/80.")) from None


class SignsForm(PageForm):
    """One person's row. ``lists``: priorities, and the rooms to which they can go."""

    pulse = NumberCell(label=_("Mạch"), decimals=0)
    temperature = NumberCell(label=_("Nhiệt độ"), decimals=1)
    pressure = PressureCell(label=_("Huyết áp"), required=False, max_length=12)
    breathing = NumberCell(label=_("Nhịp thở"), decimals=0)
    saturation = NumberCell(label="SpO2", decimals=0)
    weight = NumberCell(label=_("Cân nặng"), decimals=2)
    height = NumberCell(label=_("Chiều cao"), decimals=1)
    pain = NumberCell(label=_("Mức đau"), decimals=0)
    consciousness = forms.ChoiceField(label=_("Tri giác"), required=False)
    oxygen = forms.ChoiceField(label=_("Thở"), required=False)
    none_known = forms.BooleanField(label=_("Đã hỏi: không có dị ứng đã biết"), required=False)
    allergy = forms.CharField(label=_("Dị ứng với"), required=False, max_length=200)
    reaction = forms.CharField(label=_("Phản ứng"), required=False, max_length=200)
    pregnancy = forms.ChoiceField(label=_("Đang có thai"), required=False)
    priority = forms.ChoiceField(label=_("Ưu tiên"), required=False)
    to_point = forms.ChoiceField(label=_("Chuyển tới phòng"), required=False)
    once = forms.CharField(widget=forms.HiddenInput, required=False, max_length=60)
    ticket = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=1, max_value=2**62)

    def __init__(self, *arguments: Any, **named: Any) -> None:
        lists = {
            "consciousness": [
                (code, f"{code} · {said(*words)}") for code, words in rules.CONSCIOUSNESS.items()
            ],
            "oxygen": [("air", gettext("Khí trời")), ("oxygen", gettext("Oxy"))],
            "pregnancy": [("yes", gettext("Có")), ("no", gettext("Không"))],
            **(named.pop("lists", None) or {}),
        }
        super().__init__(*arguments, lists=lists, **named)
        self.fields["pressure"].widget.attrs |= {"autocomplete": "off", "size": "7"}

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("allergy") and given.get("none_known"):
            self.add_error("none_known", gettext("Vừa ghi dị ứng vừa ghi không có."))
        return given

    def signs(self) -> rules.Signs:
        """What was measured; of a valid form."""
        given = self.cleaned_data
        systolic, diastolic = given["pressure"]
        oxygen = {"air": False, "oxygen": True}.get(given["oxygen"])
        numbers = {name: given[name] for name in _CELLS}
        return rules.Signs(
            systolic=systolic,
            diastolic=diastolic,
            consciousness=given["consciousness"],
            oxygen=oxygen,
            **numbers,
        )

    @property
    def was_filled(self) -> bool:
        """Whether somebody entered more than what the row offered by itself."""
        offered = {"priority", "to_point", "once", "ticket"}
        return any(self.data.get(self.add_prefix(name)) for name in self.fields if name not in offered)

    def cells(self) -> list[Any]:
        """The bound fields of the grid's cells, in order."""
        return [self[name] for name in GRID]


GRID = (
    "pulse",
    "temperature",
    "pressure",
    "breathing",
    "saturation",
    "oxygen",
    "weight",
    "height",
    "pain",
    "consciousness",
)
"""The cells of a row, from left to right."""
