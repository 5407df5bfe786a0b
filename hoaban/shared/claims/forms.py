"""What one gives when sending claim files, and when looking for dossiers."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from hoaban.shared.claims.queries import Wanted

_LAST_YEAR = 9000


class ManyFiles(forms.FileField):
    """Several files in one field; each is checked like one."""

    widget = type(
        "ManyFilesInput",
        (forms.ClearableFileInput,),
        {"allow_multiple_selected": True, "template_name": "django/forms/widgets/file.html"},
    )

    def clean(self, data: Any, initial: Any = None) -> Any:
        """All files, in their order."""
        given = data if isinstance(data, list | tuple) else [data]
        return [super(ManyFiles, self).clean(one, initial) for one in given]


_VERDICTS = (
    ("", _("Tất cả")), ("accepted", _("chấp nhận")), ("accepted_with_warnings", _("chấp nhận, có cảnh báo")),
    ("rejected", _("từ chối")),
)  # fmt: skip
_OUTCOMES = (
    ("", _("Tất cả")), ("stored", _("nhận lần đầu")), ("corrected", _("thay bản trước")), ("unchanged", _("không đổi")),
    ("refused", _("không lưu")),
)  # fmt: skip


class DossierFilter(forms.Form):
    """What narrows the list of dossiers; nothing given: all of them."""

    facility = forms.ChoiceField(label=_("Cơ sở"), required=False)
    first = forms.DateField(label=_("Nhận từ ngày"), required=False, widget=forms.DateInput({"type": "date"}))
    last = forms.DateField(label=_("đến ngày"), required=False, widget=forms.DateInput({"type": "date"}))
    verdict = forms.ChoiceField(label=_("Kết luận"), choices=_VERDICTS, required=False)
    outcome = forms.ChoiceField(label=_("Xử lý"), choices=_OUTCOMES, required=False)
    code = forms.CharField(label=_("Mã quy tắc"), max_length=40, required=False)
    ma_lk = forms.CharField(label=_("MA_LK có chứa"), max_length=100, required=False)
    batch = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def __init__(self, data: object, *, facilities: list[tuple[str, str]]) -> None:
        super().__init__(data)  # type: ignore[arg-type]
        chosen = self.fields["facility"]
        assert isinstance(chosen, forms.ChoiceField)  # noqa: S101
        chosen.choices = [("", _("Tất cả")), *((code, f"{code} {name}") for code, name in facilities)]

    def clean_last(self) -> date | None:
        """The last day is not the last that a calendar can hold: the day after it must exist."""
        last: date | None = self.cleaned_data["last"]
        if last and last.year > _LAST_YEAR:
            raise forms.ValidationError(_("Năm quá xa."))
        return last

    def wanted(self) -> Wanted:
        """The filter as the list takes it."""
        return Wanted(**self.cleaned_data)

    def given(self) -> dict[str, object]:
        """The filter as an address carries it on."""
        return {name: value for name, value in self.cleaned_data.items() if value}


class UploadForm(forms.Form):
    """Claim files, and the receipt of the insurer's portal where it has taken them already."""

    uploads = ManyFiles(
        label=_("Chọn tệp XML hoặc ZIP"), help_text=_("Nhiều tệp được; mỗi tệp tối đa 300 MB.")
    )
    receipt = forms.CharField(
        label=_("Mã giao dịch của Cổng BHXH"), max_length=100, required=False,
        help_text=_("Chỉ điền khi Cổng đã tiếp nhận các hồ sơ này."),
    )  # fmt: skip
