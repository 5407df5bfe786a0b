from __future__ import annotations

import tempfile
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hoaban.connect import claims as format_
from hoaban.kernel.actor import Actor, Purpose, Scope
from hoaban.kernel.errors import NotAllowed
from hoaban.kernel.models import Announcement
from hoaban.record import api as record
from hoaban.record.models import Resource, Version
from hoaban.shared.claims import services
from hoaban.shared.claims.models import Batch, BatchFile, Dossier, Finding, Submission
from hoaban.shared.claims.services import Taken, intake
from hoaban.shared.claims.tests import builders
from hoaban.shared.people.models import Human
from tests import cast

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 14, 3, 0, tzinfo=UTC)


def teacher(
    *, ma_lk: str = "DEMO-0001", facility: str = builders.HOSPITAL, drugs: int = 2, **head: str
) -> format_.Dossier:
    """The retired teacher's visit, at any facility, with sums that are right."""
    common = {"MA_LK": ma_lk}
    medicines = [builders.drug(place, price=str(1000 + place), **common) for place in range(1, drugs + 1)]
    tests = [builders.examination(1, MA_BENH="I10", **common), builders.service(2, MA_BENH="I10", **common)]
    summary = builders.summary(medicines, tests, MA_CSKCB=facility, **common, **head)
    return builders.dossier(XML1=[summary], XML2=medicines, XML3=tests, XML4=[builders.result(1, **common)])


def sent(*dossiers: format_.Dossier, facility: str = builders.HOSPITAL) -> bytes:
    """A file with these dossiers."""
    outgoing = [format_.Outgoing(one.tables, one.level) for one in dossiers]
    return format_.write_envelope(outgoing, facility_code=facility)


def deliver(
    *files: bytes, actor: Actor | None = None, accepted_by_portal: bool = False, now: datetime = NOW
) -> list[Taken]:
    """Send files through the common path of all three doors."""
    actor = actor or cast.integration()
    with tempfile.TemporaryDirectory() as folder:
        batch = open_(folder, files, actor=actor, accepted_by_portal=accepted_by_portal, now=now)
        return finish(batch, actor=actor, now=now)


def open_(
    folder: str,
    files: Sequence[bytes],
    *,
    actor: Actor,
    accepted_by_portal: bool = False,
    now: datetime = NOW,
) -> UUID:
    for place, content in enumerate(files):
        (Path(folder) / f"{place}.xml").write_bytes(content)
    return services.open_batch(
        actor=actor, source="api", paths=[Path(folder)], accepted_by_portal=accepted_by_portal, now=now
    )


def finish(batch: UUID, *, actor: Actor, now: datetime = NOW) -> list[Taken]:
    taken: list[Taken] = []
    services.run_batch(batch, actor=actor, clock=lambda: now, progress=lambda _file, some: taken.extend(some))
    return taken


def door() -> record.Door:
    return record.open(cast.integration(), purpose=Purpose.TREATMENT)


def everything() -> tuple[list[object], int, int, list[object]]:
    """All resources with their versions, how many older versions and how much news there are, the dossiers."""
    return (
        list(Resource.objects.order_by("type", "uid").values_list("type", "uid", "version", "updated_at", "labels")),
        Version.objects.count(),
        Announcement.objects.count(),
        list(Dossier.objects.order_by("id").values()),
    )  # fmt: skip


