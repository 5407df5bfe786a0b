"""What somebody types to draw a form."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from hoaban.ui.forms import PageForm, day_field

KINDS = (
    ("group", _("Nhóm")), ("display", _("Lời dẫn")), ("string", _("Chữ, một dòng")), ("text", _("Chữ, nhiều dòng")),
    ("boolean", _("Có hoặc không")), ("choice", _("Chọn trong danh sách")), ("open-choice", _("Chọn hoặc ghi khác")),
    ("integer", _("Số nguyên")), ("decimal", _("Số thập phân")), ("date", _("Ngày")), ("dateTime", _("Ngày và giờ")),
    ("time", _("Giờ")), ("attachment", _("Tệp hoặc hình vẽ")), ("reference", _("Dẫn kết quả trong hồ sơ")),
)  # fmt: skip
OUTLINES = ("body", "head", "hand", "teeth", "eyes", "abdomen")
_AREA = {"rows": 3}


class NewFormForm(PageForm):
    """What a new form begins with."""

    name = forms.CharField(
        label=_("Tên ngắn (thành địa chỉ)"), max_length=60, help_text=_("Ví dụ: phieu-sang-loc")
    )
    version = forms.CharField(label=_("Số phiên bản"), max_length=40, initial="1")
    vi = forms.CharField(label=_("Tên biểu mẫu, tiếng Việt"), max_length=300)
    en = forms.CharField(label=_("Tên biểu mẫu, tiếng Anh"), max_length=300, required=False)
    number = forms.CharField(label=_("Số hiệu (MS)"), max_length=40, required=False)
    use = forms.ChoiceField(label=_("Dùng làm"))
    basis = forms.CharField(label=_("Căn cứ pháp lý"), max_length=300)


class ImportForm(PageForm):
    """A Questionnaire as a file."""

    file = forms.FileField(label=_("Tệp Questionnaire (JSON)"))
    basis = forms.CharField(label=_("Căn cứ pháp lý"), max_length=300)


class PublishForm(PageForm):
    """From which day."""

    starts_on = day_field(_("Có hiệu lực từ ngày"))


class RetireForm(PageForm):
    """Until which day, and why."""

    last_day = day_field(_("Ngày cuối dùng"))
    why = forms.CharField(label=_("Lý do"), max_length=500)


class CopyForm(PageForm):
    """Under which number."""

    version = forms.CharField(label=_("Số phiên bản mới"), max_length=40)


class ItemForm(PageForm):
    """What an item says; an empty field says nothing."""

    link_id = forms.RegexField(
        r"^[A-Za-z0-9][A-Za-z0-9._-]{0,59}\Z",
        label=_("Mã mục"),
        help_text=_("Chữ, số, gạch nối; duy nhất trong biểu mẫu"),
    )
    kind = forms.ChoiceField(label=_("Kiểu"))
    numbering = forms.CharField(label=_("Số thứ tự in trước lời"), max_length=10, required=False)
    vi = forms.CharField(label=_("Lời, tiếng Việt"), max_length=1000)
    en = forms.CharField(label=_("Lời, tiếng Anh"), max_length=1000, required=False)
    required = forms.BooleanField(label=_("Bắt buộc"), required=False)
    repeats = forms.BooleanField(label=_("Nhiều lần"), required=False)
    read = forms.BooleanField(label=_("Chỉ xem"), required=False)
    options = forms.CharField(
        label=_("Các lựa chọn"), required=False, widget=forms.Textarea(_AREA), max_length=20_000,
        help_text=_("Mỗi dòng một lựa chọn: mã | tiếng Việt | tiếng Anh"),
    )  # fmt: skip
    list = forms.CharField(
        label=_("Hoặc danh mục mã"), max_length=200, required=False, help_text=_("Ví dụ: icd10, ma-loai-kcb")
    )
    unit = forms.CharField(
        label=_("Đơn vị"),
        max_length=60,
        required=False,
        help_text=_("Mã UCUM | lời hiện ra, ví dụ: /min | lần/phút"),
    )
    least = forms.CharField(label=_("Nhỏ nhất"), max_length=20, required=False)
    most = forms.CharField(label=_("Lớn nhất"), max_length=20, required=False)
    longest = forms.IntegerField(label=_("Dài nhất (ký tự)"), min_value=1, max_value=100_000, required=False)
    normal_vi = forms.CharField(
        label=_("Lời ghi khi bình thường, tiếng Việt"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(_AREA),
    )
    normal_en = forms.CharField(
        label=_("Lời ghi khi bình thường, tiếng Anh"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(_AREA),
    )
    drawing = forms.ChoiceField(label=_("Vẽ trên hình"), required=False)
    when = forms.CharField(
        label=_("Chỉ hỏi khi"),
        max_length=500,
        required=False,
        help_text=_("mã-mục=mã-lựa-chọn, mã-mục!=true; nối bằng « & »"),
    )
    asked_if = forms.CharField(label=_("Chỉ hỏi khi (FHIRPath)"), max_length=2000, required=False)
    prefilled = forms.CharField(label=_("Điền sẵn (FHIRPath)"), max_length=2000, required=False)
    calculated = forms.CharField(label=_("Tính ra (FHIRPath)"), max_length=2000, required=False)
    check = forms.CharField(label=_("Phải đúng (FHIRPath)"), max_length=2000, required=False)
    check_vi = forms.CharField(label=_("Lời báo khi sai, tiếng Việt"), max_length=300, required=False)
    check_en = forms.CharField(label=_("Lời báo khi sai, tiếng Anh"), max_length=300, required=False)
    code = forms.CharField(
        label=_("Mã LOINC"),
        max_length=200,
        required=False,
        help_text=_("mã | tên; cùng với nhóm dữ kiện thì câu trả lời thành Observation"),
    )
    extract = forms.ChoiceField(label=_("Thành Observation, nhóm dữ kiện"), required=False)
    makes = forms.ChoiceField(label=_("Nhóm này thành"), required=False)
    element = forms.CharField(
        label=_("Ghi vào phần tử"), max_length=100, required=False, help_text=_("Ví dụ: Condition.code")
    )


EXTRACTS = [(one, one) for one in ("vital-signs", "exam", "survey", "social-history", "laboratory")]
MAKES = [("Condition", "Condition"), ("Procedure", "Procedure")]
PLAIN = (
    "list",
    "longest",
    "drawing",
    "when",
    "asked_if",
    "calculated",
    "extract",
    "makes",
    "element",
)

_OTHERWISE = {"id": "link_id", "prefix": "numbering", "initial": "prefilled"}
"""Names of an outline that a form of Django keeps for itself."""


def props_of(typed: Mapping[str, Any], before: Mapping[str, Any]) -> dict[str, Any]:
    """What was typed as an outline has it; what the page does not ask is kept as it was ``before``.

    :raises ValueError: the name of the field whose text cannot be read.
    """
    kept = {
        name: before[name]
        for name in ("hidden", "places", "most_rows", "pattern", "targets")
        if name in before
    }
    told: dict[str, Any] = {**kept, "id": typed["link_id"], "kind": typed["kind"], "vi": typed["vi"]}
    told |= {"en": typed["en"] or typed["vi"]}
    told |= {name: True for name in ("required", "repeats", "read") if typed.get(name)}
    told |= {name: typed[name] for name in PLAIN if typed.get(name)}
    told |= {name: typed[field] for name, field in _OTHERWISE.items() if typed.get(field)}
    if typed.get("options"):
        told["options"] = _options(typed["options"])
    for name in ("unit", "code"):
        if typed.get(name):
            told[name] = "|".join(part.strip() for part in typed[name].split("|", 1))
    for name in ("least", "most"):
        if typed.get(name):
            told[name] = _number(name, typed[name], whole=typed["kind"] == "integer")
    if typed.get("normal_vi"):
        told["normal"] = [typed["normal_vi"], typed["normal_en"] or typed["normal_vi"]]
    checks = [list(one) for one in before.get("checks", ())]
    if typed.get("check"):
        key, severity = checks[0][:2] if checks else ("check", "error")
        vi = typed["check_vi"] or typed["check"]
        told["checks"] = [[key, severity, typed["check"], vi, typed["check_en"] or vi], *checks[1:]]
    if typed["kind"] == "reference":
        told.setdefault("targets", ["DiagnosticReport"])
    return told


def initial_of(props: Mapping[str, Any]) -> dict[str, Any]:
    """What stands in the fields for an item."""
    told = {
        name: props[name]
        for name in ("kind", "vi", "en", "required", "repeats", "read", "unit", "code", *PLAIN)
        if name in props
    }
    told |= {field: props.get(name, "") for name, field in _OTHERWISE.items()}
    told["options"] = "\n".join(" | ".join(one) for one in props.get("options", ()))
    told |= {name: str(props[name]).replace(".", ",") for name in ("least", "most") if name in props}
    normal = props.get("normal") or ["", ""]
    check = (props.get("checks") or [["", "", "", "", ""]])[0]
    return told | {
        "normal_vi": normal[0],
        "normal_en": normal[1],
        "check": check[2],
        "check_vi": check[3],
        "check_en": check[4],
    }


def _options(text: str) -> list[list[str]]:
    found = []
    for line in text.splitlines():
        parts = [part.strip() for part in line.split("|")]
        if not any(parts):
            continue
        if not parts[0] or len(parts) > 3:
            raise ValueError("options")
        vi = parts[1] if len(parts) > 1 and parts[1] else parts[0]
        found.append([parts[0], vi, parts[2] if len(parts) > 2 and parts[2] else vi])
    return found


def _number(name: str, text: str, *, whole: bool) -> Decimal | int:
    try:
        number = Decimal(text.strip().replace(",", "."))
    except InvalidOperation:
        raise ValueError(name) from None
    if not number.is_finite() or (whole and number != int(number)):
        raise ValueError(name)
    return int(number) if whole else number
