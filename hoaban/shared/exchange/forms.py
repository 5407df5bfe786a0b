"""What a person says about messages and destinations. Whether it is possible, the services decide."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from hoaban.shared.exchange.rules.destinations import CredentialField
from hoaban.ui.forms import PageForm, day_field, said


class ByHandForm(PageForm):
    """Under which number a message lies at the other side, since when, and what shows it."""

    number = forms.CharField(label=_("Số mà bên nhận cấp"), max_length=100)
    on = day_field(_("Ngày nhập"))
    proof = forms.FileField(
        label=_("Tệp chứng minh"), widget=forms.FileInput({"accept": ".pdf,.png,.jpg,.jpeg"}),
        help_text=_("Ảnh màn hình hoặc giấy của bên nhận: PDF, PNG, JPEG, tối đa 10 MB."),
    )  # fmt: skip


class FacilityForm(PageForm):
    """Of which facility."""

    facility = forms.ChoiceField(label=_("Cơ sở"), required=False)


class SwitchForm(PageForm):
    """Why a destination is not spoken to."""

    why = forms.CharField(label=_("Lý do"), max_length=300, required=False)


class HolderForm(PageForm):
    """Of which member of staff."""

    holder = forms.CharField(
        label=_("Số giấy phép hành nghề của bác sĩ"),
        max_length=60,
        help_text=_("Như trên đơn thuốc do người ấy ký."),
    )


def credential_form(
    fields: Sequence[CredentialField], *arguments: Any, is_kept: bool, with_holder: bool = False, **named: Any
) -> PageForm:
    """A form with the fields of a destination. ``is_kept``: a secret may stay empty, for it is kept already."""
    form = HolderForm(*arguments, **named) if with_holder else PageForm(*arguments, **named)
    for one in fields:
        required = one.needed and not (one.secret and is_kept)
        hint = _("Để trống thì giữ giá trị đã ghi.") if one.secret and is_kept else ""
        widget = forms.PasswordInput({"autocomplete": "new-password"}) if one.secret else forms.TextInput()
        form.fields[one.name] = forms.CharField(
            label=said(*one.words), max_length=500, required=required, widget=widget, help_text=hint
        )  # fmt: skip
    return form
