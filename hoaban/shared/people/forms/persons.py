"""What a steward and a registrar type."""

from __future__ import annotations

import hashlib
import secrets
from datetime import date
from typing import Any

from django import forms
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from hoaban.foundation.codes import api as codes
from hoaban.foundation.places import api as places
from hoaban.kernel import clock, vietnamese
from hoaban.shared.people.fhir import Details, Paper
from hoaban.shared.people.rules.details import CIRCUMSTANCES, METHODS, PAPERS, read_birth
from hoaban.ui.forms import PageForm

KIND_WORDS = {
    "national_id": _("Số định danh cá nhân"), "citizen_id": _("CMND cũ"), "passport": _("Hộ chiếu"),
    "insurance": _("Thẻ BHYT"), "temporary": _("Mã tạm"), "facility": _("Mã người bệnh của cơ sở"), "other": _("Giấy tờ khác"),
}  # fmt: skip
_METHOD_WORDS = {
    "QR_CCCD": _("Quét mã QR trên thẻ căn cước"), "CHIP_CCCD": _("Đọc chip thẻ căn cước"),
    "VNEID_APP": _("VNeID trên điện thoại"),
    "AUTH_SERVICE": _("Dịch vụ xác thực điện tử"), "BHXH_LOOKUP": _("Tra cứu cổng BHXH"), "MANUAL": _("Xem giấy tờ, gõ tay"),
    "UNVERIFIED": _("Chưa xác minh"),
}  # fmt: skip
_CIRCUMSTANCE_WORDS = {
    "known": _("Biết là ai"), "newborn": _("Trẻ mới sinh, chưa có số"), "abandoned": _("Trẻ bị bỏ rơi"),
    "unknown": _("Không rõ là ai, hoặc không tỉnh táo"),
}  # fmt: skip


