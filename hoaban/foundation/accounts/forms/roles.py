"""Shapes of what is typed about roles: give one, look again at one, take one away."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from hoaban.ui.forms import PageForm, day_field

_WORDS = _("Từ 10 đến 500 ký tự. Người rà soát sẽ đọc.")


class Give(PageForm):
    """Account, role, place, period, reason; rights to sensitive facts where the officer gives them."""

    account = forms.CharField(
        label=_("Tên đăng nhập"), max_length=60,
        widget=forms.TextInput({"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}),
    )  # fmt: skip
    role = forms.ChoiceField(label=_("Vai trò"))
    scope = forms.ChoiceField(label=_("Phạm vi"))
    rights = forms.MultipleChoiceField(
        label=_("Quyền xem dữ liệu nhạy cảm, giao đích danh"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    starts_on = day_field(_("Từ ngày"))
    ends_on = day_field(_("Đến ngày"), required=False)
    reason = forms.CharField(
        label=_("Lý do giao"), max_length=500, help_text=_WORDS, widget=forms.Textarea({"rows": 3})
    )


class Review(PageForm):
    """Still needed, or not; and why."""

    verdict = forms.ChoiceField(
        label=_("Kết luận"),
        choices=[("keep", _("Còn cần: giữ vai trò")), ("withdraw", _("Không cần nữa: rút ngay"))],
        widget=forms.RadioSelect,
    )
    words = forms.CharField(
        label=_("Căn cứ"), max_length=500, help_text=_WORDS, widget=forms.Textarea({"rows": 3})
    )


class End(PageForm):
    """The last day, or now; and why."""

    last_day = day_field(_("Ngày cuối cùng có vai trò"), required=False)
    reason = forms.CharField(
        label=_("Lý do rút"), max_length=500, help_text=_WORDS, widget=forms.Textarea({"rows": 3})
    )


class Filter(forms.Form):
    """What narrows the list of roles."""

    q = forms.CharField(label=_("Họ tên hoặc tên đăng nhập"), required=False, max_length=100)
    role = forms.ChoiceField(label=_("Vai trò"), required=False)
    show = forms.CharField(required=False, max_length=10, widget=forms.HiddenInput)
