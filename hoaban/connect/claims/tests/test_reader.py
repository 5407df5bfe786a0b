from __future__ import annotations

import base64
import hashlib
import io
from pathlib import Path

import pytest

from hoaban.connect import claims
from hoaban.connect.claims.tests import builders
from hoaban.connect.claims.tests.builders import codes, envelope, only, read, wrap

LEVEL = claims.level("3176")
XML1 = claims.write_table("XML1", [builders.row("XML1", MA_LK="LK1")], level=LEVEL)
XML2 = claims.write_table("XML2", [builders.row("XML2", MA_LK="LK1")] * 2, level=LEVEL)


def test_an_envelope_gives_its_dossiers_in_order():
    dossiers = read(envelope("A", "B", "C"))
    assert [(d.ma_lk, d.index, d.facility_code) for d in dossiers] == [
        ("A", 0, "12001"),
        ("B", 1, "12001"),
        ("C", 2, "12001"),
    ]
    assert all(d.is_whole and d.form == "envelope" for d in dossiers)


def test_a_file_on_disk_reads_like_a_stream(tmp_path: Path):
    path = tmp_path / "a.xml"
    path.write_bytes(envelope("A"))
    assert list(claims.read(path)) == read(envelope("A"))


def test_a_missing_file_is_a_problem(tmp_path: Path):
    assert codes(claims.read(tmp_path / "none.xml")) == ["unreadable"]


def test_the_same_dossier_has_the_same_original_in_any_file():
    alone, among = only(envelope("B")), read(envelope("A", "B", "C"))[1]
    assert hashlib.sha256(alone.original).digest() == hashlib.sha256(among.original).digest()
    assert only(alone.original).tables == alone.tables


def test_the_original_keeps_every_part_as_it_was_sent():
    wrapped = base64.encodebytes(XML1).decode()
    dossier = only(wrap(("XML1", wrapped), ("XML99", "???")))
    assert f"<NOIDUNGFILE>{wrapped}</NOIDUNGFILE>".encode() in dossier.original
    assert b"<LOAIHOSO>XML99</LOAIHOSO><NOIDUNGFILE>???</NOIDUNGFILE>" in dossier.original


def test_a_byte_order_mark_outside_and_inside_is_taken():
    bom = b"\xef\xbb\xbf"
    dossier = only(bom + wrap(("XML1", bom + XML1)))
    assert dossier.ma_lk == "LK1"
    assert dossier.problems == ()


@pytest.mark.parametrize(
    "content",
    [
        base64.encodebytes(XML1).decode(),
        f"<![CDATA[{base64.b64encode(XML1).decode()}]]>",
        f"\n   {base64.b64encode(XML1).decode()}\n",
        XML1.decode().partition("?>")[2],
        f"<![CDATA[{XML1.decode()}]]>",
        XML1.decode().replace("&", "&amp;").replace("<", "&lt;"),
        f"<!-- note -->{XML1.decode().partition('?>')[2]}",
    ],
    ids=["wrapped", "cdata", "spaced", "nested", "cdata xml", "escaped xml", "comment"],
)
def test_content_in_every_usual_dress_is_read(content: str):
    dossier = only(wrap(("XML1", content)))
    assert dossier.problems == ()
    assert dossier.tables["XML1"][0].values == only(wrap(("XML1", XML1))).tables["XML1"][0].values


def test_nested_xml_keeps_its_escapes():
    inner = "<TONG_HOP><MA_LK>a&lt;b&amp;c</MA_LK><GHI_CHU><![CDATA[<M75>]]></GHI_CHU></TONG_HOP>"
    dossier = only(wrap(("XML1", inner)))
    assert dossier.tables["XML1"][0].values == {"MA_LK": "a<b&c", "GHI_CHU": "<M75>"}
    assert only(dossier.original).tables == dossier.tables


def test_fields_may_come_in_any_order_and_number():
    dossier = only(wrap(("XML1", b"<TONG_HOP><NGAY_RA>1</NGAY_RA><MA_LK>x</MA_LK></TONG_HOP>")))
    assert dossier.tables["XML1"][0].values == {"NGAY_RA": "1", "MA_LK": "x"}
    assert dossier.problems == ()


def test_an_unknown_field_is_kept_and_noted():
    dossier = only(wrap(("XML1", b"<TONG_HOP><MA_LK>x</MA_LK><HOTEN>y</HOTEN></TONG_HOP>")))
    assert dossier.tables["XML1"][0].unknown == {"HOTEN": "y"}
    assert [(p.code, p.severity, p.field, p.row) for p in dossier.problems] == [
        ("field-unknown", "warning", "HOTEN", 1)
    ]
    assert dossier.is_whole


