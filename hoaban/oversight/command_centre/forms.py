"""Period and place of the figures."""

from __future__ import annotations

from datetime import date, timedelta

from django import forms
from django.utils.translation import gettext_lazy as _

PERIODS = (
    ("30d", _("30 ngày qua")),
    ("7d", _("7 ngày qua")),
    ("month", _("Tháng này")),
    ("quarter", _("Quý này")),
    ("year", _("Năm nay")),
    ("12m", _("12 tháng qua")),
    ("own", _("Tự chọn ngày")),
)

TODAYS, FORMER, DISTRICTS = "", "former", "districts"
BORDERS = (
    (TODAYS, _("Hiện nay")),
    (FORMER, _("Xã, phường cũ")),
    (DISTRICTS, _("Huyện cũ")),
)

EARLIEST, LATEST = date(2000, 1, 1), date(2100, 1, 1)
LONGEST = 1830
"""Days of the longest period: five years."""


def _is_period(first: object, last: object) -> bool:
    return (
        isinstance(first, date)
        and isinstance(last, date)
        and EARLIEST <= first <= last <= LATEST
        and (last - first).days <= LONGEST
    )


class FiguresForm(forms.Form):
    """Filters of the command centre. Unknown values are refused in words; nothing given: the last 30 days."""

    period = forms.ChoiceField(label=_("Kỳ"), choices=PERIODS, required=False)
    first = forms.DateField(label=_("Từ ngày"), required=False, widget=forms.DateInput({"type": "date"}))
    last = forms.DateField(label=_("Đến ngày"), required=False, widget=forms.DateInput({"type": "date"}))
    facility = forms.ChoiceField(label=_("Cơ sở"), required=False)
    commune = forms.ChoiceField(label=_("Xã, phường"), required=False)
    borders = forms.ChoiceField(label=_("Theo địa giới"), choices=BORDERS, required=False)

    def __init__(
        self, data: object, *, facilities: list[tuple[str, str]], communes: list[tuple[str, str]]
    ) -> None:
        super().__init__(data)  # type: ignore[arg-type]
        for name, choices in (("facility", facilities), ("commune", communes)):
            chosen = self.fields[name]
            assert isinstance(chosen, forms.ChoiceField)  # noqa: S101
            chosen.choices = [("", _("Tất cả")), *choices]

    def clean(self) -> dict[str, object]:
        """Own dates must be a period of at most five years, in order."""
        values = super().clean() or {}
        if values.get("period") == "own" and not _is_period(values.get("first"), values.get("last")):
            self.add_error("first", _("Chọn ngày đầu và ngày cuối, tối đa 5 năm."))
        return values

    def span(self, today: date) -> tuple[date, date]:
        """First and last day of what was chosen."""
        chosen = self.cleaned_data.get("period") if self.is_valid() else ""
        starts = {
            "7d": today - timedelta(days=6),
            "month": today.replace(day=1),
            "quarter": today.replace(month=(today.month - 1) // 3 * 3 + 1, day=1),
            "year": today.replace(month=1, day=1),
            "12m": today - timedelta(days=364),
        }
        if chosen == "own":
            return self.cleaned_data["first"], self.cleaned_data["last"]
        return starts.get(chosen or "", today - timedelta(days=29)), today
