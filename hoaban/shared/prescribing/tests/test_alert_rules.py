"""Alerts: which speak, in which voice; the knowledge is whole. Rules alone."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from hoaban.kernel import tables
from hoaban.shared.prescribing.rules import alerts, checking, knowledge
from hoaban.shared.prescribing.rules.lines import build_line
from hoaban.shared.prescribing.rules.shapes import Drug, Facts, Line, Running

DAY = date(2026, 11, 30)
ADULT: dict[str, Any] = {"birth": "1964-09-02", "sex": "male", "weight": Decimal(60), "on": DAY}


def line(name: str, strength: str = "", typed: str = "1x1 5n", unit: str = "Viên") -> Line:
    return build_line(Drug(name.upper()[:8], f"{name} ban", (name,), strength, "", unit, "oral"), typed)[0]


def spoken(*lines: Line, **facts: Any) -> dict[str, bool]:
    """Rules that speak, and whether each asks for a reason."""
    return {one.rule: one.interrupts for one in alerts.alerts_of(lines, Facts(**(ADULT | facts)))}


class TestSpeaking:
    @pytest.mark.parametrize(
        ("drugs", "rule", "stops"),
        [(("Ibuprofen", "Warfarin"), "nsaid-anticoagulant", True), (("Clarithromycin", "Simvastatin"), "macrolide-statin", True),
         (("Losartan", "Kali clorid"), "arb-potassium", True), (("Ibuprofen", "Losartan"), "nsaid-arb", False),
         (("Ibuprofen", "Diclofenac"), "same-class-nsaid", True), (("Paracetamol", "Acetaminophen"), "same-substance", True),
         (("Omeprazol", "Pantoprazol"), "same-class-ppi", False)],
    )  # fmt: skip
    def test_pairs(self, drugs: tuple[str, ...], rule: str, stops: bool) -> None:
        assert spoken(*(line(one) for one in drugs)).get(rule) is stops

    def test_harmless_drugs_are_silent(self) -> None:
        assert (
            spoken(
                line("Paracetamol", "500mg", "1x3 3n"), line("Alpha chymotrypsin"), line("Loratadin", "10mg")
            )
            == {}
        )

    @pytest.mark.parametrize(
        ("allergy", "drug", "rule", "stops"),
        [("Penicillin", "Amoxicillin", "allergy", True), ("Amoxicilin", "Ampicillin", "allergy-class", True),
         ("Penicilin", "Cefixim", "allergy-cross", False), ("Sulfamid", "Sulfamethoxazol", "allergy", True),
         ("Aspirin", "Ibuprofen", "allergy-class", True), ("Thuốc lạ Xyzamin", "Xyzamin", "allergy", True)],
    )  # fmt: skip
    def test_allergies_by_substance_and_class(self, allergy: str, drug: str, rule: str, stops: bool) -> None:
        assert spoken(line(drug), allergies=(allergy,)) == {rule: stops}

    def test_an_allergy_to_something_else_is_silent(self) -> None:
        assert spoken(line("Amoxicillin"), allergies=("Hải sản", "Phấn hoa")) == {}

    def test_what_runs_by_another_prescription_counts(self) -> None:
        running = (
            Running("Warfarin 5mg", frozenset({"warfarin"}), DAY, DAY),
            Running("Losartan", frozenset({"losartan"}), DAY, DAY),
        )

        assert spoken(line("Ibuprofen"), line("Losartan"), running=running) == {
            "nsaid-anticoagulant": True, "nsaid-arb": False, "running-substance": False,
        }  # fmt: skip

    def test_pregnancy_and_age_and_disease(self) -> None:
        assert spoken(line("Doxycyclin"), sex="female", pregnant=True, birth="1995") == {
            "tetracycline-pregnant": True
        }
        assert spoken(line("Doxycyclin"), birth="2020-05-01") == {"tetracycline-child": True}
        assert spoken(line("Ibuprofen"), diagnoses=(("A97.0", "Sốt xuất huyết"),)) == {"nsaid-dengue": True}
        assert spoken(line("Codein"), birth="1995", breastfeeding=True) == {"codeine-breast": True}

    def test_kidneys_speak_once_with_the_gravest_rule(self) -> None:
        assert spoken(line("Metformin", "500mg"), creatinine=Decimal(300)) == {"metformin-kidney": True}
        assert spoken(line("Metformin", "500mg"), creatinine=Decimal(160)) == {"metformin-kidney-mild": False}
        assert spoken(line("Metformin", "500mg")) == {}

    def test_doses_by_age_and_weight(self) -> None:
        assert spoken(line("Paracetamol", "500mg", "2x4 3n")) == {}
        assert spoken(line("Paracetamol", "500mg", "3x4 3n")) == {"dose-day-paracetamol": True}
        child = {"birth": "2022-01-01", "weight": Decimal(15)}
        assert spoken(line("Paracetamol", "500mg", "1/2x3 3n"), **child) == {}
        assert spoken(line("Paracetamol", "500mg", "1x3 3n"), **child) == {"dose-day-paracetamol": True}


class TestLaw:
    def test_toxic_first_and_a_prescription_for_each_kind(self) -> None:
        drugs = [line("Paracetamol"), line("Colchicin")]

        assert [[one.drug.code for one in held] for held in checking.split(drugs).values()] == [
            ["PARACETA", "COLCHICI"]
        ]

    @pytest.mark.parametrize(
        ("typed", "longer", "asks", "refused"),
        [
            ("1x1 30n", (), False, False),
            ("1x1 31n", (), True, False),
            ("1x1 31n", ("I10",), False, False),
            ("1x1 91n", ("I10",), False, True),
        ],
    )
    def test_days_of_supply(self, typed: str, longer: tuple[str, ...], asks: bool, refused: bool) -> None:
        drugs, facts = (
            [line("Amlodipin", "5mg", typed)],
            Facts(**ADULT, diagnoses=(("I10", "Tăng huyết áp"),)),
        )
        told = checking.supply_alerts(drugs, facts, long_supply=longer, with_beds=True, on=DAY)
        problems = checking.problems_of(drugs, facts, packs=None, long_supply=longer, on=DAY)

        assert (bool(told), bool(problems)) == (asks, refused)


class TestKnowledge:
    def test_every_rule_speaks_of_something_that_is_known(self) -> None:
        known = {
            *knowledge.substances(),
            *(f"@{one}" for held in knowledge.substances().values() for one in held.classes),
        }
        for name, columns in (
            ("interactions", ("a", "b")),
            *((one, ("of",)) for one in ("mothers", "ages", "kidneys", "diseases", "doses")),
        ):
            for row in tables.read_table(knowledge.PACKAGE, f"{name}.csv"):
                assert {row[column] for column in columns} <= known, row

    def test_rules_have_names_of_their_own(self) -> None:
        ids = [one.id for one in knowledge.interactions()]
        ids += [
            one.id for name in ("mothers", "ages", "kidneys", "diseases") for one in knowledge.states(name)
        ]

        assert len(ids) == len(set(ids))

    @pytest.mark.parametrize(
        ("text", "found"),
        [("Amlodipin DEMO 5mg", {"amlodipine"}), ("Amoxicilin + acid clavulanic", {"amoxicillin", "clavulanic acid"}),
         ("Thuốc lạ", set()), ("", set())],
    )  # fmt: skip
    def test_substances_are_known_by_their_names(self, text: str, found: set[str]) -> None:
        assert knowledge.substances_in(text) == found
