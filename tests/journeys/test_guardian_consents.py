"""Who stands for a child speaks for it on the own page; the child agrees from seven years on, and once of age reads it all."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest
from django.test import Client

from hoaban.foundation.audit import api as audit
from hoaban.kernel import clock
from hoaban.kernel.actor import Purpose, Scope
from hoaban.record import api as record
from hoaban.shared.chart.tests.test_pages import text
from hoaban.shared.people import services
from hoaban.shared.people.models import Human
from hoaban.shared.people.tests.village import Family, nurse, open_stations, settle, today
from hoaban.shared.privacy.rules.purposes import CARE
from tests import cast
from tests.journeys.test_citizens import citizen

pytestmark = pytest.mark.django_db


@pytest.fixture
def family() -> Family:
    """Mother, father, a child of three and a neighbour; the mother is the child's in the register."""
    open_stations()
    found = settle()
    relate(found.child, found.mother, "mother")
    return found


def relate(person: UUID, other: UUID, kind: str, **more: Any) -> UUID:
    days = {"since": None, "until": None} | more
    return services.relate(actor=nurse(), person=person, other=other, kind=kind, now=clock.now(), **days)


def aged(child: UUID, years: int) -> None:
    """The child is so many years old today."""
    Human.objects.filter(pk=child).update(birth=today().replace(year=today().year - years, day=1).isoformat())


def says(browser: Client, child: UUID, answer: str = "refused", **more: str) -> Any:
    return browser.post(f"/my/consents/{child}/", {"purpose": CARE, "answer": answer, **more})


def told(child: UUID) -> list[dict[str, Any]]:
    """All versions of the child's Consents, newest first."""
    door = record.open(cast.integration(), purpose=Purpose.TREATMENT)
    return [
        version.json()
        for one in door.of_person(child, ("Consent",))
        for version in door.history("Consent", one.id)
    ]


def test_a_mother_refuses_for_her_child_and_takes_it_back(family: Family) -> None:
    mine = citizen(family.mother)

    assert says(mine, family.child).status_code == 302

    (consent,) = told(family.child)
    assert consent["performer"] == [{"type": "RelatedPerson", "display": "Giàng Thị Mỷ (Mẹ)"}]
    assert "organization" not in consent
    page = text(mine.get(f"/my/consents/{family.child}/"))
    assert "Giàng Thị Mỷ (Mẹ)" in page
    assert "Không đồng ý" in page
    assert told(family.mother) == []
    assert says(mine, family.child, "withdrawn").status_code == 302
    assert [one["status"] for one in told(family.child)] == ["inactive", "active"]


def test_the_answer_holds_in_the_record_at_once(family: Family) -> None:
    door = record.open(cast.integration(), purpose=Purpose.TREATMENT)
    patient = UUID(door.of_person(family.child, ("Patient",))[0].id)
    for number, place in enumerate((cast.PROVINCIAL, cast.PHONG_THO)):
        visit = cast.encounter(UUID(int=77 + number), patient, place)
        door.update("Encounter", visit["id"], visit)
    doctor = cast.staff("bs", ("record.read:TREAT", Scope("facility", cast.PHONG_THO)))

    def seen() -> int:
        return len(record.open(doctor, purpose=Purpose.TREATMENT).of_person(family.child, ("Encounter",)))

    assert seen() == 2
    says(citizen(family.mother), family.child)
    assert seen() == 1


def test_the_trail_names_who_spoke_and_about_whom(family: Family) -> None:
    says(citizen(family.mother), family.child)

    (entry,) = audit.list_entries(
        sought=audit.TrailFilter(act="record.write", actor_id=f"citizen:{family.mother}")
    )
    assert (entry.purpose, entry.persons, entry.outcome) == ("PATRQT", (family.child,), "allowed")
    assert "Giàng Thị Mỷ" in text(citizen(family.mother).get(f"/my/looks/{family.child}/"))


def test_no_form_says_who_speaks(family: Family) -> None:
    says(
        citizen(family.mother),
        family.child,
        guardian="Người Khác",
        relation="cha",
        how="signature",
        witness="x y z",
    )

    (consent,) = told(family.child)
    assert consent["performer"][0]["display"] == "Giàng Thị Mỷ (Mẹ)"
    assert [one for one in consent["extension"] if "valueString" in one] == []


