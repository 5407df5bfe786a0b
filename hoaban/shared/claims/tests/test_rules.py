"""The cross-checks: right dossiers pass, and every rule catches the dossier that breaks it."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hoaban.connect.claims import Dossier, Row, fields, problem
from hoaban.shared.claims import rules
from hoaban.shared.claims.rules import amounts, code_values, conditions
from hoaban.shared.claims.tests import builders
from hoaban.shared.claims.tests.builders import teacher_visit
from hoaban.shared.claims.tests.lists import RealLists
from hoaban.shared.claims.tests.stays import mother_referred, mother_stay

TODAY = date(2026, 11, 20)


def findings(dossier: Dossier, **other: Any) -> list[rules.Finding]:
    return rules.check(dossier, **{"level": "1931", "codes": RealLists(), "today": TODAY, **other})


def codes_of(dossier: Dossier, **other: Any) -> set[str]:
    return {one.code for one in findings(dossier, **other)}


def teacher(table: str, row: int = 0, **values: str) -> Dossier:
    """The teacher's visit with some fields of one row written otherwise."""
    dossier = teacher_visit()
    dossier.tables[table][row].values.update(values)
    return dossier


def stay(table: str, row: int = 0, **values: str) -> Dossier:
    """The mother's stay with some fields of one row written otherwise."""
    dossier = mother_stay()
    dossier.tables[table][row].values.update(values)
    return dossier


def paper(table: str, **values: str) -> Dossier:
    """The teacher's visit with one row of a rarer table."""
    dossier = teacher_visit()
    dossier.tables[table] = (Row(values={"MA_LK": "DEMO-0001", **values}),)
    return dossier


def subsidised(**values: str) -> Dossier:
    """The teacher's visit where a donor pays 3 000 000 of a drug of 10 000 000, half of it in scope at 80 %."""
    whole = {
        "SO_LUONG": "1",
        "DON_GIA": "10000000",
        "TYLE_TT_BH": "50",
        "THANH_TIEN_BV": "10000000.00",
        "THANH_TIEN_BH": "3500000.00",
        "T_NGUONKHAC_VTTN": "3000000.00",
        "T_NGUONKHAC": "3000000.00",
        "MUC_HUONG": "80",
        "T_BNTT": "3500000.00",
        "T_BNCCT": "700000.00",
        "T_BHTT": "2800000.00",
    }
    return teacher("XML2", **{**whole, **values})


def repeated_row() -> Dossier:
    dossier = teacher_visit()
    first = dossier.tables["XML2"][0]
    again = Row(values={**first.values, "STT": "3"}, number=3)
    dossier.tables["XML2"] = (*dossier.tables["XML2"], again)
    return dossier


def two_summaries() -> Dossier:
    dossier = teacher_visit()
    dossier.tables["XML1"] = (*dossier.tables["XML1"], dossier.tables["XML1"][0])
    return dossier


def with_totals_of_lines() -> Dossier:
    """A subsidy took the co-payment of 700 000 away: the sum of lines and the XML1 formula then differ."""
    dossier = teacher_visit()
    line, head = dossier.tables["XML2"][0].values, dossier.tables["XML1"][0].values
    line.update(T_NGUONKHAC_CL=line["T_BNCCT"], T_NGUONKHAC=line["T_BNCCT"], T_BNCCT="0.00")
    lines = [row for table in ("XML2", "XML3") for row in dossier.tables[table]]
    for name in ("T_BNCCT", "T_NGUONKHAC", "T_BHTT"):
        head[name] = str(sum(Decimal(row.values[name]) for row in lines))
    return dossier


