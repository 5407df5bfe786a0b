"""Papers are asked to be signed, signed in the background, and survive what goes wrong on the way."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from cryptography.hazmat.primitives.serialization import Encoding
from django.db import connection
from procrastinate.contrib.django.models import ProcrastinateJob

from hoaban.connect.signatures import sources
from hoaban.connect.signatures.tests import making
from hoaban.foundation.accounts import api as accounts
from hoaban.foundation.audit import api as audit
from hoaban.foundation.files import api as files
from hoaban.kernel import clock
from hoaban.kernel.actor import Actor
from hoaban.kernel.errors import Invalid, NotAllowed, NotFound
from hoaban.shared.signing import api, tasks
from hoaban.shared.signing.models import SigningDocument, SigningJob
from hoaban.shared.signing.services import jobs, running, trial
from hoaban.shared.signing.tests.jobs import LAN, NOW, OFFICER, PASSPHRASE, account, ask, papers, run

pytestmark = pytest.mark.django_db


def test_a_mornings_papers_are_signed_in_one_act(minh: Actor, certificate: int) -> None:
    job = ask(minh, certificate)
    before = api.find_job(job)
    after = run(job)

    assert [one.state for one in before.papers] == [api.State.WAITING, api.State.WAITING]
    assert [one.state for one in after.papers] == [api.State.SIGNED, api.State.SIGNED]
    assert after.ended_at == NOW
    for paper in after.papers:
        verdict = api.verify(files.get(paper.signed), now=NOW)
        assert verdict.valid
        assert (verdict.signatures[0].signer, verdict.signatures[0].timed) == ("Bùi Văn Minh", True)
        assert files.get(paper.original) != files.get(paper.signed)
    assert [one.title for one in api.papers_about("visit:1")] == ["Phiếu khám", "Đơn thuốc"]
    assert api.list_jobs(minh.id) == [after]


def test_the_background_runs_what_was_handed_over(
    minh: Actor, certificate: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    job = ask(minh, certificate)
    monkeypatch.setattr(clock, "now", lambda: NOW)

    tasks.run_job(job=str(job))

    assert {one.state for one in api.find_job(job).papers} == {api.State.SIGNED}


def test_whom_a_paper_is_about_reads_who_signed_it(minh: Actor, certificate: int) -> None:
    run(ask(minh, certificate))

    told = [(one.actor_id, one.act) for one in audit.list_entries(limit=9) if LAN in one.persons]
    assert told == [("account:bs.minh", "signing.sign"), ("account:bs.minh", "signing.ask")]


def test_the_passphrase_is_never_kept_in_clear_and_is_forgotten_at_the_end(
    minh: Actor, certificate: int
) -> None:
    job = ask(minh, certificate)
    held = bytes(SigningJob.objects.get(pk=job).allowed or b"")
    run(job)

    assert held
    assert PASSPHRASE.encode() not in held
    assert SigningJob.objects.get(pk=job).allowed is None


def test_asked_twice_and_run_twice_it_is_signed_once(minh: Actor, certificate: int) -> None:
    job = ask(minh, certificate)
    assert ask(minh, certificate) == job
    first = run(job)

    assert run(job, NOW + timedelta(minutes=1)) == first
    assert SigningDocument.objects.count() == 2


def test_killed_on_the_way_it_goes_on_where_it_was(
    minh: Actor, certificate: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    job = ask(minh, certificate)
    whole = running._keep

    def killed(paper: SigningDocument, *given: Any) -> None:
        if paper.place == 1:
            raise KeyboardInterrupt
        whole(paper, *given)

    monkeypatch.setattr(running, "_keep", killed)
    with pytest.raises(KeyboardInterrupt):
        run(job)
    middle = api.find_job(job)
    monkeypatch.setattr(running, "_keep", whole)
    after = run(job, NOW + timedelta(minutes=1))

    assert [one.state for one in middle.papers] == [api.State.SIGNED, api.State.SIGNING]
    assert [one.state for one in after.papers] == [api.State.SIGNED, api.State.SIGNED]
    assert after.papers[0] == middle.papers[0]


def test_a_wrong_passphrase_fails_all_at_once_and_another_try_signs(minh: Actor, certificate: int) -> None:
    job = ask(minh, certificate, passphrase="sai")
    failed = run(job)
    api.ask_again(actor=minh, job=job, passphrase=PASSPHRASE, now=NOW)

    assert {one.failure for one in failed.papers} == {api.Failure.PASSPHRASE}
    assert [one.state for one in run(job).papers] == [api.State.SIGNED, api.State.SIGNED]


def test_one_paper_that_cannot_be_signed_does_not_stop_the_others(minh: Actor, certificate: int) -> None:
    what = [api.ToSign("Hỏng", "visit:2", "pdf", b"%PDF-1.7 nothing more"), *papers()]

    after = run(ask(minh, certificate, what=what))

    assert [one.failure for one in after.papers] == [api.Failure.FORM, None, None]


def test_a_key_file_that_is_gone_is_told_as_unavailable(minh: Actor, certificate: int, var: Path) -> None:
    job = ask(minh, certificate)
    (var / "signing/trial/keys/minh.p12").unlink()

    assert {one.failure for one in run(job).papers} == {api.Failure.UNAVAILABLE}


def test_another_key_under_the_same_name_does_not_sign(minh: Actor, certificate: int) -> None:
    job = ask(minh, certificate)
    api.issue_trial_key(name="Kẻ khác", number="", key="minh", passphrase=PASSPHRASE, now=NOW)

    assert {one.failure for one in run(job).papers} == {api.Failure.KEY}


def test_a_certificate_revoked_while_papers_wait_signs_nothing(minh: Actor, certificate: int) -> None:
    job = ask(minh, certificate)
    api.note_revocation(actor=OFFICER, certificate=certificate, at=NOW, why="Mất khóa", now=NOW)

    assert {one.failure for one in run(job).papers} == {api.Failure.CERTIFICATE}
    with pytest.raises(api.UnusableCertificate):
        ask(minh, certificate, once="two")


def revoking(var: Path, settings: Any, *, since: datetime) -> None:
    """An operator's list in which the authority took the certificate back."""
    home = trial._authority(NOW)
    with sources.opened(sources.FileSource(var / "signing/trial/keys/minh.p12"), PASSPHRASE) as signer:
        home.revoke(signer.certificate, at=since)
    (var / "lists").mkdir()
    (var / "lists/test.crl").write_bytes(home.revocations(now=NOW))
    (var / "signing.toml").write_text(f'revocations = "{var}/lists"\n')
    settings.SIGNING = str(var / "signing.toml")


