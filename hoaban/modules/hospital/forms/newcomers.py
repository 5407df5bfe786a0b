"""What a desk types of somebody whom the register does not know."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from hoaban.kernel import clock, vietnamese
from hoaban.shared.people import api as people
from hoaban.ui.forms import PageForm

_PAPERS = (("personal_number", "national_id"), ("old_number", "citizen_id"), ("card", "insurance"))
_SMALL = {"autocomplete": "off", "spellcheck": "false"}


class NewcomerForm(PageForm):
    """As little as a desk needs."""

    name = forms.CharField(
        label=_("Họ và tên"), max_length=200, widget=forms.TextInput({**_SMALL, "autofocus": True})
    )
    birth = forms.CharField(
        label=_("Ngày sinh"), max_length=10, required=False, widget=forms.TextInput(_SMALL),
        help_text=_("Biết đến đâu ghi đến đó: 2/9/1964, 9/1964 hoặc 1964."),
    )  # fmt: skip
    sex = forms.ChoiceField(label=_("Giới tính"), required=False)
    commune = forms.ChoiceField(label=_("Xã, phường"), required=False)
    address = forms.CharField(
        label=_("Bản, tổ, số nhà"), max_length=200, required=False, widget=forms.TextInput(_SMALL)
    )
    phone = forms.CharField(
        label=_("Điện thoại"), max_length=20, required=False, widget=forms.TextInput(_SMALL)
    )
    personal_number = forms.CharField(
        label=_("Số định danh cá nhân"), max_length=20, required=False, widget=forms.TextInput(_SMALL)
    )
    old_number = forms.CharField(max_length=20, required=False, widget=forms.HiddenInput)
    card = forms.CharField(label=_("Thẻ BHYT"), max_length=20, required=False, widget=forms.TextInput(_SMALL))
    method = forms.CharField(max_length=14, required=False, widget=forms.HiddenInput)
    scan = forms.CharField(max_length=2000, required=False, widget=forms.HiddenInput)
    once = forms.RegexField(r"^[0-9a-f]{32}$", widget=forms.HiddenInput)

    def clean_birth(self) -> str:
        """A date as far as it is known, not after today."""
        try:
            birth = people.read_birth(self.cleaned_data["birth"])
        except ValueError:
            raise forms.ValidationError(_("Không có ngày này. Ghi như 2/9/1964, 9/1964 hoặc 1964.")) from None
        if birth > clock.vietnam_day(clock.now()).isoformat():
            raise forms.ValidationError(_("Ngày sinh sau hôm nay."))
        return birth

    def details(self) -> people.Details:
        """What was typed; only when all is valid."""
        typed: dict[str, Any] = self.cleaned_data
        papers = tuple(
            people.Paper(kind, "".join(typed[field].split()).upper())
            for field, kind in _PAPERS
            if typed[field].strip()
        )
        method = "QR_CCCD" if typed["method"] == "QR_CCCD" else "MANUAL"
        return people.Details(
            vietnamese.nfc(typed["name"]), typed["sex"], typed["birth"], typed["commune"], vietnamese.nfc(typed["address"]),
            " ".join(typed["phone"].split()), "known", method, papers,
        )  # fmt: skip


class WhyForm(PageForm):
    """A reason."""

    reason = forms.CharField(
        label=_("Lý do"), max_length=300, min_length=3, widget=forms.Textarea({"rows": 2, "autofocus": True})
    )
