"""Invented dossiers for the tests of this package. Numbers follow the project's marks of the invented."""

from __future__ import annotations

import base64
import io
from collections.abc import Iterable

from hoaban.connect import claims

BY_FORMAT = {
    "text": "Lò Thị Thử",
    "list": "K01;K02",
    "dt12": "202611221030",
    "dt12list": "202611221030",
    "d8": "20261122",
    "d8list": "20260101;20261231",
    "d8dt12": "20261122",
    "birth": "196005020000",
    "int": "1",
    "dec1": "80",
    "dec2": "1200.50",
    "dec3": "10.000",
}
BY_NAME = {
    "MA_LOAI_KCB": "03",
    "MA_CSKCB": "12001",
    "SO_CCCD": "099160000001",
    "SO_CCCD_NND": "099160000001",
    "MA_QUOCTICH": "000",
    "MA_DANTOC": "03",
    "MATINH_CU_TRU": "12",
    "MAXA_CU_TRU": "03100",
    "MA_KHUVUC": "K1",
    "MA_THE_BHYT": "DN4120000000001",
    "MA_THE_NND": "DN4120000000001",
    "MA_THE_TAM": "TE1120000000001",
    "MA_DKBD": "12001",
    "MA_BENH_CHINH": "J18.9",
    "MA_BENH_KT": "I10;E11.9",
    "MA_DOITUONG_KCB": "1.1",
    "MA_NOI_DI": "12001",
    "MA_NOI_DEN": "12002",
    "MA_CSKCB_DI": "12001",
    "MA_CSKCB_DEN": "12002",
    "NAM_QT": "2026",
    "THANG_QT": "11",
    "GOI_VTYT": "G1",
    "SO_DANG_KY": "VN-00000-00",
    "MA_BHXH": "0000000001",
    "MA_BHXH_NND": "0000000001",
    "MAU_SO": "CT07",
}


def row(table: str, *, level: str = "3176", **values: str) -> dict[str, str]:
    """A row of a table with every field well filled."""
    filled = {}
    for field in claims.fields(table, level):
        value = BY_NAME.get(field.name, BY_FORMAT[field.format])
        filled[field.name] = value[: field.warn_over] if field.warn_over else value
    return filled | values


def tables(key: str = "LK1", *, level: str = "3176", codes: Iterable[str] = ("XML1", "XML2", "XML3", "XML4")):
    """Rows of the named tables under one key."""
    many = {"XML2", "XML3", "XML4", "XML5"}
    return {code: [row(code, level=level, MA_LK=key)] * (2 if code in many else 1) for code in codes}


def envelope(*keys: str, level: str = "3176") -> bytes:
    """An envelope with one dossier per key."""
    dossiers = [claims.Outgoing(tables(key, level=level), claims.level(level)) for key in keys]
    return claims.write_envelope(dossiers, facility_code="12001")


def wrap(*parts: tuple[str, bytes | str], facility: str = "12001") -> bytes:
    """An envelope around parts: bytes become base64, text stands as it is."""
    files = "".join(
        f"<FILEHOSO><LOAIHOSO>{kind}</LOAIHOSO><NOIDUNGFILE>"
        f"{base64.b64encode(content).decode() if isinstance(content, bytes) else content}"
        "</NOIDUNGFILE></FILEHOSO>"
        for kind, content in parts
    )
    return (
        f"<GIAMDINHHS><THONGTINDONVI><MACSKCB>{facility}</MACSKCB></THONGTINDONVI><THONGTINHOSO>"
        f"<SOLUONGHOSO>1</SOLUONGHOSO><DANHSACHHOSO><HOSO>{files}</HOSO></DANHSACHHOSO></THONGTINHOSO></GIAMDINHHS>"
    ).encode()


def read(data: bytes, limits: claims.Limits = claims.DEFAULT) -> list[claims.Dossier | claims.Problem]:
    return list(claims.read(io.BytesIO(data), limits=limits))


def only(data: bytes, limits: claims.Limits = claims.DEFAULT) -> claims.Dossier:
    """The one dossier of a file that gives nothing else."""
    (dossier,) = read(data, limits)
    assert isinstance(dossier, claims.Dossier)
    return dossier


def codes(found: Iterable[claims.Dossier | claims.Problem]) -> list[str]:
    """Codes of all problems, those inside dossiers too."""
    return [
        problem.code
        for one in found
        for problem in ((one,) if isinstance(one, claims.Problem) else one.problems)
    ]
