"""What one gives when sending claim files."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _


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


class UploadForm(forms.Form):
    """Claim files, and the receipt of the insurer's portal where it has taken them already."""

    uploads = ManyFiles(
        label=_("Chọn tệp XML hoặc ZIP"), help_text=_("Nhiều tệp được; mỗi tệp tối đa 300 MB.")
    )
    receipt = forms.CharField(
        label=_("Mã giao dịch của Cổng BHXH"), max_length=100, required=False,
        help_text=_("Chỉ điền khi Cổng đã tiếp nhận các hồ sơ này."),
    )  # fmt: skip
