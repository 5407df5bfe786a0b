"""A prescription in the words of QĐ 808/QĐ-BYT (2022), with its traps: sex 2 and 3, two forms of a day.

Names of fields as several connectors of others agree on them; assumed where only they are the source.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta, timezone
from typing import Any

from hoaban.connect.eprescriptions.shapes import Course, Diagnosis, Drug, Prescription

_VIETNAM = timezone(timedelta(hours=7))
_SEXES: Mapping[str, int | None] = {"male": 2, "female": 3, "": None}
"""Not those of the claim file, where they are 1 and 2."""
_KINDS: Mapping[str, str] = {"C": "c", "N": "n", "H": "h", "T": "y"}


def payload(one: Prescription) -> dict[str, Any]:
    """What is sent."""
    return {
        "loai_don_thuoc": _KINDS[one.kind],
        "ma_don_thuoc": one.code,
        "ho_ten_benh_nhan": one.patient_name,
        "ma_dinh_danh_y_te": one.medical_id,
        "ma_dinh_danh_cong_dan": one.national_id,
        "ngay_sinh_benh_nhan": "/".join(reversed(one.birth.split("-"))),
        "can_nang": one.weight,
        "gioi_tinh": _SEXES[one.sex],
        "ma_so_the_bao_hiem_y_te": one.card,
        "thong_tin_nguoi_giam_ho": one.guardian,
        "dia_chi": one.address,
        "chan_doan": [_diagnosis(row) for row in one.diagnoses],
        "luu_y": one.note,
        "hinh_thuc_dieu_tri": one.treatment,
        "dot_dung_thuoc": [_course(row) for row in one.courses],
        "thong_tin_don_thuoc": [_drug(row) for row in one.drugs],
        "loi_dan": one.advice,
        "so_dien_thoai_nguoi_kham_benh": one.phone,
        "ngay_tai_kham": one.revisit_days,
        "ngay_gio_ke_don": _instant(one.prescribed_at),
        "signature": one.signature,
    }


def _instant(at: datetime) -> str:
    return at.astimezone(_VIETNAM).strftime("%Y-%m-%d %H:%M:%S")


def _diagnosis(row: Diagnosis) -> dict[str, str]:
    return {"ma_chan_doan": row.code, "ten_chan_doan": row.name, "ket_luan": row.conclusion}


def _course(row: Course) -> dict[str, Any]:
    return {
        "dot": row.number, "tu_ngay": f"{row.first:%d/%m/%Y}", "den_ngay": f"{row.last:%d/%m/%Y}", "so_thang_thuoc": row.packs,
    }  # fmt: skip


def _drug(row: Drug) -> dict[str, str]:
    return {
        "ma_thuoc": row.code, "biet_duoc": row.brand, "ten_thuoc": row.name, "don_vi_tinh": row.unit, "so_luong": row.quantity,
        "cach_dung": row.directions,
    }  # fmt: skip
