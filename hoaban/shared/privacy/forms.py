"""What is typed to break the glass and to review it, and to say what one agrees to. Whether it is enough, the services decide."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from hoaban.shared.privacy.rules.agreeing import Answer
from hoaban.ui.forms import PageForm, Pairs, day_field


class SearchForm(PageForm):
    """Whole: a number, or name and birth date."""

    number = forms.CharField(
        label=_("Số định danh cá nhân hoặc số thẻ BHYT, đủ số"), max_length=20, required=False,
        widget=forms.TextInput({"autocomplete": "off", "spellcheck": "false"}),
    )  # fmt: skip
    name = forms.CharField(
        label=_("Hoặc: họ và tên, đủ"), max_length=100, required=False,
        widget=forms.TextInput({"autocomplete": "off", "spellcheck": "false"}),
    )  # fmt: skip
    birth = day_field(_("cùng ngày sinh"), required=False)


class OpenForm(SearchForm):
    """Whom, and why; what was searched for comes along so that the page can be shown again."""

    person = forms.ChoiceField(label=_("Đúng là người này"), widget=forms.RadioSelect)
    kind = forms.ChoiceField(label=_("Lý do khẩn cấp"), widget=forms.RadioSelect)
    words = forms.CharField(
        label=_("Nói rõ lý do"), max_length=500, widget=forms.Textarea({"rows": 3}),
        help_text=_("Từ 10 đến 500 ký tự. Người bệnh và người rà soát sẽ đọc."),
    )  # fmt: skip

    def __init__(self, *arguments: Any, lists: Mapping[str, Pairs], **named: Any) -> None:
        super().__init__(*arguments, lists=lists, **named)
        for name in ("number", "name", "birth"):
            self.fields[name].widget = forms.HiddenInput()


class ReviewForm(PageForm):
    """The verdict and why."""

    verdict = forms.ChoiceField(label=_("Kết luận"))
    words = forms.CharField(
        label=_("Căn cứ của kết luận"), max_length=500, widget=forms.Textarea({"rows": 3}),
        help_text=_("Từ 10 đến 500 ký tự."),
    )  # fmt: skip


class OwnAnswerForm(PageForm):
    """One question, answered on the own page, also for a child: a button says the answer."""

    purpose = forms.CharField(max_length=40, widget=forms.HiddenInput)
    answer = forms.ChoiceField(choices=[(one.value, "") for one in Answer])
    facility = forms.CharField(max_length=10, required=False)
    child_agreed = forms.BooleanField(label=_("Chính trẻ cũng đồng ý"), required=False)


class DeskAnswerForm(PageForm):
    """What a person says at the desk, and by what it is known. Nothing is chosen beforehand."""

    purpose = forms.ChoiceField(label=_("Về việc"), widget=forms.RadioSelect)
    answer = forms.ChoiceField(label=_("Người này nói"), widget=forms.RadioSelect)
    facility = forms.ChoiceField(
        label=_("Chỉ với một nơi"), required=False, help_text=_("Chỉ khi từ chối, hoặc rút lời từ chối, riêng một nơi."),
    )  # fmt: skip
    how = forms.ChoiceField(label=_("Nói bằng cách nào"), widget=forms.RadioSelect)
    witness = forms.CharField(
        label=_("Họ tên người làm chứng"), max_length=120, required=False,
        help_text=_("Bắt buộc khi điểm chỉ."),
    )  # fmt: skip
    recording = forms.FileField(
        label=_("Tệp ghi âm lời nói"), required=False,
        help_text=_("Bắt buộc khi nói có ghi âm. MP3, M4A, OGG, WAV hoặc WebM, tối đa 8 MB."),
        widget=forms.FileInput({"accept": "audio/*"}),
    )  # fmt: skip
    guardian = forms.CharField(label=_("Họ tên người giám hộ nói thay"), max_length=120, required=False)
    relation = forms.CharField(
        label=_("Là gì của người này"),
        max_length=60,
        required=False,
        help_text=_("Ví dụ: mẹ, bố, người giám hộ."),
    )
    child_agreed = forms.BooleanField(label=_("Chính trẻ cũng đồng ý"), required=False)


class VoiceForm(PageForm):
    """A recording of one sentence in one language."""

    purpose = forms.ChoiceField(label=_("Câu"))
    language = forms.ChoiceField(label=_("Tiếng"))
    speaker = forms.CharField(label=_("Người đọc"), max_length=120)
    recording = forms.FileField(
        label=_("Tệp ghi âm"), help_text=_("MP3, M4A, OGG, WAV hoặc WebM, tối đa 8 MB."),
        widget=forms.FileInput({"accept": "audio/*"}),
    )  # fmt: skip
