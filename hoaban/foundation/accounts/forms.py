"""Shapes of what is typed at the door."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _


class SignIn(forms.Form):
    """A user name and a password. Nothing is said about them here but that they are there."""

    username = forms.CharField(
        label=_("Tên đăng nhập"),
        max_length=60,
        widget=forms.TextInput(
            {"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false", "autofocus": True}
        ),
    )
    password = forms.CharField(
        label=_("Mật khẩu"),
        max_length=200,
        strip=False,
        widget=forms.PasswordInput({"autocomplete": "current-password"}),
    )
    next = forms.CharField(required=False, max_length=2000, widget=forms.HiddenInput)


class Code(forms.Form):
    """A code of an authenticator app, or a recovery code."""

    code = forms.CharField(
        label=_("Mã xác thực"),
        help_text=_("6 chữ số trong ứng dụng, hoặc một mã dự phòng đã in."),
        max_length=40,
        widget=forms.TextInput(
            {
                "autocomplete": "one-time-code",
                "autocapitalize": "none",
                "spellcheck": "false",
                "autofocus": True,
            }
        ),
    )
    next = forms.CharField(required=False, max_length=2000, widget=forms.HiddenInput)


class AppCode(forms.Form):
    """The code that a new authenticator app shows."""

    code = forms.CharField(
        label=_("Mã 6 chữ số mà ứng dụng hiện"),
        max_length=10,
        widget=forms.TextInput(
            {"autocomplete": "one-time-code", "inputmode": "numeric", "spellcheck": "false"}
        ),
    )


class Confirm(forms.Form):
    """One's own password once more."""

    password = forms.CharField(
        label=_("Mật khẩu"),
        max_length=200,
        strip=False,
        widget=forms.PasswordInput({"autocomplete": "current-password", "autofocus": True}),
    )
    next = forms.CharField(required=False, max_length=2000, widget=forms.HiddenInput)


class Pin(forms.Form):
    """A new PIN for this device, twice."""

    pin = forms.CharField(
        label=_("Mã PIN, 6 chữ số"),
        max_length=6,
        widget=forms.PasswordInput({"inputmode": "numeric", "autocomplete": "off"}),
    )
    again = forms.CharField(
        label=_("Mã PIN, gõ lại"),
        max_length=6,
        widget=forms.PasswordInput({"inputmode": "numeric", "autocomplete": "off"}),
    )

    def clean_again(self) -> str:
        """Typed twice the same."""
        again: str = self.cleaned_data["again"]
        if again != self.cleaned_data.get("pin"):
            raise forms.ValidationError(_("Hai lần gõ không giống nhau."))
        return again


class Reset(forms.Form):
    """Why an officer takes somebody's second factors away."""

    reason = forms.ChoiceField(
        label=_("Lý do"),
        choices=[
            ("lost", _("Mất")),
            ("broken", _("Bị hỏng")),
            ("stolen", _("Bị lấy cắp")),
            ("replaced", _("Đổi thiết bị")),
        ],
    )


class LinkIdentity(forms.Form):
    """The personal number by which the national identity names somebody."""

    number = forms.CharField(
        label=_("Số định danh cá nhân, 12 chữ số"),
        max_length=12,
        widget=forms.TextInput({"inputmode": "numeric", "autocomplete": "off"}),
    )


class NewPassword(forms.Form):
    """A password that an officer sets for somebody."""

    password = forms.CharField(
        label=_("Mật khẩu mới"),
        max_length=200,
        strip=False,
        widget=forms.PasswordInput({"autocomplete": "new-password"}),
    )


class ChangePassword(forms.Form):
    """The old password, and the new one twice."""

    old = forms.CharField(
        label=_("Mật khẩu hiện nay"),
        max_length=200,
        strip=False,
        widget=forms.PasswordInput({"autocomplete": "current-password"}),
    )
    password = forms.CharField(
        label=_("Mật khẩu mới"),
        max_length=200,
        strip=False,
        widget=forms.PasswordInput({"autocomplete": "new-password"}),
    )
    again = forms.CharField(
        label=_("Mật khẩu mới, gõ lại"),
        max_length=200,
        strip=False,
        widget=forms.PasswordInput({"autocomplete": "new-password"}),
    )

    def clean_again(self) -> str:
        """Typed twice the same, so that a slip locks nobody out."""
        again: str = self.cleaned_data["again"]
        if again != self.cleaned_data.get("password"):
            raise forms.ValidationError(_("Hai lần gõ không giống nhau."))
        return again
