"""What is chosen to be signed, and what opens the key. Whether it is possible, the services decide."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from hoaban.ui.forms import PageForm

_LONGEST = 200


def _passphrase() -> forms.CharField:
    return forms.CharField(
        label=_("Mật khẩu hoặc mã PIN của khóa ký"),
        max_length=_LONGEST,
        strip=False,
        widget=forms.PasswordInput({"autocomplete": "off"}),
        help_text=_("Chỉ dùng cho lần ký này, không được giữ lại."),
    )


class SignForm(PageForm):
    """Papers, a certificate, and its passphrase. The page draws the papers itself."""

    papers = forms.MultipleChoiceField(
        label=_("Giấy chờ ký"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": _("Hãy chọn giấy để ký."),
            "invalid_choice": _("Có giấy không còn chờ bạn ký. Hãy xem lại danh sách."),
        },
    )
    certificate = forms.ChoiceField(label=_("Chứng thư"))
    passphrase = _passphrase()
    once = forms.CharField(widget=forms.HiddenInput, max_length=64)

    def chosen(self) -> frozenset[str]:
        """The papers that are ticked on the page."""
        told: Any = self["papers"].value()
        return frozenset(told or ())


class AgainForm(PageForm):
    """The passphrase typed anew."""

    passphrase = _passphrase()
