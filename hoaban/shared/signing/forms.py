"""What is chosen to be signed, and what opens the key. Whether it is possible, the services decide."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from hoaban.kernel.clock import VIETNAM
from hoaban.ui.forms import PageForm, day_field, time_field

_LONGEST = 200
_LARGEST_FILE, _LARGEST_CERTIFICATE, _LARGEST_PICTURE = 20 * 1024 * 1024, 64 * 1024, 1024 * 1024


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


class CheckForm(PageForm):
    """A signed file."""

    file = forms.FileField(label=_("Tệp PDF hoặc XML đã ký"))

    def clean_file(self) -> Any:
        """At most as much as a long record takes."""
        return _not_over(self.cleaned_data["file"], _LARGEST_FILE)


class OwnerForm(PageForm):
    """Whose it is: of an account, or of a facility."""

    username = forms.CharField(label=_("Tên đăng nhập"), max_length=150, required=False)
    facility = forms.ChoiceField(label=_("Hoặc cơ sở"), required=False)

    def clean(self) -> dict[str, Any]:
        """One of the two."""
        given = super().clean() or {}
        if not self.errors and bool(given.get("username")) == bool(given.get("facility")):
            self.add_error("username", _("Ghi tên đăng nhập hoặc chọn cơ sở, một trong hai."))
        return given


class RegisterForm(OwnerForm):
    """A certificate, and where its key is."""

    key = forms.ChoiceField(label=_("Khóa đã cấu hình trên máy chủ"))
    content = forms.FileField(label=_("Tệp chứng thư (PEM hoặc DER)"))
    field_order = ("username", "facility", "key", "content")

    def clean_content(self) -> Any:
        """A certificate takes some kilobytes."""
        return _not_over(self.cleaned_data["content"], _LARGEST_CERTIFICATE)


class PictureForm(OwnerForm):
    """The picture of a hand or a seal."""

    picture = forms.FileField(
        label=_("Ảnh PNG hoặc JPEG"), required=False,
        help_text=_("Nền trong suốt, chữ ký màu xanh, dấu màu đỏ. Để trống: từ nay không hiện hình."),
    )  # fmt: skip

    def clean_picture(self) -> Any:
        """What is larger is no scan of a hand."""
        held = self.cleaned_data["picture"]
        return _not_over(held, _LARGEST_PICTURE) if held else held


class RevokeForm(PageForm):
    """From when on, and why."""

    on = day_field(_("Thu hồi từ ngày"), required=False)
    at = time_field(_("Lúc"), required=False, hint=_("Để trống: từ bây giờ."))
    why = forms.CharField(label=_("Lý do"), max_length=400)

    def moment(self) -> datetime | None:
        """The moment that was written; None: now."""
        on, at = self.cleaned_data["on"], self.cleaned_data["at"]
        if on is None:
            return None
        return datetime.combine(on, at or datetime.min.time(), tzinfo=VIETNAM)


def _not_over(held: Any, most: int) -> Any:
    if held.size > most:
        raise forms.ValidationError(_("Tệp quá lớn."))
    return held


class ConfirmForm(PageForm):
    """How somebody confirms. What a way needs, the rules know."""

    way = forms.ChoiceField(label=_("Xác nhận bằng"), widget=forms.RadioSelect)
    capacity = forms.ChoiceField(label=_("Người xác nhận là"), widget=forms.RadioSelect)
    name = forms.CharField(label=_("Họ tên người xác nhận"), max_length=200, required=False)
    words = forms.CharField(
        label=_("Ghi chú"), max_length=400, required=False,
        help_text=_("Quan hệ với người bệnh; hoặc người làm chứng thấy gì."),
    )  # fmt: skip
    picture = forms.FileField(label=_("Hoặc ảnh chữ ký, ảnh vân tay"), required=False)
    witness = forms.CharField(label=_("Họ tên người làm chứng"), max_length=200, required=False)
    password = forms.CharField(
        label=_("Mật khẩu đăng nhập của bạn"), max_length=_LONGEST, required=False, strip=False,
        widget=forms.PasswordInput({"autocomplete": "current-password"}),
    )  # fmt: skip
    drawn = forms.CharField(widget=forms.HiddenInput, max_length=1024 * 1024, required=False)
    once = forms.CharField(widget=forms.HiddenInput, max_length=64)

    def clean_picture(self) -> Any:
        """What is larger is no scan of a hand."""
        held = self.cleaned_data["picture"]
        return _not_over(held, _LARGEST_PICTURE) if held else held
