"""What an auditor asks for, and what a reviewer says."""

from __future__ import annotations

from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from hoaban.kernel.actor import Scope
from hoaban.shared.auditing.queries import Wanted
from hoaban.ui.forms import PageForm, day_field


class TrailForm(PageForm):
    """The criteria of a search; the choices of units, acts, purposes and outcomes are given by the page."""

    about = forms.CharField(
        label=_("Hồ sơ của ai (họ tên hoặc số)"), max_length=100, required=False,
        widget=forms.TextInput({"autocomplete": "off", "spellcheck": "false"}),
    )  # fmt: skip
    person = forms.UUIDField(required=False, widget=forms.HiddenInput)
    actor = forms.CharField(label=_("Ai làm (tên đăng nhập)"), required=False, max_length=200)
    unit = forms.ChoiceField(label=_("Nơi làm việc"), required=False)
    act = forms.ChoiceField(label=_("Việc đã làm"), required=False)
    purpose = forms.ChoiceField(label=_("Để làm gì"), required=False)
    outcome = forms.ChoiceField(label=_("Kết quả truy cập"), required=False)
    first = day_field(_("Từ ngày"), required=False)
    last = day_field(_("Đến ngày"), required=False)
    request = forms.CharField(label=_("Mã yêu cầu"), required=False, max_length=64)
    before = forms.IntegerField(required=False, min_value=1, max_value=2**63 - 1, widget=forms.HiddenInput)

    def wanted(self) -> Wanted:
        """The criteria of a valid form."""
        given = self.cleaned_data
        actor: str = given["actor"].strip()
        kind, _colon, code = given["unit"].partition(":")
        person: UUID | None = given["person"]
        return Wanted(
            person=person,
            actor_id=actor if ":" in actor or not actor or actor == "visitor" else f"account:{actor}",
            unit=Scope(kind, code) if code else None,
            act=given["act"],
            purpose=given["purpose"],
            outcome=given["outcome"],
            request_id=given["request"].strip(),
            first=given["first"],
            last=given["last"],
        )


class JudgeForm(PageForm):
    """The verdict and why."""

    verdict = forms.ChoiceField(label=_("Kết luận"))
    words = forms.CharField(
        label=_("Căn cứ của kết luận"), max_length=500, widget=forms.Textarea({"rows": 3}),
        help_text=_("Từ 10 đến 500 ký tự."),
    )  # fmt: skip


class LimitForm(PageForm):
    """A new value of one limit, and why."""

    limit = forms.ChoiceField(label=_("Ngưỡng"))
    value = forms.IntegerField(label=_("Giá trị mới"))
    words = forms.CharField(
        label=_("Vì sao đổi"), max_length=500, widget=forms.Textarea({"rows": 3}),
        help_text=_("Từ 10 đến 500 ký tự."),
    )  # fmt: skip


class MarkForm(PageForm):
    """Why somebody's record is watched."""

    kind = forms.ChoiceField(label=_("Lý do theo dõi"))
    words = forms.CharField(
        label=_("Nói rõ lý do"), max_length=500, widget=forms.Textarea({"rows": 3}),
        help_text=_("Từ 10 đến 500 ký tự."),
    )  # fmt: skip
