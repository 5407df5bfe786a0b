from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hoaban.connect import claims
from hoaban.connect.claims.tests import builders
from hoaban.connect.claims.tests.builders import only, read
from hoaban.kernel.clock import VIETNAM

LEVEL = claims.level("1931")
TEXT = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"], exclude_characters="\ufffe\uffff"),
    max_size=60,
).map(str.strip)
SENT = [code for code, table in claims.tables().items() if table.in_envelope]


@st.composite
def dossiers(draw: st.DrawFn) -> claims.Outgoing:
    level = claims.level(draw(st.sampled_from(["4750", "3176", "1931"])))
    tables = {}
    for code in draw(st.lists(st.sampled_from(SENT), min_size=1, max_size=4, unique=True)):
        names = [field.name for field in claims.fields(code, level.code)]
        most = 3 if claims.tables()[code].row or claims.tables()[code].repeats else 1
        rows = st.dictionaries(st.sampled_from(names), TEXT, max_size=8)
        tables[code] = draw(st.lists(rows, min_size=1, max_size=most))
    return claims.Outgoing(tables, level)


@settings(max_examples=150, deadline=None)
@given(st.lists(dossiers(), min_size=1, max_size=3))
def test_what_is_written_is_read_again(sent: list[claims.Outgoing]):
    found = read(claims.write_envelope(sent, facility_code="12001"))
    assert len(found) == len(sent)
    for dossier, outgoing in zip(found, sent, strict=True):
        assert isinstance(dossier, claims.Dossier)
        assert dossier.problems == ()
        for code, rows in outgoing.tables.items():
            names = [field.name for field in claims.fields(code, outgoing.level.code)]
            filled = [
                {
                    f.name: claims.format_value(f, row.get(f.name))
                    for f in claims.fields(code, outgoing.level.code)
                }
                for row in rows
            ]
            assert [row.values for row in dossier.tables[code]] == filled
            assert [list(row.values) for row in dossier.tables[code]] == [names] * len(rows)
        assert only(dossier.original).tables == dossier.tables


@settings(max_examples=50, deadline=None)
@given(
    st.lists(
        st.dictionaries(st.sampled_from([f.name for f in claims.fields("XML0", "1931")]), TEXT), max_size=4
    )
)
def test_a_check_in_is_read_again(rows: list[dict[str, str]]):
    found = read(claims.write_check_in(rows, level=LEVEL))
    read_again = [
        row.values for one in found if isinstance(one, claims.Dossier) for row in one.tables["XML0"]
    ]
    assert [{key: value for key, value in row.items() if value} for row in read_again] == [
        {key: value for key, value in row.items() if value} for row in rows
    ]


def test_rows_that_were_read_can_be_written_as_they_are():
    dossier = only(builders.envelope("A"))
    again = claims.write_dossier(dossier.tables, facility_code="12001", level=claims.level("3176"))
    assert only(again).tables == dossier.tables


def test_typed_values_take_the_official_formats():
    at = datetime(2026, 11, 22, 3, 30, tzinfo=VIETNAM)
    row = only(
        claims.write_dossier(
            {
                "XML1": [
                    {"NGAY_SINH": claims.Birth(1960), "NGAY_VAO": at, "T_VTYT": 5, "T_THUOC": Decimal("1.5")}
                ],
                "XML2": [{"SO_LUONG": 2, "MUC_HUONG": Decimal("47.5")}, {"MUC_HUONG": Decimal("80.0")}],
                "XML14": [{"NGAY_HEN_KL": at}],
            },
            facility_code="12001",
            level=LEVEL,
            made_on=date(2026, 11, 22),
        )
    ).tables
    summary = row["XML1"][0].values
    assert (summary["NGAY_SINH"], summary["NGAY_VAO"]) == ("196000000000", "202611220330")
    assert (summary["T_VTYT"], summary["T_THUOC"], summary["T_BHTT"]) == ("5.00", "1.50", "0")
    assert (row["XML2"][0].values["SO_LUONG"], row["XML2"][0].values["MUC_HUONG"]) == ("2.000", "47.5")
    assert row["XML2"][1].values["MUC_HUONG"] == "80"
    assert row["XML14"][0].values["NGAY_HEN_KL"] == "20261122"


@pytest.mark.parametrize(
    ("tables", "place"),
    [
        ({"XML1": [{"HOTEN": "x"}]}, "XML1.HOTEN"),
        ({"XML1": [{"HO_TEN": "a\x00b"}]}, "XML1.HO_TEN"),
        ({"XML1": [{"T_THUOC": Decimal("1.234")}]}, "XML1.T_THUOC"),
        ({"XML1": [{"NGAY_VAO": datetime(2026, 11, 22)}]}, "XML1.NGAY_VAO"),  # noqa: DTZ001 - the zone is missing
        ({"XML12": [{}]}, "XML12"),
        ({"XML77": [{}]}, "XML77"),
        ({"XML13": [{"MA_NOI_DI": "12001"}]}, "XML13.MA_NOI_DI"),
    ],
)
def test_what_the_format_has_no_place_for_is_refused(
    tables: dict[str, list[dict[str, claims.Value]]], place: str
):
    with pytest.raises(claims.Unwritable) as refused:
        claims.write_dossier(tables, facility_code="12001", level=LEVEL)
    assert refused.value.place == place


def test_a_check_in_needs_fields_of_its_level():
    with pytest.raises(claims.Unwritable):
        claims.write_check_in([{"NGAY_RA": "x"}], level=LEVEL)
