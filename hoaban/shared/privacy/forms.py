"""What is typed to break the glass and to review it. Whether it says enough, the services decide."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

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
        super().__init__(*arguments, **named)
        for name in ("number", "name", "birth"):
            self.fields[name].widget = forms.HiddenInput()
        for name, choices in lists.items():  # a radio group offers what there is, and nothing empty
            chosen = self.fields[name]
            assert isinstance(chosen, forms.ChoiceField)  # noqa: S101
            chosen.choices = choices


class ReviewForm(PageForm):
    """The verdict and why."""

    verdict = forms.ChoiceField(label=_("Kết luận"))
    words = forms.CharField(
        label=_("Căn cứ của kết luận"), max_length=500, widget=forms.Textarea({"rows": 3}),
        help_text=_("Từ 10 đến 500 ký tự."),
    )  # fmt: skip
