"""A facility's drug list: faults at once, a dry run, days; drugs found as they are typed."""

from __future__ import annotations

import time
from datetime import date
from decimal import Decimal
from uuid import uuid4

import pytest

from hoaban.kernel.actor import Actor
from hoaban.kernel.errors import Invalid, NotAllowed, NotFound
from hoaban.shared.prescribing import api, models
from hoaban.shared.prescribing.queries import drugs
from hoaban.shared.prescribing.rules.shapes import Control
from hoaban.shared.prescribing.services import drug_lists
from hoaban.shared.prescribing.tests import world
from tests import cast

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _hospital() -> None:
    world.hospital()


def found(text: str, on: date = world.DAY, actor: Actor | None = None) -> list[str]:
    listed = api.find_drugs(
        actor=actor or world.doctor(), facility_code=cast.PROVINCIAL, text=text, on=on, count=10
    )
    return [one.drug.code for one in listed]


class TestFinding:
    @pytest.mark.parametrize(
        ("text", "codes"),
        [
            ("para", ["PARA500", "PARASIRO"]),
            ("hoabamol", ["PARA500", "PARASIRO"]),
            ("PARA500", ["PARA500"]),
            ("amox", ["AMOX500"]),
            ("hoang ky", ["VT02"]),
            ("Hoàng kỳ", ["VT02"]),
            ("mol", []),
            ("p", []),
            ("", []),
            ("' or 1=1 --", []),
        ],
    )
    def test_words_of_brand_ingredient_and_code_begun_or_whole(self, text: str, codes: list[str]) -> None:
        assert sorted(found(text)) == sorted(codes)

    def test_what_somebody_uses_most_comes_first_with_the_dose_typed_last(self) -> None:
        visit = world.visit_of(world.person())
        for _ in range(2):
            api.issue_prescription(
                actor=world.doctor(),
                visit=visit.id,
                wanted=api.Wanted((("PARASIRO", "5ml x3 3n"),)),
                now=world.NOW,
            )
        first = api.find_drugs(
            actor=world.doctor(), facility_code=cast.PROVINCIAL, text="para", on=world.DAY, count=5
        )[0]

        assert (first.drug.code, first.used, first.typed) == ("PARASIRO", 2, "5ml x3 3n")

    def test_whoever_works_elsewhere_finds_nothing(self) -> None:
        assert found("para", actor=cast.staff("x", (api.WRITE, cast.ALL))) == []

    def test_two_thousand_drugs_are_searched_in_a_moment(self) -> None:
        rows = [
            models.Drug(
                facility_code=cast.PROVINCIAL,
                code=f"X{number}",
                name=f"Thuốc {number}",
                ingredients=["Chất"],
                unit="Viên",
                route="oral",
                control="none",
                words=f" thuoc {number} chat x{number} paragen {number % 7}",
                valid_from=date(2026, 1, 1),
            )
            for number in range(2000)
        ]
        models.Drug.objects.bulk_create(rows)
        found("para")
        before = time.perf_counter()
        for _ in range(10):
            found("para")

        assert (time.perf_counter() - before) / 10 < 0.05


