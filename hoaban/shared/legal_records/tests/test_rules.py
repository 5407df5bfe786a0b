"""How long records are kept, and the shape in which one is exported."""

from __future__ import annotations

import json
from datetime import date
from importlib.resources import files

import pytest
from lxml import etree

from hoaban.shared.legal_records.rules import exporting, keeping

DATA = files("hoaban.shared.legal_records").joinpath("data")


@pytest.mark.parametrize(
    ("codes", "died", "years"),
    [
        (["J00"], False, 10),
        (["F20.0"], False, 20),
        (["S72.0", "V23.4"], False, 20),
        (["Z52.4"], False, 30),
        (["J18.9"], True, 30),
    ],
)
def test_the_class_of_a_record_follows_from_its_diagnoses(codes: list[str], died: bool, years: int) -> None:
    assert keeping.class_of(codes, died=died).years == years


def test_what_was_closed_on_a_leap_day_is_kept_until_the_end_of_february() -> None:
    usual = keeping.class_of([], died=False)
    assert keeping.keep_until(usual, date(2028, 2, 29)) == date(2038, 2, 28)


def test_the_schemas_that_are_shipped_are_those_of_the_table() -> None:
    assert DATA.joinpath("ho-so-benh-an.xsd").read_bytes() == exporting.build_xsd()
    assert DATA.joinpath("ho-so-benh-an.schema.json").read_bytes() == exporting.build_json_schema()


def test_there_are_the_eleven_groups_of_the_letter() -> None:
    assert [one.name for one in exporting.groups()] == [
        "ThongTinBenhNhan", "ThongTinVaoVien", "ThongTinDieuTri", "YLenhThuocVatTu", "PhieuChiDinh",
        "KetQuaChanDoanHinhAnh", "KetQuaXetNghiem", "GiayChuyenVien", "HoSoCapCuu", "PhieuThuThuat", "PhieuPhauThuat",
    ]  # fmt: skip


def test_what_is_too_long_is_cut_and_told_and_what_xml_cannot_hold_is_left_out() -> None:
    content = {"ThongTinBenhNhan": [{"cccd_so": "9" * 20, "hoten": "Lò\x00 Văn <Inh>"}]}

    (told,) = exporting.too_long(content)
    root = etree.fromstring(exporting.build_xml(content))
    assert (told.field, told.longest, told.length) == ("cccd_so", 15, 20)
    assert root.findtext("ThongTinBenhNhan/cccd_so") == "9" * 15
    assert root.findtext("ThongTinBenhNhan/hoten") == "Lò Văn <Inh>"
    schema = etree.XMLSchema(etree.fromstring(exporting.build_xsd()))
    assert schema.validate(root)
    assert json.loads(exporting.build_json(content))["HoSoBenhAn"]["PhieuChiDinh"] == []
