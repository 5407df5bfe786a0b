"""What one types to find a person."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from hoaban.foundation.places import api as places
from hoaban.kernel import clock
from hoaban.ui.forms import PageForm


class PrintForm(PageForm):
    """What a record is put on paper for."""

    what_for = forms.ChoiceField(label=_("In để làm gì"), widget=forms.RadioSelect)


class FindForm(forms.Form):
    """Words of a name or a part of a number; birth year and commune narrow it."""

    q = forms.CharField(
        label=_("Họ tên hoặc số"), max_length=100, required=False,
        help_text=_("Có dấu hoặc không dấu, thứ tự bất kỳ; hoặc ít nhất 4 ký tự của số."),
    )  # fmt: skip
    year = forms.IntegerField(label=_("Năm sinh"), min_value=1880, max_value=2100, required=False)
    commune = forms.ChoiceField(label=_("Xã, phường"), required=False)

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        today = places.communes(clock.vietnam_day(clock.now()))
        chosen = self.fields["commune"]
        assert isinstance(chosen, forms.ChoiceField)  # noqa: S101
        chosen.choices = [("", _("Tất cả")), *((one.code, one.full_name) for one in today)]
