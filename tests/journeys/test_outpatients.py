"""Out-patients from the desk to the signed record, each of another kind: what the doctor wrote stands in a file that verifies."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from hoaban.foundation.accounts import api as accounts
from hoaban.foundation.files import api as files
from hoaban.kernel import clock
from hoaban.kernel.actor import Actor, Purpose, Scope
from hoaban.kernel.errors import Conflict
from hoaban.modules.hospital.fhir.consultation import Consultation, Diagnosis
from hoaban.modules.hospital.services import calling, consulting, correcting, drafting, receiving
from hoaban.modules.hospital.services.consulting import Given
from hoaban.record import api as record
from hoaban.shared.chart import api as chart
from hoaban.shared.claims import api as claims
from hoaban.shared.legal_records import api as records
from hoaban.shared.legal_records import tasks as making
from hoaban.shared.scheduling import api as scheduling
from hoaban.shared.signing import api as signing
from hoaban.shared.signing.services import running
from hoaban.shared.signing.tests.staff import OFFICER, PASSPHRASE, signer
from hoaban.shared.visits import api as visits
from tests import cast
from tests import consulting as people

pytestmark = pytest.mark.django_db

DOCTOR = "bs.huong"
CARD = visits.Card("GD4120123456789", None, None, cast.PHONG_THO)
WIND_COLD = Diagnosis("traditional", "", "Cảm mạo phong hàn")
KINDS: dict[str, tuple[dict[str, Any], Consultation]] = {
    "insured": ({"coverage_class": "1.1", "card": CARD}, people.ENDED),
    "self-paying": ({}, people.ENDED),
    "emergency": ({"emergency": True, "coverage_class": "2", "card": CARD}, people.ENDED),
    "referred": (
        {"coverage_class": "1.1", "card": CARD},
        replace(people.ENDED, disposition="2", result="4", to_facility="12984"),
    ),
    "traditional": ({}, replace(people.ENDED, diagnoses=(people.COLD, WIND_COLD))),
}
"""Kind -> what the desk takes down, and what the doctor writes."""


@pytest.fixture(autouse=True)
def var(settings: Any, tmp_path: Path) -> None:
    settings.VAR, settings.SIGNING = tmp_path, ""


@pytest.fixture
def doctor() -> Actor:
    people.open_hospital()
    signer(DOCTOR, scope=Scope("facility", cast.PROVINCIAL))
    accounts.link_staff(
        actor=OFFICER, username=DOCTOR, number=people.NUMBERS["mai"], sure=True, now=clock.now()
    )
    return accounts.actor_of(DOCTOR)


def sign_what_waits(doctor: Actor, once: str = "a") -> None:
    waits = [one.id for one in signing.offers_for(DOCTOR)]
    known = signing.certificates_of(DOCTOR, now=clock.now())[0].id
    job = signing.sign_offers(
        actor=doctor, offers=waits, certificate=known, passphrase=PASSPHRASE, once=once, now=clock.now()
    )
    running.run_job(job, clock=clock.now)


@pytest.mark.parametrize("kind", KINDS)
def test_a_visit_ends_with_a_signed_record_that_verifies(doctor: Actor, kind: str) -> None:
    told, written = KINDS[kind]
    now, desk = clock.now(), people.desk()
    person = people.register()
    arrival = visits.Arrival(cast.PROVINCIAL, person, "Ho, sốt 3 ngày", **told)
    visit = visits.open_visit(actor=desk, arrival=arrival, now=now)
    room = people.open_room()
    scheduling.take_ticket(actor=desk, point=room.id, person=person, visit=visit.id, now=now)

    called = calling.call_next(actor=doctor, point=room.id, now=now)
    assert called is not None
    opened = drafting.open_desk(actor=doctor, visit=called.visit or visit.id, now=now)
    assert opened.banner.name == "Lò Văn Inh"
    consulting.save(actor=doctor, visit=visit.id, given=Given(written, 0, ends=True), now=now)
    records.make_record(actor=doctor, visit=visit.id, now=now)
    sign_what_waits(doctor)

    standing = records.state_of(actor=doctor, visit=visit.id)
    assert (standing.state, standing.version) == ("closed", 1)
    signed = standing.versions[0]
    for digest in (signed.pdf, signed.xml):
        assert signing.verify(files.get(digest), now=clock.now()).valid
    for told in (*(one.code or one.name for one in written.diagnoses), *written.texts.values()):
        assert told.replace("\n", " ").encode() in files.get(signed.xml).replace(b"\n", b" ")
    lacking = {one.field for one in claims.lacking_facts(actor=doctor, visit=visit.id, now=clock.now())}
    assert not lacking & {"MA_BENH_CHINH", "CHAN_DOAN_RV", "KET_QUA_DTRI", "MA_LOAI_RV", "LY_DO_VV"}


def test_a_signed_record_is_opened_by_rule_before_the_visit_goes_on(doctor: Actor) -> None:
    now = clock.now()
    visit = people.receive(people.register())
    consulting.save(actor=doctor, visit=visit.id, given=Given(people.ENDED, 0, ends=True), now=now)
    records.make_record(actor=doctor, visit=visit.id, now=now)
    sign_what_waits(doctor)

    with pytest.raises(Conflict, match="signed and closed"):
        consulting.reopen(actor=doctor, visit=visit.id, reason="Bổ sung", now=now + timedelta(minutes=1))


def test_who_was_sent_on_is_told_to_the_facility_in_the_record(doctor: Actor) -> None:
    now = clock.now()
    visit = people.receive(people.register())
    sent = replace(people.ENDED, disposition="2", result="4", to_facility="12984")
    consulting.save(actor=doctor, visit=visit.id, given=Given(sent, 0, ends=True), now=now)

    door = record.open(cast.integration(), purpose=Purpose.TREATMENT)
    encounter = door.read("Encounter", str(visit.id)).json()
    assert encounter["hospitalization"]["dischargeDisposition"]["coding"][0]["code"] == "2"
    assert "destination" in encounter["hospitalization"]


def test_a_signed_record_of_somebody_unknown_is_signed_again_with_their_name(doctor: Actor) -> None:
    now, person = clock.now(), people.register()
    visit, _none = receiving.receive_unknown(
        actor=people.desk(), facility_code=cast.PROVINCIAL, sex="male", born_about="1964",
        taken=receiving.Taken(None, None, marks="Sẹo ở trán"), reason="Ngất", once="a" * 32, now=now,
    )  # fmt: skip
    consulting.save(actor=doctor, visit=visit.id, given=Given(people.ENDED, 0, ends=True), now=now)
    records.make_record(actor=doctor, visit=visit.id, now=now)
    sign_what_waits(doctor)

    correcting.identify(actor=people.desk(), visit=visit.id, person=person, now=clock.now())
    asked = records.state_of(actor=doctor, visit=visit.id)
    making.make(visit=str(visit.id), actor=doctor.id)
    waits = records.state_of(actor=doctor, visit=visit.id)
    sign_what_waits(doctor, "b")
    named = records.state_of(actor=doctor, visit=visit.id)

    assert (asked.state, asked.version, asked.asked_at is not None) == ("open", 1, True)
    assert waits.waiting is not None
    assert waits.fault == ("", "")
    assert (named.state, named.version) == ("closed", 2)
    before, after = (files.get(one.xml) for one in named.versions)
    assert "Lò Văn Inh".encode() not in before
    for expected in ("Lò Văn Inh", "012064000103", "1964-09-02"):
        assert expected.encode() in after
    assert signing.verify(after, now=clock.now()).valid
    assert chart.see_banner(actor=doctor, visit=visit.id, now=clock.now()).name == "Lò Văn Inh"
    kept = chart.story(actor=doctor, person=person, most=100).documents
    assert [one.is_current for one in kept] == [True, False]


def test_a_name_that_was_taken_back_is_signed_out_of_the_record(doctor: Actor) -> None:
    now, person = clock.now(), people.register()
    visit, _none = receiving.receive_unknown(
        actor=people.desk(), facility_code=cast.PROVINCIAL, sex="male", born_about="",
        taken=receiving.Taken(None, None, marks="Sẹo ở trán"), reason="Ngất", once="a" * 32, now=now,
    )  # fmt: skip
    consulting.save(actor=doctor, visit=visit.id, given=Given(people.ENDED, 0, ends=True), now=now)
    correcting.identify(actor=people.desk(), visit=visit.id, person=person, now=clock.now())
    asked = records.state_of(actor=doctor, visit=visit.id)  # nothing was made, so nothing is wrong
    assert (asked.state, asked.versions) == ("open", ())
    records.make_record(actor=doctor, visit=visit.id, now=clock.now())
    sign_what_waits(doctor)

    correcting.take_back(actor=people.desk(), visit=visit.id, reason="Nhầm người", now=clock.now())
    making.make(visit=str(visit.id), actor=doctor.id)
    sign_what_waits(doctor, "b")

    named, nameless = (files.get(one.xml) for one in records.state_of(actor=doctor, visit=visit.id).versions)
    assert "Lò Văn Inh".encode() in named
    assert "Lò Văn Inh".encode() not in nameless


def test_a_record_whose_doctor_has_left_tells_why_it_is_not_made_anew(doctor: Actor) -> None:
    visit = people.receive(people.register())
    records.ask_for_record(actor=doctor, visit=visit.id, now=clock.now())
    making.make(visit=str(visit.id), actor="account:bs.di")

    told = records.state_of(actor=doctor, visit=visit.id)
    assert (told.asked_at, told.fault[0]) == (None, "Không có tài khoản này.")
