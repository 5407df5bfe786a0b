"""Charts and maps of the gallery. The communes are invented: twenty squares that share their borders."""

from __future__ import annotations

import random
from datetime import date, timedelta

from hoaban.ui import charts, formats, maps

NAMES = (
    *("Dào San", "Khổng Lào", "Sì Lở Lầu", "Tủa Sín Chải", "Nậm Cuổi", "Mù Cả", "Tà Tổng", "Bình Lư"),
    *("Đoàn Kết", "Tân Phong", "Phong Thổ", "Sin Suối Hồ", "Bản Bo", "Khun Há", "Pắc Ta", "Mường Than"),
    *("Nậm Hàng", "Bum Tở", "Hua Bum", "Pu Sam Cáp"),
)


def _square(n: int) -> dict[str, object]:
    west, south = 102.5 + (n % 5) * 0.25, 21.8 + (n // 5) * 0.2
    ring = [
        [west, south],
        [west + 0.25, south],
        [west + 0.25, south + 0.2],
        [west, south + 0.2],
        [west, south],
    ]
    return {"type": "Polygon", "coordinates": [ring]}


FIGURES = {
    str(n): maps.Figure(float(value), f"{formats.number(value)} lượt", f"/centre/?commune={n}")
    for n, value in enumerate(
        [0, 12, 40, 55, 61, 90, 140, 155, 160, 200, 340, 380, 420, 800, 1250, 1300, 2200, 4100]
    )
} | {"18": maps.Figure(None, "dưới 5", "/centre/?commune=18")}


def polygons() -> maps.Map:
    shape = maps.outlines((str(n), name, _square(n)) for n, name in enumerate(NAMES))
    return maps.paint(title="Lượt khám theo xã", shape=shape, figures=FIGURES, none_text="Chưa ghi nhận")


def circles() -> maps.Map:
    chance = random.Random(7)  # noqa: S311 - a picture, not a secret
    centres = [
        (str(n), f"{name}", 102.4 + chance.random() * 1.5, 21.8 + chance.random() * 0.9)
        for n, name in enumerate((NAMES * 2)[:38])
    ]
    shape = maps.schematic(centres)
    return maps.paint(
        title="Lượt khám theo xã (sơ đồ)", shape=shape, figures=FIGURES, none_text="Chưa ghi nhận"
    )


def _series(label: str, values: list[int], unit: str) -> charts.Series:
    first = date(2026, 3, 2)
    days = [first + timedelta(days=23 * n + n * n) for n in range(len(values))]
    return charts.Series(
        label,
        tuple(
            charts.Point(day, value, formats.day(day), f"{formats.number(value)} {unit}")
            for day, value in zip(days, values, strict=True)
        ),
    )


PLATELETS = charts.line_chart(
    title="Tiểu cầu",
    unit="G/L",
    series=[_series("Tiểu cầu", [212, 240, 198, 410, 150, 84], "G/L")],
    low=150,
    high=400,
)
PRESSURE = charts.line_chart(
    title="Huyết áp",
    unit="mmHg",
    series=[
        _series("Tâm thu", [110, 118, 121, 139, 165, 162], "mmHg"),
        _series("Tâm trương", [70, 74, 78, 88, 112, 110], "mmHg"),
    ],
    high=139,
)
ONE = charts.line_chart(title="AST", unit="U/L", series=[_series("AST", [212], "U/L")], high=40)

DIAGNOSES = (
    charts.Bar("J06.9 Nhiễm khuẩn hô hấp trên cấp", 1234, "1.234", "/centre/?icd=J06"),
    charts.Bar("I10 Tăng huyết áp vô căn (nguyên phát)", 987, "987", "/centre/?icd=I10"),
    charts.Bar(
        "E11.9 Đái tháo đường không phụ thuộc insulin, không có biến chứng", 410, "410", "/centre/?icd=E11"
    ),
    charts.Bar("B05.9 Sởi không biến chứng", 5, "5", "/centre/?icd=B05"),
    charts.Bar("Khác", 0, "0"),
)
