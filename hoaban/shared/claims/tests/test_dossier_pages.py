"""The list of dossiers sent and the page of one, in a browser."""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hoaban.connect import claims as format_
from hoaban.foundation.accounts import api as accounts
from hoaban.foundation.places import api as places
from hoaban.kernel import clock
from hoaban.kernel.actor import Scope, system_actor
from hoaban.kernel.effective import Period
from hoaban.shared.claims import services
from hoaban.shared.claims.models import Submission
from hoaban.shared.claims.tests import builders
from tests import cast

pytestmark = pytest.mark.django_db
PASSWORD = "Hoa-Ban-2026-only-for-tests"


def browser(name: str, role: str, rights: Sequence[str] = ()) -> Client:
    """Somebody of the provincial hospital, signed in."""
    steward, now = system_actor("test", "accounts.manage"), clock.now()
    newcomer = accounts.Newcomer(
        username=name,
        display_name="Phạm Bích Ngọc",
        post_vi="BHYT",
        post_en="Claims",
        password=PASSWORD,
        temporary=False,
    )
    accounts.register_account(actor=steward, newcomer=newcomer, now=now)
    scope = Scope("facility", builders.HOSPITAL)
    accounts.assign(actor=steward, username=name, role=role, scope=scope, rights=rights, now=now)
    made = Client()
    made.post("/sign-in/", {"username": name, "password": PASSWORD})
    return made


@pytest.fixture
def officer() -> Client:
    return browser("bhyt", "insurance_officer")


def teacher(*, drugs: int = 2, ma_lk: str = "DEMO-0001", **head: str) -> format_.Dossier:
    common = {"MA_LK": ma_lk}
    medicines = [builders.drug(place, price=str(1000 + place), **common) for place in range(1, drugs + 1)]
    tests = [builders.examination(1, MA_BENH="I10", **common), builders.service(2, MA_BENH="I10", **common)]
    summary = builders.summary(medicines, tests, **common, **head)
    return builders.dossier(XML1=[summary], XML2=medicines, XML3=tests, XML4=[builders.result(1, **common)])


def send(folder: Path, *dossiers: format_.Dossier, hours: int = 0) -> None:
    """One file by a program."""
    place = folder / uuid4().hex
    place.mkdir()
    outgoing = [format_.Outgoing(one.tables, one.level) for one in dossiers]
    (place / "a.xml").write_bytes(format_.write_envelope(outgoing, facility_code=builders.HOSPITAL))
    actor, now = cast.integration(), clock.now() + timedelta(hours=hours)
    batch = services.open_batch(actor=actor, source="api", paths=[place], now=now)
    services.run_batch(batch, actor=actor, clock=lambda: now)


def text(page: Any) -> str:
    """What a page says, without its tags."""
    return " ".join(re.sub(r"<[^>]+>", " ", page.content.decode()).split())


def page_of(client: Client, ma_lk: str, **more: Any) -> Any:
    ref = Submission.objects.filter(ma_lk=ma_lk).latest("id").ref
    return client.get(f"/claims/dossiers/{ref}/", **more)


