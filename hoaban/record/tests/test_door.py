from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest
from django.db import connection

from hoaban.foundation.audit import api as audit
from hoaban.kernel import ids, outbox
from hoaban.kernel.actor import Actor, Purpose, system_actor
from hoaban.kernel.errors import NotAllowed, NotFound
from hoaban.record import api as record
from hoaban.record import feed
from hoaban.record.engine.drafting import ValidationFailed
from hoaban.record.engine.settling import VersionConflict
from hoaban.record.shapes import Entry, Json, Label
from tests import cast

pytestmark = pytest.mark.django_db

_COUNTER = iter(range(1, 10_000))


def fresh() -> UUID:
    return ids.uuid8(datetime(2026, 11, 13, tzinfo=UTC), "test", str(next(_COUNTER)))


@pytest.fixture
def door() -> record.Door:
    return record.open(cast.integration(), purpose=Purpose.TREATMENT)


def of(actor: Actor) -> record.Door:
    return record.open(actor, purpose=Purpose.TREATMENT)


def put(resource: Json) -> Entry:
    return Entry("PUT", resource["resourceType"], resource["id"], resource)


def visit(
    door: record.Door, *icd10: str, at: str = cast.PROVINCIAL, patient: UUID | None = None
) -> dict[str, Any]:
    """A Patient, a visit and its diagnoses, written in one transaction."""
    who, when = patient or fresh(), fresh()
    diagnoses = [cast.condition(fresh(), who, when, code) for code in icd10]
    door.transact([put(one) for one in (cast.patient(who), cast.encounter(when, who, at), *diagnoses)])
    return {"patient": str(who), "encounter": str(when), "conditions": [one["id"] for one in diagnoses]}


class TestWriting:
    def test_what_was_written_is_read_back_with_version_and_time(self, door: record.Door) -> None:
        who = fresh()
        door.transact([put(cast.patient(who))])

        found = door.read("Patient", str(who))

        assert found.version == 1
        assert b'"versionId":"1"' in found.body
        assert "Lò Văn Inh".encode() in found.body

    def test_the_same_content_again_changes_nothing(self, door: record.Door) -> None:
        who = fresh()
        door.transact([put(cast.patient(who))])

        again = door.transact([put(cast.patient(who))])

        assert again[0].outcome == "unchanged"
        assert door.read("Patient", str(who)).version == 1

    def test_a_change_becomes_a_new_version_and_the_old_one_stays(self, door: record.Door) -> None:
        who = fresh()
        door.update("Patient", str(who), cast.patient(who))
        door.update("Patient", str(who), cast.patient(who, "Lò Văn Ính"))

        versions = door.history("Patient", str(who))

        assert [one.version for one in versions] == [2, 1]
        assert "Lò Văn Inh".encode() in door.vread("Patient", str(who), 1).body

    def test_a_deleted_resource_is_gone_and_its_history_stays(self, door: record.Door) -> None:
        who = fresh()
        door.update("Patient", str(who), cast.patient(who))
        door.delete("Patient", str(who))

        with pytest.raises(record.Gone):
            door.read("Patient", str(who))
        assert [one.deleted for one in door.history("Patient", str(who))] == [True, False]

    def test_a_write_on_a_version_that_has_passed_is_refused(self, door: record.Door) -> None:
        who = fresh()
        door.update("Patient", str(who), cast.patient(who))
        door.update("Patient", str(who), cast.patient(who, "Lò Văn Ính"))

        with pytest.raises(VersionConflict):
            door.update("Patient", str(who), cast.patient(who, "Lò Văn Ình"), if_match=1)

    def test_one_bad_entry_refuses_the_whole_transaction(self, door: record.Door) -> None:
        who, bad = fresh(), fresh()
        broken = {**cast.patient(bad), "gender": "nam"}

        with pytest.raises(ValidationFailed) as refusal:
            door.transact([put(cast.patient(who)), put(broken)])

        assert refusal.value.issues[0].path == "Patient.gender"
        with pytest.raises(NotFound):
            door.read("Patient", str(who))

    def test_a_client_may_bring_ids_of_its_own(self, door: record.Door) -> None:
        resource = {**cast.patient(fresh()), "id": "bn-001"}
        door.update("Patient", "bn-001", resource)

        assert door.read("Patient", "bn-001").id == "bn-001"


