"""What a desk types when somebody comes."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from hoaban.kernel import vietnamese
from hoaban.modules.hospital.services.receiving import Taken
from hoaban.shared.visits import api as visits
from hoaban.ui.forms import PageForm, Pairs, day_field

_SMALL = {"autocomplete": "off", "spellcheck": "false"}


class ScanForm(PageForm):
    """One field for the scanner and for hands."""

    text = forms.CharField(
        label=_("Quét thẻ, phiếu hoặc gõ tên"), max_length=2000,
        widget=forms.TextInput({**_SMALL, "autofocus": True, "enterkeyhint": "search"}),
        help_text=_("Thẻ căn cước, thẻ BHYT, phiếu hẹn, phiếu khám, số phiếu chuyển; hoặc họ tên, năm sinh, xã, số điện thoại."),
    )  # fmt: skip


class ArrivalForm(PageForm):
    """Why somebody comes, where they wait, who pays."""

    reason = forms.CharField(
        label=_("Lý do đến khám"), max_length=500, required=False,
        widget=forms.TextInput({**_SMALL, "autofocus": True}),
    )  # fmt: skip
    point = forms.ChoiceField(label=_("Phòng khám"), required=False)
    priority = forms.ChoiceField(label=_("Ưu tiên"))
    coverage_class = forms.ChoiceField(label=_("Đối tượng khám, chữa bệnh"), required=False)
    card = forms.CharField(
        label=_("Số thẻ bảo hiểm y tế"), max_length=20, required=False, widget=forms.TextInput(_SMALL)
    )
    card_from = day_field(_("Thẻ có giá trị từ"), required=False)
    card_to = day_field(_("Thẻ có giá trị đến"), required=False)
    registered_at = forms.RegexField(
        r"^[0-9A-Za-z]{5}$", label=_("Mã nơi đăng ký ban đầu"), required=False, widget=forms.TextInput(_SMALL)
    )
    referral_paper = forms.CharField(
        label=_("Số phiếu chuyển"), max_length=50, required=False, widget=forms.TextInput(_SMALL)
    )
    referral_from = forms.RegexField(
        r"^[0-9A-Za-z]{5}$", label=_("Mã cơ sở chuyển đến"), required=False, widget=forms.TextInput(_SMALL)
    )
    referral_on = day_field(_("Ngày phiếu chuyển"), required=False)
    care = forms.ChoiceField(label=_("Hình thức khám, chữa bệnh"))
    identified_by = forms.ChoiceField(label=_("Xác minh bằng"))
    commitment = forms.CharField(
        label=_("Cam kết của người bệnh"), max_length=300, required=False, widget=forms.TextInput(_SMALL),
        help_text=_("Ví dụ: bổ sung thẻ trước khi ra về."),
    )  # fmt: skip
    emergency = forms.BooleanField(label=_("Cấp cứu"), required=False)
    booking = forms.UUIDField(required=False, widget=forms.HiddenInput)
    check = forms.UUIDField(required=False, widget=forms.HiddenInput)
    once = forms.RegexField(r"^[0-9a-f]{32}$", widget=forms.HiddenInput)
    scan = forms.CharField(max_length=2000, required=False, widget=forms.HiddenInput)

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        listed: Pairs = (named.get("lists") or {}).get("coverage_class", [])
        self.fields["coverage_class"].choices = [("", _("Tự chi trả")), *listed]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """A card has a class, a class of the insurance a card; a card does not end before it begins."""
        typed: dict[str, Any] = super().clean() or {}
        first, last = typed.get("card_from"), typed.get("card_to")
        if first and last and last < first:
            self.add_error("card_to", _("Thẻ hết hạn trước khi có giá trị."))
        if typed.get("card") and not typed.get("coverage_class"):
            self.add_error(
                "coverage_class", _("Có thẻ thì chọn đối tượng; bấm Đề xuất lại để xem đối tượng phù hợp.")
            )
        return typed

    def arrival(self, facility_code: str, person: UUID) -> visits.Arrival:
        """What was typed; only when all is valid."""
        typed = self.cleaned_data
        number = "".join(typed["card"].split()).upper()
        card = (
            visits.Card(number, typed["card_from"], typed["card_to"], typed["registered_at"].upper())
            if number
            else None
        )
        referral = visits.Referral(
            typed["referral_paper"].strip(), typed["referral_from"].upper(), typed["referral_on"]
        )
        emergency = typed["emergency"]
        return visits.Arrival(
            facility_code, person, vietnamese.nfc(typed["reason"]), typed["care"], "", typed["coverage_class"], card,
            referral, "emergency" if emergency else typed["priority"], emergency,
        )  # fmt: skip

    def taken(self) -> Taken:
        """What else was taken down."""
        typed = self.cleaned_data
        point = int(typed["point"]) if typed["point"] else None
        return Taken(
            point,
            typed["booking"],
            typed["identified_by"],
            vietnamese.nfc(typed["commitment"]),
            check=typed["check"],
        )


class UnknownForm(PageForm):
    """Somebody in an emergency of whom nobody knows who they are."""

    sex = forms.ChoiceField(label=_("Giới tính"), required=False)
    age = forms.IntegerField(
        label=_("Khoảng bao nhiêu tuổi"), min_value=0, max_value=120, required=False,
        widget=forms.NumberInput({"inputmode": "numeric"}),
    )  # fmt: skip
    marks = forms.CharField(
        label=_("Đặc điểm nhận dạng, đồ mang theo, ai đưa đến"), max_length=500,
        widget=forms.Textarea({"rows": 3, "autofocus": True}),
    )  # fmt: skip
    reason = forms.CharField(label=_("Tình trạng lúc đến"), max_length=500, required=False)
    point = forms.ChoiceField(label=_("Phòng"), required=False)
    once = forms.RegexField(r"^[0-9a-f]{32}$", widget=forms.HiddenInput)
