"""The record of a visit: made, signed, closed, archived, opened again by rule; what may be seen of it, and its export."""

from __future__ import annotations

import io
import json
import zipfile
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import Error, transaction
from lxml import etree

from hoaban.foundation.accounts import api as accounts
from hoaban.foundation.files import api as files
from hoaban.kernel import clock
from hoaban.kernel.actor import Actor, Grant, Purpose, Scope
from hoaban.kernel.errors import Invalid, NotAllowed, NotFound
from hoaban.record import api as record
from hoaban.record import language
from hoaban.shared.legal_records import api as records
from hoaban.shared.legal_records import models
from hoaban.shared.legal_records.queries import reading
from hoaban.shared.legal_records.services import closing, later, looking
from hoaban.shared.papers import api as papers
from hoaban.shared.papers.tests.world import DOCTOR, HERE, nurse, seen, stranger
from hoaban.shared.signing import api as signing
from hoaban.shared.signing.services import running
from hoaban.shared.signing.tests.staff import OFFICER, PASSPHRASE, signer
from hoaban.shared.visits import api as visits
from tests import cast

pytestmark = pytest.mark.django_db
PLACE = Scope("facility", HERE)
KEEPER = cast.staff("account:luu.tru", ("records.keep", PLACE), ("records.find", PLACE))


@pytest.fixture(autouse=True)
def var(settings: Any, tmp_path: Path) -> None:
    settings.VAR, settings.SIGNING = tmp_path, ""


@pytest.fixture
def visit() -> visits.Visit:
    return seen()


@pytest.fixture
def doctor(visit: visits.Visit) -> Actor:
    signer("bs.huong", scope=PLACE)
    accounts.link_staff(actor=OFFICER, username="bs.huong", number=DOCTOR, sure=True, now=clock.now())
    return accounts.actor_of("bs.huong")


def now() -> datetime:
    return clock.now()


def end(doctor: Actor, visit: visits.Visit) -> None:
    outcome = visits.Outcome("1", "1")
    visits.note(actor=doctor, visit=visit.id, entries=[], to=visits.State.ENDED, outcome=outcome, now=now())


def sign(doctor: Actor, once: str = "a") -> None:
    waits = [one.id for one in signing.offers_for("bs.huong")]
    known = signing.certificates_of("bs.huong", now=now())[0].id
    job = signing.sign_offers(
        actor=doctor, offers=waits, certificate=known, passphrase=PASSPHRASE, once=once, now=now()
    )
    running.run_job(job, clock=now)


def closed(doctor: Actor, visit: visits.Visit) -> records.Standing:
    end(doctor, visit)
    records.make_record(actor=doctor, visit=visit.id, now=now())
    sign(doctor)
    return records.state_of(actor=doctor, visit=visit.id)


def add_diagnosis(doctor: Actor, visit: visits.Visit, text: str = "Thiếu máu") -> None:
    condition = {
        "resourceType": "Condition", "subject": {"reference": f"Patient/{visit.patient}"},
        "encounter": {"reference": f"Encounter/{visit.id}"},
        "code": {"coding": [{"system": "http://hl7.org/fhir/sid/icd-10", "code": "D64.9"}], "text": text},
    }  # fmt: skip
    record.open(doctor, purpose=Purpose.TREATMENT).create(condition)


class TestMaking:
    def test_what_is_made_waits_for_its_maker_as_pdf_and_xml(
        self, doctor: Actor, visit: visits.Visit
    ) -> None:
        made = records.make_record(actor=doctor, visit=visit.id, now=now())

        assert (made.state, made.version, [one.state for one in made.versions]) == ("open", 0, ["waiting"])
        assert files.get(made.versions[0].pdf).startswith(b"%PDF")
        assert b"J18.9" in files.get(made.versions[0].xml)
        assert {one.media for one in signing.offers_for("bs.huong")} == {"pdf", "xml"}

    def test_the_same_facts_are_one_version_and_others_take_its_place(
        self, doctor: Actor, visit: visits.Visit
    ) -> None:
        records.make_record(actor=doctor, visit=visit.id, now=now())
        records.make_record(actor=doctor, visit=visit.id, now=now())
        add_diagnosis(doctor, visit)
        made = records.make_record(actor=doctor, visit=visit.id, now=now())

        assert [one.state for one in made.versions] == ["dropped", "waiting"]
        assert len(signing.offers_for("bs.huong")) == 2

    def test_who_may_not_sign_makes_none_and_who_works_elsewhere_finds_none(
        self, visit: visits.Visit
    ) -> None:
        with pytest.raises(papers.MayNotSign):
            records.make_record(actor=nurse(), visit=visit.id, now=now())
        with pytest.raises(NotFound):
            records.make_record(actor=stranger(), visit=visit.id, now=now())

    def test_in_the_background_a_fault_is_told_at_the_record(
        self, doctor: Actor, visit: visits.Visit
    ) -> None:
        asked = records.ask_for_record(actor=doctor, visit=visit.id, now=now())
        later.make_asked(actor=nurse(), visit=visit.id, now=now())
        told = records.state_of(actor=doctor, visit=visit.id)
        later.make_asked(actor=doctor, visit=visit.id, now=now())
        made = records.state_of(actor=doctor, visit=visit.id)

        assert asked.asked_at is not None
        assert told.asked_at is None
        assert told.fault[0]
        assert (made.fault, made.waiting is not None) == (("", ""), True)