class TestTaking:
    def test_a_good_dossier_becomes_a_record(self) -> None:
        taken = deliver(sent(teacher()))

        assert [(one.verdict, one.outcome) for one in taken] == [("accepted", "stored")], taken[0].findings
        dossier = Dossier.objects.get()
        encounter = door().read("Encounter", str(dossier.id)).json()
        assert encounter["status"] == "finished"
        assert encounter["serviceProvider"]["identifier"]["value"] == builders.HOSPITAL

    def test_the_person_is_in_the_register_and_linked(self) -> None:
        deliver(sent(teacher()))

        human = Human.objects.get()
        person = door().read("Person", str(human.id)).json()

        assert person["link"][0]["target"]["reference"] == f"Patient/{Dossier.objects.get().patient}"

    def test_the_same_dossier_again_changes_nothing(self) -> None:
        deliver(sent(teacher()))
        before = everything()

        again = deliver(sent(teacher()), now=NOW + timedelta(hours=1))

        assert [(one.verdict, one.outcome) for one in again] == [("accepted", "unchanged")]
        assert [one.code for one in again[0].findings] == ["INT-004"], "and that is said"
        assert everything() == before

    def test_a_check_of_the_measure_a_correction_changes_versions_and_news(self) -> None:
        deliver(sent(teacher()))
        resources, versions, news, dossiers = everything()

        deliver(sent(teacher(drugs=1)), now=NOW + timedelta(hours=1))

        after = everything()
        assert after[0] != resources
        assert after[1] > versions
        assert after[2] == news + 1
        assert after[3] != dossiers

    def test_a_correction_becomes_new_versions_and_withdraws_what_is_gone(self) -> None:
        deliver(sent(teacher()))
        before = door().search("MedicationRequest", [("_count", "50")]).entries

        corrected = deliver(sent(teacher(drugs=1)), now=NOW + timedelta(hours=1))

        after = door().search("MedicationRequest", [("_count", "50")]).entries
        assert [one.outcome for one in corrected] == ["corrected"], corrected[0].findings
        assert not corrected[0].findings
        assert len(after) == len(before) - 1
        gone = {one.id for one in before} - {one.id for one in after}
        assert [one.deleted for one in door().history("MedicationRequest", gone.pop())] == [True, False]
        assert Dossier.objects.get().revision == 2

    def test_the_same_number_of_another_facility_is_another_dossier(self) -> None:
        deliver(sent(teacher()))
        deliver(sent(teacher(facility=builders.HEALTH_CENTRE), facility=builders.HEALTH_CENTRE))

        assert Dossier.objects.count() == 2
        assert {one.revision for one in Dossier.objects.all()} == {1}
        kept = [door().read("Encounter", str(one.id)).version for one in Dossier.objects.all()]
        assert kept == [1, 1], "neither takes the other's place"

    def test_two_facilities_that_know_the_same_number_speak_of_one_person(self) -> None:
        deliver(sent(teacher()))
        deliver(sent(teacher(facility=builders.HEALTH_CENTRE), facility=builders.HEALTH_CENTRE))

        human = Human.objects.get()
        links = door().read("Person", str(human.id)).json()["link"]
        assert len(links) == 2

    def test_a_bad_dossier_does_not_stop_the_others(self) -> None:
        taken = deliver(sent(teacher(T_THUOC="1.00"), teacher(ma_lk="DEMO-0002")))

        assert [one.verdict for one in taken] == ["rejected", "accepted"]
        assert Dossier.objects.count() == 1
        assert Finding.objects.filter(severity="error", submission__ma_lk="DEMO-0001").exists()

    def test_what_the_portal_has_taken_is_stored_with_its_findings(self) -> None:
        taken = deliver(sent(teacher(T_THUOC="1.00")), accepted_by_portal=True)

        assert [(one.verdict, one.outcome) for one in taken] == [("accepted_with_warnings", "stored")]
        assert Finding.objects.filter(severity="error").exists()

    def test_visits_of_one_patient_may_come_together(self) -> None:
        older = teacher(
            ma_lk="DEMO-0002",
            HO_TEN="Lò Văn In",
            NGAY_VAO="202610130855",
            NGAY_RA="202610131030",
            NAM_QT="2026",
            THANG_QT="10",
        )

        deliver(sent(teacher(), older))

        assert Dossier.objects.count() == 2
        assert (
            door()
            .read("Patient", str(Dossier.objects.values_list("patient", flat=True)[0]))
            .json()["name"][0]["text"]
            == "Lò Văn Inh"
        )

    def test_a_check_in_after_the_finished_visit_changes_nothing(self) -> None:
        deliver(sent(teacher()))
        row = {
            "MA_LK": "DEMO-0001",
            "STT": "1",
            "MA_BN": "PT-000103",
            "HO_TEN": "Lò Văn Inh",
            "NGAY_SINH": "196409020000",
            "GIOI_TINH": "1",
            "MA_DOITUONG_KCB": "1.14",
            "NGAY_VAO": "202611130855",
            "MA_LOAI_KCB": "01",
            "MA_CSKCB": builders.HOSPITAL,
            "MA_DICH_VU": "02.03.1896",
            "TEN_DICH_VU": "Khám nội",
            "NGAY_YL": "202611130900",
        }

        taken = deliver(format_.write_check_in([row], level=format_.level("1931")))

        assert [one.outcome for one in taken] == ["unchanged"], taken
        assert door().read("Encounter", str(Dossier.objects.get().id)).json()["status"] == "finished"


