"""What a claim of a visit would lack: the mapping of claims, read backwards."""

from __future__ import annotations

from copy import deepcopy
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import pytest

from hoaban.foundation.audit import api as audit
from hoaban.foundation.places import api as places
from hoaban.kernel.actor import Actor, Scope, system_actor
from hoaban.kernel.effective import Period
from hoaban.shared.claims import api as claims
from hoaban.shared.claims import fhir
from hoaban.shared.claims.tests import builders
from hoaban.shared.people import api as people
from hoaban.shared.visits import api as visits
from tests import cast

LEVEL = "1931"
NOW = datetime(2026, 11, 30, 1, 15, 42, tzinfo=UTC)


def resources() -> list[dict[str, Any]]:
    """The facts of a whole visit with medicines, services and results, as a claim brought them."""
    made = fhir.map_dossier(
        builders.teacher_visit(), level=LEVEL, original_sha256="ab" * 32, original_size=1,
        received_at=datetime(2026, 11, 20, tzinfo=UTC), lookups=fhir.NothingKnown(),
    )  # fmt: skip
    return [one for one in made if one["resourceType"] not in ("Claim", "Provenance", "DocumentReference")]


def lacking(held: list[dict[str, Any]], *, insured: bool = True) -> set[tuple[str, str]]:
    return {(one.table, one.field) for one in fhir.of_visit(held, insured=insured, level=LEVEL)}


def test_what_a_whole_claim_brought_lacks_nothing_for_a_claim():
    assert lacking(resources()) == set()


@pytest.mark.parametrize(
    ("kind", "taken", "field"),
    [
        ("Patient", "name", ("XML1", "HO_TEN")),
        ("Patient", "address", ("XML1", "MAXA_CU_TRU")),
        ("Encounter", "reasonCode", ("XML1", "LY_DO_VV")),
        ("Encounter", "hospitalization", ("XML1", "MA_LOAI_RV")),
        ("Encounter", "diagnosis", ("XML1", "MA_BENH_CHINH")),
        ("Coverage", "period", ("XML1", "GT_THE_TU")),
        ("MedicationRequest", "dosageInstruction", ("XML2", "LIEU_DUNG")),
        ("MedicationRequest", "requester", ("XML2", "MA_BAC_SI")),
        ("ServiceRequest", "requester", ("XML3", "MA_BAC_SI")),
        ("ServiceRequest", "authoredOn", ("XML3", "NGAY_YL")),
    ],
)
def test_a_fact_that_is_not_there_is_named_by_its_field(kind: str, taken: str, field: tuple[str, str]):
    held = deepcopy(resources())
    for one in held:
        if one["resourceType"] == kind:
            one.pop(taken, None)

    assert field in lacking(held)


def test_who_has_no_card_lacks_none():
    held = [one for one in resources() if one["resourceType"] != "Coverage"]

    assert ("XML1", "MA_THE_BHYT") not in lacking(held, insured=False)


def test_a_cancelled_prescription_is_no_line():
    held = deepcopy(resources())
    for one in held:
        if one["resourceType"] == "MedicationRequest":
            one.pop("dosageInstruction", None)
            one["status"] = "cancelled"

    assert lacking(held) == set()


def test_a_line_says_which_medicine_it_is_about():
    held = deepcopy(resources())
    for one in held:
        if one["resourceType"] == "MedicationRequest":
            one.pop("authoredOn", None)

    said = [one for one in fhir.of_visit(held, insured=True, level=LEVEL) if one.field == "NGAY_YL"]
    assert said
    assert all(one.about and one.is_sure for one in said)


@pytest.mark.django_db
class TestVisitsOfOurs:
    def test_a_new_visit_lacks_what_the_doctor_says_and_nothing_of_the_desk(self) -> None:
        visit, actor = opened()

        fields = {one.field for one in claims.lacking_facts(actor=actor, visit=visit, now=NOW)}

        assert {"CHAN_DOAN_RV", "MA_BENH_CHINH", "KET_QUA_DTRI", "MA_LOAI_RV", "NGAY_RA"} <= fields
        assert fields.isdisjoint(
            {"MA_LK", "MA_BN", "HO_TEN", "NGAY_SINH", "GIOI_TINH", "MA_DANTOC", "MA_NGHE_NGHIEP", "MA_QUOCTICH", "DIA_CHI",
             "MAXA_CU_TRU", "MA_THE_BHYT", "GT_THE_TU", "MA_DKBD", "LY_DO_VV", "MA_DOITUONG_KCB", "NGAY_VAO", "MA_LOAI_KCB",
             "MA_KHOA", "MA_CSKCB"}
        )  # fmt: skip

    def test_who_works_elsewhere_is_told_that_there_is_no_such_visit(self) -> None:
        visit, _ = opened()
        other = cast.staff("bs.khac", (visits.WORK, Scope("facility", cast.PHONG_THO)))

        with pytest.raises(visits.NoSuchVisit):
            claims.lacking_facts(actor=other, visit=visit, now=NOW)

    def test_the_look_is_one_entry_that_names_the_person(self) -> None:
        visit, actor = opened()

        claims.lacking_facts(actor=actor, visit=visit, now=NOW)

        (entry,) = audit.list_entries(sought=audit.TrailFilter(actor_id=actor.id))
        assert entry.act == "claims.lacking"


def opened() -> tuple[UUID, Actor]:
    """An insured visit of somebody whom the desk registered with all that it asks, and the doctor who sees them."""
    here = Scope("facility", cast.PROVINCIAL)
    registrar = system_actor("register-test", "system.manage")
    for code in (cast.PROVINCIAL, cast.PHONG_THO):
        one = places.Facility(code, f"Bệnh viện {code}", "hospital", Period(date(2020, 1, 1)))
        places.register_facility(actor=registrar, facility=one, now=NOW)
    desk = cast.staff("tiepdon", ("people.find", cast.ALL), ("people.register", here), (visits.RECEIVE, here))
    details = people.Details(
        "Lò Văn Inh", "male", "1964-09-02", cast.DAO_SAN, "bản Hoa Ban 2", "0912 345 678", "known", "MANUAL",
        (people.Paper("national_id", "012064000103"),), ethnic_group="03", occupation="00000", nationality="000",
    )  # fmt: skip
    person = people.register(actor=desk, details=details, now=NOW)
    card = visits.Card("GD4120123456789", date(2026, 1, 1), date(2026, 12, 31), cast.PHONG_THO)
    arrival = visits.Arrival(
        cast.PROVINCIAL, person, "Ho, sốt 3 ngày", department="K01", coverage_class="1.1", card=card
    )
    visit = visits.open_visit(actor=desk, arrival=arrival, now=NOW)
    acts = (visits.WORK, "record.read:TREAT", "record.write:TREAT", "people.find")
    return visit.id, cast.staff("bs.kham", *((act, here) for act in acts))