class TestAccess:
    def test_a_doctor_reads_people_with_a_visit_at_their_facility(self, door: record.Door) -> None:
        made = visit(door, "I10")

        assert of(cast.doctor()).read("Condition", made["conditions"][0]).version == 1

    def test_a_doctor_of_another_facility_finds_nothing(self, door: record.Door) -> None:
        made = visit(door, "I10")

        with pytest.raises(NotFound):
            of(cast.doctor(cast.PHONG_THO)).read("Condition", made["conditions"][0])

    def test_a_station_nurse_reads_the_residents_of_her_commune_only(self, door: record.Door) -> None:
        here, elsewhere = fresh(), fresh()
        door.transact(
            [put(cast.patient(here, commune=cast.DAO_SAN)), put(cast.patient(elsewhere, commune="03583"))]
        )
        nurse = of(cast.station_nurse())

        assert nurse.read("Patient", str(here)).version == 1
        with pytest.raises(NotFound):
            nurse.read("Patient", str(elsewhere))

    def test_an_actor_without_the_act_is_refused_outright(self, door: record.Door) -> None:
        made = visit(door, "I10")

        with pytest.raises(NotAllowed):
            of(cast.receptionist()).read("Patient", made["patient"])

    def test_a_doctor_cannot_write_without_leave(self) -> None:
        with pytest.raises(NotAllowed):
            of(cast.doctor()).update("Patient", "x", cast.patient(fresh()))

    def test_whoever_may_read_anything_reads_the_registers(self, door: record.Door) -> None:
        door.update(
            "Organization", "org-1", {"resourceType": "Organization", "id": "org-1", "name": "Trạm Y tế"}
        )

        assert of(cast.doctor()).read("Organization", "org-1").version == 1


class TestLabels:
    def test_a_label_spreads_over_the_dossier(self, door: record.Door) -> None:
        made = visit(door, "B20", "J18.9")
        doctor = of(cast.doctor())

        for kind, fhir_id in [
            ("Encounter", made["encounter"]),
            *(("Condition", one) for one in made["conditions"]),
        ]:
            with pytest.raises(NotFound):
                doctor.read(kind, fhir_id)
        assert of(cast.doctor(cast.PROVINCIAL, "hiv")).read("Encounter", made["encounter"]).version == 1

    def test_a_label_that_comes_later_hides_what_was_there(self, door: record.Door) -> None:
        made = visit(door, "J18.9")
        later = cast.condition(fresh(), UUID(made["patient"]), UUID(made["encounter"]), "B20")
        door.transact([put(later)])

        with pytest.raises(NotFound):
            of(cast.doctor()).read("Condition", made["conditions"][0])

    def test_what_is_sent_again_unchanged_beside_a_sensitive_fact_takes_its_label(
        self, door: record.Door
    ) -> None:
        who, when = fresh(), fresh()
        whole = [cast.patient(who), cast.encounter(when, who)]
        door.transact([put(one) for one in whole])

        again = door.transact([put(one) for one in (*whole, cast.condition(fresh(), who, when, "B20"))])

        assert [one.outcome for one in again] == ["unchanged", "unchanged", "created"]
        with pytest.raises(NotFound):
            of(cast.doctor()).read("Encounter", str(when))

    def test_a_label_goes_when_what_earned_it_is_withdrawn(self, door: record.Door) -> None:
        made = visit(door, "B20", "J18.9")
        door.delete("Condition", made["conditions"][0])
        plain = cast.condition(
            UUID(made["conditions"][1]), UUID(made["patient"]), UUID(made["encounter"]), "J18.0"
        )
        written = door.transact([put(plain)])

        assert written[0].labels & Label.HIV, "a withdrawn fact still marks its dossier: its history tells it"

    def test_the_history_of_a_hidden_fact_is_hidden(self, door: record.Door) -> None:
        made = visit(door, "B20")

        with pytest.raises(NotFound):
            of(cast.doctor()).history("Condition", made["conditions"][0])

    def test_a_version_from_before_the_fact_was_plain_stays_hidden(self, door: record.Door) -> None:
        made = visit(door, "B20")
        plain = cast.condition(
            UUID(made["conditions"][0]), UUID(made["patient"]), UUID(made["encounter"]), "J18.0"
        )
        door.transact([put(plain)])

        seen = of(cast.doctor()).history("Condition", made["conditions"][0])

        assert [one.version for one in seen] == [2]

    def test_another_dossier_of_the_same_person_stays_visible(self, door: record.Door) -> None:
        hidden = visit(door, "B20")
        plain = visit(door, "I10", patient=UUID(hidden["patient"]))

        assert of(cast.doctor()).read("Encounter", plain["encounter"]).version == 1

    def test_a_provenance_of_a_hidden_fact_is_hidden(self, door: record.Door) -> None:
        made = visit(door, "B20")
        provenance = {
            "resourceType": "Provenance", "id": str(fresh()), "recorded": "2026-11-13T11:00:00+07:00",
            "target": [{"reference": f"Condition/{made['conditions'][0]}"}],
            "agent": [{"who": {"display": "Phòng CNTT"}}],
        }  # fmt: skip
        door.transact([put(provenance)])

        with pytest.raises(NotFound):
            of(cast.doctor()).read("Provenance", provenance["id"])


