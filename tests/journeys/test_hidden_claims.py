"""A sensitive dossier among the claims: for who has no right to it and did not send it, it does not exist anywhere."""

from __future__ import annotations

import json
from pathlib import Path
from uuid import UUID

import pytest
from django.db import connection

from hoaban.kernel.actor import Actor
from hoaban.kernel.errors import NotFound
from hoaban.shared.claims import api as claims
from hoaban.shared.claims import queries
from hoaban.shared.claims.models import Submission
from tests import cast
from tests.journeys.sensitive import PLAIN, SENSITIVE, dossier, dossiers_in, file, inspector, officer, send

pytestmark = pytest.mark.django_db


@pytest.fixture
def batch(tmp_path: Path) -> UUID:
    """Sent by a program: a file with a plain and a sensitive dossier, and a file with a sensitive one alone."""
    return send(
        tmp_path,
        file(dossier("PLAIN", PLAIN), dossier("HIDDEN-1", SENSITIVE)),
        file(dossier("HIDDEN-2", SENSITIVE)),
    )


def listed(actor: Actor, **wanted: object) -> set[str]:
    page = queries.list_deliveries(actor=actor, wanted=queries.Wanted(**wanted))  # type: ignore[arg-type]
    assert page.total == len(page.deliveries), "the total counts what is shown"
    return {one.ma_lk for one in page.deliveries}


def ref(ma_lk: str) -> UUID:
    return Submission.objects.filter(ma_lk=ma_lk).latest("id").ref


def told(actor: Actor, batch: UUID) -> str:
    return "".join(claims.report_as_json(actor=actor, batch_id=batch))


class TestOthers:
    def test_lists_totals_and_paging_leave_it_out(self, batch: UUID) -> None:
        assert listed(officer()) == {"PLAIN"}
        assert listed(officer("hiv")) == {"PLAIN", "HIDDEN-1", "HIDDEN-2"}
        assert listed(inspector()) == {"PLAIN"}
        second = queries.list_deliveries(actor=officer(), wanted=queries.Wanted(), start=1, count=1)
        assert second.deliveries == ()

    @pytest.mark.parametrize(
        "wanted",
        [
            {"ma_lk": "HIDDEN"},
            {"outcome": "stored", "ma_lk": "HIDDEN-1"},
            {"verdict": "accepted", "ma_lk": "H"},
        ],
    )
    def test_no_filter_finds_it(self, batch: UUID, wanted: dict[str, str]) -> None:
        assert listed(officer(), **wanted) == set()
        assert listed(officer(), batch=batch) == {"PLAIN"}

    def test_its_page_and_original_are_not_found_and_the_trail_says_refused(self, batch: UUID) -> None:
        for actor in (officer(), inspector()):
            with pytest.raises(NotFound):
                queries.find_dossier(actor=actor, ref=ref("HIDDEN-1"))
            with pytest.raises(NotFound):
                queries.find_original(actor=actor, ref=ref("HIDDEN-1"), version=1)
        assert queries.find_dossier(actor=officer("hiv"), ref=ref("HIDDEN-1")).standing is not None
        content = queries.find_original(actor=officer(), ref=ref("PLAIN"), version=1).content
        assert [one.ma_lk for one in dossiers_in(content)] == ["PLAIN"]

    def test_reports_and_counts_of_a_batch_leave_it_out(self, batch: UUID) -> None:
        blind, seeing = inspector(), inspector("hiv")
        report = claims.report(actor=blind, batch_id=batch)
        line = queries.find_batch(actor=blind, batch_id=batch)

        assert [[one.ma_lk for one in file.dossiers] for file in report.files] == [["PLAIN"]]
        assert (report.totals["files"], report.totals["dossiers"], report.totals["stored"]) == (1, 1, 1)
        assert (line.file_count, line.done, len(line.files)) == (1, 1, 1)
        assert queries.list_batches(actor=blind)[0].done == 1
        assert "HIDDEN" not in told(blind, batch)
        assert claims.report(actor=seeing, batch_id=batch).totals["dossiers"] == 3
        assert told(seeing, batch).count("HIDDEN") == 2

    def test_a_batch_of_nothing_else_does_not_exist(self, tmp_path: Path) -> None:
        only = send(tmp_path, file(dossier("HIDDEN-1", SENSITIVE)))

        assert queries.list_batches(actor=inspector()) == []
        for ask in (
            queries.find_batch,
            queries.rule_counts,
            queries.list_findings,
            claims.report,
            claims.totals,
        ):
            with pytest.raises(NotFound):
                ask(actor=inspector(), batch_id=only)
        assert [one.id for one in queries.list_batches(actor=inspector("hiv"))] == [only]

    def test_what_counts_the_dossiers_of_a_file_is_not_told(self, tmp_path: Path) -> None:
        content = file(dossier("PLAIN", PLAIN), dossier("HIDDEN-1", SENSITIVE))
        wrong = content.replace(b"<SOLUONGHOSO>2<", b"<SOLUONGHOSO>5<")
        batch = send(tmp_path, wrong)

        assert "count-differs" in told(inspector("hiv"), batch)
        assert "count-differs" not in told(inspector(), batch)

    def test_findings_of_it_are_in_no_count(self, tmp_path: Path) -> None:
        one = dossier("HIDDEN-1", SENSITIVE, T_THUOC="1.00")
        batch = send(tmp_path, file(dossier("PLAIN", PLAIN), one))

        def errors(actor: Actor) -> int:
            return sum(each.count for each in queries.rule_counts(actor=actor, batch_id=batch))

        plain = claims.report(actor=inspector(), batch_id=batch).files[0].dossiers
        assert errors(inspector()) == sum(len(each.findings) for each in plain)
        assert errors(inspector("hiv")) > errors(inspector())
        found = queries.list_findings(actor=inspector(), batch_id=batch)
        assert not [each for each in found if "HIDDEN" in each.about]

    def test_what_was_refused_is_hidden_by_what_it_tells(self, tmp_path: Path) -> None:
        send(
            tmp_path,
            file(dossier("HIDDEN-1", SENSITIVE, T_THUOC="1.00"), dossier("PLAIN", PLAIN, T_THUOC="1.00")),
        )

        assert set(Submission.objects.values_list("outcome", flat=True)) == {"refused"}
        assert listed(officer()) == {"PLAIN"}
        assert listed(officer("hiv"), outcome="refused") == {"PLAIN", "HIDDEN-1"}

    def test_what_was_refused_of_a_hidden_visit_is_hidden_too(self, batch: UUID, tmp_path: Path) -> None:
        send(tmp_path, file(dossier("HIDDEN-1", PLAIN, T_THUOC="1.00")))

        assert listed(officer()) == {"PLAIN"}
        assert listed(officer("hiv"), outcome="refused") == {"HIDDEN-1"}

    def test_a_visit_that_becomes_sensitive_takes_its_earlier_sendings_along(self, tmp_path: Path) -> None:
        send(tmp_path, file(dossier("VISIT", PLAIN)))
        assert listed(officer()) == {"VISIT"}

        send(tmp_path, file(dossier("VISIT", SENSITIVE)))

        assert listed(officer()) == set()
        assert len(queries.find_dossier(actor=officer("hiv"), ref=ref("VISIT")).deliveries) == 2

    def test_what_a_correction_took_back_stays_hidden(self, tmp_path: Path) -> None:
        send(tmp_path, file(dossier("VISIT", SENSITIVE)))
        send(tmp_path, file(dossier("VISIT", PLAIN)))

        first = Submission.objects.filter(ma_lk="VISIT").earliest("id").ref
        with pytest.raises(NotFound):
            queries.find_dossier(actor=officer(), ref=first)
        with pytest.raises(NotFound):
            queries.find_original(actor=officer(), ref=ref("VISIT"), version=1)

    def test_who_may_not_read_the_record_sees_only_what_they_sent(self, batch: UUID) -> None:
        blind = cast.staff("x", ("claims.read", cast.ALL), ("claims.submit", cast.ALL))
        assert listed(blind) == set()
        assert queries.list_batches(actor=blind) == []