class TestSigning:
    def test_signed_after_the_end_it_closes_and_stands_in_the_record(
        self, doctor: Actor, visit: visits.Visit
    ) -> None:
        found = closed(doctor, visit)

        assert (found.state, found.version, found.retention) == ("closed", 1, "usual")
        assert found.keep_until is not None
        assert found.keep_until.year == now().year + 10
        signed = found.versions[0]
        assert signing.verify(files.get(signed.pdf), now=now()).valid
        assert signing.verify(files.get(signed.xml), now=now()).valid
        door = record.open(cast.integration(), purpose=Purpose.TREATMENT)
        document = door.read("DocumentReference", str(signed.id)).json()
        assert language.validate(document) == []
        assert [one["attachment"]["contentType"] for one in document["content"]] == [
            "application/pdf",
            "application/xml",
        ]

    def test_a_changed_byte_is_caught(self, doctor: Actor, visit: visits.Visit) -> None:
        signed = closed(doctor, visit).versions[0]
        changed = files.get(signed.xml).replace(b"J18.9", b"J18.8")

        assert not signing.verify(changed, now=now()).valid

    def test_signed_before_the_end_it_stays_open_until_it_is_closed(
        self, doctor: Actor, visit: visits.Visit
    ) -> None:
        records.make_record(actor=doctor, visit=visit.id, now=now())
        sign(doctor)
        assert records.state_of(actor=doctor, visit=visit.id).state == "open"
        with pytest.raises(records.NotYet):
            records.close_record(actor=doctor, visit=visit.id, now=now())
        end(doctor, visit)
        assert records.close_record(actor=doctor, visit=visit.id, now=now()).state == "closed"
        with pytest.raises(records.RecordMoved):
            records.make_record(actor=doctor, visit=visit.id, now=now())

    def test_nothing_unsigned_is_closed(self, doctor: Actor, visit: visits.Visit) -> None:
        records.make_record(actor=doctor, visit=visit.id, now=now())
        end(doctor, visit)
        with pytest.raises(records.NotYet):
            records.close_record(actor=doctor, visit=visit.id, now=now())


class TestOpeningAgain:
    def test_a_correction_is_a_further_signed_version_and_the_old_one_stays(
        self, doctor: Actor, visit: visits.Visit
    ) -> None:
        first = closed(doctor, visit).versions[0]
        again = records.reopen_record(
            actor=doctor, visit=visit.id, reason="Thiếu chẩn đoán", basis="mistake", now=now()
        )
        add_diagnosis(doctor, visit)
        records.make_record(actor=doctor, visit=visit.id, now=now())
        sign(doctor, "b")
        found = records.state_of(actor=doctor, visit=visit.id)

        assert again.reopened_until is not None
        assert (found.state, found.version) == ("closed", 2)
        assert [one.act for one in found.events] == [
            "open",
            "make",
            "sign",
            "close",
            "reopen",
            "make",
            "sign",
            "close",
        ]
        one, content = reading.open_file(actor=doctor, visit=visit.id, version=1, kind="pdf", now=now())
        assert (one.id, content[:4]) == (first.id, b"%PDF")
        door = record.open(cast.integration(), purpose=Purpose.TREATMENT)
        states = [door.read("DocumentReference", str(each.id)).json()["status"] for each in found.versions]
        assert states == ["superseded", "current"]

    def test_without_a_reason_or_from_a_wrong_basis_it_stays_shut(
        self, doctor: Actor, visit: visits.Visit
    ) -> None:
        closed(doctor, visit)
        with pytest.raises(Invalid):
            records.reopen_record(actor=doctor, visit=visit.id, reason=" ", basis="mistake", now=now())
        with pytest.raises(Invalid):
            records.reopen_record(actor=doctor, visit=visit.id, reason="x", basis="whatever", now=now())
        with pytest.raises(NotAllowed):
            records.reopen_record(actor=doctor, visit=visit.id, reason="x", basis="authority", now=now())
        with pytest.raises(NotFound):
            records.reopen_record(actor=stranger(), visit=visit.id, reason="x", basis="mistake", now=now())

    def test_what_was_opened_and_not_changed_closes_when_its_time_is_over(
        self, doctor: Actor, visit: visits.Visit
    ) -> None:
        closed(doctor, visit)
        records.reopen_record(actor=doctor, visit=visit.id, reason="Xem lại", basis="mistake", now=now())

        assert closing.end_reopened(now=now()) == 0
        assert closing.end_reopened(now=now() + timedelta(hours=25)) == 1
        assert records.state_of(actor=doctor, visit=visit.id).state == "closed"

    def test_the_history_is_never_changed(self, doctor: Actor, visit: visits.Visit) -> None:
        closed(doctor, visit)
        with pytest.raises(Error, match="never changed"), transaction.atomic():
            models.RecordEvent.objects.update(why="khác")
        with pytest.raises(Error, match="never changed"), transaction.atomic():
            models.RecordEvent.objects.all().delete()


