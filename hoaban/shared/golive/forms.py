"""What a director types: the regulation, the self-assessment, the decision, the publication."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from hoaban.shared.golive.rules import ANSWERS, criteria
from hoaban.ui.forms import PageForm, day_field, said


class FileForm(PageForm):
    """The regulation and an answer with words for each criterion."""

    regulation = forms.CharField(
        label=_("Quy chế của cơ sở"), widget=forms.Textarea({"rows": 18}), max_length=100_000
    )

    def __init__(self, *arguments: Any, answers: Mapping[str, tuple[str, str]], **named: Any) -> None:
        super().__init__(*arguments, **named)
        choices = [(key, said(*both)) for key, both in ANSWERS.items()]
        for one in criteria():
            name = said(*one.name)
            self.fields[one.code] = forms.ChoiceField(
                label=name, choices=choices, initial=answers[one.code][0]
            )
            self.fields[f"{one.code}.words"] = forms.CharField(
                label=_("Ghi chú: %s") % name, max_length=300, required=False, initial=answers[one.code][1]
            )

    def answers(self) -> dict[str, tuple[str, str]]:
        """By criterion."""
        given = self.cleaned_data
        return {one.code: (given[one.code], given[f"{one.code}.words"]) for one in criteria()}


class DecideForm(PageForm):
    """The director's decision."""

    number = forms.CharField(label=_("Số quyết định"), max_length=40)
    starts_on = day_field(_("Dùng bệnh án điện tử từ ngày"))


class PublishForm(PageForm):
    """Where and when it was published."""

    published_on = day_field(_("Ngày công bố"))
    place = forms.CharField(label=_("Nơi công bố, mã công bố"), max_length=200)