class TestList:
    def test_shows_each_time_a_dossier_was_sent(self, officer: Client, tmp_path: Path) -> None:
        send(tmp_path, teacher(), teacher(ma_lk="DEMO-0002"))
        send(tmp_path, teacher(), hours=1)

        page = officer.get("/claims/dossiers/")

        assert "3 hồ sơ" in text(page)
        assert text(page).count("DEMO-0001") == 2
        assert "không đổi" in text(page)

    @pytest.mark.parametrize(
        ("query", "found"),
        [
            ("verdict=rejected", {"DEMO-0003"}),
            ("verdict=accepted", {"DEMO-0001", "DEMO-0002"}),
            ("outcome=refused", {"DEMO-0003"}),
            ("outcome=stored", {"DEMO-0001", "DEMO-0002"}),
            ("ma_lk=0002", {"DEMO-0002"}),
            ("facility=12981&ma_lk=DEMO", {"DEMO-0001", "DEMO-0002", "DEMO-0003"}),
            ("first=2020-01-01&last=2020-12-31", set()),
            ("first=2020-01-01", {"DEMO-0001", "DEMO-0002", "DEMO-0003"}),
            ("code=INT-004", set()),
            ("batch=00000000-0000-4000-8000-000000000000", set()),
            ("ma_lk=%25", set()),
        ],
    )  # fmt: skip
    def test_filters_narrow_it(self, officer: Client, tmp_path: Path, query: str, found: set[str]) -> None:
        register_hospital()
        send(tmp_path, teacher(), teacher(ma_lk="DEMO-0002"), teacher(ma_lk="DEMO-0003", T_THUOC="1.00"))

        page = officer.get(f"/claims/dossiers/?{query}")

        assert page.status_code == 200
        assert set(re.findall(r"DEMO-\d{4}", text(page))) == found

    def test_a_finding_s_code_opens_the_dossiers_that_have_it(self, officer: Client, tmp_path: Path) -> None:
        send(tmp_path, teacher(), teacher(ma_lk="DEMO-0003", T_THUOC="1.00"))
        code = Submission.objects.get(ma_lk="DEMO-0003").findings.filter(severity="error")[0].code

        page = officer.get(f"/claims/dossiers/?code={code}")

        assert set(re.findall(r"DEMO-\d{4}", text(page))) == {"DEMO-0003"}

    def test_pages_follow_one_another_and_keep_the_filter(self, officer: Client, tmp_path: Path) -> None:
        many = [teacher(ma_lk=f"DEMO-{number:04d}") for number in range(1, 53)]
        send(tmp_path, *many)

        first = officer.get("/claims/dossiers/?ma_lk=DEMO")
        following = re.search(r'href="(\?ma_lk=DEMO&amp;start=50)"', first.content.decode())
        assert following
        second = officer.get("/claims/dossiers/" + following[1].replace("&amp;", "&"))

        seen = [set(re.findall(r"DEMO-\d{4}", text(page))) for page in (first, second)]
        assert [len(one) for one in seen] == [50, 2]
        assert len(seen[0] | seen[1]) == 52

    def test_others_are_refused(self) -> None:
        assert browser("bs", "doctor").get("/claims/dossiers/").status_code == 403

    def test_in_english(self, officer: Client, tmp_path: Path) -> None:
        send(tmp_path, teacher())
        officer.post("/language/", {"language": "en", "next": "/"})

        assert "Dossiers sent" in text(officer.get("/claims/dossiers/"))
        assert "The dossier in force" in text(page_of(officer, "DEMO-0001"))

    @settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
    @given(
        st.dictionaries(
            st.sampled_from(
                ["facility", "first", "last", "verdict", "outcome", "code", "ma_lk", "batch", "start", "x"]
            ),
            st.one_of(
                st.text(max_size=20),
                st.sampled_from(["9999-12-31", "0001-01-01", "-1", "\0", "%", "99999999", "²", "'--"]),
            ),
        )
    )
    def test_nonsense_is_answered_in_words(self, officer: Client, query: dict[str, str]) -> None:
        page = officer.get("/claims/dossiers/", query)

        assert page.status_code in {200, 400}
        assert page.status_code == 200 or 'class="summary"' in page.content.decode()