BROKEN: dict[str, Callable[[], Dossier]] = {
    "PRE-001": lambda: builders.dossier(XML2=[builders.drug(1)]),
    "PRE-002": two_summaries,
    "PRE-003": lambda: mother_stay(without=["XML5"]),
    "PRE-004": lambda: mother_stay(without=["XML7"]),
    "PRE-005": lambda: mother_stay(without=["XML8"]),
    "PRE-006": lambda: teacher("XML1", MA_LOAI_RV="2"),
    "PRE-007": lambda: paper("XML13", MA_LOAI_RV="2"),
    "PRE-008": lambda: teacher("XML4", MA_DICH_VU="99.9999.9999"),
    "PRE-009": lambda: replace(teacher_visit(), tables={**teacher_visit().tables, "XML4": ()}),
    "PRE-010": lambda: builders.dossier(XML1=[dict(teacher_visit().tables["XML1"][0].values)]),
    "KEY-001": lambda: teacher("XML3", MA_LK="DEMO-9999"),
    "KEY-002": lambda: replace(teacher_visit(), sender_code="12982"),
    "KEY-003": lambda: stay("XML14", MA_CSKCB="12982"),
    "KEY-004": lambda: teacher("XML2", 1, STT="1"),
    "KEY-005": lambda: teacher("XML2", 1, STT="7"),
    "KEY-006": repeated_row,
    "KEY-007": lambda: stay("XML14", HO_TEN="Giàng Thị Mai"),
    "CND-001": lambda: teacher("XML3", 1, NGUOI_THUC_HIEN=""),
    "CND-002": lambda: teacher("XML2", SO_DANG_KY=""),
    "CND-003": lambda: teacher("XML2", TT_THAU=""),
    "CND-004": lambda: teacher("XML3", MA_DICH_VU="", MA_VAT_TU=""),
    "COD-001": lambda: teacher("XML1", KET_QUA_DTRI="9"),
    "COD-002": lambda: teacher("XML1", MA_DOITUONG_KCB="1.99"),
    "COD-003": lambda: teacher("XML1", MA_LY_DO_VNT="01"),
    "DAT-001": lambda: teacher("XML1", NGAY_RA="202611130800"),
    "DAT-002": lambda: stay("XML1", NGAY_VAO_NOI_TRU="202611111200"),
    "DAT-003": lambda: stay("XML1", NGAY_VAO_NOI_TRU="202611181200"),
    "DAT-004": lambda: stay("XML3", 1, NGAY_TH_YL="202611111300"),
    "DAT-005": lambda: teacher("XML3", 1, NGAY_KQ="202611130919"),
    "DAT-006": lambda: teacher("XML3", 1, NGAY_TH_YL="202611131200"),
    "DAT-007": lambda: teacher("XML4", NGAY_KQ="202611251200"),
    "DAT-008": lambda: teacher("XML1", NGAY_VAO="202611250855", NGAY_RA="202611251000"),
    "DAT-009": lambda: teacher("XML1", NGAY_SINH="202611140000"),
    "DAT-010": lambda: stay("XML1", NGAY_SINH="202611120730"),
    "DAT-011": lambda: stay("XML5", THOI_DIEM_DBLS="202611100700"),
    "DAT-012": lambda: teacher("XML1", SO_NGAY_DTRI="1"),
    "DAT-013": lambda: stay("XML1", SO_NGAY_DTRI="9"),
    "DAT-014": lambda: teacher("XML1", MA_LOAI_KCB="08", SO_NGAY_DTRI="3"),
    "DAT-015": lambda: teacher("XML1", NGAY_TTOAN="202611120855"),
    "DAT-016": lambda: teacher("XML1", THANG_QT="10"),
    "DAT-017": lambda: stay("XML7", NGAY_CT="20261116"),
    "DAT-018": lambda: stay("XML14", NGAY_HEN_KL="20261101"),
    "DAT-019": lambda: stay("XML14", NGAY_CT="20261101"),
    "IDN-001": lambda: teacher("XML1", GIOI_TINH="2"),
    "IDN-002": lambda: teacher("XML1", NGAY_SINH="196509020000"),
    "IDN-003": lambda: teacher("XML1", NGAY_SINH="202611100000"),
    "IDN-004": lambda: teacher("XML1", MA_THE_BHYT=""),
    "IDN-005": lambda: teacher("XML1", MA_DKBD="12982;12983"),
    "IDN-006": lambda: teacher("XML1", GT_THE_DEN="20261031"),
    "IDN-007": lambda: teacher("XML1", MA_THE_BHYT="HT4120000000103"),
    "IDN-008": lambda: teacher("XML1", NGAY_RA="202612301030", GT_THE_DEN="20261201"),
    "AMT-001": lambda: teacher("XML2", THANH_TIEN_BV="99.00"),
    "AMT-002": lambda: teacher("XML2", THANH_TIEN_BH="99.00"),
    "AMT-003": lambda: teacher("XML3", THANH_TIEN_BV="99.00"),
    "AMT-004": lambda: teacher("XML3", THANH_TIEN_BH="99.00"),
    "AMT-005": lambda: teacher("XML3", T_NGUONKHAC="5.00"),
    "AMT-006": lambda: teacher("XML3", T_BNTT="5.00"),
    "AMT-007": lambda: teacher("XML3", T_BNCCT="5.00"),
    "AMT-008": lambda: teacher("XML3", T_BHTT="5.00"),
    "AMT-009": lambda: subsidised(T_BHTT="1.00"),
    "AMT-010": lambda: teacher("XML3", T_BHTT="21375.01"),
    "TOT-001": lambda: teacher("XML1", T_THUOC="1.00"),
    "TOT-002": lambda: teacher("XML1", T_VTYT="1.00"),
    "TOT-003": lambda: teacher("XML1", T_TONGCHI_BV="1.00"),
    "TOT-004": lambda: teacher("XML1", T_TONGCHI_BH="1.00"),
    "TOT-005": lambda: teacher("XML1", T_BNTT="1.00"),
    "TOT-006": lambda: teacher("XML1", T_BNCCT="1.00"),
    "TOT-007": lambda: teacher("XML1", T_NGUONKHAC="1.00"),
    "TOT-008": lambda: teacher("XML1", T_BHTT="1.00"),
    "TOT-009": with_totals_of_lines,
    "TOT-010": lambda: teacher("XML1", T_BHTT_GDV="1.00"),
    "BEN-001": lambda: teacher("XML1", MA_DOITUONG_KCB="1.3"),
    "CLN-001": lambda: teacher("XML1", MA_BENH_CHINH="I10;E11"),
    "CLN-002": lambda: teacher("XML1", MA_BENH_KT=";".join(f"J0{n}.{m}" for n in range(7) for m in (1, 9))),
    "CLN-003": lambda: teacher("XML1", MA_BENH_KT="I10"),
    "CLN-004": lambda: teacher("XML1", MA_BENH_KT="O30.0"),
    "CLN-005": lambda: teacher("XML1", CAN_NANG="6150"),
    "CLN-006": lambda: mother_referred(MA_NOI_DEN=""),
    "CLN-007": lambda: mother_referred({"MA_LOAI_RV": "1"}),
    "CLN-008": lambda: stay("XML9", SO_CON="1"),
    "CLN-009": lambda: stay("XML9", CAN_NANG_CON="18600"),
    "CLN-010": lambda: stay("XML9", NGAY_SINH_CON="202612111341"),
    "CLN-011": lambda: paper("XML10", CHAN_DOAN_RV="Nghỉ ốm"),
    "CLN-012": lambda: paper("XML11", TU_NGAY="20260713", DEN_NGAY="20260811", SO_NGAY_NGHI="29"),
    "CLN-013": lambda: paper("XML11", SO_NGAY_NGHI="31"),
    "CLN-014": lambda: paper("XML15", STT="1"),
}