class TestPersons:
    def test_linked_patients_are_one_person(self, door: record.Door) -> None:
        one, other = visit(door, "I10"), visit(door, "J18.9", at=cast.PHONG_THO)
        person = {
            "resourceType": "Person", "id": str(fresh()),
            "link": [{"target": {"reference": f"Patient/{made['patient']}"}} for made in (one, other)],
        }  # fmt: skip
        door.transact([put(person)])

        assert of(cast.doctor()).read("Condition", other["conditions"][0]).version == 1

    def test_an_undone_link_parts_them_again(self, door: record.Door) -> None:
        one, other = visit(door, "I10"), visit(door, "J18.9", at=cast.PHONG_THO)
        person: Json = {
            "resourceType": "Person", "id": str(fresh()),
            "link": [{"target": {"reference": f"Patient/{made['patient']}"}} for made in (one, other)],
        }  # fmt: skip
        door.transact([put(person)])
        door.transact([put({**person, "link": person["link"][:1]})])

        with pytest.raises(NotFound):
            of(cast.doctor()).read("Condition", other["conditions"][0])


class TestTrailAndFeed:
    def test_every_read_leaves_an_entry_with_the_person_concerned(self, door: record.Door) -> None:
        made = visit(door, "I10")
        of(cast.doctor()).read("Condition", made["conditions"][0])

        with connection.cursor() as cursor:
            cursor.execute("select actor_id, act, persons from audit_entry order by id desc limit 1")
            entry = cursor.fetchone()

        assert entry is not None
        assert entry[:2] == ("bs.kham", "record.read")
        assert [str(one) for one in entry[2]] == [made["patient"]]

    def test_a_follower_gets_this_and_the_previous_version(self, door: record.Door) -> None:
        who = fresh()
        door.update("Patient", str(who), cast.patient(who))
        door.update("Patient", str(who), cast.patient(who, "Lò Văn Ính"))
        news = [
            outbox.Announced(place, one.topic, one.changes, one.at)
            for place, one in enumerate(outbox.Announcement.objects.order_by("id"), start=1)
        ]

        changes = feed.read(system_actor("test", feed.ACT), news, types=frozenset({"Patient"}))

        assert [(one.op, one.version) for one in changes] == [("C", 1), ("U", 2)]
        assert changes[1].previous is not None
        assert changes[1].previous["name"][0]["text"] == "Lò Văn Inh"


@pytest.mark.django_db(transaction=True)
def test_a_refusal_survives_in_the_trail(door: record.Door) -> None:
    made = visit(door, "I10")
    with pytest.raises(NotFound):
        of(cast.doctor(cast.PHONG_THO)).read("Condition", made["conditions"][0])

    refusals = [one for one in audit.list_entries(limit=10) if one.outcome == "refused"]

    assert refusals
