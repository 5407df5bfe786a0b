"""What a person chooses about their messages. Whether it is possible, the services decide."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from hoaban.shared.messaging.rules.deciding import DESK_WAYS, WAYS
from hoaban.ui.forms import PageForm


class WishForm(PageForm):
    """How somebody wishes to be told."""

    ways: ClassVar[Mapping[str, tuple[str, str]]] = WAYS
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


class DeskWishForm(WishForm):
    """The same, said by somebody at the desk."""

    ways = DESK_WAYS
    way = forms.ChoiceField(label=_("Báo cho người này bằng"), widget=forms.RadioSelect)
    field_order = ("way",)
