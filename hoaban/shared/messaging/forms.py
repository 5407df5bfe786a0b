"""What a person chooses about their messages. Whether it is possible, the services decide."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from hoaban.ui.forms import PageForm


class WishForm(PageForm):
    """How somebody wishes to be told."""

    way = forms.ChoiceField(label=_("Báo cho tôi bằng"), widget=forms.RadioSelect)
    email = forms.CharField(
        label=_("Địa chỉ thư điện tử"), max_length=254, required=False,
        widget=forms.EmailInput({"autocomplete": "email"}),
    )  # fmt: skip
    language = forms.ChoiceField(label=_("Tiếng của tin"), widget=forms.RadioSelect)
    shared = forms.BooleanField(
        label=_("Máy này dùng chung"), required=False,
        help_text=_("Người khác cũng đọc được tin ở máy này: tin nhắn không nêu của ai, về việc gì."),
    )  # fmt: skip
    plain = forms.BooleanField(label=_("Nhắn chữ không dấu (máy đời cũ)"), required=False)

    def __init__(self, *arguments: Any, letters: bool, **named: Any) -> None:
        """``letters``: whether a letter could be sent at all."""
        super().__init__(*arguments, **named)
        if not letters:
            del self.fields["email"]
