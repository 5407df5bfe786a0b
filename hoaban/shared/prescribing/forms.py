"""Shape checks of what is typed while prescribing and of a list that is sent in."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from hoaban.ui.forms import PageForm, day_field


class StepForm(forms.Form):
    """What every step of a draft says: which version was seen, and the form's own mark."""

    version = forms.IntegerField(min_value=0, max_value=1_000_000)
    once = forms.CharField(max_length=64, required=False)
    place = forms.IntegerField(min_value=0, max_value=200, required=False)
    code = forms.CharField(max_length=40, required=False)
    typed = forms.CharField(max_length=2_000_000, required=False)
    last = forms.CharField(max_length=200, required=False)
    name = forms.CharField(max_length=2_000_000, required=False)
    saved = forms.UUIDField(required=False)
    prescription = forms.UUIDField(required=False)


class DetailsForm(PageForm):
    """What a prescription says beside its drugs."""

    packs = forms.IntegerField(label=_("Số thang"), min_value=1, max_value=30, required=False)
    usage = forms.CharField(
        label=_("Cách sắc, cách uống"), max_length=300, required=False, widget=forms.TextInput({"lang": "vi"})
    )
    advice = forms.CharField(
        label=_("Lời dặn"), max_length=1000, required=False, widget=forms.Textarea({"rows": 2, "lang": "vi"})
    )
    guardian = forms.CharField(
        label=_("Người đưa trẻ dưới 72 tháng đến khám"),
        max_length=120,
        required=False,
        widget=forms.TextInput({"lang": "vi"}),
    )
    revisit_days = forms.IntegerField(
        label=_("Khám lại sau (ngày)"), min_value=1, max_value=365, required=False
    )


class CancelForm(PageForm):
    """Why a prescription must not be filled."""

    reason = forms.CharField(label=_("Lý do hủy"), max_length=300, widget=forms.TextInput({"lang": "vi"}))


class DrugListForm(PageForm):
    """A facility's drug list."""

    facility = forms.ChoiceField(label=_("Cơ sở"))
    valid_from = day_field(_("Áp dụng từ ngày"))
    file = forms.FileField(label=_("Chọn tệp XLSX"), widget=forms.FileInput({"accept": ".xlsx"}))


class DoseForm(PageForm):
    """What the dose calculator works with; empty fields are taken from the record."""

    weight = forms.DecimalField(
        label=_("Cân nặng (kg)"), min_value=0.3, max_value=400, max_digits=6, decimal_places=2, required=False
    )
    height = forms.DecimalField(
        label=_("Chiều cao (cm)"), min_value=20, max_value=260, max_digits=6, decimal_places=1, required=False
    )
    creatinine = forms.DecimalField(
        label=_("Creatinin máu (µmol/L)"),
        min_value=5,
        max_value=3000,
        max_digits=6,
        decimal_places=1,
        required=False,
    )

    def given(self) -> dict[str, Any]:
        """The fields that were filled in."""
        return {name: value for name, value in self.cleaned_data.items() if value is not None}
