"""One person is reached by whom an officer entrusted with them, while that lasts, unless the person refuses; and nobody else."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hoaban.foundation.places import api as places
from hoaban.kernel import clock
from hoaban.kernel.actor import Purpose, Scope
from hoaban.record import api as record
from hoaban.record.engine import access, relations
from hoaban.record.engine.relations import Reached
from hoaban.record.shapes import Entry, Json
from hoaban.record.tests import reaching
from hoaban.record.tests.differential import consents
from tests import cast

PERSON, OTHER, VISIT, FACT, TEAM = (UUID(int=0xE0 + number) for number in range(5))
HERE = places.organization_id(cast.PROVINCIAL)
CODE = f"{cast.PROVINCIAL}/{PERSON}"
TODAY = clock.vietnam_day(clock.now())
_ROLE = {"coding": [{"system": relations.CARE_ROLE, "code": "entrusted-care"}]}


def team(
    *, code: str = CODE, about: UUID = PERSON, since: date = TODAY, until: date | None = TODAY, **more: Any
) -> Json:
    """The care of somebody is entrusted to the provincial hospital."""
    days = {"start": since.isoformat(), **({"end": until.isoformat()} if until else {})}
    member = {"reference": f"Organization/{HERE}"}
    return {
        "resourceType": "CareTeam", "id": str(TEAM), "status": "active", "subject": {"reference": f"Patient/{about}"},
        "identifier": [{"system": relations.ENTRUSTED, "value": code}],
        "participant": [{"role": [_ROLE], "member": member, "period": days}], **more,
    }  # fmt: skip


def nurse(*codes: str, act: str = "record.read:TREAT") -> Any:
    return cast.staff("dd.nha", *((act, Scope("entrusted", one)) for one in codes))


class TestReading:
    def test_it_names_a_place_of_its_own_as_a_part_of_the_facility_for_its_days(self) -> None:
        (found,) = relations.reached_from(team(), "CareTeam")

        assert found == Reached(relations.entrusted_at(CODE), TODAY, TODAY, part_of=HERE)
        assert not found.stands_alone  # who writes it does not let themself in

    @pytest.mark.parametrize(
        "wrong",
        [
            {"until": None},
            {"code": f"{cast.PHONG_THO}/{PERSON}"},
            {"code": cast.PROVINCIAL},
            {"code": f"{cast.PROVINCIAL}/"},
            {"status": "entered-in-error"},
            {"status": "inactive"},
            {"identifier": []},
            {"until": relations.EVER},
        ],
        ids=str,
    )
    def test_without_an_end_or_by_the_code_of_another_facility_it_opens_nothing(self, wrong: Any) -> None:
        assert relations.reached_from(team(**wrong), "CareTeam") == ()

    @given(st.text(max_size=60))
    def test_no_code_means_the_place_of_anything_else(self, code: str) -> None:
        places_of = {
            record.place_of(Scope(kind, code)) for kind in ("facility", "department", "commune", "duty")
        }

        assert relations.entrusted_at(code) not in places_of

    @given(
        st.sampled_from([CODE, f"{cast.PROVINCIAL}/{OTHER}", f"{cast.PHONG_THO}/{PERSON}"]),
        st.text(max_size=60),
    )
    def test_two_codes_are_two_places(self, one: str, other: str) -> None:
        assert (relations.entrusted_at(one) == relations.entrusted_at(other)) == (one == other)


def test_it_counts_for_treatment_alone_and_no_emergency_comes_of_it() -> None:
    def rule(act: str, purpose: Purpose) -> access.Rule:
        return access.rule_for(nurse(CODE, act=act), "record.read", purpose)

    assert rule("record.read:TREAT", Purpose.TREATMENT).places == (relations.entrusted_at(CODE),)
    assert rule("record.read:TREAT", Purpose.PATIENT_REQUEST).is_empty
    assert rule("record.read:BTG", Purpose.BREAK_GLASS).is_empty


@pytest.mark.django_db
class TestOpening:
    def bring(self, *more: Json) -> None:
        people = [cast.patient(one) for one in (PERSON, OTHER)]
        facts = [cast.encounter(VISIT, PERSON, cast.PHONG_THO), cast.condition(FACT, PERSON, VISIT, "I10")]
        made = [*people, *facts, *more]
        reaching.write(*made)

    def sees(self, *codes: str) -> set[str]:
        return reaching.seen_by(nurse(*codes))

    def test_both_the_role_and_the_fact_are_needed(self) -> None:
        self.bring()
        assert self.sees(CODE) == set()

        self.bring(team())
        assert self.sees(CODE) == {str(PERSON), str(VISIT), str(FACT)}
        assert self.sees(f"{cast.PROVINCIAL}/{OTHER}") == set()
        assert self.sees(f"{cast.PHONG_THO}/{PERSON}") == set()

    def test_it_opens_nothing_to_others_of_the_facility(self) -> None:
        self.bring(team())

        door = record.open(cast.doctor(cast.PROVINCIAL), purpose=Purpose.TREATMENT)
        assert door.search("Patient", []).entries == ()

    @pytest.mark.parametrize(
        ("since", "until", "opens"), [(-9, -1, False), (-9, 0, True), (0, 9, True), (1, 9, False)]
    )
    def test_it_holds_from_its_first_day_to_its_last(self, since: int, until: int, *, opens: bool) -> None:
        self.bring(team(since=TODAY + timedelta(days=since), until=TODAY + timedelta(days=until)))

        assert bool(self.sees(CODE)) == opens

    @pytest.mark.parametrize("refused", ["everybody", cast.PROVINCIAL])
    def test_a_refusal_of_everybody_or_of_the_facility_leaves_nothing(self, refused: str) -> None:
        said = consents.refusing(str(PERSON), cast.PROVINCIAL)
        if refused == "everybody":
            del said["provision"]
            said["policyRule"]["coding"][0]["code"] = "OPTOUT"
        self.bring(team(), said)

        assert self.sees(CODE) == set()

    def test_a_refusal_of_another_facility_leaves_it(self) -> None:
        self.bring(team(), consents.refusing(str(PERSON), cast.PHONG_THO))

        assert self.sees(CODE) == {str(PERSON), str(VISIT), str(FACT)}

    def test_sensitive_facts_need_their_own_right(self) -> None:
        self.bring(team(), cast.condition(UUID(int=0xEF), PERSON, VISIT, "B20"))

        assert self.sees(CODE) == {str(PERSON)}

    def test_it_goes_along_when_two_are_found_to_be_one_and_back_again(self) -> None:
        self.bring(team())
        links = {"resourceType": "Person", "id": "nguoi", "link": [
            {"target": {"reference": f"Patient/{one}"}} for one in (PERSON, OTHER)]}  # fmt: skip
        reaching.door().transact([Entry("PUT", "Person", "nguoi", links)])
        assert str(OTHER) in self.sees(CODE)

        reaching.door().transact([Entry("PUT", "Person", "nguoi", {**links, "link": links["link"][:1]})])
        assert self.sees(CODE) == {str(PERSON), str(VISIT), str(FACT)}
