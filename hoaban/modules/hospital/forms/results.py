"""The shape of a result as it is typed: a field for each value of its template, and the text."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from hoaban.modules.hospital.rules import results as rules
from hoaban.ui.forms import PageForm, said


class ResultForm(PageForm):
    """``analytes``: the values of the template, each with its range as shown; ``amends``: a released result is changed."""

    text = forms.CharField(
        label=_("Nhận xét, kết luận"), required=False, max_length=20_000, widget=forms.Textarea({"rows": 6})
    )
    why = forms.CharField(label=_("Lý do sửa kết quả đã trả"), required=False, max_length=300)
    once = forms.CharField(widget=forms.HiddenInput, required=False, max_length=60)
    versions = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0, max_value=10_000)

    def __init__(
        self, *arguments: Any, analytes: list[tuple[rules.Analyte, str]], amends: bool, **named: Any
    ) -> None:
        super().__init__(*arguments, **named)
        values: dict[str, forms.Field] = {}
        for one, usual in analytes:
            label = said(one.vi, one.en) + (f" ({one.unit})" if one.unit else "")
            if one.kind == "choice":
                choices = [("", "—"), *((each, each) for each in one.choices)]
                values[one.name] = forms.ChoiceField(label=label, required=False, choices=choices)
            else:
                values[one.name] = forms.CharField(
                    label=label, required=False, max_length=500, help_text=usual
                )
                values[one.name].widget.attrs |= {"autocomplete": "off"}
                if one.kind == "number":
                    values[one.name].widget.attrs |= {"inputmode": "decimal", "size": "10"}
        self.fields = {**values, **self.fields}
        if not amends:
            del self.fields["why"]

    def values(self) -> dict[str, str]:
        """What was typed, by analyte; of a valid form."""
        kept = {"text", "why", "once", "versions"}
        return {name: value for name, value in self.cleaned_data.items() if name not in kept}


class WithdrawForm(PageForm):
    """Why a result is withdrawn."""

    why = forms.CharField(label=_("Lý do rút kết quả"), max_length=300)
