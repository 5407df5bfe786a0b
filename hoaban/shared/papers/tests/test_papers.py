"""Papers of a visit: filled in, numbered, written into the record, cancelled and replaced; who may."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from hoaban.foundation.audit import api as audit
from hoaban.foundation.files import api as files
from hoaban.kernel.actor import Actor, Purpose
from hoaban.kernel.errors import NotFound
from hoaban.record import api as record
from hoaban.record import language
from hoaban.shared.papers import api as papers
from hoaban.shared.papers import models
from hoaban.shared.papers.queries import prefilling
from hoaban.shared.papers.rules import filling
from hoaban.shared.papers.tests.world import DAY, HERE, NOW, doctor, nurse, seen, stranger
from hoaban.shared.visits import api as visits
from tests import cast

pytestmark = pytest.mark.django_db

REFERRAL = {
    "MA_CSKCB_DEN": cast.PROVINCIAL, "MA_LYDO_CT": "1", "CHAN_DOAN_RV": "Viêm phổi (J18.9)",
    "TINH_TRANG_CT": "Tỉnh, còn khó thở", "HUONG_DIEU_TRI": "Chụp X-quang ngực, điều trị nội trú",
}  # fmt: skip


def referral(visit: visits.Visit, **facts: Any) -> papers.Paper:
    wanted = replace(papers.Wanted("referral", REFERRAL), **facts)
    return papers.write_paper(actor=doctor(), visit=visit.id, wanted=wanted, now=NOW)


class TestWriting:
    def test_a_referral_is_a_paper_with_a_number_and_a_term_of_ten_working_days(self) -> None:
        paper = referral(seen())

        assert (paper.number, paper.state, paper.wanted) == ("00001/2026/GCT", "issued", 2)
        assert paper.valid_until == date(2026, 12, 14)  # ten working days after Monday 30 November
        assert files.get(paper.digest).startswith(b"%PDF")

    def test_it_is_three_facts_of_the_record_that_are_valid(self) -> None:
        paper = referral(seen())

        door = record.open(cast.integration(), purpose=Purpose.TREATMENT)
        for kind in ("Composition", "DocumentReference", "ServiceRequest"):
            said = door.read(kind, str(paper.id)).json()
            assert language.validate(said) == [], kind
        assert said["status"] == "active"
        assert said["reasonCode"][0]["coding"][0]["code"] == "1"

    def test_it_opens_the_record_to_where_somebody_is_sent(self) -> None:
        visit = seen()
        there = stranger()
        with pytest.raises(NotFound):
            record.open(there, purpose=Purpose.TREATMENT).of_person(visit.arrival.person, ["Encounter"])

        paper = referral(visit)

        door = record.open(there, purpose=Purpose.TREATMENT, now=NOW)
        assert door.of_person(visit.arrival.person, ["Encounter"])
        papers.cancel_paper(actor=doctor(), paper=paper.id, reason="Người bệnh đổi ý", now=NOW)
        with pytest.raises(NotFound):
            record.open(there, purpose=Purpose.TREATMENT).of_person(visit.arrival.person, ["Encounter"])

    def test_numbers_follow_each_other_in_each_kind(self) -> None:
        visit = seen()
        numbers = [referral(visit).number, referral(visit).number]
        leave = {
            "DON_VI": "Trường tiểu học Hoa Ban",
            "CHAN_DOAN_RV": "Viêm mũi họng cấp",
            "PP_DIEUTRI": "Nội khoa",
        }
        wanted = papers.Wanted("sick_leave", {**leave, "TU_NGAY": DAY.isoformat(), "SO_NGAY_NGHI": "3"})
        other = papers.write_paper(actor=doctor(), visit=visit.id, wanted=wanted, now=NOW)

        assert [*numbers, other.number] == ["00001/2026/GCT", "00002/2026/GCT", "00001/2026/NVBHXH"]

    def test_a_form_sent_twice_is_one_paper(self) -> None:
        visit = seen()
        assert referral(visit, once="a").id == referral(visit, once="a").id
        assert models.Paper.objects.count() == 1

    def test_a_fault_keeps_it_back_and_takes_no_number(self) -> None:
        visit = seen()
        with pytest.raises(papers.PaperNotValid) as fault:
            referral(visit, values={**REFERRAL, "MA_CSKCB_DEN": "12999", "TINH_TRANG_CT": ""})

        assert {one.place for one in fault.value.remarks if one.stops} == {"MA_CSKCB_DEN", "TINH_TRANG_CT"}
        assert referral(visit).number == "00001/2026/GCT"

    def test_an_abbreviation_warns_once_and_never_refuses(self) -> None:
        visit = seen()
        said = {**REFERRAL, "TINH_TRANG_CT": "BN tỉnh, HA 120/80"}
        with pytest.raises(papers.PaperNotValid) as doubt:
            referral(visit, values=said)

        assert [one.stops for one in doubt.value.remarks] == [False]
        assert "người bệnh" in doubt.value.remarks[0].vi
        assert referral(visit, values=said, sure=True).state == "issued"

    def test_leave_beyond_what_the_law_gives_warns_and_beyond_all_refuses(self) -> None:
        visit = seen()
        leave = {
            "DON_VI": "Trường tiểu học Hoa Ban",
            "CHAN_DOAN_RV": "Viêm mũi họng cấp",
            "PP_DIEUTRI": "Nội khoa",
        }
        said = {**leave, "TU_NGAY": DAY.isoformat(), "SO_NGAY_NGHI": "31"}
        with pytest.raises(papers.PaperNotValid):
            papers.write_paper(
                actor=doctor(), visit=visit.id, wanted=papers.Wanted("sick_leave", said), now=NOW
            )
        wanted = papers.Wanted("sick_leave", {**said, "SO_NGAY_NGHI": "181"}, sure=True)
        with pytest.raises(papers.PaperNotValid):
            papers.write_paper(actor=doctor(), visit=visit.id, wanted=wanted, now=NOW)

    def test_every_kind_can_be_written_from_what_it_is_filled_in_with(self) -> None:
        visit = seen()
        known = prefilling.ground_of(actor=doctor(), visit=visit.id, now=NOW).known
        missing = {"DON_VI": "Trường", "SO_NGAY_NGHI": "2", "NGAY_HEN_KL": "2026-12-07", "MA_CSKCB_DEN": cast.PROVINCIAL,
                   "MA_LYDO_CT": "1", "TINH_TRANG_CT": "Ổn", "HUONG_DIEU_TRI": "Nội trú", "DICH_VU": "Nội soi",
                   "GIAI_THICH": "Nguy cơ bỏ sót", "PP_DIEUTRI": "Nội khoa"}  # fmt: skip
        for kind in papers.kinds().values():
            values = {**filling.fill(kind, known)}
            values |= {
                one.code: missing[one.code]
                for one in kind.fields
                if one.code in missing and not values[one.code]
            }
            wanted = papers.Wanted(kind.key, values, sure=True)
            paper = papers.write_paper(actor=doctor(), visit=visit.id, wanted=wanted, now=NOW)
            assert files.get(paper.digest).startswith(b"%PDF"), kind.key
        assert "J18.9" in filling.fill(papers.kinds()["referral"], known)["CHAN_DOAN_RV"]


class TestWhoMay:
    def test_a_nurse_signs_no_referral(self) -> None:
        with pytest.raises(papers.MayNotSign):
            papers.write_paper(
                actor=nurse(), visit=seen().id, wanted=papers.Wanted("referral", REFERRAL), now=NOW
            )

    def test_who_works_elsewhere_finds_neither_visit_nor_paper(self) -> None:
        visit = seen()
        paper = referral(visit)
        with pytest.raises(NotFound):
            papers.papers_of(actor=stranger(), visit=visit.id)
        with pytest.raises(papers.NoSuchPaper):
            papers.open_file(actor=stranger(), paper=paper.id, now=NOW)

    def test_a_paper_about_what_somebody_may_not_see_is_not_there_for_them(self) -> None:
        visit = seen("B20")
        paper = papers.write_paper(
            actor=doctor("hiv"), visit=visit.id, wanted=papers.Wanted("referral", REFERRAL), now=NOW
        )
        assert [one.id for one in papers.papers_of(actor=doctor("hiv"), visit=visit.id)] == [paper.id]
        assert papers.papers_of(actor=doctor(), visit=visit.id) == []

    def test_each_act_names_the_person_in_the_trail(self) -> None:
        visit = seen()
        before = max(one.id for one in audit.list_entries(sought=audit.TrailFilter(), limit=200))
        paper = referral(visit)
        papers.open_file(actor=doctor(), paper=paper.id, now=NOW)

        entries = sorted(audit.list_entries(sought=audit.TrailFilter(), limit=200), key=lambda one: one.id)
        told = [(one.act, visit.arrival.person in one.persons) for one in entries if one.id > before]
        assert told == [("record.write", True), ("papers.write", True), ("papers.open", True)]


class TestReceiving:
    def test_the_desk_it_leads_to_finds_it_by_its_number_and_no_other_does(self) -> None:
        visit = seen()
        paper = referral(visit)

        def ask(actor: Actor, at: str, now: datetime = NOW) -> papers.Brought | None:
            return papers.find_referral(actor=actor, facility_code=at, number=paper.number, now=now)

        found = ask(stranger(), cast.PROVINCIAL)
        assert found is not None
        assert (found.person, found.from_facility, found.is_good) == (visit.arrival.person, HERE, True)
        late = ask(stranger(), cast.PROVINCIAL, NOW + timedelta(days=20))
        assert late is not None
        assert not late.is_good
        assert ask(doctor(), cast.PROVINCIAL) is None
        assert ask(doctor(), HERE) is None


class TestEnding:
    def test_a_cancelled_paper_stays_readable_with_its_reason(self) -> None:
        visit = seen()
        paper = referral(visit)
        papers.cancel_paper(actor=doctor(), paper=paper.id, reason="Viết nhầm nơi đến", now=NOW)

        (kept,) = papers.papers_of(actor=doctor(), visit=visit.id)
        assert (kept.state, kept.why) == ("cancelled", "Viết nhầm nơi đến")
        assert papers.open_file(actor=doctor(), paper=paper.id, now=NOW)[1].startswith(b"%PDF")

    def test_another_paper_comes_in_its_place(self) -> None:
        visit = seen()
        paper = referral(visit)
        wanted = papers.Wanted("referral", {**REFERRAL, "TINH_TRANG_CT": "Đỡ khó thở"}, once="b")
        new = papers.replace_paper(
            actor=doctor(), paper=paper.id, wanted=wanted, reason="Sửa tình trạng", now=NOW
        )

        states = {one.number: one.state for one in papers.papers_of(actor=doctor(), visit=visit.id)}
        assert states == {"00001/2026/GCT": "replaced", "00002/2026/GCT": "issued"}
        assert new.replaces == paper.id
        with pytest.raises(papers.PaperEnded):
            papers.cancel_paper(actor=doctor(), paper=paper.id, reason="x", now=NOW)
        assert str(UUID(str(new.id))) == str(new.id)
