"""What who keeps the rooms types: points, sessions, the last day of one."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from hoaban.kernel import vietnamese
from hoaban.kernel.clock import VIETNAM
from hoaban.kernel.effective import Period
from hoaban.shared.scheduling import api as scheduling
from hoaban.ui.forms import PageForm, day_field, time_field

_MOST_WEEKS = 12


class PointForm(PageForm):
    """A place where people wait."""

    kind = forms.ChoiceField(label=_("Loại điểm chờ"))
    code = forms.CharField(label=_("Mã"), max_length=20, help_text=_("Chữ không dấu, số: PK01."))
    vi = forms.CharField(label=_("Tên"), max_length=120)
    en = forms.CharField(label=_("Tên tiếng Anh"), max_length=120, required=False)
    department = forms.ChoiceField(label=_("Khoa"), required=False)
    in_a_row = forms.IntegerField(label=_("Gọi liền mấy người ưu tiên"), min_value=1, max_value=20, initial=2)

    def point(self, facility_code: str) -> scheduling.Point:
        """What was typed; only when all is valid."""
        typed: dict[str, Any] = self.cleaned_data
        return scheduling.Point(
            0, facility_code, typed["code"].strip(), scheduling.PointKind(typed["kind"]), vietnamese.nfc(typed["vi"]),
            typed["en"].strip(), typed["department"], typed["in_a_row"], Period(),
        )  # fmt: skip


class SessionForm(PageForm):
    """Somebody sees people in a room for some hours, once or each week."""

    point = forms.ChoiceField(label=_("Phòng khám"))
    practitioner = forms.ChoiceField(label=_("Người khám"))
    day = day_field(_("Ngày"))
    starts = time_field(_("Từ giờ"))
    ends = time_field(_("Đến giờ"))
    slot_minutes = forms.IntegerField(label=_("Mỗi lượt (phút)"), min_value=3, max_value=240, initial=15)
    for_booking = forms.IntegerField(
        label=_("Số lượt nhận hẹn trước"), min_value=0, max_value=200, initial=4,
        help_text=_("Các lượt khác để cho người tự đến."),
    )  # fmt: skip
    weeks = forms.IntegerField(label=_("Lặp lại mấy tuần"), min_value=1, max_value=_MOST_WEEKS, initial=1)

    def starts_at(self, day: date) -> datetime:
        return datetime.combine(day, self.cleaned_data["starts"], VIETNAM)

    def ends_at(self, day: date) -> datetime:
        return datetime.combine(day, self.cleaned_data["ends"], VIETNAM)


class LastDayForm(PageForm):
    """Until when people wait there."""

    last_day = day_field(_("Ngày cuối cùng mở"))