def test_a_list_of_the_authority_stops_signing(
    minh: Actor, certificate: int, var: Path, settings: Any
) -> None:
    job = ask(minh, certificate)
    revoking(var, settings, since=NOW - timedelta(hours=1))

    assert {one.failure for one in run(job).papers} == {api.Failure.CERTIFICATE}


def test_with_a_list_at_hand_a_pdf_carries_its_proof(
    minh: Actor, certificate: int, var: Path, settings: Any
) -> None:
    revoking(var, settings, since=NOW + timedelta(days=1))

    signed = files.get(run(ask(minh, certificate)).papers[0].signed)
    settings.SIGNING = ""
    [found] = api.verify(signed, now=NOW + timedelta(days=800)).signatures

    assert b"/DSS" in signed
    assert (found.valid, found.revocation_known) == (True, True)


def test_a_time_service_that_is_down_signs_nothing_and_another_try_does(
    minh: Actor, certificate: int, var: Path, settings: Any
) -> None:
    job = ask(minh, certificate)
    (var / "signing.toml").write_text('time = "http://127.0.0.1:9"\n')
    settings.SIGNING = str(var / "signing.toml")
    failed = run(job)
    settings.SIGNING = ""
    api.ask_again(actor=minh, job=job, passphrase=PASSPHRASE, now=NOW)

    assert {one.failure for one in failed.papers} == {api.Failure.UNAVAILABLE}
    assert [one.state for one in run(job).papers] == [api.State.SIGNED, api.State.SIGNED]


def calls(*, waiting: bool) -> int:
    status = "todo" if waiting else "doing"
    return ProcrastinateJob.objects.filter(task_name="signing.run_job", status=status).count()


def test_what_a_killed_worker_left_is_gone_on_with_and_ended_after_an_hour(
    minh: Actor, certificate: int
) -> None:
    job = ask(minh, certificate)
    assert calls(waiting=True) == 1
    with connection.cursor() as cursor:  # a worker took the call and was killed
        cursor.execute("update procrastinate_jobs set status = 'doing' where task_name = 'signing.run_job'")

    jobs.look_after(now=NOW + timedelta(minutes=1))
    assert calls(waiting=True) == 0
    for _minute in range(2):
        jobs.look_after(now=NOW + timedelta(minutes=3))
        assert calls(waiting=True) == 1
    jobs.look_after(now=NOW + timedelta(minutes=61))

    after = api.find_job(job)
    assert {one.failure for one in after.papers} == {api.Failure.UNAVAILABLE}
    assert SigningJob.objects.get(pk=job).allowed is None


