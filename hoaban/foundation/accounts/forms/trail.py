"""Shapes of what is typed on the trail page."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from django import forms
from django.utils.translation import gettext_lazy as _

from hoaban.foundation.audit import api as audit
from hoaban.kernel.clock import VIETNAM


class Trail(forms.Form):
    """What an auditor looks for. Days are days of Viet Nam, both included."""

    actor = forms.CharField(label=_("Người hoặc chương trình"), required=False, max_length=200)
    act = forms.CharField(label=_("Việc đã làm"), required=False, max_length=60)
    outcome = forms.ChoiceField(
        label=_("Kết quả truy cập"),
        required=False,
        choices=[("", _("Tất cả")), ("allowed", _("Được phép")), ("refused", _("Bị từ chối"))],
    )
    first = forms.DateField(label=_("Từ ngày"), required=False, widget=forms.DateInput({"type": "date"}))
    last = forms.DateField(label=_("Đến ngày"), required=False, widget=forms.DateInput({"type": "date"}))
    before = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def sought(self) -> audit.TrailFilter:
        """The filter of a valid form."""
        given = self.cleaned_data
        first, last = given["first"], given["last"]
        actor: str = given["actor"].strip()
        return audit.TrailFilter(
            actor_id=actor if ":" in actor or not actor or actor == "visitor" else f"account:{actor}",
            act=given["act"].strip(),
            outcome=given["outcome"],
            since=datetime.combine(first, time(), VIETNAM) if first else None,
            until=datetime.combine(last + timedelta(days=1), time(), VIETNAM) if last else None,
        )
