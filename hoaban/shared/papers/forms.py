"""What somebody types on a paper. Whether it may be given out so, the rules decide."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from hoaban.shared.papers.rules.kinds import Field, Kind
from hoaban.ui.forms import PageForm, day_field, said

_TYPED = 20_000
"""More than this is not read at all; how much fits on the paper is told at the field."""


class PaperForm(PageForm):
    """One kind of paper. ``sure``: who writes has seen the warnings."""

    once = forms.CharField(max_length=64, required=False, widget=forms.HiddenInput)

    def __init__(
        self, *arguments: Any, kind: Kind, doubts: bool = False, replacing: bool = False, **named: Any
    ) -> None:
        self.kind = kind
        super().__init__(*arguments, **named)
        lists = named.get("lists") or {}
        for one in kind.fields:
            self.fields[one.code] = _field(one, lists)
        if replacing:
            self.fields["reason"] = forms.CharField(label=_("Lý do thay giấy cũ"), max_length=300)
        self.fields["sure"] = forms.BooleanField(
            label=_("Đã xem các cảnh báo, vẫn cấp giấy"), required=False,
            widget=forms.CheckboxInput if doubts else forms.HiddenInput,
        )  # fmt: skip

    def values(self) -> dict[str, str]:
        """What was typed, by the codes of the fields; days as YYYY-MM-DD."""
        given = self.cleaned_data
        return {one.code: _text(given.get(one.code)) for one in self.kind.fields}


class CancelForm(PageForm):
    """Why a paper is cancelled."""

    reason = forms.CharField(label=_("Lý do hủy"), max_length=300)


def _text(value: object) -> str:
    return "" if value is None else value.isoformat() if hasattr(value, "isoformat") else str(value)


def _field(one: Field, lists: dict[str, list[tuple[str, str]]]) -> forms.Field:
    label, required = said(*one.name), one.required
    if one.shape == "day":
        return day_field(label, required=required)
    if one.shape == "number":
        return forms.IntegerField(label=label, required=required, min_value=1, max_value=9999)
    if one.shape in ("facility", "reason"):
        choices = [("", _("Hãy chọn")), *lists.get(one.code, [])]
        return forms.ChoiceField(label=label, required=required, choices=choices)
    if one.shape == "text":
        return forms.CharField(
            label=label, required=required, max_length=_TYPED, widget=forms.Textarea({"rows": 3})
        )
    return forms.CharField(label=label, required=required, max_length=_TYPED)