@pytest.mark.parametrize("dossier", [teacher_visit(), mother_stay(), mother_referred()])
def test_a_right_dossier_has_no_finding(dossier: Dossier):
    assert findings(dossier) == []
    assert rules.verdict(findings(dossier), accepted_by_portal=False) == rules.ACCEPTED


@pytest.mark.parametrize("code", sorted(rules.catalogue()))
def test_every_listed_rule_catches_the_dossier_that_breaks_it(code: str):
    caught = [one for one in findings(BROKEN[code]()) if one.code == code]
    assert caught, f"{code} did not speak"
    assert caught[0].severity == rules.catalogue()[code].severity
    assert "{" not in caught[0].message_vi + caught[0].message_en


def test_only_official_text_may_reject():
    assert [
        one.code for one in rules.catalogue().values() if one.severity == rules.ERROR and one.certainty != "O"
    ] == []


def test_every_code_that_the_rules_speak_is_listed():
    folder = Path(rules.__file__).parent
    spoken = {
        word.strip('",()')
        for file in folder.glob("*.py")
        for word in file.read_text(encoding="utf-8").split()
        if word.strip('",()')[3:4] == "-"
        and word.strip('",()')[4:].isdecimal()
        and word.startswith(('"', "(", "Hit("))
    }
    assert spoken <= set(rules.catalogue())


def test_every_rule_is_documented_as_it_stands():
    page = (Path(__file__).parents[4] / "docs" / "claim-checks.md").read_text(encoding="utf-8")
    for one in rules.catalogue().values():
        row = f"| {one.code} | {one.severity} | {one.certainty} | {one.message_en} | {one.legal_basis} |"
        assert row in page, one.code


def test_a_name_or_number_is_masked_in_findings():
    (one,) = [f for f in findings(teacher("XML1", GIOI_TINH="2")) if f.code == "IDN-001"]
    assert one.value == "*********103"
    (one,) = [f for f in findings(stay("XML14", HO_TEN="Giàng Thị Mai")) if f.code == "KEY-007"]
    assert "Mai" not in one.value + one.message_vi + one.message_en


def test_the_official_example_of_a_donor_to_the_facility_fits():
    assert "AMT-009" not in codes_of(subsidised())
    assert "AMT-002" not in codes_of(subsidised())


def test_a_donor_to_the_patient_first_relieves_what_he_pays_alone():
    whole, inside, level, given_ = map(Decimal, ("1000", "800", "80", "300"))
    assert amounts.possible_splits(whole, inside, level, given_)[0] == (0, Decimal(60), Decimal(640))


