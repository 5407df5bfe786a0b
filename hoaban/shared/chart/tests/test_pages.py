from __future__ import annotations

import html
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.test import Client

from hoaban.connect import claims as format_
from hoaban.foundation.accounts import api as accounts
from hoaban.foundation.audit import api as audit
from hoaban.kernel import clock
from hoaban.kernel.actor import Scope, system_actor
from hoaban.shared.chart import api as chart
from hoaban.shared.claims import api as claims
from hoaban.shared.claims.tests import builders, stays
from hoaban.shared.people.models import Human
from tests import cast

pytestmark = pytest.mark.django_db

PASSWORD = "Hoa-Ban-2026-only-for-tests"
SignIn = Callable[..., Client]


@pytest.fixture
def sign_in() -> SignIn:
    """A browser of somebody with a role at a place."""

    def make(role: str, scope: Scope, *rights: str) -> Client:
        officer, now = system_actor("test", "accounts.manage"), clock.now()
        name = ".".join((role, scope.kind, scope.code or "all", *rights)).replace("_", "-").lower()
        newcomer = accounts.Newcomer(
            username=name,
            display_name="Người Thử",
            post_vi="Thử",
            post_en="Test",
            password=PASSWORD,
            temporary=False,
        )
        accounts.register_account(actor=officer, newcomer=newcomer, now=now)
        accounts.assign(actor=officer, username=name, role=role, scope=scope, rights=rights, now=now)
        browser = Client()
        browser.post("/sign-in/", {"username": name, "password": PASSWORD})
        return browser

    return make


def bring(folder: Path, *dossiers: format_.Dossier, facility: str = cast.PROVINCIAL) -> None:
    outgoing = [format_.Outgoing(one.tables, one.level) for one in dossiers]
    (folder / f"{facility}.xml").write_bytes(format_.write_envelope(outgoing, facility_code=facility))
    actor = cast.integration()
    batch = claims.open_batch(
        actor=actor,
        source="cli",
        paths=[folder / f"{facility}.xml"],
        accepted_by_portal=True,
        now=clock.now(),
    )
    claims.run_batch(batch, actor=actor, clock=clock.now)


@pytest.fixture
def teacher(tmp_path: Path) -> UUID:
    """Lò Văn Inh, with one visit at the provincial hospital."""
    bring(tmp_path, builders.teacher_visit())
    return Human.objects.get(name="Lò Văn Inh").id


def text(answer: Any) -> str:
    return answer.content.decode()


DOCTOR = ("doctor", Scope("facility", cast.PROVINCIAL))


class TestFinding:
    def test_reception_finds_anybody_and_opens_nobody(self, sign_in: SignIn, teacher: UUID) -> None:
        reception = sign_in("reception", Scope("facility", cast.PROVINCIAL))

        page = reception.get("/people/", {"q": "lo inh"})

        assert "Lò Văn Inh" in text(page)
        assert "099064000103" not in text(page), "numbers are masked"
        assert f'"/people/{teacher}/"' not in text(page)
        assert reception.get(f"/people/{teacher}/").status_code == 403

    def test_too_short_is_said_not_searched(self, sign_in: SignIn) -> None:
        page = sign_in("reception", Scope("facility", cast.PROVINCIAL)).get("/people/", {"q": "l"})

        assert page.status_code == 200
        assert "ít nhất 2 chữ cái" in text(page)

    @pytest.mark.parametrize(
        "query", ["q=lo&year=abc", "q=%00", "q=" + "x" * 500, "q=lo&commune=zz", "q=lo&start=-1"]
    )
    def test_nonsense_is_answered_calmly(self, sign_in: SignIn, query: str) -> None:
        assert (
            sign_in("reception", Scope("facility", cast.PROVINCIAL)).get(f"/people/?{query}").status_code
            < 500
        )


