"""A system that plays the other side, for tests and trials: it hands nothing on, and keeps what it got as long as it lives.

How it behaves towards a prescription follows from the three signs before the dash of its code:

====================  ==========================================================================
code ends in          what it does
====================  ==========================================================================
``zz1``               refuses: a field is not valid
``zz2``               never answers in time, and has not got it
``zz3``               never answers in time the first time, and has got it
``zz4``               lies: accepted, with an answer that cannot be read
``zz5``               its server is broken the first time
``zz6``               is never dispensed
``zz7``               is dispensed in part
anything else         accepts; later it is dispensed whole
====================  ==========================================================================

Sent the same code again, it refuses: it has it already.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from hoaban.connect.eprescriptions.shapes import CODE
from hoaban.kernel import wire

INVALID, LOST, LATE, LYING, BROKEN, NEVER, PARTLY = (f"zz{end}" for end in range(1, 8))


class Sandbox:
    """Answers as the system does, for doctors with this password and software with this key."""

    def __init__(self, *, password: str, app_key: str) -> None:
        self._password, self._app_key = password, app_key
        self.kept: dict[str, Mapping[str, Any]] = {}
        self._tried: set[str] = set()

    def ask(self, request: wire.Request) -> wire.Reply:
        """A :data:`~hoaban.kernel.wire.Ask`.

        :raises TimeoutError: towards codes that it is silent about.
        """
        path = urlsplit(request.address).path
        if request.body is None:
            return self._read(path.rpartition("/")[2], request.headers)
        said = json.loads(request.body)
        if path.endswith("/dang-nhap-bac-si"):
            if said.get("password") != self._password or not said.get("ma_lien_thong_co_so_kham_chua_benh"):
                return _said(401, message="Sai thông tin đăng nhập")
            return _said(200, token=f"bs-{said['ma_lien_thong_bac_si']}")
        if path.endswith("/gui-don-thuoc"):
            return self._take(said, request.headers)
        return wire.Reply(404)

    def _take(self, said: Mapping[str, Any], headers: Mapping[str, str]) -> wire.Reply:
        if not headers.get("Authorization", "").startswith("Bearer bs-"):
            return _said(401, message="Unauthenticated.")
        code = str(said.get("ma_don_thuoc", ""))
        if wrong := _wrong(said):
            return _said(422, success="Dữ liệu không hợp lệ", danh_sach_cac_loi=[wrong])
        if code in self.kept:
            return _said(422, success="Mã đơn thuốc đã tồn tại", danh_sach_cac_loi=["ma_don_thuoc"])
        return self._behave(code, said)

    def _behave(self, code: str, said: Mapping[str, Any]) -> wire.Reply:
        end, again = code[-5:-2], code in self._tried
        self._tried.add(code)
        if end == INVALID:
            return _said(422, success="Dữ liệu không hợp lệ", danh_sach_cac_loi=["chan_doan"])
        if end == LOST:
            raise TimeoutError
        if end == BROKEN and not again:
            return wire.Reply(502, b"<html>Bad gateway</html>")
        self.kept[code] = said
        if end == LATE:
            raise TimeoutError
        if end == LYING:
            return wire.Reply(200, b"OK")
        return _said(200, success="Gửi đơn thuốc thành công", checksum="c0ffee")

    def _read(self, code: str, headers: Mapping[str, str]) -> wire.Reply:
        if headers.get("app-key") != self._app_key:
            return _said(401, message="Unauthenticated.")
        kept = self.kept.get(code)
        if kept is None:
            return _said(404, message="Không tìm thấy đơn thuốc")
        share = {NEVER: "none", PARTLY: "part"}.get(code[-5:-2], "whole")
        rows = [
            row | {"so_luong_ban": _sold(place, row, share)}
            for place, row in enumerate(kept["thong_tin_don_thuoc"])
        ]
        return _said(200, ma_don_thuoc=code, thong_tin_thuoc=rows)


def _sold(place: int, row: Mapping[str, Any], share: str) -> str:
    return "0" if share == "none" or (share == "part" and place) else str(row["so_luong"])


def _wrong(said: Mapping[str, Any]) -> str:
    """The first field that is not as the system wants it."""
    tests = {
        "ma_don_thuoc": bool(CODE.fullmatch(str(said.get("ma_don_thuoc", "")))),
        "loai_don_thuoc": said.get("loai_don_thuoc") in ("c", "n", "h", "y"),
        "ho_ten_benh_nhan": bool(said.get("ho_ten_benh_nhan")),
        "gioi_tinh": said.get("gioi_tinh") in (2, 3, None),
        "ngay_sinh_benh_nhan": bool(
            re.fullmatch(r"(\d{2}/){0,2}\d{4}", str(said.get("ngay_sinh_benh_nhan")))
        ),
        "ngay_gio_ke_don": bool(
            re.fullmatch(r"\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2}", str(said.get("ngay_gio_ke_don")))
        ),
        "ngay_tai_kham": said.get("ngay_tai_kham") is None or isinstance(said["ngay_tai_kham"], int),
        "thong_tin_don_thuoc": bool(said.get("thong_tin_don_thuoc")),
    }
    return next((name for name, is_good in tests.items() if not is_good), "")


def _said(status: int, **values: Any) -> wire.Reply:
    return wire.Reply(status, json.dumps(values, ensure_ascii=False).encode())