def test_from_seven_years_the_child_agrees_to_whatever_opens_the_record(family: Family) -> None:
    aged(family.child, 8)
    mine = citizen(family.mother)
    assert "chính trẻ cũng đồng ý" in text(mine.get(f"/my/consents/{family.child}/"))

    assert says(mine, family.child, "refused").status_code == 302
    refused = says(mine, family.child, "withdrawn")
    assert refused.status_code == 400
    assert "chính trẻ cũng phải đồng ý" in text(refused)
    assert says(mine, family.child, "withdrawn", child_agreed="on").status_code == 302
    assert says(mine, family.child, "given").status_code == 400
    assert says(mine, family.child, "given", child_agreed="on").status_code == 302

    assert "trẻ cũng đồng ý" in text(mine.get(f"/my/consents/{family.child}/"))
    assert [bool(_agreed(one)) for one in told(family.child)] == [True, True, False]


def test_a_child_of_three_is_not_asked(family: Family) -> None:
    mine = citizen(family.mother)
    assert "chính trẻ cũng đồng ý" not in text(mine.get(f"/my/consents/{family.child}/"))

    assert says(mine, family.child, "given", child_agreed="on").status_code == 302

    assert _agreed(told(family.child)[0]) == []


def test_who_does_not_stand_for_the_child_says_nothing(family: Family) -> None:
    relate(family.mother, family.father, "spouse")
    for person in (family.father, family.neighbour):
        stranger = citizen(person)
        assert stranger.get(f"/my/consents/{family.child}/").status_code == 404
        assert says(stranger, family.child).status_code == 404
        refusals = audit.list_entries(
            sought=audit.TrailFilter(actor_id=f"citizen:{person}", outcome="refused")
        )
        assert {one.persons for one in refusals} == {(family.child,)}
    assert told(family.child) == []


def test_a_child_says_nothing_for_the_mother(family: Family) -> None:
    assert says(citizen(family.child), family.mother).status_code == 404
    assert told(family.mother) == []


def test_a_guardianship_that_ended_speaks_no_longer(family: Family) -> None:
    relation = relate(family.child, family.neighbour, "guardian", since=today(-30))
    guardian = citizen(family.neighbour)
    assert says(guardian, family.child).status_code == 302
    assert "Thào A Dơ (Người giám hộ)" in text(guardian.get(f"/my/consents/{family.child}/"))

    services.end_relation(actor=nurse(), relation=relation, last=today(-1), now=clock.now())

    assert says(guardian, family.child, "withdrawn").status_code == 404
    assert len(told(family.child)) == 1


def test_of_age_the_child_reads_who_said_what_and_changes_it(family: Family) -> None:
    says(citizen(family.mother), family.child)
    aged(family.child, 17)
    own = citizen(family.child)
    page = text(own.get("/my/consents/"))
    assert "Giàng Thị Mỷ (Mẹ)" in page
    assert "Tôi đồng ý" not in page
    assert own.post("/my/consents/", {"purpose": CARE, "answer": "withdrawn"}).status_code == 400

    aged(family.child, 18)

    page = text(own.get("/my/consents/"))
    assert "Do Giàng Thị Mỷ (Mẹ) nói thay." in page
    assert "Bạn giữ, đổi hoặc rút lại lúc nào cũng được." in page
    assert own.post("/my/consents/", {"purpose": CARE, "answer": "withdrawn"}).status_code == 302
    assert says(citizen(family.mother), family.child).status_code == 404
    assert [one["performer"][0].get("display") for one in told(family.child)] == [None, "Giàng Thị Mỷ (Mẹ)"]


def test_the_page_is_reached_from_the_childs_record_and_between_the_records(family: Family) -> None:
    mine = citizen(family.mother)
    address = f"/my/consents/{family.child}/"

    assert address in mine.get(f"/my/record/{family.child}/").content.decode()
    assert address in mine.get("/my/consents/").content.decode()
    assert f"/my/consents/{family.mother}/" in mine.get(address).content.decode()
    mine.post("/language/", {"language": "en", "next": "/"})
    page = text(mine.get(address))
    assert "You answer for the child" in page
    assert "Agreeing for a child" in page


def _agreed(consent: dict[str, Any]) -> list[Any]:
    return [one for one in consent["extension"] if one["url"].endswith("consent-child-agreed")]