def test_a_hospital_may_keep_its_own_price_unreduced_since_3176():
    line = {"TYLE_TT_DV": "50", "THANH_TIEN_BV": "44000.00", "THANH_TIEN_BH": "11000.00"}
    line |= {
        "DON_GIA_BV": "55000",
        "DON_GIA_BH": "22000",
        "T_BNTT": "33000.00",
        "T_BNCCT": "5775.00",
        "T_BHTT": "5225.00",
    }
    dossier = teacher("XML3", 2, **line)
    assert not codes_of(dossier) & {"AMT-003", "AMT-004", "AMT-006", "AMT-007", "AMT-008"}
    assert "AMT-003" in codes_of(dossier, level="4750")


def test_before_july_2026_the_same_visit_was_not_paid_at_all():
    dossier = teacher_visit(NGAY_VAO="202606300855", NGAY_RA="202606301030", NGAY_TTOAN="202606301035")
    (one, *_) = [f for f in findings(dossier, level="3176") if f.code == "BEN-001"]
    assert "(0)" in one.message_vi


def test_a_small_total_on_the_right_route_is_paid_in_full():
    drugs = [builders.drug(1, quantity="10", price="1000", benefit="100")]
    head = builders.summary(drugs, [], MA_DOITUONG_KCB="1.3")
    assert "BEN-001" not in codes_of(builders.dossier(XML1=[head], XML2=drugs))


def test_a_covered_period_may_end_in_the_future():
    dossier = teacher_visit(MA_LOAI_KCB="05", NGAY_RA="202612122359", SO_NGAY_DTRI="30")
    assert "DAT-008" not in codes_of(dossier)


def test_an_order_dated_before_the_weekend_is_no_fault_when_it_was_carried_out_inside():
    dossier = teacher("XML2", NGAY_YL="202611121600")
    assert "DAT-006" not in codes_of(dossier)


def test_totals_stay_silent_when_a_table_could_not_be_read():
    broken = replace(
        teacher("XML1", T_THUOC="1.00"), problems=(problem("table-empty", words={"table": "XML2"}),)
    )
    assert "TOT-001" not in codes_of(broken)


def test_an_installation_may_change_or_silence_a_rule():
    chosen = rules.Settings(severities={"CLN-003": "off", "CND-002": "error"})
    assert "CLN-003" not in codes_of(BROKEN["CLN-003"](), settings=chosen)
    assert [f.severity for f in findings(BROKEN["CND-002"](), settings=chosen) if f.code == "CND-002"] == [
        "error"
    ]


def test_the_portals_receipt_keeps_a_wrong_dossier_with_its_findings():
    found = findings(BROKEN["TOT-003"]())
    assert rules.verdict(found, accepted_by_portal=False) == rules.REJECTED
    assert rules.verdict(found, accepted_by_portal=True) == rules.ACCEPTED_WITH_WARNINGS


def test_every_conditional_field_of_the_format_has_its_condition():
    told = {(one.table, one.name) for one in conditions.CONDITIONS} | set(conditions.NOT_CHECKED)
    told |= {(table, name) for table, names, _ in conditions.ALTERNATIVES for name in names}
    asked = {
        (f"XML{n}", field.name)
        for n in (*range(12), 13, 14, 15)
        for field in fields(f"XML{n}", "1931")
        if field.required == "C"
    }
    assert asked <= told


def test_every_coded_field_is_a_field_of_its_table():
    for table, coded in code_values.coded_fields().items():
        known = {field.name for level in ("130", "4750", "1931") for field in fields(table, level)}
        assert {one.name for one in coded} <= known


def test_a_dossier_is_checked_in_little_time():
    dossier, lists = mother_stay(), RealLists()
    rules.check(dossier, level="1931", codes=lists, today=TODAY)
    start = time.process_time()
    for _ in range(50):
        rules.check(dossier, level="1931", codes=lists, today=TODAY)
    rows = sum(map(len, dossier.tables.values()))
    assert (
        time.process_time() - start
    ) / 50 / rows * 20 < 0.0045  # three times what a quiet machine may take


_ODD = st.sampled_from(
    ["", "x", "0", "-1", "1e5", "202613451299", "20261113", ";;", "a;b", "NaN", "½", "9" * 30]
)


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_odd_values_never_stop_the_checks(data: st.DataObject):
    dossier = mother_stay()
    table = data.draw(st.sampled_from(sorted(dossier.tables)))
    row = data.draw(st.sampled_from(dossier.tables[table]))
    for field in data.draw(st.lists(st.sampled_from(sorted(row.values)), min_size=1, max_size=12)):
        row.values[field] = data.draw(_ODD)
    for one in findings(dossier):
        assert one.message_vi