class TestArchive:
    def test_archived_it_is_looked_at_after_saying_why(self, doctor: Actor, visit: visits.Visit) -> None:
        closed(doctor, visit)
        with pytest.raises(NotAllowed):
            records.archive_record(actor=doctor, visit=visit.id, number="LT-1", now=now())
        kept = records.archive_record(actor=KEEPER, visit=visit.id, number="LT-1", now=now())
        assert (kept.state, kept.archive_number) == ("archived", "LT-1")

        with pytest.raises(reading.SayWhy):
            reading.open_file(actor=doctor, visit=visit.id, version=1, kind="pdf", now=now())
        looking.say_why(actor=doctor, visit=visit.id, basis="treatment", words="Khám lại", now=now())
        assert reading.open_file(actor=doctor, visit=visit.id, version=1, kind="pdf", now=now())[1]
        with pytest.raises(reading.SayWhy):
            reading.open_file(
                actor=doctor, visit=visit.id, version=1, kind="pdf", now=now() + timedelta(hours=25)
            )

    def test_a_doctor_opens_no_archived_record_and_the_keeper_does(
        self, doctor: Actor, visit: visits.Visit
    ) -> None:
        closed(doctor, visit)
        records.archive_record(actor=KEEPER, visit=visit.id, number="LT-1", now=now())
        with pytest.raises(Invalid):
            records.reopen_record(actor=doctor, visit=visit.id, reason="Sửa", basis="mistake", now=now())
        opened = records.reopen_record(
            actor=KEEPER, visit=visit.id, reason="Công văn 12", basis="authority", now=now()
        )
        assert opened.state == "open"
        closing.end_reopened(now=now() + timedelta(hours=80))
        assert records.state_of(actor=KEEPER, visit=visit.id).state == "archived"

    def test_a_number_is_one_records(self, doctor: Actor, visit: visits.Visit) -> None:
        closed(doctor, visit)
        other = models.LegalRecord.objects.get(pk=visit.id)
        models.LegalRecord.objects.create(
            visit=visits_id(), facility_code=HERE, number="khác", patient=other.patient, state="archived", version=1,
            opened_at=now(), closed_at=now(), archived_at=now(), archive_number="LT-1", changed_at=now(),
        )  # fmt: skip
        with pytest.raises(Invalid):
            records.archive_record(actor=KEEPER, visit=visit.id, number="LT-1", now=now())


class TestHiddenFacts:
    def test_who_may_not_see_the_diagnosis_finds_no_file_that_tells_it(self) -> None:
        visit = seen("B20")
        signer("bs.huong", scope=PLACE)
        accounts.link_staff(actor=OFFICER, username="bs.huong", number=DOCTOR, sure=True, now=now())
        plain = accounts.actor_of("bs.huong")
        may = replace_grants(plain, "label.hiv")
        end(may, visit)
        records.make_record(actor=may, visit=visit.id, now=now())
        sign(plain)

        assert reading.open_file(actor=may, visit=visit.id, version=1, kind="pdf", now=now())[1]
        with pytest.raises(NotFound):
            reading.open_file(actor=plain, visit=visit.id, version=1, kind="pdf", now=now())


class TestExport:
    def test_the_export_has_eleven_groups_and_keeps_to_its_schemas(
        self, doctor: Actor, visit: visits.Visit
    ) -> None:
        closed(doctor, visit)
        made = records.export_record(actor=doctor, visit=visit.id, kind="zip", now=now())
        packed = zipfile.ZipFile(io.BytesIO(made.content))
        names = packed.namelist()
        xml = next(packed.read(name) for name in names if name.endswith(".xml") and "/" not in name)
        said = json.loads(
            next(packed.read(name) for name in names if name.endswith(".json") and "schema" not in name)
        )

        root = etree.fromstring(xml)
        assert etree.XMLSchema(etree.fromstring(packed.read("ho-so-benh-an.xsd"))).validate(root)
        assert [child.tag for child in root][:11] == list(said["HoSoBenhAn"])
        assert len(said["HoSoBenhAn"]) == 11
        assert said["HoSoBenhAn"]["ThongTinDieuTri"]["maicd"] == "J18.9"
        assert said["HoSoBenhAn"]["YLenhThuocVatTu"][0]["ten"] == "Amoxicillin 500 mg"
        assert {"da-ky/ban-1.pdf", "da-ky/ban-1.xml"} <= set(names)

    def test_another_facility_exports_nothing(self, doctor: Actor, visit: visits.Visit) -> None:
        closed(doctor, visit)
        with pytest.raises(NotFound):
            records.export_record(actor=stranger(), visit=visit.id, kind="xml", now=now())


def replace_grants(actor: Actor, *rights: str) -> Actor:
    more = frozenset(Grant(one, cast.ALL) for one in rights)
    return replace(actor, grants=actor.grants | more)


def visits_id() -> Any:
    from uuid import uuid4

    return uuid4()
