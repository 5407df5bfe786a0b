"""Issued prescriptions go to the national system: what is said of them, what HIV hides, batches, what cannot be sent."""

from __future__ import annotations

from datetime import date

import pytest

from hoaban.kernel.actor import Actor
from hoaban.shared.exchange import api as exchange
from hoaban.shared.exchange import models as sent
from hoaban.shared.exchange.services.handing import content_of
from hoaban.shared.prescribing import api
from hoaban.shared.prescribing.queries.prescriptions import about, see_prescription
from hoaban.shared.prescribing.tests import world
from hoaban.shared.visits import api as visits

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _hospital() -> None:
    world.hospital()


def issued(visit: visits.Visit, *lines: tuple[str, str], actor: Actor | None = None) -> api.Prescribed:
    wanted, actor = api.Wanted(lines, advice="Uống nhiều nước", revisit_days=5), actor or world.doctor()
    try:
        made = api.issue_prescription(actor=actor, visit=visit.id, wanted=wanted, now=world.NOW)
    except api.ReasonNeeded as asked:
        why = {one.key: api.Reason("specialist") for one in asked.alerts}
        made = api.issue_prescription(actor=actor, visit=visit.id, wanted=wanted, reasons=why, now=world.NOW)
    return made[0]


def message(one: api.Prescribed) -> sent.Message:
    return sent.Message.objects.get(about=about(one.id))


def test_what_is_handed_over_says_who_what_for_and_how() -> None:
    one = issued(world.visit_of(world.person()), ("PARA500", "1x3 3n"))
    content = content_of(message(one))

    assert content is not None
    assert (content["code"], content["patient_name"], content["birth"], content["sex"]) == (
        one.code, "Lò Văn Inh", "1964-09-02", "male",
    )  # fmt: skip
    assert content["national_id"] == "012064000103"
    assert content["drugs"] == [
        {
            "code": "PARA500", "name": "Paracetamol (Hoabamol) 500mg", "unit": "Viên", "quantity": "9", "brand": "",
            "directions": "Uống mỗi lần 1 viên, ngày 3 lần, trong 3 ngày.",
        }
    ]  # fmt: skip
    assert content["diagnoses"] == [{"code": "J06.9", "name": "Bệnh J06.9", "conclusion": ""}]
    assert (content["revisit_days"], content["prescriber"]) == (5, world.NUMBER)
    seen = see_prescription(actor=world.doctor(), prescription=one.id, now=world.NOW)
    assert seen.sent == exchange.State.WAITING


def test_a_prescription_that_tells_of_hiv_hides_whose_it_is() -> None:
    actor = world.doctor(labels=("hiv",))
    one = issued(world.visit_of(world.person(), icd10="B20", actor=actor), ("PARA500", "1x3 3n"), actor=actor)
    row = message(one)
    content = content_of(row)

    assert row.masked
    assert content is not None
    assert "Inh" not in str(content)
    assert "012064000103" not in str(content)


def test_a_narcotic_for_cancer_is_handed_out_in_batches() -> None:
    one = issued(world.visit_of(world.person(), icd10="C34.9"), ("MOR10", "1x2 30n"))
    content = content_of(message(one))

    assert content is not None
    assert [(row["first"], row["last"]) for row in content["courses"]] == [
        ("2026-11-30", "2026-12-09"), ("2026-12-10", "2026-12-19"), ("2026-12-20", "2026-12-29"),
    ]  # fmt: skip
    assert date.fromisoformat(content["courses"][0]["first"]) == world.DAY


def test_a_new_one_replaces_the_message_of_the_old_one() -> None:
    visit = world.visit_of(world.person())
    old = issued(visit, ("PARA500", "1x3 3n"))
    (new,) = api.issue_prescription(
        actor=world.doctor(),
        visit=visit.id,
        wanted=api.Wanted((("PARA500", "1x2 3n"),)),
        replaces=[old.id],
        now=world.NOW,
    )

    assert message(new).replaces_id == message(old).pk
    assert message(old).state == exchange.State.REPLACED


def test_what_is_cancelled_before_it_was_sent_is_not_sent() -> None:
    one = issued(world.visit_of(world.person()), ("PARA500", "1x3 3n"))
    api.cancel_prescription(actor=world.doctor(), prescription=one.id, reason="Kê nhầm", now=world.NOW)

    assert message(one).state == exchange.State.CALLED_BACK
    assert exchange.deliver_due(clock=lambda: world.NOW, chance=lambda: 0.5, until=lambda: False) == 0


def test_what_the_national_system_would_not_take_is_issued_and_not_sent() -> None:
    one = issued(world.visit_of(world.person(birth="")), ("PARA500", "1x3 3n"))

    assert one.message is None
    assert not sent.Message.objects.exists()
    assert see_prescription(actor=world.doctor(), prescription=one.id, now=world.NOW).sent == ""
