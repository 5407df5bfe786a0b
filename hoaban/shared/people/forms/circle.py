"""What is typed about households, relations, stations and doctors. Choices are made by the view that shows the form."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from hoaban.ui.forms import PageForm, day_field


class HomesForm(PageForm):
    """Which households: of a name, of a commune."""

    q = forms.CharField(
        label=_("Tên người trong hộ"), max_length=100, required=False,
        help_text=_("Có dấu hoặc không dấu; hoặc ít nhất 4 ký tự của số."),
    )  # fmt: skip
    commune = forms.ChoiceField(label=_("Xã, phường"), required=False)


class LackingForm(PageForm):
    """What is missing, and where."""

    kind = forms.ChoiceField(label=_("Chưa có"))
    commune = forms.ChoiceField(label=_("Xã, phường"))


class SeekForm(PageForm):
    """Who is meant."""

    q = forms.CharField(
        label=_("Họ tên hoặc số"), max_length=100,
        help_text=_("Người ở nơi khác: nhập đủ số định danh hoặc số thẻ."),
    )  # fmt: skip


class PlaceForm(PageForm):
    """Where a household lives."""

    commune = forms.ChoiceField(label=_("Xã, phường"))
    address = forms.CharField(label=_("Bản, tổ, số nhà"), max_length=200, required=False)


class FoundForm(PlaceForm):
    """A new household, and from when its head lives there."""

    since = day_field(_("Ở đây từ ngày"))


class JoinForm(PageForm):
    """Who moves in, since when, and how they are related to the head."""

    person = forms.ChoiceField(label=_("Người vào hộ"), widget=forms.RadioSelect)
    relation = forms.ChoiceField(label=_("Quan hệ với chủ hộ"), required=False)
    since = day_field(_("Ở đây từ ngày"))


class RelationForm(PageForm):
    """How somebody is related to the head."""

    relation = forms.ChoiceField(label=_("Quan hệ với chủ hộ"), required=False)


class RelateForm(PageForm):
    """Who is what to a person, and in which days."""

    other = forms.ChoiceField(label=_("Thân nhân"), widget=forms.RadioSelect)
    kind = forms.ChoiceField(label=_("Là gì của người này"))
    since = day_field(_("Từ ngày"), required=False)
    until = day_field(_("Đến hết ngày"), required=False)


class StationForm(PageForm):
    """Where a person is registered."""

    facility = forms.ChoiceField(label=_("Nơi đăng ký"))
    since = day_field(_("Từ ngày"))


class DoctorPlaceForm(PageForm):
    """Whose doctors are offered."""

    at = forms.ChoiceField(label=_("Bác sĩ của"))


class DoctorForm(PageForm):
    """A person's own doctor."""

    doctor = forms.ChoiceField(label=_("Bác sĩ"))
    since = day_field(_("Từ ngày"))


class LastDayForm(PageForm):
    """When something ended."""

    last = day_field(_("Ngày cuối"))


class MistakeForm(PageForm):
    """That something was never so."""

    sure = forms.BooleanField(
        label=_("Mục này ghi nhầm, chưa từng đúng"),
        help_text=_("Mục bị rút; mục trước đó, nếu kết thúc vì mục này, lại tiếp tục. Lịch sử vẫn giữ."),
    )  # fmt: skip
