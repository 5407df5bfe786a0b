"""What a person chooses about their messages. Whether it is possible, the services decide."""

from __future__ import annotations

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
        label=_("Máy này có người khác cùng dùng"), required=False,
        help_text=_("Khi ấy tin nhắn không nêu của ai, về việc gì."),
    )  # fmt: skip
    plain = forms.BooleanField(label=_("Nhắn chữ không dấu (máy đời cũ)"), required=False)
