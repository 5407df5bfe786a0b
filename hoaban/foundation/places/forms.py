"""What is typed into the pages of the register of places. Whether it can be so, the services decide."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from django import forms
from django.utils.translation import gettext_lazy as _

from hoaban.foundation.places.queries.facility_files import WantedFacilities
from hoaban.foundation.places.rules import facility_file as shapes
from hoaban.foundation.places.rules import opening
from hoaban.foundation.places.rules.shapes import Facility
from hoaban.kernel.effective import Period
from hoaban.ui.forms import PageForm, day_field


class FacilityFilter(PageForm):
    """What narrows the list of facilities."""

    text = forms.CharField(label=_("Tên hoặc mã cơ sở"), required=False, max_length=80)
    kind = forms.ChoiceField(label=_("Loại cơ sở"), required=False)
    commune = forms.ChoiceField(label=_("Xã, phường"), required=False)
    service = forms.ChoiceField(label=_("Dịch vụ"), required=False)
    on = day_field(_("Vào ngày"), required=False)

    def wanted(self, today: date) -> WantedFacilities:
        """The filter as the list takes it."""
        given = self.cleaned_data
        return WantedFacilities(
            given["on"] or today,
            given["text"],
            given["kind"],
            commune=given["commune"],
            service=given["service"],
        )


class KindFilter(PageForm):
    """One kind of facility."""

    kind = forms.ChoiceField(label=_("Loại cơ sở"), required=False)


class FamilyFilter(PageForm):
    """Care, medicines, or all."""

    family = forms.ChoiceField(label=_("Nhóm cơ sở"), required=False)


class FacilityForm(PageForm):
    """What a facility is from a day on."""

    code = forms.CharField(
        label=_("Mã cơ sở"), max_length=5, min_length=5, help_text=_("5 ký tự, hai số đầu là mã tỉnh.")
    )
    name = forms.CharField(label=_("Tên cơ sở"), max_length=250)
    kind = forms.ChoiceField(label=_("Loại cơ sở"))
    start = day_field(_("Từ ngày"), required=False)
    end = day_field(_("đến hết ngày"), required=False)
    level = forms.ChoiceField(label=_("Cấp chuyên môn kỹ thuật"), required=False)
    points = forms.DecimalField(
        label=_("Điểm xếp cấp"), required=False, max_digits=5, decimal_places=2, min_value=0
    )
    former_line = forms.ChoiceField(label=_("Tuyến trước 2025"), required=False)
    owner = forms.ChoiceField(label=_("Hình thức"), required=False)
    commune_code = forms.ChoiceField(label=_("Xã, phường"), required=False)
    parent_code = forms.CharField(label=_("Mã đơn vị cấp trên"), max_length=5, required=False)
    beds = forms.IntegerField(label=_("Giường kế hoạch"), required=False, min_value=0)

    def facility(self, known: Facility | None, *, demo: bool) -> Facility:
        """The facility of a valid form; the same first day corrects, a later one begins a period, a last day closes it."""
        given = dict(self.cleaned_data)
        period = Period(given.pop("start"), given.pop("end"))
        code = given.pop("code", None)
        base = known or Facility(code or "", "", "", demo=demo)
        return replace(base, period=period, **given)


class ChangedFacilityForm(FacilityForm):
    """The same of a facility that has its code."""

    code = None  # type: ignore[assignment]


class DetailForm(PageForm):
    """Numbers, contact, opening hours, the point on the map."""

    practice_code = forms.CharField(label=_("Mã cơ sở hành nghề (13 số)"), max_length=20, required=False)
    licensed_beds = forms.IntegerField(label=_("Giường được cấp phép"), required=False, min_value=0)
    address = forms.CharField(label=_("Địa chỉ"), max_length=250, required=False)
    phone = forms.CharField(label=_("Điện thoại"), max_length=30, required=False)
    email = forms.CharField(label=_("Thư điện tử"), max_length=120, required=False)
    website = forms.CharField(label=_("Trang web"), max_length=200, required=False)
    lat = forms.FloatField(label=_("Vĩ độ"), required=False)
    lon = forms.FloatField(label=_("Kinh độ"), required=False)
    hours = forms.CharField(
        label=_("Giờ mở cửa"), required=False, max_length=600, widget=forms.Textarea({"rows": 4}),
        help_text=_("Mỗi dòng một nhóm thứ, ví dụ 2-6: 07:30-11:30, 13:30-17:00; chủ nhật là CN."),
    )  # fmt: skip
    revision = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def clean_hours(self) -> opening.Hours:
        """As they are stored."""
        try:
            return opening.read_hours(self.cleaned_data["hours"])
        except opening.NotHours as line:
            raise forms.ValidationError(_("Không đọc được: %(line)s") % {"line": line}) from line

    def detail(self, code: str) -> shapes.Detail:
        """The detail of a valid form."""
        given = dict(self.cleaned_data)
        given["revision"] = given["revision"] or 1
        return shapes.Detail(code, **given)


class RelationForm(PageForm):
    """Who owns, manages, guides or pays for a facility from a day."""

    kind = forms.ChoiceField(label=_("Quan hệ"))
    other_code = forms.CharField(label=_("Mã cơ sở"), max_length=5, required=False)
    other_name = forms.CharField(
        label=_("hoặc tên cơ quan"), max_length=250, required=False, help_text=_("Ví dụ Ủy ban nhân dân xã.")
    )
    start = day_field(_("Từ ngày"))

    def relation(self) -> shapes.Relation:
        """The relation of a valid form."""
        given = self.cleaned_data
        return shapes.Relation(
            given["kind"], Period(given["start"]), given["other_code"], given["other_name"]
        )


class ServiceForm(PageForm):
    """A service offered from a day, or for the last time on a day."""

    service = forms.ChoiceField(label=_("Dịch vụ"))
    start = day_field(_("Từ ngày"), required=False)
    last = day_field(_("Ngày cuối cùng"), required=False)


class ResponsibleForm(PageForm):
    """Who answers for the profession from a day."""

    role = forms.ChoiceField(label=_("Vai trò"))
    name = forms.CharField(label=_("Họ và tên"), max_length=120)
    licence_number = forms.CharField(label=_("Số giấy phép"), max_length=50, required=False)
    start = day_field(_("Từ ngày"))

    def person(self) -> shapes.Responsible:
        """The person of a valid form."""
        given = self.cleaned_data
        return shapes.Responsible(
            given["role"], given["name"], Period(given["start"]), given["licence_number"]
        )


class DepartmentForm(PageForm):
    """A department from a day, or closed with a last day."""

    code = forms.CharField(label=_("Mã khoa, phòng"), max_length=10)
    name = forms.CharField(label=_("Tên khoa, phòng"), max_length=120, required=False)
    start = day_field(_("Từ ngày"), required=False)
    last = day_field(_("Ngày cuối cùng"), required=False)


class PermitForm(PageForm):
    """A licence or certificate as the paper says it."""

    kind = forms.ChoiceField(label=_("Loại giấy phép"))
    number = forms.CharField(label=_("Số giấy phép"), max_length=60)
    issued_on = day_field(_("Ngày cấp"))
    issued_by = forms.CharField(label=_("Nơi cấp"), max_length=120, required=False)
    valid_until = day_field(_("Có giá trị đến"), required=False)
    scope = forms.CharField(label=_("Phạm vi ghi trên giấy phép"), max_length=500, required=False)

    def permit(self) -> shapes.Permit:
        """The permit of a valid form."""
        return shapes.Permit(**self.cleaned_data)


class RevocationForm(PageForm):
    """When a permit was revoked, and why."""

    on = day_field(_("Ngày thu hồi"))
    reason = forms.CharField(label=_("Lý do"), max_length=300)


class FacilityListForm(PageForm):
    """A list of facilities."""

    file = forms.FileField(label=_("Chọn tệp XLSX"), widget=forms.FileInput({"accept": ".xlsx"}))


class UnitFilter(PageForm):
    """The day whose tree is shown, and part of a name."""

    on = day_field(_("Vào ngày"), required=False)
    text = forms.CharField(label=_("Tên hoặc mã"), required=False, max_length=80)


class CountryFilter(PageForm):
    """A province and part of a name."""

    province = forms.ChoiceField(label=_("Tỉnh, thành phố"), required=False)
    text = forms.CharField(label=_("Tên hoặc mã"), required=False, max_length=80)
    start = forms.IntegerField(required=False, min_value=0, max_value=10_000, widget=forms.HiddenInput)
