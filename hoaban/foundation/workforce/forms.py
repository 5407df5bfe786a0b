"""What is typed into the pages of the staff file. Whether it can be so, the services decide."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from hoaban.foundation.workforce.queries import members
from hoaban.foundation.workforce.rules import lists, shapes
from hoaban.kernel.clock import VIETNAM
from hoaban.kernel.effective import Period
from hoaban.ui.forms import PageForm, Pairs, day_field, said, time_field

_BIRTH = re.compile(r"(?:(?:(\d{1,2})/)?(\d{1,2})/)?(\d{4})\Z")


def worded(words: Iterable[lists.Word]) -> Pairs:
    """The words of a list to choose from, in the language of the page."""
    return [(one.code, said(one.vi, one.en)) for one in words]


def paired(words: Mapping[str, tuple[str, str]]) -> Pairs:
    """The same for a short list."""
    return [(code, said(vi, en)) for code, (vi, en) in words.items()]


class StaffFilter(PageForm):
    """What narrows the list of staff."""

    text = forms.CharField(label=_("Họ tên hoặc số giấy phép"), required=False, max_length=80)
    facility = forms.ChoiceField(label=_("Cơ sở"), required=False)
    profession = forms.ChoiceField(label=_("Chức danh"), required=False)
    gone = forms.BooleanField(label=_("Người đã nghỉ"), required=False)
    after = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def wanted(self, on: date) -> members.Wanted:
        """The filter as the list takes it."""
        given = self.cleaned_data
        return members.Wanted(on, given["text"], given["facility"], given["profession"], given["gone"])


class MemberForm(PageForm):
    """A person of the sector."""

    name = forms.CharField(label=_("Họ và tên"), max_length=120)
    birth = forms.CharField(
        label=_("Ngày sinh"), max_length=10, required=False, help_text=_("dd/mm/yyyy, mm/yyyy hoặc yyyy")
    )
    sex = forms.ChoiceField(label=_("Giới tính"), required=False)
    personal_number = forms.CharField(label=_("Số định danh cá nhân"), max_length=12, required=False)
    phone = forms.CharField(label=_("Điện thoại"), max_length=20, required=False)
    email = forms.CharField(label=_("Thư điện tử"), max_length=120, required=False)
    profession = forms.ChoiceField(label=_("Chức danh"))
    degree = forms.ChoiceField(label=_("Trình độ"), required=False)
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


class PostForm(PageForm):
    """A post at a facility from a day."""

    facility_code = forms.ChoiceField(label=_("Cơ sở"))
    post = forms.CharField(label=_("Vị trí việc làm"), max_length=60)
    department = forms.CharField(label=_("Khoa, phòng"), max_length=120, required=False)
    start = day_field(_("Làm việc từ ngày"))
    end = day_field(_("đến hết ngày"), required=False)
    registered_on = day_field(_("Ngày đăng ký hành nghề"), required=False)
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


class NewcomerForm(PostForm, MemberForm):
    """A person with the first post; Django shows the fields of the last class first."""


class PostDaysForm(PageForm):
    """The days of a post, written down wrongly."""

    post = forms.ChoiceField(label=_("Vị trí việc làm"))
    start = day_field(_("Làm việc từ ngày"))
    end = day_field(_("đến hết ngày"), required=False)
    registered_on = day_field(_("Ngày đăng ký hành nghề"), required=False)


class LeaveForm(PageForm):
    """The last day at a facility."""

    facility_code = forms.ChoiceField(label=_("Cơ sở"))
    last = day_field(_("Ngày làm việc cuối cùng"))


class LicenceForm(PageForm):
    """A practice licence as the paper says it."""

    kind = forms.ChoiceField(label=_("Loại giấy phép"))
    number = forms.CharField(label=_("Số giấy phép"), max_length=50, help_text=_("Ví dụ 012345/LCH-GPHN"))
    issued_on = day_field(_("Ngày cấp"))
    issued_by = forms.CharField(label=_("Nơi cấp"), max_length=120, required=False)
    valid_until = day_field(_("Có giá trị đến"), required=False)
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


class SuspensionForm(PageForm):
    """From when to when a licence does not hold, and why."""

    first = day_field(_("Từ ngày"))
    last = day_field(_("Đến hết ngày"), required=False)
    reason = forms.CharField(label=_("Lý do"), max_length=300)


class LiftForm(PageForm):
    """From when a licence holds again."""

    on = day_field(_("Có giá trị trở lại từ ngày"))


class RevocationForm(PageForm):
    """When a licence was revoked, and why."""

    on = day_field(_("Ngày thu hồi"))
    reason = forms.CharField(label=_("Lý do"), max_length=300)


class TrainingForm(PageForm):
    """A course that was completed."""

    kind = forms.ChoiceField(label=_("Loại đào tạo"))
    title = forms.CharField(label=_("Tên khóa"), max_length=200)
    completed_on = day_field(_("Hoàn thành ngày"))
    hours = forms.DecimalField(label=_("Số giờ"), max_digits=6, decimal_places=1, min_value=0)
    provider = forms.CharField(label=_("Nơi đào tạo"), max_length=200, required=False)

    def made(self) -> shapes.Training:
        """The course of a valid form."""
        return shapes.Training(**self.cleaned_data)


class HoursForm(PageForm):
    """Weekly hours of practice at a facility."""

    facility_code = forms.ChoiceField(label=_("Cơ sở"))
    weekday = forms.ChoiceField(label=_("Thứ"))
    opens = time_field(_("Từ giờ"))
    closes = time_field(_("Đến giờ"))
    start = day_field(_("Từ ngày"))
    end = day_field(_("Đến hết ngày"), required=False)

    def made(self) -> shapes.RegisteredHours:
        """The hours of a valid form."""
        given = self.cleaned_data
        return shapes.RegisteredHours(
            given["facility_code"], int(given["weekday"]), _minutes(given["opens"]), _minutes(given["closes"]),
            Period(given["start"], given["end"]),
        )  # fmt: skip


class HoursEndForm(PageForm):
    """The last day of weekly hours."""

    hours = forms.ChoiceField(label=_("Giờ"))
    last = day_field(_("Đến hết ngày"))


class ReportedForm(PageForm):
    """When the authority was told."""

    on = day_field(_("Đã báo ngày"))


class RotaFilter(PageForm):
    """Whose rota, from which day."""

    facility = forms.ChoiceField(label=_("Cơ sở"), required=False)
    first = day_field(_("Tuần bắt đầu từ"), required=False)


class ShiftForm(PageForm):
    """A turn of the rota."""

    member = forms.ChoiceField(label=_("Người trực"))
    day = day_field(_("Ngày"))
    opens = time_field(_("Từ giờ"))
    closes = time_field(_("Đến giờ"), hint=_("Không sau giờ bắt đầu: sang ngày hôm sau."))  # fmt: skip
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


class CoverageFilter(PageForm):
    """Which facilities, which profession, only those that lack somebody, how many years on."""

    kind = forms.ChoiceField(label=_("Loại cơ sở"), required=False)
    profession = forms.ChoiceField(label=_("Chức danh"), required=False)
    years = forms.ChoiceField(label=_("Dự báo"), required=False)
    lacking = forms.BooleanField(label=_("Chỉ nơi còn thiếu"), required=False)


class ListForm(PageForm):
    """A unit's list."""

    facility = forms.ChoiceField(label=_("Cơ sở"))
    file = forms.FileField(label=_("Chọn tệp XLSX"), widget=forms.FileInput({"accept": ".xlsx"}))


def _minutes(at: time) -> int:
    return at.hour * 60 + at.minute