class TestProperties:
    @settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
    @given(
        sizes=st.lists(st.integers(1, 4), min_size=1, max_size=4),
        again=st.integers(0, 3),
        accepted=st.booleans(),
        wrong=st.booleans(),
    )
    def test_the_last_word_stands_however_often_it_is_said(
        self, sizes: list[int], again: int, accepted: bool, wrong: bool
    ) -> None:
        """Corrections one after the other, then the last one again and again: its drugs are the record's drugs."""
        ma_lk, more = uuid4().hex, {"T_THUOC": "1.00"} if wrong else {}  # examples share a database
        for place, drugs in enumerate([*sizes, *sizes[-1:] * again]):
            file = sent(teacher(ma_lk=ma_lk, drugs=drugs, **more))
            deliver(file, accepted_by_portal=accepted, now=NOW + timedelta(hours=place))

        dossier = Dossier.objects.filter(ma_lk=ma_lk).first()
        if wrong and not accepted:
            assert dossier is None
            return
        assert dossier
        words = [size for place, size in enumerate(sizes) if place == 0 or size != sizes[place - 1]]
        assert dossier.revision == len(words)
        found = door().search(
            "MedicationRequest", [("encounter", f"Encounter/{dossier.id}"), ("_count", "50")]
        )
        assert len(found.entries) == sizes[-1]
        findings = Finding.objects.filter(submission__ma_lk=ma_lk, severity="error")
        assert findings.exists() == wrong


class TestLeave:
    def test_a_facility_may_not_send_for_another(self) -> None:
        officer = cast.staff(
            "bhyt",
            ("claims.submit", Scope("facility", cast.PHONG_THO)),
            ("record.write:HPAYMT", Scope("facility", cast.PHONG_THO)),
        )

        taken = deliver(sent(teacher()), actor=officer)

        assert [(one.verdict, one.outcome) for one in taken] == [("rejected", "refused")]
        assert not Dossier.objects.exists()

    def test_who_may_not_send_cannot_open_a_batch(self) -> None:
        with pytest.raises(NotAllowed):
            deliver(sent(teacher()), actor=cast.doctor())


class TestResuming:
    def test_a_stopped_batch_goes_on_after_what_was_done(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(intake, "TOGETHER", 1)
        file = sent(teacher(), teacher(ma_lk="DEMO-0002"), teacher(ma_lk="DEMO-0003"))
        actor = cast.integration()
        batch = open_(str(tmp_path), [file], actor=actor)

        class Killed(BaseException): ...

        def stop_after_one(_file: BatchFile, _taken: Sequence[Taken]) -> None:
            raise Killed

        with pytest.raises(Killed):
            services.run_batch(batch, actor=actor, clock=lambda: NOW, progress=stop_after_one)
        rest = finish(batch, actor=actor)

        assert [one.ma_lk for one in rest] == ["DEMO-0002", "DEMO-0003"]
        assert Submission.objects.count() == 3
        assert Batch.objects.get().state == "done"

    def test_rubbish_is_a_finding_of_the_file(self) -> None:
        assert deliver(b"%PDF-1.4 not a claim") == []
        assert Finding.objects.get().submission is None
