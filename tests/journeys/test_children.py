"""A citizen reads the own record and the child's they stand for; no address that a citizen may call tells of anybody else."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import pytest
from django.test import Client

from hoaban.foundation.audit import api as audit
from hoaban.kernel import clock
from hoaban.kernel.actor import Purpose
from hoaban.record import api as record
from hoaban.shared.chart.tests.test_pages import bring, text
from hoaban.shared.claims.tests import builders
from hoaban.shared.people import services
from hoaban.shared.people.models import Human
from hoaban.shared.people.tests.test_people import human_of, patient
from hoaban.shared.people.tests.village import Family, nurse, open_stations, settle, today
from tests import cast
from tests.guards.test_access import ACCESS
from tests.journeys.sensitive import SENSITIVE, dossier
from tests.journeys.test_citizens import citizen

pytestmark = pytest.mark.django_db

OWN = [route for route, needs in ACCESS.items() if needs == "record.read:PATRQT"]
OTHERS = [
    route for route, needs in ACCESS.items()
    if needs not in ("public", "record.read:PATRQT") and not needs.startswith("stage:")
]  # fmt: skip
SECTIONS = ("timeline", "results", "medicines", "papers")


@pytest.fixture
def family() -> Family:
    open_stations()
    return settle()


def mother_of(family: Family, child: UUID, **more: object) -> None:
    services.relate(
        actor=nurse(), person=child, other=family.mother, kind="mother", since=None, now=clock.now(), **more
    )  # type: ignore[arg-type]


@pytest.fixture
def teacher(tmp_path: Path) -> UUID:
    """Lò Văn Inh, with a plain visit and one that tells of HIV."""
    bring(tmp_path, builders.teacher_visit(), dossier("HIDDEN", SENSITIVE))
    return Human.objects.get(name="Lò Văn Inh").id


def facts(person: UUID, kind: str) -> list[str]:
    door = record.open(cast.integration(), purpose=Purpose.TREATMENT)
    return [one.id for one in door.of_person(person, (kind,))]


def filled(route: str, person: UUID, visit: str, document: str) -> Iterator[str]:
    """Addresses of a route that ask about a person, a visit or a document; of anything else the first that could be."""
    address = "/" + route.replace("<str:visit>", visit).replace("<str:document>", document)
    address = re.sub(r"<uuid:\w+>", str(person), re.sub(r"<int:\w+>", "1", address))
    address = re.sub(r"<str:(?!section)\w+>", cast.PROVINCIAL, address)
    if "<str:section>" not in address:
        yield address
    else:
        yield from (address.replace("<str:section>", one) for one in SECTIONS)


class TestNobodyElse:
    def test_no_address_of_citizens_tells_of_somebody_else(self, family: Family, teacher: UUID) -> None:
        mother_of(family, family.child)
        browser = citizen(family.mother)
        visit, document = facts(teacher, "Encounter")[0], facts(teacher, "DocumentReference")[0]
        asked = 0

        for route in OWN:
            for address in filled(route, teacher, visit, document):
                for query in ("", "?what_for=keeping"):
                    answer = browser.get(address + query)
                    assert "Lò Văn Inh" not in text(answer), address
                    if "<" in route:
                        assert answer.status_code == 404, address
                        asked += 1
        assert asked >= 20

    def test_neither_the_own_nor_the_childs_address_opens_facts_of_another(
        self, family: Family, teacher: UUID
    ) -> None:
        mother_of(family, family.child)
        browser = citizen(family.mother)

        for person in (family.mother, family.child):
            for visit in facts(teacher, "Encounter"):
                assert browser.get(f"/my/record/{person}/visits/{visit}/").status_code == 404
            for document in facts(teacher, "DocumentReference"):
                assert browser.get(f"/my/record/{person}/originals/{document}/").status_code == 404

    def test_no_page_of_staff_opens_for_a_citizen(self, family: Family, teacher: UUID) -> None:
        browser = citizen(family.mother)
        visit, document = facts(teacher, "Encounter")[0], facts(teacher, "DocumentReference")[0]

        for route in OTHERS:
            for address in filled(route, teacher, visit, document):
                for answer in (browser.get(address), browser.post(address)):
                    assert answer.status_code in {302, 401, 403, 405}, (address, answer.status_code)
                    assert "Lò Văn Inh" not in text(answer), address

    def test_what_was_refused_is_in_the_trail_of_whom_it_was_about(
        self, family: Family, teacher: UUID
    ) -> None:
        citizen(family.mother).get(f"/my/record/{teacher}/")

        refused = [one for one in audit.list_looks(persons=[teacher]) if one.outcome == "refused"]
        assert [one.actor_id for one in refused] == [f"citizen:{family.mother}"]

    def test_a_father_does_not_read_what_only_the_mother_may(self, family: Family) -> None:
        mother_of(family, family.child)

        assert citizen(family.father).get(f"/my/record/{family.child}/").status_code == 404
        assert citizen(family.child).get(f"/my/record/{family.mother}/").status_code == 404


class TestTheOwn:
    def test_the_whole_record_with_what_is_sensitive(self, teacher: UUID) -> None:
        browser = citizen(teacher)
        pages = {one: browser.get(f"/my/record/{teacher}/{one}/") for one in SECTIONS}

        assert {answer.status_code for answer in pages.values()} == {200}
        assert "B20" in text(browser.get("/my/record/"))
        for visit in facts(teacher, "Encounter"):
            assert browser.get(f"/my/record/{teacher}/visits/{visit}/").status_code == 200
        (first, *_) = facts(teacher, "DocumentReference")
        original = browser.get(f"/my/record/{teacher}/originals/{first}/")
        assert original.headers["Content-Disposition"].startswith("attachment")

    def test_what_the_law_would_withhold_is_withheld(
        self, teacher: UUID, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        from dataclasses import replace

        from hoaban.shared.people.rules import circle

        stricter = replace(circle.representation(today()), withheld_from_oneself=frozenset({"label.hiv"}))
        monkeypatch.setattr(circle, "representation", lambda _on: stricter)

        assert "B20" not in text(citizen(teacher).get("/my/record/"))

    def test_an_unknown_part_is_not_found(self, teacher: UUID) -> None:
        assert citizen(teacher).get(f"/my/record/{teacher}/secrets/").status_code == 404


class TestTheChild:
    def test_a_mother_reads_it_while_she_stands_for_the_child(self, family: Family) -> None:
        mother_of(family, family.child)
        browser = citizen(family.mother)

        assert "Sùng A Páo" in text(browser.get("/my/record/")), "the page leads to the child"
        page = browser.get(f"/my/record/{family.child}/")
        assert page.status_code == 200
        assert "Bạn xem hồ sơ này đến hết ngày" in text(page)
        assert browser.get(f"/my/looks/{family.child}/").status_code == 200
        assert browser.get(f"/my/access/{family.child}/").status_code == 200

    def test_it_ends_with_the_relation_and_with_a_mistake_at_once(self, family: Family) -> None:
        relation = services.relate(
            actor=nurse(),
            person=family.child,
            other=family.father,
            kind="guardian",
            since=today(-9),
            now=clock.now(),
        )
        browser = citizen(family.father)
        assert browser.get(f"/my/record/{family.child}/").status_code == 200

        services.end_relation(actor=nurse(), relation=relation, last=today(-1), now=clock.now())
        assert browser.get(f"/my/record/{family.child}/").status_code == 404

    def test_a_grown_child_is_nobodys_to_read(self, family: Family) -> None:
        grown = human_of(patient("Sùng A Lớn", birthDate=f"{today().year - 18}-01-01"))
        mother_of(family, grown)

        assert citizen(family.mother).get(f"/my/record/{grown}/").status_code == 404

    def test_the_child_sees_who_looked_by_name(self, family: Family) -> None:
        mother_of(family, family.child)
        citizen(family.mother).get(f"/my/record/{family.child}/")

        page = text(citizen(family.child).get("/my/looks/"))
        assert "Giàng Thị Mỷ" in page
        assert "người đại diện" in page

    def test_a_child_of_fifteen_keeps_an_hiv_test_from_the_mother_and_sees_it(
        self, family: Family, tmp_path: Path
    ) -> None:
        born = f"{today().year - 16}0101"
        bring(
            tmp_path, dossier("HIDDEN", SENSITIVE, NGAY_SINH=f"{born}0000", HO_TEN="Sùng A Vảng", SO_CCCD="")
        )
        child = Human.objects.get(name="Sùng A Vảng").id
        mother_of(family, child)

        assert "B20" in text(citizen(child).get("/my/record/"))
        page = citizen(family.mother).get(f"/my/record/{child}/")
        assert page.status_code == 200
        assert "B20" not in text(page)


class TestOnPaper:
    def test_nothing_is_read_until_it_is_said_what_for(self, teacher: UUID) -> None:
        browser = citizen(teacher)
        before = len(audit.list_looks(persons=[teacher]))

        assert "Tăng huyết áp" not in text(browser.get(f"/my/record/{teacher}/print/"))
        assert browser.get(f"/my/record/{teacher}/print/?what_for=gift").status_code == 400
        assert len(audit.list_looks(persons=[teacher])) == before

    def test_a_print_is_marked_and_is_one_entry(self, teacher: UUID) -> None:
        browser = citizen(teacher)
        before = len(audit.list_looks(persons=[teacher]))

        page = text(browser.get(f"/my/record/{teacher}/print/?what_for=keeping"))

        assert "In bởi Người Đã Định Danh" in page
        assert "Mục đích: Tự giữ" in page
        assert "Tăng huyết áp" in page
        (entry, *rest) = audit.list_looks(persons=[teacher])
        assert len(rest) == before
        assert (entry.detail["way"], entry.detail["what_for"]) == ("print", "keeping")
        assert "In hồ sơ" in text(browser.get("/my/looks/"))


def test_a_browser_that_is_not_signed_in_is_sent_to_sign_in(family: Family) -> None:
    for route in OWN:
        for address in filled(route, family.mother, "x", "x"):
            assert Client().get(address).status_code == 302, address
