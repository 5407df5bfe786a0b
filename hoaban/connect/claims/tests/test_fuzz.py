"""Whatever the bytes, reading ends, raises nothing, and says what is wrong in listed codes."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hoaban.connect import claims
from hoaban.connect.claims import contents, plain
from hoaban.connect.claims.problems import messages
from hoaban.connect.claims.tests import builders

GOOD = builders.envelope("A", "B")
LEVEL = claims.level("3176")
TABLES = {
    code: claims.write_table(code, [builders.row(code)] * (2 if table.row else 1), level=LEVEL)
    for code, table in claims.tables().items()
    if table.in_envelope
}
CHECK_IN = claims.write_check_in(
    [builders.row("XML0", MA_LK="A"), builders.row("XML0", MA_LK="B")], level=LEVEL
)
TAGS = [
    b"<HOSO>",
    b"</HOSO>",
    b"<FILEHOSO>",
    b"</FILEHOSO>",
    b"<NOIDUNGFILE>",
    b"</NOIDUNGFILE>",
    b"<LOAIHOSO>",
]
TAGS += [
    b"<MACSKCB>",
    b"<![CDATA[",
    b"]]>",
    b"<!--",
    b"-->",
    b"&amp;",
    b"&x;",
    b"<a:b xmlns:a='u'>",
    b"\x00",
    b"\xff",
]
TAGS += [
    b"<TONG_HOP>",
    b"<MA_LK>",
    b"</MA_LK>",
    b"<MA_LK/>",
    b"<?x y?>",
    b"<!DOCTYPE a>",
    b"</GIAMDINHHS>",
    b"\r",
]


def consume(data: bytes) -> list[claims.Dossier | claims.Problem]:
    found = builders.read(data)
    assert found
    for one in found:
        if isinstance(one, claims.Problem):
            assert one.code in messages()
            continue
        assert all(problem.code in messages() and problem.dossier == one.index for problem in one.problems)
        if one.original and one.tables and one.is_whole:
            again = builders.read(one.original)
            assert isinstance(again[0], claims.Dossier)
            assert again[0].tables == one.tables
        for code, rows in one.tables.items():
            for row in rows:
                claims.format_problems(code, row, LEVEL)
    return found


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=400))
def test_any_bytes(data: bytes):
    consume(data)
    consume(b"<GIAMDINHHS>" + data)
    consume(builders.wrap(("XML1", data)))


@settings(max_examples=300, deadline=None)
@given(st.sampled_from([GOOD, CHECK_IN, *TABLES.values()]), st.data())
def test_a_good_file_with_bits_turned(good: bytes, data: st.DataObject):
    broken = bytearray(good)
    for at in data.draw(st.lists(st.integers(0, len(good) - 1), min_size=1, max_size=4)):
        broken[at] ^= data.draw(st.integers(1, 255))
    consume(bytes(broken))


@settings(max_examples=200, deadline=None)
@given(st.sampled_from([GOOD, CHECK_IN, *TABLES.values()]), st.data())
def test_a_good_file_cut_anywhere(good: bytes, data: st.DataObject):
    cut = good[: data.draw(st.integers(0, len(good) - 1))]
    found = consume(cut)
    assert cut.strip() == good.strip() or builders.codes(found)


@settings(max_examples=300, deadline=None)
@given(st.sampled_from([GOOD, CHECK_IN, *TABLES.values()]), st.data())
def test_a_good_file_with_tags_put_in_and_taken_out(good: bytes, data: st.DataObject):
    pieces = good.split(b"<")
    for _ in range(data.draw(st.integers(1, 3))):
        at = data.draw(st.integers(0, len(pieces) - 1))
        if data.draw(st.booleans()):
            pieces.insert(at, data.draw(st.sampled_from(TAGS)).removeprefix(b"<"))
        else:
            pieces.pop(at)
            pieces = pieces or [b""]
    consume(b"<".join(pieces))


@settings(max_examples=400, deadline=None)
@given(st.sampled_from(sorted(TABLES)), st.data())
def test_the_quick_way_and_the_parser_agree(code: str, data: st.DataObject):
    document = TABLES[code]
    for _ in range(data.draw(st.integers(0, 3))):
        at = data.draw(st.integers(0, len(document)))
        drop = data.draw(st.integers(0, 3))
        piece = data.draw(
            st.sampled_from([*TAGS, b" ", b"\n", b">", b"/", b"<", b"]]", b"\xef\xbf\xbe", b"a", b'"'])
        )
        document = document[:at] + piece + document[at + drop :]
    table = claims.tables()[code]
    text = document.decode("utf-8", "replace")
    quick = plain.read_plain(document, text, table, 100) if text.encode() == document else None
    if quick is None:
        return
    content = contents.Content()
    root = contents._parse(document, code, content)
    assert root is not None, document
    contents._read_rows(root, table, claims.DEFAULT, content)
    assert [row.values for row in content.rows] == quick
    assert content.problems == []


def test_the_quick_way_takes_every_table_that_we_write():
    for code, document in TABLES.items():
        assert plain.read_plain(document, document.decode(), claims.tables()[code], 100), code


@pytest.mark.parametrize("where", ["outside", "inside"])
@pytest.mark.parametrize(
    "prolog",
    [
        '<!DOCTYPE r [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;">]>',
        '<!DOCTYPE r [<!ENTITY a SYSTEM "file:///etc/passwd">]>',
        '<!DOCTYPE r [<!ENTITY % a SYSTEM "http://127.0.0.1:9/x"> %a;]>',
        '<!DOCTYPE r SYSTEM "http://127.0.0.1:9/x.dtd">',
    ],
)
def test_entities_and_outside_references_are_refused(where: str, prolog: str):
    body = "<TONG_HOP><MA_LK>&a;</MA_LK></TONG_HOP>"
    data = (
        (prolog + body).encode() if where == "outside" else builders.wrap(("XML1", (prolog + body).encode()))
    )
    assert "dtd-refused" in builders.codes(consume(data))


def test_deep_nesting_ends_reading_outside_and_spoils_the_table_inside():
    deep = b"<a>" * 100_000
    (stopped,) = consume(b"<GIAMDINHHS>" + deep)[-1:]
    assert stopped.code == "too-deep"
    assert "table-broken" in builders.codes(consume(builders.wrap(("XML1", b"<TONG_HOP>" + deep))))


def test_names_attributes_and_comments_without_end_are_bounded():
    limits = claims.Limits(token=100_000, chunk=50_000)
    for start in (b"<GIAMDINHHS><!--", b"<GIAMDINHHS><", b"<GIAMDINHHS><A b='", b"<GIAMDINHHS><?x "):
        found = builders.read(start + b"x" * 3_000_000, limits)
        assert builders.codes(found) == ["token-too-big"], start


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_a_damaged_archive_is_named(tmp_path_factory: pytest.TempPathFactory, data: st.DataObject):
    memory = io.BytesIO()
    with zipfile.ZipFile(memory, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.xml", GOOD)
        archive.writestr("b.xml", CHECK_IN)
    broken = bytearray(memory.getvalue())
    for at in data.draw(st.lists(st.integers(4, len(broken) - 1), min_size=1, max_size=3)):
        broken[at] ^= data.draw(st.integers(1, 255))
    path: Path = tmp_path_factory.getbasetemp() / "broken.zip"
    path.write_bytes(bytes(broken))
    for source in claims.sources([path]):
        list(source.read())


def test_an_envelope_inside_an_envelope_is_no_table():
    assert "table-root" in builders.codes(consume(builders.wrap(("XML1", GOOD))))
