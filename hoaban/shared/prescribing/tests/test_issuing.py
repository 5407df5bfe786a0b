"""Prescriptions issued, replaced, cancelled: codes, kinds, what the record keeps, who may."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest

from hoaban.foundation.audit import api as audit
from hoaban.kernel.actor import Scope
from hoaban.kernel.errors import Invalid, NotAllowed, NotFound
from hoaban.record import api as record
from hoaban.record import language
from hoaban.shared.prescribing import api, models
from hoaban.shared.prescribing.rules import numbering
from hoaban.shared.prescribing.tests import world
from hoaban.shared.visits import api as visits
from tests import cast

pytestmark = pytest.mark.django_db

COLD = api.Wanted(
    (("PARA500", "1x3 3n khi sot"), ("ALPHA", "2x3 5n sau an")), advice="Uống nhiều nước", revisit_days=5
)


@pytest.fixture(autouse=True)
def _hospital() -> None:
    world.hospital()


@pytest.fixture
def visit() -> visits.Visit:
    return world.visit_of(world.person())


def issue(visit: visits.Visit, *lines: tuple[str, str], **more: Any) -> tuple[api.Prescribed, ...]:
    named = {"wanted": api.Wanted(lines), **more}
    return api.issue_prescription(actor=world.doctor(), visit=visit.id, now=world.NOW, **named)


class TestIssuing:
    def test_a_common_cold_is_one_prescription_with_a_code_and_its_lines_in_the_record(
        self, visit: visits.Visit
    ) -> None:
        (one,) = issue(visit, wanted=COLD)

        assert re.fullmatch(r"12981[0-9a-z]{7}-C", one.code)
        assert [order.text_vi for order in one.orders] == [
            "Uống mỗi lần 1 viên, ngày 3 lần, khi sốt, trong 3 ngày.",
            "Uống mỗi lần 2 viên, ngày 3 lần, sau ăn, trong 5 ngày.",
        ]
        assert [(order.name, order.quantity) for order in one.orders] == [
            ("Paracetamol (Hoabamol) 500mg", Decimal(9)), ("Alpha chymotrypsin (Alphaban) 4,2mg", Decimal(30)),
        ]  # fmt: skip
        assert (one.practitioner, one.practitioner_name) == (world.NUMBER, "Lò Thị Ký")
        assert one.holds_until == date(2026, 12, 5)

    def test_what_the_record_keeps_is_right_fhir_of_the_visit(self, visit: visits.Visit) -> None:
        (one,) = issue(visit, wanted=COLD)

        stored = world.requests_of(visit)
        first = next(each for each in stored if each["id"] == str(one.orders[0].id))
        assert all(language.validate(each) == [] for each in stored)
        assert {each["groupIdentifier"]["value"] for each in stored} == {one.code}
        assert first["encounter"] == {"reference": f"Encounter/{visit.id}"}
        assert first["dosageInstruction"][0]["timing"]["repeat"] == {
            "boundsDuration": {"value": Decimal(3), "unit": "ngày", "system": "http://unitsofmeasure.org", "code": "d"},
            "frequency": 3, "period": Decimal(1), "periodUnit": "d",
        }  # fmt: skip
        assert first["dosageInstruction"][0]["asNeededCodeableConcept"] == {"text": "khi sốt"}
        assert first["dispenseRequest"]["validityPeriod"] == {"start": "2026-11-30", "end": "2026-12-05"}
        assert first["note"] == [{"text": "Uống nhiều nước"}]
        assert len(first["reasonReference"]) == 1

    def test_each_kind_is_a_prescription_of_its_own(self, visit: visits.Visit) -> None:
        why = api.Reason("specialist")
        lines = (
            ("PARA500", "1x2 3n"),
            ("MOR10", "1x2 3n"),
            ("DIAZ5", "1 toi 3n"),
            ("VT01", "12g"),
            ("VT02", "8g"),
        )
        with pytest.raises(api.ReasonNeeded) as asked:
            issue(visit, wanted=api.Wanted(lines, packs=5))
        made = issue(
            visit, wanted=api.Wanted(lines, packs=5), reasons={one.key: why for one in asked.value.alerts}
        )

        by_kind = {one.kind: one for one in made}
        assert {one.code[-1] for one in made} == set(by_kind) == {"N", "H", "C", "T"}
        assert [(herb.name, herb.grams) for herb in by_kind["T"].orders[0].herbs] == [
            ("Cam thảo", Decimal(12)), ("Hoàng kỳ", Decimal(8)),
        ]  # fmt: skip
        assert by_kind["T"].orders[0].quantity == 5
        assert all(language.validate(each) == [] for each in world.requests_of(visit))

    def test_toxic_drugs_come_first(self, visit: visits.Visit) -> None:
        (one,) = issue(visit, ("PARA500", "1x2 3n"), ("COL1", "1x1 3n"))

        assert [order.drug_code for order in one.orders] == ["COL1", "PARA500"]

    def test_a_form_sent_twice_is_issued_once(self, visit: visits.Visit) -> None:
        one, two = (issue(visit, wanted=COLD, once="form-1") for _ in range(2))

        assert [each.code for each in one] == [each.code for each in two]
        assert models.Prescription.objects.count() == 1

    def test_a_code_that_somebody_has_is_not_given_again(
        self, visit: visits.Visit, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        (first,) = issue(visit, wanted=COLD)
        told = iter([first.code, first.code, "12981zzzzzzz-C"])
        monkeypatch.setattr(numbering, "new_code", lambda *_: next(told))

        assert issue(visit, wanted=COLD)[0].code == "12981zzzzzzz-C"

    @pytest.mark.parametrize(
        ("lines", "place"),
        [((), "lines"), ((("PARA500", "xyz"),), "lines.0"), ((("NONE", "1x2 3n"),), "lines.0"),
         ((("PARA500", "1x2"),), "lines.0"), ((("PARA500", "5ml x2 3n"),), "lines.0"), ((("AMLO5", "1x1 91n"),), "lines.0"),
         ((("VT01", "12g"),), "packs"), ((("MOR10", "1x1 31n"),), "lines.0")],
    )  # fmt: skip
    def test_what_cannot_be_is_refused_at_its_place(
        self, visit: visits.Visit, lines: tuple[tuple[str, str], ...], place: str
    ) -> None:
        with pytest.raises(api.PrescriptionNotValid) as refused:
            issue(visit, *lines)

        assert place in [one.place for one in refused.value.problems]
        assert not models.Prescription.objects.exists()

    def test_a_child_under_72_months_needs_a_weight_and_who_came_along(self) -> None:
        child = world.person("2024-06-01", name="Lò Thị Bé", number="012324000111")
        with pytest.raises(api.PrescriptionNotValid) as refused:
            issue(world.visit_of(child), ("PARASIRO", "5ml x3 3n"))
        assert [one.place for one in refused.value.problems] == ["weight", "guardian"]

        weighed = world.visit_of(child, world.measured("29463-7", "11", "kg"))
        wanted = api.Wanted((("PARASIRO", "5ml x3 3n"),), guardian="Lò Thị Mẹ")
        (made,) = issue(weighed, wanted=wanted)
        assert (made.orders[0].quantity, made.guardian) == (1, "Lò Thị Mẹ")

    def test_without_a_diagnosis_nothing_is_issued(self) -> None:
        arrival = visits.Arrival(cast.PROVINCIAL, world.person(), "Ho")
        bare = visits.open_visit(actor=world.desk(), arrival=arrival, now=world.NOW)
        with pytest.raises(api.PrescriptionNotValid) as refused:
            issue(bare, ("PARA500", "1x2 3n"))
        assert refused.value.place == "diagnoses"


class TestWho:
    def test_a_licence_that_does_not_cover_it_issues_nothing(self, visit: visits.Visit) -> None:
        with pytest.raises(record.MayNotSign):
            api.issue_prescription(actor=world.doctor("KHONG-CO"), visit=visit.id, wanted=COLD, now=world.NOW)
        assert not models.Prescription.objects.exists()
        assert world.requests_of(visit) == []

    def test_whoever_does_not_prescribe_there_issues_and_sees_nothing(self, visit: visits.Visit) -> None:
        (one,) = issue(visit, wanted=COLD)
        nurse = cast.staff(
            "dd",
            (visits.WORK, world.HERE),
            ("record.write:TREAT", world.HERE),
            ("record.read:TREAT", world.HERE),
        )
        stranger = cast.staff(
            "bs.la", *((act, Scope("facility", cast.PHONG_THO)) for act in (visits.WORK, api.WRITE, api.READ))
        )

        with pytest.raises(NotAllowed):
            api.issue_prescription(actor=nurse, visit=visit.id, wanted=COLD, now=world.NOW)
        with pytest.raises(NotFound):
            api.get_prescription(actor=nurse, prescription=one.id, now=world.NOW)
        with pytest.raises(visits.NoSuchVisit):
            api.issue_prescription(actor=stranger, visit=visit.id, wanted=COLD, now=world.NOW)
        with pytest.raises(NotFound):
            api.get_prescription(actor=stranger, prescription=one.id, now=world.NOW)
        assert api.find_by_code(actor=stranger, code=one.code) is None

    def test_issuing_is_in_the_trail_with_the_person(self, visit: visits.Visit) -> None:
        issue(visit, wanted=COLD)

        (entry,) = audit.list_entries(sought=audit.TrailFilter(act="prescribing.issue"))
        assert (entry.actor_id, entry.outcome, list(entry.persons)) == (
            "account:bs.ky", "allowed", [visit.arrival.person],
        )  # fmt: skip


class TestAfterwards:
    def test_a_sent_one_is_replaced_by_a_new_one_and_cancelled(self, visit: visits.Visit) -> None:
        (old,) = issue(visit, wanted=COLD)
        (new,) = issue(visit, ("PARA500", "1x2 3n"), replaces=(old.id,))

        stored = {each["id"]: each for each in world.requests_of(visit)}
        assert (
            api.get_prescription(actor=world.doctor(), prescription=old.id, now=world.NOW).state == "replaced"
        )
        assert new.replaces == old.id
        assert new.code != old.code
        assert {stored[str(one.id)]["status"] for one in old.orders} == {"cancelled"}
        assert stored[str(new.orders[0].id)]["priorPrescription"] == {
            "reference": f"MedicationRequest/{old.orders[0].id}"
        }
        with pytest.raises(api.PrescriptionMoved):
            issue(visit, ("PARA500", "1x2 3n"), replaces=(old.id,))

    def test_one_is_cancelled_with_a_reason_and_stays_so(self, visit: visits.Visit) -> None:
        (one,) = issue(visit, wanted=COLD)
        with pytest.raises(Invalid):
            api.cancel_prescription(actor=world.doctor(), prescription=one.id, reason=" ", now=world.NOW)
        for _ in range(2):
            ended = api.cancel_prescription(
                actor=world.doctor(), prescription=one.id, reason="Kê nhầm người", now=world.NOW
            )

        assert (ended.state, ended.why) == ("cancelled", "Kê nhầm người")
        assert {each["status"] for each in world.requests_of(visit)} == {"cancelled"}
        assert world.requests_of(visit)[0]["statusReason"] == {"text": "Kê nhầm người"}

    def test_a_code_is_found_however_it_is_written(self, visit: visits.Visit) -> None:
        (one,) = issue(visit, wanted=COLD)

        assert api.find_by_code(actor=world.doctor(), code=f" {one.code.lower()} ") == one.id
        assert api.find_by_code(actor=world.doctor(), code="nonsense") is None
        assert isinstance(one.id, UUID)
