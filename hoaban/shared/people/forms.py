"""What a steward and a registrar type."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _


class DecisionForm(forms.Form):
    """One human being, or two; and why."""

    verdict = forms.ChoiceField(
        label=_("Quyết định"),
        choices=[
            ("same", _("Cùng một người: gộp, mọi hồ sơ đứng dưới một người")),
            ("different", _("Hai người khác nhau: không hỏi lại cặp này")),
        ],
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(
        label=_("Lý do"), max_length=500, min_length=3, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Đã đối chiếu gì, với ai. Ghi để người sau hiểu được và hoàn tác được."),
    )  # fmt: skip


class UndoForm(forms.Form):
    """Why a decision is taken back."""

    reason = forms.CharField(label=_("Lý do hoàn tác"), max_length=500, min_length=3)
