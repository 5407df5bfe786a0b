"""The watch: what it finds, what it does not, and that it finds nothing twice."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from hoaban.foundation.accounts import api as accounts
from hoaban.foundation.audit import api as audit
from hoaban.foundation.audit.tests.trail import enter
from hoaban.foundation.places import api as places
from hoaban.foundation.workforce import api as workforce
from hoaban.foundation.workforce.tests.staff import open_places
from hoaban.kernel.actor import Actor, ActorKind, Scope, system_actor
from hoaban.kernel.effective import Period
from hoaban.kernel.errors import Invalid, NotAllowed, NotFound
from hoaban.shared.auditing import queries
from hoaban.shared.auditing.models import Finding, Progress
from hoaban.shared.auditing.services import judging, watching
from hoaban.shared.people.models import Human, KnownNumber, PatientLink
from tests import cast

pytestmark = pytest.mark.django_db

WATCH = system_actor("watch", "audit.read")
NOON = datetime(2026, 11, 11, 5, 0, tzinfo=UTC)  # midday in Viet Nam
MIDNIGHT = datetime(2026, 11, 11, 17, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
HOSPITAL = Scope("facility", cast.PROVINCIAL)
REASON = "Đã hỏi và kiểm tra lịch làm việc."


def worker(name: str, role: str = "doctor", scope: Scope = HOSPITAL, number: str = "") -> Actor:
    """Somebody with an account and a role since long ago."""
    officer = system_actor("test", "accounts.manage")
    newcomer = accounts.Newcomer(
        name, f"Người {name}", "Thử", "Test", "Hoa-Ban-2026-only-for-tests", staff_number=number
    )
    accounts.register_account(actor=officer, newcomer=newcomer, now=NOON - 90 * 24 * HOUR)
    accounts.assign(actor=officer, username=name, role=role, scope=scope, now=NOON - 90 * 24 * HOUR)
    return accounts.actor_of(name, now=NOON)


def reviewer(name: str = "kiemtra") -> Actor:
    return worker(name, "auditor", Scope("all"))


def person(number: int, name: str = "Lò Thị Thử") -> UUID:
    """Somebody of the register, known by a personal number."""
    found = UUID(int=number)
    Human.objects.create(id=found, name=name, name_sort=name, sex="female", birth="1980", keys=[])
    KnownNumber.objects.create(kind="national_id", value=f"0{number:011d}", patient=found, human=found)
    return found


def staff_file(number: str, personal: str) -> UUID:
    """A staff file behind the number of an account."""
    if places.facility(cast.PROVINCIAL, NOON.date()) is None:
        open_places()
    keeper = system_actor("test", "workforce.manage", "system.manage")
    post = workforce.Post(cast.PROVINCIAL, number, "Bác sĩ", Period(NOON.date()))
    member = workforce.Member(
        UUID(int=int(personal) + 10**15), "Người Thử", "doctor", "1980", "female", personal
    )
    workforce.register_member(actor=keeper, member=member, post=post, now=NOON)
    found = workforce.find_member_by_number(facility_code=cast.PROVINCIAL, number=number, on=NOON.date())
    assert found is not None
    return found


def look(
    who: Actor, persons: Sequence[UUID], at: datetime = NOON, times: int = 1, act: str = "record.read"
) -> None:
    for number in range(times):
        enter(actor=who, act=act, purpose="TREAT", persons=persons, now=at + timedelta(seconds=number))


def found(since: datetime = NOON, until: datetime = NOON + HOUR) -> list[tuple[str, str]]:
    """(rule, user name) of everything that a look through these hours newly finds."""
    before = set(Finding.objects.values_list("pk", flat=True))
    watching.look_through(actor=WATCH, since=since, until=until, now=until)
    fresh = Finding.objects.exclude(pk__in=before).order_by("rule", "actor_id")
    return [(one.rule, one.actor_id.removeprefix("account:")) for one in fresh]


class TestRules:
    def test_the_own_record(self) -> None:
        mine, stranger = person(1), person(3)
        staff_file("HS-1", "000000000001")
        me = worker("bs.minh", number="HS-1")
        look(me, [mine])
        look(me, [stranger], NOON + 2 * HOUR)

        assert [found(NOON + n * HOUR, NOON + (n + 1) * HOUR) for n in (0, 2)] == [[("own", "bs.minh")], []]
        assert Finding.objects.get().persons == [mine]

    def test_the_own_record_is_known_by_every_id_that_it_had(self) -> None:
        mine = person(1)
        before = UUID(int=99)
        PatientLink.objects.create(patient=before, fhir_id=str(before), human=mine, rule="number", digest="x")
        staff_file("HS-1", "000000000001")
        look(worker("bs.minh", number="HS-1"), [before])

        assert found() == [("own", "bs.minh")]

    def test_a_colleague_of_the_same_place_and_not_one_of_another(self) -> None:
        ones = {"HS-1": person(1), "HS-2": person(2)}
        for number, personal in (("HS-1", "000000000001"), ("HS-2", "000000000002")):
            staff_file(number, personal)
        worker("bs.an", number="HS-1")
        worker("bs.binh", scope=Scope("facility", cast.PHONG_THO), number="HS-2")
        nosy = worker("dd.hoa", "nurse")
        look(nosy, [ones["HS-1"]])
        look(nosy, [ones["HS-2"]])

        assert found() == [("colleague", "dd.hoa")]
        assert Finding.objects.get().persons == [ones["HS-1"]]

    def test_a_marked_person_until_the_mark_ends(self) -> None:
        famous, judge = person(1), reviewer()
        nurse = worker("dd.hoa", "nurse")
        judging.mark_person(actor=judge, person=famous, kind="public", words=REASON, now=NOON)
        look(nurse, [famous], times=3)

        assert found() == [("marked", "dd.hoa")]
        assert Finding.objects.get().figures == {"looks": 3, "limit": 1}
        (mark,) = queries.list_marks(actor=judge, now=NOON)
        judging.unmark_person(actor=judge, mark=mark.id, now=NOON)
        look(nurse, [famous], NOON + HOUR)
        assert found(NOON + HOUR, NOON + 2 * HOUR) == []

    def test_many_people_within_an_hour_beside_what_is_usual_for_the_role(self) -> None:
        busy, desk = worker("dd.hoa", "nurse"), worker("tiepdon", "reception")
        people = [UUID(int=n) for n in range(200)]
        for day in range(1, 26):  # reception looks for sixty people an hour, a nurse sees five
            look(desk, people[:60], NOON - day * 24 * HOUR, act="people.find")
            look(busy, people[:5], NOON - day * 24 * HOUR)
        look(desk, people[:90], act="people.find")
        look(busy, people[:90])

        assert found() == [("mass", "dd.hoa")]
        assert Finding.objects.get().figures == {"people": 90, "usual": 5, "limit": 40}

    def test_one_person_seen_often_is_not_many_people(self) -> None:
        look(worker("dd.hoa", "nurse"), [UUID(int=1)], times=200)

        assert found() == []

    def test_the_night_of_who_is_not_on_duty(self) -> None:
        file = staff_file("HS-1", "000000000001")
        on_duty, at_home = worker("bs.minh", number="HS-1"), worker("bs.an")
        keeper = system_actor("test", "workforce.manage", "system.manage")
        shift = workforce.Shift(file, cast.PROVINCIAL, MIDNIGHT - 2 * HOUR, MIDNIGHT + 6 * HOUR)
        workforce.plan_shift(actor=keeper, shift=shift, now=NOON)
        for one in (on_duty, at_home):
            look(one, [UUID(int=1)], MIDNIGHT, times=5)
            look(one, [UUID(int=1)], NOON, times=5)

        assert found(NOON, MIDNIGHT + HOUR) == [("night", "bs.an")]

    def test_refusals_one_after_another_and_of_people_only(self) -> None:
        curious = worker("dd.hoa", "nurse")
        machine = Actor("client:x", ActorKind.CLIENT, "")
        for who in (curious, machine):
            for number in range(10):
                enter(actor=who, act="record.read", outcome="refused", now=NOON + timedelta(minutes=number))

        assert found() == [("refusals", "dd.hoa")]

    def test_emergencies_that_become_a_habit_are_counted_over_days(self) -> None:
        often, once = worker("bs.minh"), worker("bs.an")
        for day in (0, 2, 4):
            look(often, [UUID(int=day)], NOON + day * 24 * HOUR, act="emergency.open")
        look(once, [UUID(int=7)], NOON + 4 * 24 * HOUR, act="emergency.open")
        days = [found(NOON + n * 24 * HOUR, NOON + n * 24 * HOUR + HOUR) for n in (0, 2, 4)]

        assert days == [[], [], [("emergencies", "bs.minh")]]
        assert Finding.objects.get().figures == {"times": 3, "days": 7, "limit": 3}

    def test_a_limit_that_was_set_holds(self) -> None:
        judge, nurse = reviewer(), worker("dd.hoa", "nurse")
        look(nurse, [UUID(int=n) for n in range(20)])
        assert found() == []

        judging.set_limit(actor=judge, rule="mass", key="people", value=20, words=REASON, now=NOON)

        assert found() == [("mass", "dd.hoa")]
        (held, *_) = queries.list_limits()["mass"]
        assert (held.value, held.set_by, held.words) == (20, "account:kiemtra", REASON)
        with pytest.raises(Invalid):
            judging.set_limit(actor=judge, rule="mass", key="people", value=4, words=REASON, now=NOON)


class TestTheRun:
    def test_looking_again_finds_nothing_twice(self) -> None:
        look(worker("bs.minh"), [UUID(int=n) for n in range(50)])

        assert found() == [("mass", "bs.minh")]
        assert found() == []

    def test_only_hours_that_are_over_are_looked_through_and_none_is_left_out(self) -> None:
        nurse = worker("dd.hoa", "nurse")
        look(nurse, [UUID(int=n) for n in range(50)], NOON + timedelta(minutes=50))

        assert watching.watch(actor=WATCH, now=NOON + timedelta(minutes=59)) == 0
        assert watching.watch(actor=WATCH, now=NOON + timedelta(minutes=63)) == 0
        assert watching.watch(actor=WATCH, now=NOON + timedelta(minutes=65)) == 1
        look(nurse, [UUID(int=n) for n in range(50)], NOON + 60 * HOUR)
        assert watching.watch(actor=WATCH, now=NOON + 80 * HOUR) == 1
        assert Progress.objects.get().until == NOON + 79 * HOUR

    def test_each_run_is_in_the_trail_and_blocks_nobody(self) -> None:
        nurse = worker("dd.hoa", "nurse")
        look(nurse, [UUID(int=n) for n in range(50)])
        found()

        (entry,) = audit.list_entries(sought=audit.TrailFilter(act="audit.watch"))
        assert (entry.actor_id, entry.detail["signs"]) == ("system:watch", 1)
        assert accounts.actor_of("dd.hoa", now=NOON).grants == nurse.grants


class TestTheReviewer:
    def _sign(self, who: Actor) -> UUID:
        look(who, [UUID(int=n) for n in range(50)])
        found()
        return Finding.objects.get(actor_id=who.id).pk

    def test_one_verdict_with_its_reason_in_the_trail(self) -> None:
        judge, sign = reviewer(), self._sign(worker("dd.hoa", "nurse"))

        judging.judge(actor=judge, sign=sign, verdict="talk", words=REASON, now=NOON)

        seen = queries.find_sign(actor=judge, sign=sign, now=NOON)
        assert (seen.verdict, seen.words, seen.judged_by) == ("talk", REASON, "account:kiemtra")
        assert len(seen.entries) == 1
        (entry,) = audit.list_entries(sought=audit.TrailFilter(act="audit.judge"))
        assert entry.detail == {
            "finding": str(sign),
            "rule": "mass",
            "of": "account:dd.hoa",
            "verdict": "talk",
        }
        with pytest.raises(judging.Judged):
            judging.judge(actor=judge, sign=sign, verdict="proper", words=REASON, now=NOON)

    def test_nobody_reviews_what_they_did_themselves(self) -> None:
        me, other = reviewer(), reviewer("kiemtra2")
        sign = self._sign(me)

        assert [
            one.id for one in queries.list_signs(actor=other, judged=False, start=0, count=9, now=NOON).signs
        ] == [sign]
        assert queries.list_signs(actor=me, judged=False, start=0, count=9, now=NOON).signs == ()
        with pytest.raises(NotFound):
            judging.judge(actor=me, sign=sign, verdict="proper", words=REASON, now=NOON)
        (entry,) = audit.list_entries(sought=audit.TrailFilter(outcome="refused"))
        assert (entry.actor_id, entry.detail) == ("account:kiemtra", {"finding": str(sign)})

    def test_nobody_reviews_a_look_at_their_own_record(self) -> None:
        mine = person(1)
        staff_file("HS-9", "000000000001")
        judge = worker("kiemtra", "auditor", Scope("all"), number="HS-9")
        judging.mark_person(actor=reviewer("kiemtra2"), person=mine, kind="asked", words=REASON, now=NOON)
        look(worker("dd.hoa", "nurse"), [mine])
        assert found() == [("marked", "dd.hoa")]

        assert queries.list_signs(actor=judge, judged=False, start=0, count=9, now=NOON).signs == ()

    def test_others_review_nothing_and_the_trail_says_so(self) -> None:
        nurse = worker("dd.hoa", "nurse")
        sign = self._sign(nurse)

        for act in (
            lambda: judging.judge(actor=nurse, sign=sign, verdict="proper", words=REASON, now=NOON),
            lambda: judging.set_limit(
                actor=nurse, rule="mass", key="people", value=99, words=REASON, now=NOON
            ),
            lambda: judging.mark_person(
                actor=nurse, person=UUID(int=1), kind="asked", words=REASON, now=NOON
            ),
            lambda: judging.unmark_person(actor=nurse, mark=1, now=NOON),
            lambda: queries.list_signs(actor=nurse, judged=False, start=0, count=9, now=NOON),
            lambda: queries.find_sign(actor=nurse, sign=sign, now=NOON),
            lambda: queries.list_marks(actor=nurse, now=NOON),
        ):
            with pytest.raises(NotAllowed):
                act()
        assert len(audit.list_entries(sought=audit.TrailFilter(outcome="refused"))) == 7

    def test_somebody_is_marked_once(self) -> None:
        judge, famous = reviewer(), person(1)
        judging.mark_person(actor=judge, person=famous, kind="public", words=REASON, now=NOON)

        with pytest.raises(judging.MarkedAlready):
            judging.mark_person(actor=judge, person=famous, kind="asked", words=REASON, now=NOON)
        with pytest.raises(NotFound):
            judging.mark_person(actor=judge, person=UUID(int=5), kind="asked", words=REASON, now=NOON)