class TestDossier:
    def test_tells_each_finding_at_its_place_with_its_basis(self, officer: Client, tmp_path: Path) -> None:
        send(tmp_path, teacher(T_THUOC="1.00"))

        said = text(page_of(officer, "DEMO-0001"))

        assert "XML1 1 T_THUOC" in said
        assert "QĐ" in said
        assert "từ chối" in said
        assert "Hồ sơ đang có hiệu lực" not in said, "nothing was stored"

    def test_a_correction_shows_what_it_withdrew_and_both_originals(
        self, officer: Client, tmp_path: Path
    ) -> None:
        send(tmp_path, teacher(drugs=2))
        send(tmp_path, teacher(drugs=1), hours=1)
        send(tmp_path, teacher(drugs=1), hours=2)

        page = page_of(officer, "DEMO-0001")
        originals = re.findall(r'href="(/claims/dossiers/[^"]+/original/\d+/)"', page.content.decode())

        for word in ("nhận lần đầu", "thay bản trước", "không đổi", "Thuốc được kê: Amlodipin DEMO"):
            assert word in text(page), word
        assert len(originals) == 2
        drugs = [len(drugs_of(officer.get(url).content)) for url in originals]
        assert drugs == [1, 2], "the newer original first"

    def test_opens_the_batch_for_who_sent_it_and_the_chart_for_who_may(
        self, officer: Client, tmp_path: Path
    ) -> None:
        send(tmp_path, teacher())

        page = page_of(officer, "DEMO-0001").content.decode()

        assert "/people/" not in page, "an insurance officer opens no chart"
        assert "/claims/batches/" not in page, "the batch was sent by somebody else"

    def test_the_chart_is_one_step_away_for_who_may_open_it(self, tmp_path: Path) -> None:
        from hoaban.shared.claims import queries

        send(tmp_path, teacher())
        scope = Scope("facility", builders.HOSPITAL)
        both = cast.staff(
            "x", ("claims.read", scope), ("record.read:HPAYMT", scope), ("record.read:TREAT", scope)
        )
        page = queries.find_dossier(actor=both, ref=Submission.objects.get().ref)

        assert page.standing
        assert page.standing.person

    def test_a_dossier_of_another_facility_does_not_exist(self, tmp_path: Path) -> None:
        send(tmp_path, teacher(MA_CSKCB=builders.HEALTH_CENTRE))
        stranger = browser("bhyt.khac", "insurance_officer")

        assert Submission.objects.get().facility_code == builders.HEALTH_CENTRE
        assert "DEMO-0001" not in text(stranger.get("/claims/dossiers/"))
        assert page_of(stranger, "DEMO-0001").status_code == 404

    def test_what_never_was_is_not_found(self, officer: Client) -> None:
        assert officer.get(f"/claims/dossiers/{uuid4()}/").status_code == 404
        assert officer.get(f"/claims/dossiers/{uuid4()}/original/1/").status_code == 404
        assert officer.get("/claims/dossiers/7/").status_code == 404

    def test_an_original_that_never_was_is_not_found(self, officer: Client, tmp_path: Path) -> None:
        send(tmp_path, teacher())
        ref = Submission.objects.get().ref

        for version in ("7", "0", "99999999999999999999"):
            assert officer.get(f"/claims/dossiers/{ref}/original/{version}/").status_code == 404


class TestBatchPage:
    def test_every_number_opens_the_list_behind_it(self, officer: Client, tmp_path: Path) -> None:
        folder = tmp_path / "own"
        folder.mkdir()
        outgoing = [
            format_.Outgoing(one.tables, one.level)
            for one in (teacher(), teacher(ma_lk="DEMO-0002", T_THUOC="1.00"))
        ]
        (folder / "a.xml").write_bytes(format_.write_envelope(outgoing, facility_code=builders.HOSPITAL))
        actor, now = accounts.actor_of("bhyt"), clock.now()
        batch = services.open_batch(actor=actor, source="upload", paths=[folder], now=now)
        services.run_batch(batch, actor=actor, clock=clock.now)

        page = officer.get(f"/claims/batches/{batch}/").content.decode()
        behind = {url.replace("&amp;", "&") for url in re.findall(r'href="(/claims/dossiers/\?[^"]+)"', page)}
        counts = {url: text(officer.get(url)).count("DEMO-") for url in behind}

        assert counts[f"/claims/dossiers/?batch={batch}"] == 2
        assert counts[f"/claims/dossiers/?batch={batch}&verdict=rejected"] == 1
        assert counts[f"/claims/dossiers/?batch={batch}&outcome=stored"] == 1
        assert all(counts.values()), "no number leads to an empty list"

    @settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
    @given(code=st.text(max_size=50), start=st.text(max_size=8))
    def test_nonsense_is_answered_calmly(
        self, officer: Client, tmp_path: Path, code: str, start: str
    ) -> None:
        if not Submission.objects.exists():
            send(tmp_path, teacher())
        for path in ("/claims/", f"/claims/batches/{uuid4()}/", f"/claims/batches/{uuid4()}/findings.csv"):
            assert officer.get(path, {"code": code, "start": start}).status_code in {200, 404}


def register_hospital() -> None:
    """The filter offers the facilities of the register."""
    hospital = places.Facility(
        code=builders.HOSPITAL, name="Bệnh viện Đa khoa tỉnh", kind="hospital", period=Period(date(2020, 1, 1), None),
        level="basic", points=None, former_line="provincial", commune_code="", parent_code="", owner="state", beds=500,
        aliases=(), demo=True,
    )  # fmt: skip
    places.register_facility(actor=system_actor("test", "system.manage"), facility=hospital, now=clock.now())


def drugs_of(content: bytes) -> Sequence[format_.Row]:
    found = next(iter(format_.read(io.BytesIO(content))))
    assert isinstance(found, format_.Dossier)
    return found.tables["XML2"]
