"""Invented contents of the gallery: people of the standing story, figures that fit on no real place."""

from __future__ import annotations

from django import forms

from hoaban.ui import parts

CRUMBS = (parts.Crumb("Trang chủ", "/"), parts.Crumb("Tìm người", "/people/"), parts.Crumb("Giàng Thị Mỷ"))

BANNER = parts.Banner(
    name="Giàng Thị Mỷ",
    sex="Nữ",
    birth="14/03/2002",
    age="24 tuổi",
    commune="xã Dào San",
    numbers=(parts.Pair("Số định danh cá nhân", "•••• 0101"), parts.Pair("Thẻ BHYT", "•••• 0101")),
    allergies=("Penicillin (phản vệ)", "Tôm"),
    allergies_url="/record/#allergies",
    badges=(parts.Badge("Thai 33 tuần", "plum"),),
)
BANNER_PLAIN = parts.Banner(
    name="Sùng A Páo",
    sex="Nam",
    birth="02/06/2023",
    age="3 tuổi",
    commune="xã Dào San",
    deceased="",
    beside=("Sùng A Pao, Nam, 2022",),
)

TABLE = parts.Table(
    caption="Người tìm thấy",
    columns=(
        parts.Column("Họ và tên", sort="name"),
        parts.Column("Năm sinh", "date", sort="birth"),
        parts.Column("Giới tính"),
        parts.Column("Xã, phường"),
        parts.Column("Số lượt khám", "number", sort="visits"),
        parts.Column("Chi phí", "number"),
    ),
    rows=(
        (
            parts.Cell("Giàng Thị Mỷ", "/record/", note="ĐDCN •••• 0101", head=True),
            parts.Cell("14/03/2002"),
            parts.Cell("Nữ"),
            parts.Cell("xã Dào San"),
            parts.Cell("12"),
            parts.Cell("12.345.678 đ"),
        ),
        (
            parts.Cell(
                "Lò Văn Inh",
                "/record/",
                note="ĐDCN •••• 0103",
                badge=parts.Badge("Mạn tính", "info"),
                head=True,
            ),
            parts.Cell("02/09/1964"),
            parts.Cell("Nam"),
            parts.Cell("xã Khổng Lào"),
            parts.Cell("1.048"),
            parts.Cell("987.000 đ"),
        ),
        (
            parts.Cell("Sùng A Chứ", "/record/", head=True),
            parts.Cell("1999"),
            parts.Cell("Nam"),
            parts.Cell("xã Dào San"),
            parts.Cell("3"),
            parts.Cell("0 đ"),
        ),
    ),
)
EMPTY_TABLE = parts.Table(
    caption="Tiêm chủng", columns=(parts.Column("Mũi tiêm"), parts.Column("Ngày", "date")), rows=()
)

TABS = (
    parts.Tab("Diễn biến", "/record/", current=True, count=48),
    parts.Tab("Bệnh", "/record/?tab=2", count=6),
    parts.Tab("Thuốc", "/record/?tab=3"),
    parts.Tab("Xét nghiệm", "/record/?tab=4", count=1234),
    parts.Tab("Tiêm chủng", "/record/?tab=5"),
    parts.Tab("Giấy tờ", "/record/?tab=6"),
)

EVENTS = parts.timeline(
    (
        parts.Event(
            year="2026",
            day="11/11/2026",
            time="12:30",
            title="Điều trị nội trú, Khoa Phụ sản",
            kind="bed",
            kind_label="Nội trú",
            url="/record/",
            facility="Bệnh viện Đa khoa tỉnh",
            summary="O14.2 Hội chứng HELLP; O30.0 Song thai",
            badges=(parts.Badge("Cấp cứu", "danger"),),
            source="Hồ sơ HB2611110001, bản 2",
            source_url="/record/",
        ),
        parts.Event(
            year="2026",
            day="11/11/2026",
            time="10:05",
            title="Xét nghiệm máu",
            kind="laboratory",
            kind_label="Xét nghiệm",
            facility="Trung tâm Y tế Phong Thổ",
            details=(
                parts.Pair("Tiểu cầu", "84 G/L"),
                parts.Pair("AST", "212 U/L"),
                parts.Pair("Huyết sắc tố", ""),
            ),
        ),
        parts.Event(
            year="2026",
            day="02/07/2026",
            title="Khám thai",
            facility="Trạm Y tế xã Dào San",
            summary="Tuần 14, huyết áp 110/70",
        ),
        parts.Event(
            year="2024",
            day="15/03/2024",
            title="Tiêm uốn ván mũi 2",
            kind="vaccine",
            facility="Trạm Y tế xã Dào San",
        ),
    )
)

TILES = (
    parts.Tile(
        "Lượt khám bệnh",
        "12.408",
        "lượt",
        "tăng 4,2 % so với tuần trước",
        "up",
        None,
        url="/centre/",
        points=(310, 322, 298, 350, 341, 377, 402),
    ),
    parts.Tile("Nhập viện", "1.106", "lượt", "giảm 38 so với tuần trước", "down", True, url="/centre/"),
    parts.Tile("Chuyển cơ sở", "214", "lượt", "tăng 12", "up", False, url="/centre/"),
    parts.Tile("Quỹ BHYT thanh toán", "9,84", "tỷ đồng", note="đến 07:00 hôm nay"),
    parts.Tile("Đơn vị đã báo cáo", "47/49", "", note="2 đơn vị im lặng", url="/centre/"),
)

PAIRS = (
    parts.Pair("Ngày vào", "12:30 11/11/2026"),
    parts.Pair("Khoa", "Phụ sản"),
    parts.Pair("Ngày ra", ""),
    parts.Pair("Mã liên kết", "HB2611110001", url="/record/"),
    parts.Pair("Mức hưởng", "95 %", note="Nghị định 146/2018, sửa 2025"),
)


class Visit(forms.Form):
    """One field of every kind."""

    name = forms.CharField(label="Họ và tên", help_text="Viết đủ dấu, họ trước.")
    birth = forms.CharField(label="Ngày sinh", help_text="ngày/tháng/năm, hoặc chỉ năm", required=False)
    place = forms.ChoiceField(
        label="Xã, phường", choices=[("", "Chọn"), ("03571", "xã Dào San"), ("03583", "xã Khổng Lào")]
    )
    sex = forms.ChoiceField(label="Giới tính", choices=[("1", "Nam"), ("2", "Nữ")], widget=forms.RadioSelect)
    urgent = forms.BooleanField(label="Cấp cứu", required=False)
    note = forms.CharField(label="Lý do đến khám", widget=forms.Textarea(attrs={"rows": 3}), required=False)


class Upload(forms.Form):
    """The claim files of a facility."""

    files = forms.FileField(
        label="Thả tệp XML hoặc ZIP vào đây", help_text="Tối đa 200 MB mỗi lần. XML0 và XML1 đến XML15."
    )
