"""Shapes of what is typed at the door, about one's own account and by who manages accounts."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from hoaban.ui.forms import PageForm


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


class OpenAccount(PageForm):
    """A new account of one person. What is doubtful comes back once, to be answered for with ``sure``."""

    staff_number = forms.CharField(
        label=_("Mã nhân lực"), max_length=50, required=False,
        help_text=_("Số giấy phép hoặc mã ghi trong danh sách nhân lực. Người rời danh sách thì tài khoản tự đóng."),
        widget=forms.TextInput({"autocomplete": "off", "spellcheck": "false"}),
    )  # fmt: skip
    display_name = forms.CharField(
        label=_("Họ và tên"), max_length=120, help_text=_("Tên của một người, không phải tên phòng hay chức vụ."),
        widget=forms.TextInput({"autocomplete": "off"}),
    )  # fmt: skip
    username = forms.CharField(
        label=_("Tên đăng nhập"), max_length=60, help_text=_("Chữ thường không dấu, chữ số, dấu chấm, gạch nối."),
        widget=forms.TextInput({"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}),
    )  # fmt: skip
    post_vi = forms.CharField(label=_("Chức vụ, nơi làm việc"), max_length=200)
    post_en = forms.CharField(label=_("Chức vụ bằng tiếng Anh"), max_length=200, required=False)
    password = forms.CharField(
        label=_("Mật khẩu tạm"), max_length=200, strip=False,
        help_text=_("Đưa tận tay; lần đầu đăng nhập, người ấy tự chọn mật khẩu khác."),
        widget=forms.PasswordInput({"autocomplete": "new-password"}),
    )  # fmt: skip
    sure = forms.BooleanField(label=_("Tôi đã kiểm tra, vẫn ghi"), required=False)


class LinkStaff(PageForm):
    """Under which number somebody stands in the register of staff."""

    staff_number = forms.CharField(
        label=_("Mã nhân lực"), max_length=50, required=False,
        widget=forms.TextInput({"autocomplete": "off", "spellcheck": "false"}),
    )  # fmt: skip
    sure = forms.BooleanField(label=_("Tôi đã kiểm tra, vẫn ghi"), required=False)


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