def test_a_doubled_field_spoils_its_dossier():
    dossier = only(wrap(("XML1", b"<TONG_HOP><MA_LK>x</MA_LK><MA_LK>y</MA_LK></TONG_HOP>")))
    assert codes([dossier]) == ["field-twice"]
    assert not dossier.is_whole


def test_a_signature_in_the_spare_field_is_kept_as_xml():
    root = "CHI_TIEU_GIAYHEN_KHAMLAI"
    inner = f"<{root}><MA_LK>x</MA_LK><DU_PHONG><S><V>1</V></S></DU_PHONG></{root}>"
    dossier = only(wrap(("XML14", inner.encode())))
    assert dossier.tables["XML14"][0].values["DU_PHONG"] == "<S><V>1</V></S>"
    assert dossier.problems == ()


def test_a_list_table_counts_its_rows():
    rows = only(wrap(("XML1", XML1), ("XML2", XML2))).tables["XML2"]
    assert [row.number for row in rows] == [1, 2]


def test_several_discharge_papers_are_joined_and_a_second_summary_is_refused():
    paper = claims.write_table("XML7", [builders.row("XML7", MA_LK="LK1")], level=LEVEL)
    twins = only(wrap(("XML1", XML1), ("XML7", paper), ("XML7", paper)))
    assert [row.number for row in twins.tables["XML7"]] == [1, 2]
    assert twins.problems == ()
    assert codes(read(wrap(("XML1", XML1), ("XML1", XML1)))) == ["table-twice"]


@pytest.mark.parametrize(
    ("part", "code"),
    [
        (("XML1", "không phải base64"), "base64-broken"),
        (("XML1", "QUJ"), "base64-broken"),
        (("XML1", b"<TONG_HOP><MA_LK>x</TONG_HOP>"), "table-broken"),
        (("XML1", b"<TONG_HOP><MA_LK>\xe1\xe0</MA_LK></TONG_HOP>"), "encoding-invalid"),
        (("XML1", "<TONG_HOP/>".encode("utf-16")), "encoding-utf16"),
        (("XML1", b'<!DOCTYPE a [<!ENTITY x "y">]><TONG_HOP><MA_LK>&x;</MA_LK></TONG_HOP>'), "dtd-refused"),
        (("XML1", b"<TONG_HOP><MA_LK>&x;</MA_LK></TONG_HOP>"), "table-broken"),
        (("XML1", b""), "table-empty"),
        (("XML1", XML2), "table-root"),
        (("XML1", b"<LA/>"), "table-root"),
        (("XML12", XML1), "table-not-sent"),
        (("XML0", XML1), "table-not-sent"),
    ],
)
def test_a_broken_part_spoils_only_its_dossier(part: tuple[str, bytes | str], code: str):
    broken = wrap(part).split(b"<HOSO>")[1].split(b"</HOSO>")[0]
    good = envelope("A", "B")
    mixed = good.replace(b"<DANHSACHHOSO>", b"<DANHSACHHOSO><HOSO>" + broken + b"</HOSO>")
    spoilt, first, second, count = read(mixed)
    assert isinstance(spoilt, claims.Dossier)
    assert code in codes([spoilt])
    assert not spoilt.is_whole
    assert spoilt.problems[-1].dossier == 0
    assert [first.ma_lk, second.ma_lk] == ["A", "B"]
    assert count.code == "count-differs"


def test_a_wrong_label_on_utf8_text_is_noted_and_read():
    labelled = XML1.replace(b'encoding="utf-8"', b'encoding="utf-16"')
    dossier = only(wrap(("XML1", labelled)))
    assert dossier.tables["XML1"][0].values["HO_TEN"] == "Lò Thị Thử"
    assert [(p.code, p.severity) for p in dossier.problems] == [("encoding-label", "warning")]


def test_an_unnamed_part_is_known_by_its_root_and_an_unknown_one_is_kept():
    dossier = only(wrap(("", XML1), ("XML77", XML2)))
    assert list(dossier.tables) == ["XML1"]
    assert codes([dossier]) == ["table-unnamed", "table-unknown"]
    assert dossier.is_whole