def test_an_account_shut_while_papers_wait_signs_nothing(minh: Actor, certificate: int) -> None:
    job = ask(minh, certificate)
    accounts.shut_account(actor=OFFICER, username="bs.minh", now=NOW)

    assert {one.failure for one in run(job).papers} == {api.Failure.REFUSED}


def test_nobody_signs_with_anothers_certificate(certificate: int) -> None:
    lan = account("bs.lan", "Lò Thị Lan")

    with pytest.raises(NotAllowed):
        ask(lan, certificate)
    with pytest.raises(NotAllowed):
        ask(OFFICER, certificate)


def test_no_papers_too_many_and_an_unknown_certificate_are_refused(minh: Actor, certificate: int) -> None:
    with pytest.raises(Invalid):
        api.ask_to_sign(actor=minh, certificate=certificate, passphrase="", papers=[], once="", now=NOW)
    with pytest.raises(Invalid):
        ask(minh, certificate, what=papers() * 101)
    with pytest.raises(NotFound):
        ask(minh, certificate + 1)
    with pytest.raises(NotFound):
        api.ask_again(actor=minh, job=UUID(int=1), passphrase="", now=NOW)


def test_a_certificate_is_warned_of_a_month_before_its_end(minh: Actor, certificate: int) -> None:
    [now] = api.certificates_of("bs.minh", now=NOW)
    soon = NOW + timedelta(days=340)

    assert now.standing is api.Standing.GOOD
    assert api.ending_certificates(now=NOW) == []
    assert [one.standing for one in api.ending_certificates(now=soon)] == [api.Standing.ENDS_SOON]
    [later] = api.certificates_of("bs.minh", now=NOW + timedelta(days=366))
    assert later.standing is api.Standing.ENDED


def test_who_registers_needs_leave_and_a_certificate_is_registered_once(
    minh: Actor, certificate: int, var: Path
) -> None:
    pem = api.issue_trial_key(name="Lò Thị Lan", number="", key="lan", passphrase="x", now=NOW)

    with pytest.raises(NotAllowed):
        api.register_certificate(actor=minh, username="bs.minh", key="lan", content=pem, now=NOW)
    api.register_certificate(actor=OFFICER, username="bs.minh", key="lan", content=pem, now=NOW)
    with pytest.raises(api.CertificateTaken):
        api.register_certificate(actor=OFFICER, username="bs.minh", key="lan", content=pem, now=NOW)
    with pytest.raises(Invalid):
        api.register_certificate(actor=OFFICER, username="bs.minh", key="nobody", content=pem, now=NOW)
    with pytest.raises(Invalid):
        api.register_certificate(actor=OFFICER, username="bs.minh", key="lan", content=b"none", now=NOW)


def test_a_certificate_of_a_stranger_is_not_taken(minh: Actor, certificate: int) -> None:
    stranger = making.world().minh.certificate

    with pytest.raises(api.UntrustedCertificate):
        api.register_certificate(
            actor=OFFICER, username="bs.minh", key="minh", now=NOW,
            content=stranger.public_bytes(Encoding.PEM),
        )  # fmt: skip


def test_production_has_no_test_authority_and_believes_none(
    minh: Actor, certificate: int, settings: Any, var: Path
) -> None:
    signed = files.get(run(ask(minh, certificate)).papers[0].signed)
    pem = api.issue_trial_key(name="Lò Thị Lan", number="", key="lan", passphrase="x", now=NOW)
    settings.DEMO = False
    # even where somebody put its root among the trusted ones and configured its key
    (var / "signing.toml").write_text(
        f'roots = "{var}/signing/trial"\n[[key]]\nkey = "lan"\nkind = "file"\nfile = "{var}/lan.p12"\n'
    )
    settings.SIGNING = str(var / "signing.toml")

    with pytest.raises(NotAllowed):
        api.issue_trial_key(name="Lò Thị Lan", number="", key="lan", passphrase="x", now=NOW)
    with pytest.raises(api.UntrustedCertificate):
        api.register_certificate(actor=OFFICER, username="bs.minh", key="lan", content=pem, now=NOW)
    assert not api.verify(signed, now=NOW).valid
