"""What somebody says about a record: why it is opened again or looked at, under which number it is archived, what is sought."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from hoaban.ui.forms import PageForm, day_field


class ReopenForm(PageForm):
    """Why a record is opened again."""

    prefix = "reopen"
    basis = forms.ChoiceField(label=_("Căn cứ mở lại"))
    reason = forms.CharField(label=_("Lý do cụ thể"), max_length=500)


class WhyForm(PageForm):
    """Why an archived record is looked at."""

    prefix = "why"
    basis = forms.ChoiceField(label=_("Xem để làm gì"), widget=forms.RadioSelect)
    words = forms.CharField(label=_("Ghi rõ"), max_length=500)


class ArchiveForm(PageForm):
    """Under which number a record is archived, and for how long."""

    prefix = "archive"
    number = forms.CharField(label=_("Số lưu trữ"), max_length=40)
    retention = forms.ChoiceField(label=_("Nhóm thời hạn lưu trữ"))


class SeekForm(PageForm):
    """Which records are looked for."""

    q = forms.CharField(label=_("Số hồ sơ, số lưu trữ hoặc họ tên"), max_length=100, required=False)
    first = day_field(_("Mở từ ngày"), required=False)
    last = day_field(_("Đến ngày"), required=False)