class TestSender:
    @pytest.fixture
    def own(self, tmp_path: Path) -> UUID:
        return send(
            tmp_path, file(dossier("PLAIN", PLAIN), dossier("HIDDEN-1", SENSITIVE, T_THUOC="1.00")),
            actor=officer(),
        )  # fmt: skip

    def test_is_told_all_that_was_found_in_what_they_sent(self, own: UUID) -> None:
        report = claims.report(actor=officer(), batch_id=own)

        assert [one.ma_lk for one in report.files[0].dossiers] == ["PLAIN", "HIDDEN-1"]
        assert report.files[0].dossiers[1].findings
        assert listed(officer()) == {"PLAIN", "HIDDEN-1"}
        assert queries.find_dossier(actor=officer(), ref=ref("HIDDEN-1")).findings

    def test_their_colleague_is_not(self, own: UUID) -> None:
        assert listed(officer(name="bhyt.hai")) == {"PLAIN"}

    def test_learns_nothing_of_the_record_beyond_their_file(self, tmp_path: Path) -> None:
        send(tmp_path, file(dossier("VISIT", PLAIN)), actor=officer())
        send(tmp_path, file(dossier("VISIT", SENSITIVE)))  # corrected by somebody else

        mine = Submission.objects.filter(ma_lk="VISIT").earliest("id").ref
        page = queries.find_dossier(actor=officer(), ref=mine)

        assert page.standing is None, "no version, original, withdrawal or chart"
        assert [one.ref for one in page.deliveries] == [mine]
        with pytest.raises(NotFound):
            queries.find_original(actor=officer(), ref=mine, version=1)
        with pytest.raises(NotFound):
            queries.find_dossier(actor=officer(), ref=ref("VISIT"))


def test_addresses_do_not_count_what_lies_between(batch: UUID) -> None:
    refs = list(Submission.objects.order_by("id").values_list("ref", flat=True))

    assert {one.version for one in refs} == {4}, "random, not a number that grows"


def test_what_is_listed_and_opened_stands_in_the_trail(batch: UUID) -> None:
    queries.list_deliveries(actor=officer(), wanted=queries.Wanted())
    queries.find_dossier(actor=officer(), ref=ref("PLAIN"))

    with connection.cursor() as cursor:
        cursor.execute("select act from audit_entry where actor_id = 'bhyt' order by id")
        acts = [act for (act,) in cursor.fetchall()]
    assert acts[0] == "claims.list"
    assert "claims.read" in acts


def test_the_report_is_json_of_the_same_content(batch: UUID) -> None:
    whole = claims.report(actor=inspector("hiv"), batch_id=batch)
    read = json.loads(told(inspector("hiv"), batch))

    assert read["totals"] == whole.totals
    assert [one["path"] for one in read["files"]] == [one.path for one in whole.files]


def test_a_dossier_that_cannot_be_read_hides_what_could_be_read_of_it(tmp_path: Path) -> None:
    content = file(dossier("HALF", SENSITIVE))
    part = content.rindex(b"<NOIDUNGFILE>") + len(b"<NOIDUNGFILE>")
    batch = send(tmp_path, content[:part] + b"!!" + content[part:])

    assert listed(officer()) == set()
    assert told(inspector("hiv"), batch).count("base64-broken") == 1