class DecisionForm(forms.Form):
    """One human being, or two; and why."""

    verdict = forms.ChoiceField(
        label=_("Quyết định"),
        choices=[
            ("same", _("Cùng một người: gộp, mọi hồ sơ đứng dưới một người")),
            ("different", _("Hai người khác nhau: không hỏi lại cặp này")),
        ],
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(
        label=_("Lý do"), max_length=500, min_length=3, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Đã đối chiếu gì, với ai. Ghi để người sau hiểu được và hoàn tác được."),
    )  # fmt: skip


class UndoForm(forms.Form):
    """Why a decision is taken back."""

    reason = forms.CharField(label=_("Lý do hoàn tác"), max_length=500, min_length=3)


class AlikeForm(PageForm):
    """Somebody else of the register, whom points do not find."""

    q = forms.CharField(label=_("Tìm người khác: họ tên hoặc số"), max_length=100, required=False)


class PartForm(PageForm):
    """Which record is about somebody else; and why."""

    patient = forms.ChoiceField(label=_("Hồ sơ nói về người khác"), widget=forms.RadioSelect)
    reason = forms.CharField(
        label=_("Lý do"), max_length=500, min_length=3, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Đã đối chiếu gì, với ai. Ghi để người sau hiểu được và hoàn tác được."),
    )  # fmt: skip


class PersonForm(forms.Form):
    """Particulars of a person, as far as they are known."""

    circumstance = forms.ChoiceField(
        label=_("Hoàn cảnh"), choices=[(one, _CIRCUMSTANCE_WORDS[one]) for one in CIRCUMSTANCES]
    )
    name = forms.CharField(
        label=_("Họ và tên"), max_length=200, required=False,
        help_text=_("Như trên giấy tờ. Chỉ để trống khi hoàn cảnh cho biết vì sao."),
    )  # fmt: skip
    birth = forms.CharField(
        label=_("Ngày sinh"), max_length=10, required=False,
        help_text=_("Biết đến đâu ghi đến đó: 2/9/1964, 9/1964 hoặc 1964."),
    )  # fmt: skip
    sex = forms.ChoiceField(
        label=_("Giới tính"), required=False,
        choices=[
            ("", _("Chưa rõ")), ("male", pgettext_lazy("sex", "Nam")), ("female", pgettext_lazy("sex", "Nữ")),
            ("other", _("Khác")),
        ],
    )  # fmt: skip
    commune = forms.ChoiceField(label=_("Xã, phường"), required=False)
    ethnic_group = forms.ChoiceField(label=_("Dân tộc"), required=False)
    nationality = forms.CharField(
        label=_("Mã quốc tịch"), max_length=3, required=False,
        validators=[RegexValidator(r"^[0-9]{3}$", _("Mã quốc tịch có 3 chữ số; Việt Nam là 000."))],
        help_text=_("Việt Nam là 000 (Thông tư 07/2016/TT-BCA)."),
    )  # fmt: skip
    occupation = forms.CharField(
        label=_("Mã nghề nghiệp"), max_length=5, required=False,
        validators=[
            RegexValidator(r"^[0-9]{2,5}$", _("Mã nghề nghiệp có 2 đến 5 chữ số; không có nghề là 00000."))
        ],
        help_text=_("Theo Quyết định 34/2020/QĐ-TTg; không có nghề là 00000."),
    )  # fmt: skip
    address = forms.CharField(label=_("Bản, tổ, số nhà"), max_length=200, required=False)
    phone = forms.CharField(label=_("Điện thoại"), max_length=20, required=False)
    method = forms.ChoiceField(
        label=_("Xác minh bằng"), choices=[(one, _METHOD_WORDS[one]) for one in METHODS]
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen = self.fields["commune"]
        assert isinstance(chosen, forms.ChoiceField)  # noqa: S101
        today = places.communes(clock.vietnam_day(clock.now()))
        chosen.choices = [("", _("Chưa rõ")), *((one.code, one.full_name) for one in today)]
        self._offer_ethnic_groups()

    def _offer_ethnic_groups(self) -> None:
        offered = self.fields["ethnic_group"]
        assert isinstance(offered, forms.ChoiceField)  # noqa: S101
        groups = codes.names("MA_DANTOC", clock.vietnam_day(clock.now()))
        offered.choices = [("", _("Chưa rõ")), *((code, one.name_vi) for code, one in groups.items())]

    def clean_birth(self) -> str:
        """A date as far as it is known, not after today."""
        try:
            birth = read_birth(self.cleaned_data["birth"])
        except ValueError:
            raise forms.ValidationError(_("Không có ngày này. Ghi như 2/9/1964, 9/1964 hoặc 1964.")) from None
        if birth > clock.vietnam_day(clock.now()).isoformat():
            raise forms.ValidationError(_("Ngày sinh sau hôm nay."))
        return birth

    def clean(self) -> dict[str, Any]:
        """Who is known has a name."""
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("circumstance") == "known" and not cleaned.get("name"):
            self.add_error("name", _("Cần họ và tên."))
        return cleaned


class PaperForm(forms.Form):
    """One number with its issuer and period."""

    value = forms.CharField(max_length=20, required=False)
    issuer = forms.CharField(label=_("Nơi cấp"), max_length=100, required=False)
    valid_from = forms.DateField(label=_("Từ ngày"), required=False, widget=forms.DateInput({"type": "date"}))
    valid_to = forms.DateField(label=_("Đến ngày"), required=False, widget=forms.DateInput({"type": "date"}))
    verified = forms.BooleanField(label=_("Đã xác minh với nơi cấp"), required=False)

    def __init__(self, kind: str, data: Any = None, initial: dict[str, Any] | None = None) -> None:
        super().__init__(data, initial=initial, prefix=kind)
        self.kind = kind
        self.fields["value"].label = KIND_WORDS[kind]

    @property
    def paper(self) -> Paper | None:
        """What was typed; None when nothing was."""
        typed = self.cleaned_data
        value = "".join(typed["value"].split()).upper()
        if not value:
            return None
        first, last = (_iso(typed[name]) for name in ("valid_from", "valid_to"))
        return Paper(self.kind, value, vietnamese.nfc(typed["issuer"]), first, last, typed["verified"])


class WholePerson:
    """The particulars and the four papers, as one form."""

    def __init__(self, data: Any = None, initial: Details | None = None) -> None:
        papers = {paper.kind: paper for paper in initial.papers} if initial else {}
        self.person = PersonForm(data, initial=_initial(initial) if initial else None)
        self.papers = [PaperForm(kind, data, initial=_paper_initial(papers.get(kind))) for kind in PAPERS]

    def is_valid(self) -> bool:
        """All parts."""
        return all([self.person.is_valid(), *(paper.is_valid() for paper in self.papers)])

    def details(self) -> Details:
        """What was typed; only when all is valid."""
        typed = self.person.cleaned_data
        return Details(
            vietnamese.nfc(typed["name"]), typed["sex"], typed["birth"], typed["commune"],
            vietnamese.nfc(typed["address"]), " ".join(typed["phone"].split()), typed["circumstance"], typed["method"],
            tuple(paper for form in self.papers if (paper := form.paper)),
            ethnic_group=typed["ethnic_group"], occupation=typed["occupation"], nationality=typed["nationality"],
        )  # fmt: skip


def sure_of(details: Details) -> str:
    """What a registrar sends back to say that this is somebody new: what was looked at, and which look it was."""
    return _digest(details) + secrets.token_hex(8)


def is_sure(sure: str, details: Details) -> bool:
    """Whether this is what was looked at."""
    return sure[:16] == _digest(details)


def _digest(details: Details) -> str:
    return hashlib.sha256(repr(details).encode()).hexdigest()[:16]


def _initial(one: Details) -> dict[str, Any]:
    return {
        "circumstance": one.circumstance, "name": one.name, "birth": _shown(one.birth), "sex": one.sex,
        "commune": one.commune_code, "address": one.address, "phone": one.phone, "method": one.method,
        "ethnic_group": one.ethnic_group, "occupation": one.occupation, "nationality": one.nationality,
    }  # fmt: skip


def _paper_initial(paper: Paper | None) -> dict[str, Any] | None:
    if paper is None:
        return None
    return {
        "value": paper.value, "issuer": paper.issuer, "valid_from": paper.valid_from, "valid_to": paper.valid_to,
        "verified": paper.verified,
    }  # fmt: skip


def _shown(birth: str) -> str:
    return "/".join(str(int(part)) for part in reversed(birth.split("-"))) if birth else ""


def _iso(day: date | None) -> str:
    return day.isoformat() if day else ""