class TestLists:
    def test_all_faults_are_told_at_once_and_nothing_is_stored(self) -> None:
        wrong = (
            {"code": "A1", "name": "Một", "ingredients": ("X",), "unit": "Viên", "route": "đường lạ"},
            {"code": "A1", "name": "Hai", "unit": "Viên", "route": "uống"},
            {"name": "Ba", "ingredients": ("X",), "unit": "Viên", "route": "uống"},
        )
        draft = api.send_drugs(
            actor=world.pharmacist(), facility_code=cast.PROVINCIAL, file_name="x.xlsx", content=world.list_bytes(wrong),
            valid_from=world.DAY, now=world.NOW,
        )  # fmt: skip
        difference = drugs.see_list(actor=world.pharmacist(), draft=draft)

        assert [(one.line, one.title) for one in difference.faults] == [
            (2, "Đường dùng"), (3, "Mã thuốc của cơ sở"), (3, "Hoạt chất"), (4, "Mã thuốc của cơ sở"),
        ]  # fmt: skip
        with pytest.raises(api.DrugListHasFaults):
            api.apply_drugs(actor=world.pharmacist(), draft=draft, now=world.NOW)
        assert not models.Drug.objects.filter(code="A1").exists()

    def test_a_new_list_holds_from_its_day_and_what_it_leaves_out_ends_the_day_before(self) -> None:
        changed = tuple(
            {**one, "price": Decimal(200)} if one["code"] == "PARA500" else one for one in world.LIST[:3]
        )
        difference = world.load(changed, on=date(2026, 12, 1))

        assert (difference.count("changed"), difference.count("unchanged"), len(difference.ending)) == (
            1,
            2,
            len(world.LIST) - 3,
        )
        assert "ALPHA" in found("alpha", on=date(2026, 11, 30))
        assert found("alpha", on=date(2026, 12, 1)) == []
        prices = {
            day: drugs.drugs_of(facility_code=cast.PROVINCIAL, codes=["PARA500"], on=day)["PARA500"].price
            for day in (date(2026, 11, 30), date(2026, 12, 1))
        }
        assert list(prices.values()) == [Decimal(180), Decimal(200)]

    def test_the_same_list_again_changes_nothing_and_an_earlier_one_is_too_late(self) -> None:
        assert world.load(on=date(2026, 12, 1)).count("unchanged") == len(world.LIST)
        world.load(world.LIST[:2], on=date(2026, 12, 2))
        world.load((*world.LIST[:2], {**world.LIST[2], "name": "Khác"}), on=date(2026, 12, 3))
        with pytest.raises(api.DrugListStale):
            world.load(world.LIST, on=date(2026, 12, 2))

    def test_the_registration_number_says_the_control_where_the_list_does_not(self) -> None:
        lines = (
            {
                "code": "Z1",
                "name": "Z",
                "ingredients": ("X",),
                "unit": "Viên",
                "route": "uống",
                "registration": "893112000126",
            },
        )
        world.load(lines, on=date(2026, 12, 1))
        (drug,) = drugs.drugs_of(facility_code=cast.PROVINCIAL, codes=["Z1"], on=date(2026, 12, 1)).values()

        assert drug.control is Control.PSYCHOTROPIC

    def test_a_list_that_was_taken_out_comes_in_unchanged(self) -> None:
        content = drug_lists.export_drugs(
            actor=world.pharmacist(), facility_code=cast.PROVINCIAL, on=world.DAY, now=world.NOW
        )
        draft = api.send_drugs(
            actor=world.pharmacist(), facility_code=cast.PROVINCIAL, file_name="x.xlsx", content=content,
            valid_from=date(2026, 12, 1), now=world.NOW,
        )  # fmt: skip
        difference = drugs.see_list(actor=world.pharmacist(), draft=draft)

        assert (difference.faults, difference.ending) == ((), ())
        assert {one.kind for one in difference.changes} == {"unchanged"}

    def test_another_facilitys_list_is_nobodys_business(self) -> None:
        other = world.pharmacist(cast.PHONG_THO)
        with pytest.raises(NotAllowed):
            api.send_drugs(
                actor=other, facility_code=cast.PROVINCIAL, file_name="x", content=world.list_bytes(), valid_from=world.DAY,
                now=world.NOW,
            )  # fmt: skip
        with pytest.raises(NotFound):
            drugs.list_drugs(actor=other, facility_code=cast.PROVINCIAL, on=world.DAY)
        with pytest.raises(NotFound):
            drugs.see_list(actor=other, draft=uuid4())

    @pytest.mark.parametrize("content", [b"", b"PK\x03\x04nonsense", b"\x00" * 2_000_000])
    def test_what_is_no_workbook_is_refused(self, content: bytes) -> None:
        with pytest.raises(Invalid):
            api.send_drugs(
                actor=world.pharmacist(), facility_code=cast.PROVINCIAL, file_name="x", content=content,
                valid_from=world.DAY, now=world.NOW,
            )  # fmt: skip


class TestLongSupply:
    def test_a_list_of_the_operator_lets_long_supply_without_a_reason(self) -> None:
        visit = world.visit_of(world.person(), icd10="I10")
        wanted = api.Wanted((("AMLO5", "1x1 60n"),))
        with pytest.raises(api.ReasonNeeded):
            api.issue_prescription(actor=world.doctor(), visit=visit.id, wanted=wanted, now=world.NOW)

        keeper = cast.staff("vanhanh", ("codes.manage", cast.ALL))
        api.load_long_supply(
            actor=keeper,
            found=[("I10", "Tăng huyết áp"), ("", "x")],
            valid_from=date(2025, 7, 1),
            legal_basis="TT 26/2025",
            now=world.NOW,
        )
        made = api.issue_prescription(actor=world.doctor(), visit=visit.id, wanted=wanted, now=world.NOW)

        assert made[0].orders[0].quantity == 60

    def test_nobody_else_loads_it_and_an_empty_one_is_refused(self) -> None:
        with pytest.raises(NotAllowed):
            api.load_long_supply(
                actor=world.doctor(),
                found=[("I10", "")],
                valid_from=world.DAY,
                legal_basis="x",
                now=world.NOW,
            )
        with pytest.raises(Invalid):
            api.load_long_supply(
                actor=cast.staff("v", ("codes.manage", cast.ALL)), found=[("", "")], valid_from=world.DAY, legal_basis="x",
                now=world.NOW,
            )  # fmt: skip