def test_an_older_dossier_is_refused_by_name():
    dossier = only(wrap(("XML1", b"<TONG_HOP><MA_LK>x</MA_LK><MA_THE>DN4</MA_THE></TONG_HOP>")))
    assert dossier.level.code == "4210"
    assert "format-legacy" in codes([dossier])
    assert "QĐ 4210" in dossier.problems[-1].message_vi
    lists = only(wrap(("XML1", XML1), ("XML2", b"<DSACH_CHI_TIET_THUOC/>")))
    assert "format-legacy" in codes([lists])
    assert "9324" in only(b"<CHECKOUT><A/></CHECKOUT>").problems[-1].message_vi


@pytest.mark.parametrize(
    ("level", "shape"), [("130", "130"), ("4750", "4750"), ("3176", "4750"), ("1931", "4750")]
)
def test_the_shape_shows_the_level(level: str, shape: str):
    data = claims.write_dossier(
        builders.tables(level=level, codes=["XML1"]), facility_code="12001", level=claims.level(level)
    )
    assert only(data).level.code == shape


def test_a_referral_paper_tells_3176_apart():
    data = claims.write_dossier(
        builders.tables(codes=["XML1", "XML13"]), facility_code="12001", level=claims.level("3176")
    )
    assert only(data).level.code == "3176"


def test_a_bare_table_is_a_dossier_of_its_own():
    dossier = only(XML1)
    assert (dossier.form, dossier.ma_lk, dossier.facility_code) == ("table", "LK1", "12001")
    assert only(dossier.original).tables == dossier.tables


def test_a_check_in_gives_one_dossier_per_encounter():
    rows = [builders.row("XML0", MA_LK=key) for key in ("A", "A", "B")]
    first, second = read(claims.write_check_in(rows, level=LEVEL))
    assert [(d.ma_lk, d.form, len(d.tables["XML0"])) for d in (first, second)] == [
        ("A", "check-in", 2),
        ("B", "check-in", 1),
    ]
    assert only(first.original).tables == first.tables


def test_a_file_that_breaks_off_gives_what_came_before():
    whole = envelope("A", "B")
    cut = whole[: whole.rindex(b"<HOSO>") + 500]
    dossier, broken = read(cut)
    assert dossier.ma_lk == "A"
    assert (broken.code, broken.dossier) == ("xml-cut", 1)
    assert broken.line is not None
    damaged = whole.replace(b"</HOSO><HOSO>", b"</HOSO></OH><HOSO>")
    dossier, broken = read(damaged)
    assert (broken.code, broken.offset) == ("xml-broken", damaged.index(b"</OH>") + 2)


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "empty"),
        (b"  \n", "empty"),
        (b"MZ\x90\x00", "not-xml"),
        (b"<HTML></HTML>", "root-unknown"),
        ("<GIAMDINHHS/>".encode("utf-16"), "encoding-utf16"),
        ("<GIAMDINHHS/>".encode("utf-16-be"), "encoding-utf16"),
        (b"<!DOCTYPE GIAMDINHHS><GIAMDINHHS/>", "dtd-refused"),
        (
            b'<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><GIAMDINHHS>&b;</GIAMDINHHS>',
            "dtd-refused",
        ),
        (b"<GIAMDINHHS></GIAMDINHHS>", "no-dossier"),
        (b"<GIAMDINHHS><HOSO></HOSO></GIAMDINHHS>", "dossier-empty"),
        (
            "<GIAMDINHHS><A>Lò Thị Thử</A>".encode("windows-1258", "replace").replace(b"?", b"\xe0\xea"),
            "encoding-invalid",
        ),
    ],
)
def test_a_file_that_is_none_of_ours_is_named(data: bytes, code: str):
    assert code in codes(read(data))


def test_elements_outside_the_format_are_noted_and_the_signature_is_not():
    data = envelope("A").replace(
        b"<CHUKYDONVI/>", b"<CHUKYDONVI><Signature><X/></Signature></CHUKYDONVI><LA/><LA/>"
    )
    found = read(data)
    assert [(p.code, p.field) for p in found if isinstance(p, claims.Problem)] == [("element-unknown", "LA")]


def test_a_stream_may_hand_out_its_bytes_in_any_pieces():
    data = envelope("A", "B")

    class Drop(io.BytesIO):
        def read(self, size: int | None = -1) -> bytes:
            return super().read(min(7, size) if size and size > 0 else 7)

    assert codes(claims.read(Drop(b"<GIAMDINHHS><HOSO>"))) in (["not-xml"], ["xml-cut"])
    small = claims.Limits(chunk=len(data) // 7)
    assert list(claims.read(io.BytesIO(data), limits=small)) == read(data)
