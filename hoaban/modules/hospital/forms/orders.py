"""The shape of what a doctor types while ordering."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from hoaban.ui.forms import PageForm


class OrderForm(PageForm):
    """What is about to be ordered. ``lists``: rooms for a consultation."""

    q = forms.CharField(label=_("Thêm chỉ định (từ hoặc mã)"), required=False, max_length=100)
    reason = forms.CharField(label=_("Lý do chỉ định"), required=False, max_length=500)
    question = forms.CharField(
        label=_("Điều cần hỏi"), required=False, max_length=1000,
        widget=forms.Textarea({"rows": 2}),
    )  # fmt: skip
    to_point = forms.ChoiceField(label=_("Mời khám tại"), required=False)
    urgent = forms.BooleanField(label=_("Làm ngay (khẩn)"), required=False)
    set_name = forms.CharField(label=_("Lưu giỏ này thành bộ của tôi"), required=False, max_length=80)
    once = forms.CharField(widget=forms.HiddenInput, required=False, max_length=60)

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self.fields["q"].widget.attrs |= {"autocomplete": "off", "spellcheck": "false"}


class CancelForm(PageForm):
    """Why an order is not needed."""

    reason = forms.CharField(label=_("Lý do hủy"), max_length=300)


class ServiceListForm(PageForm):
    """A list of services as a spreadsheet. ``lists``: the facilities whose list the actor keeps."""

    facility = forms.ChoiceField(label=_("Cơ sở"))
    file = forms.FileField(label=_("Tệp Excel"))