class TestRecord:
    @pytest.mark.parametrize("section", ["", "timeline/", "results/", "medicines/", "papers/"])
    def test_a_doctor_of_the_facility_reads_every_section(
        self, sign_in: SignIn, teacher: UUID, section: str
    ) -> None:
        page = sign_in(*DOCTOR).get(f"/people/{teacher}/{section}")

        assert page.status_code == 200
        assert "Lò Văn Inh" in text(page)
        assert len(page.content) < 40 * 1024

    def test_the_summary_tells_problems_medicines_results_and_what_is_not_recorded(
        self, sign_in: SignIn, teacher: UUID
    ) -> None:
        page = text(sign_in(*DOCTOR).get(f"/people/{teacher}/"))

        assert "I10" in page
        assert "E11.9" in page
        assert "Amlodipin DEMO" in page
        assert "8,1" in page
        assert "Chưa ghi nhận" in page, "nobody recorded allergies or immunisations"

    def test_a_doctor_elsewhere_is_told_there_is_nothing_and_the_trail_says_refused(
        self, sign_in: SignIn, teacher: UUID
    ) -> None:
        page = sign_in("doctor", Scope("facility", cast.PHONG_THO)).get(f"/people/{teacher}/")

        assert page.status_code == 404
        assert "Lò Văn Inh" not in text(page)
        assert any(one.outcome == "refused" for one in audit.list_entries(limit=20))

    @pytest.mark.parametrize("section", ["", "timeline/", "papers/", "visits/x/"])
    def test_a_hidden_person_and_nobody_are_refused_and_explained_alike(
        self, sign_in: SignIn, teacher: UUID, section: str
    ) -> None:
        elsewhere = sign_in("doctor", Scope("facility", cast.PHONG_THO))
        said = []
        for person in (str(teacher), "0190a0de-0000-7000-8000-000000000000"):
            refused = elsewhere.get(f"/people/{person}/{section}")
            assert refused.status_code == 404
            page = text(refused).replace(person, "PERSON").replace(refused.wsgi_request.request_id, "ID")
            link = re.search(r'href="(/why/[^"]*)"', page)
            assert link is not None
            assert person not in link[1]
            said.append((re.sub(r'(csrfmiddlewaretoken" value=)"\w+"', r"\1", page), link[1]))

        assert said[0] == said[1]
        told = text(elsewhere.get(html.unescape(said[0][1])))
        assert "Trang không nói" in told
        assert "Lò Văn Inh" not in told

    def test_the_commune_station_reads_its_residents(self, sign_in: SignIn, teacher: UUID) -> None:
        assert (
            sign_in("station_nurse", Scope("commune", "03583")).get(f"/people/{teacher}/").status_code == 200
        )

    def test_a_visit_shows_its_lines_and_its_versions(self, sign_in: SignIn, teacher: UUID) -> None:
        doctor = sign_in(*DOCTOR)
        timeline = text(doctor.get(f"/people/{teacher}/timeline/"))
        address = timeline.split(f'href="/people/{teacher}/visits/')[1].split('"')[0]

        page = text(doctor.get(f"/people/{teacher}/visits/{address}"))

        assert "Định lượng HbA1c" in page
        assert "Metformin DEMO" in page
        assert "Phiên bản 1" in page

    def test_the_original_can_be_had_unaltered(self, sign_in: SignIn, teacher: UUID) -> None:
        doctor = sign_in(*DOCTOR)
        papers = text(doctor.get(f"/people/{teacher}/papers/"))
        address = papers.split('href="/originals/')[1].split('"')[0]

        original = doctor.get(f"/originals/{address}")

        assert original.status_code == 200
        assert b"<GIAMDINHHS" in original.content
        assert (
            sign_in("doctor", Scope("facility", cast.PHONG_THO)).get(f"/originals/{address}").status_code
            == 404
        )

    @pytest.mark.parametrize(
        "path",
        [
            "/people/00000000-0000-0000-0000-000000000000/",
            "/originals/nothing/",
            "/people/00000000-0000-0000-0000-000000000000/visits/x/",
        ],
    )
    def test_what_does_not_exist_is_404(self, sign_in: SignIn, path: str) -> None:
        assert sign_in(*DOCTOR).get(path).status_code == 404

    def test_a_stay_with_all_its_papers_is_readable(self, sign_in: SignIn, tmp_path: Path) -> None:
        bring(tmp_path, stays.mother_stay())
        mother = Human.objects.get(name="Giàng Thị Mỷ").id
        doctor = sign_in(*DOCTOR)

        assert "Phẫu thuật lấy thai" in text(doctor.get(f"/people/{mother}/papers/"))
        assert "<M75" not in text(doctor.get(f"/people/{mother}/papers/")), "signs are escaped"

    def test_english_is_complete_where_chosen(self, sign_in: SignIn, teacher: UUID) -> None:
        doctor = sign_in(*DOCTOR)
        doctor.post("/language/", {"language": "en", "next": "/"})

        assert "Health problems" in text(doctor.get(f"/people/{teacher}/"))


class TestHiddenFacts:
    @pytest.fixture
    def person(self, tmp_path: Path) -> UUID:
        """A person with a plain visit and one for HIV care."""
        hidden = [{**row, "MA_LK": "DEMO-0009"} for row in [builders.drug(1, TEN_THUOC="Thuốc kín DEMO")]]
        services = [builders.examination(1, MA_LK="DEMO-0009", TEN_DICH_VU="Khám kín")]
        head = builders.summary(hidden, services, MA_LK="DEMO-0009", MA_BENH_CHINH="B20", MA_BENH_KT="")
        bring(tmp_path, builders.teacher_visit(), builders.dossier(XML1=[head], XML2=hidden, XML3=services))
        return Human.objects.get(name="Lò Văn Inh").id

    @pytest.mark.parametrize("section", ["", "timeline/", "results/", "medicines/", "papers/"])
    def test_without_the_right_no_section_shows_a_trace(
        self, sign_in: SignIn, person: UUID, section: str
    ) -> None:
        page = text(sign_in(*DOCTOR).get(f"/people/{person}/{section}"))

        assert not [word for word in ("B20", "kín", "HIV") if word in page]

    def test_counts_do_not_tell_of_it(self, sign_in: SignIn, person: UUID) -> None:
        seen = text(sign_in(*DOCTOR).get(f"/people/{person}/timeline/")).count("/visits/")
        whole = text(
            sign_in(*DOCTOR[:1], Scope("facility", cast.PROVINCIAL), "label.hiv").get(
                f"/people/{person}/timeline/"
            )
        )

        assert seen == 1
        assert whole.count("/visits/") == 2

    def test_the_list_behind_a_number_leaves_it_out(self, person: UUID) -> None:
        from hoaban.shared.claims.models import Dossier

        ids = list(Dossier.objects.values_list("id", flat=True))

        assert len(chart.list_behind(actor=cast.doctor(), encounter_ids=ids).visits) == 1
        assert (
            len(chart.list_behind(actor=cast.doctor(cast.PROVINCIAL, "hiv"), encounter_ids=ids).visits) == 2
        )
        assert not chart.list_behind(actor=cast.receptionist(), encounter_ids=ids).visits
