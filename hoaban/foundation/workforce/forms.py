"""What is typed into the pages of the staff file. Whether it can be so, the services decide."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from hoaban.foundation.workforce.queries import members
from hoaban.foundation.workforce.rules import lists, shapes
from hoaban.kernel.clock import VIETNAM
from hoaban.kernel.effective import Period

Pairs = list[tuple[str, str]]
_BIRTH = re.compile(r"(?:(?:(\d{1,2})/)?(\d{1,2})/)?(\d{4})\Z")


def _in_english() -> bool:
    return (get_language() or "").startswith("en")


def worded(words: Iterable[lists.Word]) -> Pairs:
    """The words of a list to choose from, in the language of the page."""
    return [(one.code, one.en if _in_english() else one.vi) for one in words]


def paired(words: Mapping[str, tuple[str, str]]) -> Pairs:
    """The same for a short list."""
    return [(code, en if _in_english() else vi) for code, (vi, en) in words.items()]


def _day(label: Any, *, required: bool = True, **options: Any) -> forms.DateField:
    widget = forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, required=required, widget=widget, **options)


class _Chosen(forms.ChoiceField):
    """One of a list that is made when the page is."""


class StaffForm(forms.Form):
    """``lists`` gives the choices of fields by name; an optional choice may stay empty."""

    def __init__(self, *arguments: Any, lists: Mapping[str, Pairs] | None = None, **named: Any) -> None:
        super().__init__(*arguments, **named)
        for name, choices in (lists or {}).items():
            chosen = self.fields.get(name)
            if isinstance(chosen, forms.MultipleChoiceField):
                chosen.choices = choices
            elif isinstance(chosen, forms.ChoiceField):
                chosen.choices = [("", "—" if not chosen.required else _("Hãy chọn")), *choices]

    def laid_out(self) -> list[tuple[Any, bool]]:
        """The fields in order, each with whether it may stay empty."""
        return [(bound, not bound.field.required) for bound in self]


class StaffFilter(StaffForm):
    """What narrows the list of staff."""

    text = forms.CharField(label=_("Họ tên hoặc số giấy phép"), required=False, max_length=80)
    facility = _Chosen(label=_("Cơ sở"), required=False)
    profession = _Chosen(label=_("Chức danh"), required=False)
    gone = forms.BooleanField(label=_("Người đã nghỉ"), required=False)
    after = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def wanted(self, on: date) -> members.Wanted:
        """The filter as the list takes it."""
        given = self.cleaned_data
        return members.Wanted(on, given["text"], given["facility"], given["profession"], given["gone"])


class MemberForm(StaffForm):
    """A person of the sector."""

    name = forms.CharField(label=_("Họ và tên"), max_length=120)
    birth = forms.CharField(
        label=_("Ngày sinh"), max_length=10, required=False, help_text=_("dd/mm/yyyy, mm/yyyy hoặc yyyy")
    )
    sex = _Chosen(label=_("Giới tính"), required=False)
    personal_number = forms.CharField(label=_("Số định danh cá nhân"), max_length=12, required=False)
    phone = forms.CharField(label=_("Điện thoại"), max_length=20, required=False)
    email = forms.CharField(label=_("Thư điện tử"), max_length=120, required=False)
    profession = _Chosen(label=_("Chức danh"))
    degree = _Chosen(label=_("Trình độ"), required=False)
    speciality = forms.CharField(label=_("Chuyên ngành"), max_length=120, required=False)
    revision = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def clean_birth(self) -> str:
        """As it is stored: YYYY, YYYY-MM or YYYY-MM-DD; anything else is left for the service to refuse."""
        text: str = self.cleaned_data["birth"].strip()
        found = _BIRTH.match(text)
        if not found:
            return text
        return "-".join(part.zfill(2) for part in (found[3], found[2], found[1]) if part)

    def member(self, member_id: UUID, *, demo: bool = False) -> shapes.Member:
        """The person of a valid form."""
        given = {name: value for name, value in self.cleaned_data.items() if name in shapes.Member.__slots__}
        given["revision"] = given.get("revision") or 1
        return shapes.Member(id=member_id, demo=demo, **given)


class PostForm(StaffForm):
    """A post at a facility from a day."""

    facility_code = _Chosen(label=_("Cơ sở"))
    post = forms.CharField(label=_("Vị trí việc làm"), max_length=60)
    department = forms.CharField(label=_("Khoa, phòng"), max_length=120, required=False)
    start = _day(_("Làm việc từ ngày"))
    end = _day(_("đến hết ngày"), required=False)
    registered_on = _day(_("Ngày đăng ký hành nghề"), required=False)
    is_trainee = forms.BooleanField(label=_("Đang thực hành để cấp phép"), required=False)
    supervisor = forms.CharField(
        label=_("Số giấy phép của người hướng dẫn"), max_length=50, required=False, help_text=_("Chỉ với người thực hành.")
    )  # fmt: skip

    def clean_supervisor(self) -> UUID | None:
        """The person behind the licence number."""
        number: str = self.cleaned_data["supervisor"].strip()
        if not number:
            return None
        found = members.find_by_licence(number)
        if found is None:
            raise forms.ValidationError(_("Không có giấy phép mang số này."))
        return found

    def made(self) -> shapes.Post:
        """The post of a valid form."""
        given = self.cleaned_data
        return shapes.Post(
            given["facility_code"], "", given["post"], Period(given["start"], given["end"]),
            department=given["department"], is_trainee=given["is_trainee"], supervisor=given["supervisor"],
            registered_on=given["registered_on"],
        )  # fmt: skip


class NewcomerForm(MemberForm, PostForm):
    """A person with the first post."""


class LeaveForm(StaffForm):
    """The last day at a facility."""

    facility_code = _Chosen(label=_("Cơ sở"))
    last = _day(_("Ngày làm việc cuối cùng"))


class LicenceForm(StaffForm):
    """A practice licence as the paper says it."""

    kind = _Chosen(label=_("Loại giấy phép"))
    number = forms.CharField(label=_("Số giấy phép"), max_length=50, help_text=_("Ví dụ 012345/LCH-GPHN"))
    issued_on = _day(_("Ngày cấp"))
    issued_by = forms.CharField(label=_("Nơi cấp"), max_length=120, required=False)
    valid_until = _day(_("Có giá trị đến"), required=False)
    scopes = forms.MultipleChoiceField(
        label=_("Phạm vi hành nghề"), required=False, widget=forms.CheckboxSelectMultiple
    )
    scope_text = forms.CharField(label=_("Phạm vi ghi trên giấy phép"), max_length=500, required=False)
    techniques = forms.MultipleChoiceField(
        label=_("Kỹ thuật ngoài phạm vi"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def made(self) -> shapes.Licence:
        """The licence of a valid form."""
        given = dict(self.cleaned_data)
        given["scopes"], given["techniques"] = frozenset(given["scopes"]), frozenset(given["techniques"])
        return shapes.Licence(**given)


class SuspensionForm(StaffForm):
    """From when to when a licence does not hold, and why."""

    first = _day(_("Từ ngày"))
    last = _day(_("Đến hết ngày"), required=False)
    reason = forms.CharField(label=_("Lý do"), max_length=300)


class LiftForm(StaffForm):
    """From when a licence holds again."""

    on = _day(_("Có giá trị trở lại từ ngày"))


class RevocationForm(StaffForm):
    """When a licence was revoked, and why."""

    on = _day(_("Ngày thu hồi"))
    reason = forms.CharField(label=_("Lý do"), max_length=300)


class TrainingForm(StaffForm):
    """A course that was completed."""

    kind = _Chosen(label=_("Loại đào tạo"))
    title = forms.CharField(label=_("Tên khóa"), max_length=200)
    completed_on = _day(_("Hoàn thành ngày"))
    hours = forms.DecimalField(label=_("Số giờ"), max_digits=6, decimal_places=1, min_value=0)
    provider = forms.CharField(label=_("Nơi đào tạo"), max_length=200, required=False)

    def made(self) -> shapes.Training:
        """The course of a valid form."""
        return shapes.Training(**self.cleaned_data)


class HoursForm(StaffForm):
    """Weekly hours of practice at a facility."""

    facility_code = _Chosen(label=_("Cơ sở"))
    weekday = _Chosen(label=_("Thứ"))
    opens = forms.TimeField(label=_("Từ giờ"), widget=forms.TimeInput({"type": "time"}, format="%H:%M"))
    closes = forms.TimeField(label=_("Đến giờ"), widget=forms.TimeInput({"type": "time"}, format="%H:%M"))
    start = _day(_("Từ ngày"))
    end = _day(_("Đến hết ngày"), required=False)

    def made(self) -> shapes.RegisteredHours:
        """The hours of a valid form."""
        given = self.cleaned_data
        return shapes.RegisteredHours(
            given["facility_code"], int(given["weekday"]), _minutes(given["opens"]), _minutes(given["closes"]),
            Period(given["start"], given["end"]),
        )  # fmt: skip


class ReportedForm(StaffForm):
    """When the authority was told."""

    on = _day(_("Đã báo ngày"))


class RotaFilter(StaffForm):
    """Whose rota, from which day."""

    facility = _Chosen(label=_("Cơ sở"), required=False)
    first = _day(_("Tuần bắt đầu từ"), required=False)


class ShiftForm(StaffForm):
    """A turn of the rota."""

    member = _Chosen(label=_("Người trực"))
    day = _day(_("Ngày"))
    opens = forms.TimeField(label=_("Từ giờ"), widget=forms.TimeInput({"type": "time"}, format="%H:%M"))
    closes = forms.TimeField(
        label=_("Đến giờ"), widget=forms.TimeInput({"type": "time"}, format="%H:%M"),
        help_text=_("Không sau giờ bắt đầu: sang ngày hôm sau."),
    )  # fmt: skip
    department = forms.CharField(label=_("Khoa, phòng"), max_length=120, required=False)
    on_call = forms.BooleanField(label=_("Thường trực tại nhà"), required=False)

    def made(self, facility: str) -> shapes.Shift:
        """The turn of a valid form; one that does not end after it begins ends the next day."""
        given = self.cleaned_data
        starts = datetime.combine(given["day"], given["opens"], VIETNAM)
        ends = datetime.combine(given["day"], given["closes"], VIETNAM)
        if ends <= starts:
            ends += timedelta(days=1)
        return shapes.Shift(
            UUID(given["member"]), facility, starts, ends, given["department"], given["on_call"]
        )


class CoverageFilter(StaffForm):
    """Which facilities, which profession, only those that lack somebody, how many years on."""

    kind = _Chosen(label=_("Loại cơ sở"), required=False)
    profession = _Chosen(label=_("Chức danh"), required=False)
    years = _Chosen(label=_("Dự báo"), required=False)
    lacking = forms.BooleanField(label=_("Chỉ nơi còn thiếu"), required=False)


class ListForm(StaffForm):
    """A unit's list."""

    facility = _Chosen(label=_("Cơ sở"))
    file = forms.FileField(label=_("Chọn tệp XLSX"), widget=forms.FileInput({"accept": ".xlsx"}))


def _minutes(at: time) -> int:
    return at.hour * 60 + at.minute
