"""What a signed file carries, and what goes wrong outside: issuers, clocks, services, tokens."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from asn1crypto import tsp
from cryptography.hazmat.primitives.serialization import Encoding

from hoaban.connect import signatures
from hoaban.connect.signatures import authority, sandbox
from hoaban.connect.signatures.tests.test_times import answering
from hoaban.foundation.files import api as files
from hoaban.kernel.actor import Actor
from hoaban.kernel.errors import Busy, Invalid
from hoaban.shared.signing import api
from hoaban.shared.signing.models import SigningDocument
from hoaban.shared.signing.services import running, trial
from hoaban.shared.signing.tests.jobs import NOW, OFFICER, PASSPHRASE, ask, run
from hoaban.shared.signing.tests.staff import hand

pytestmark = pytest.mark.django_db


def test_in_demonstrations_every_signed_file_carries_its_proof_and_its_signers_hand(
    minh: Actor, certificate: int
) -> None:
    api.keep_picture(actor=OFFICER, username="bs.minh", content=hand(), now=NOW)

    pdf, xml = (files.get(one.signed) for one in run(ask(minh, certificate)).papers)

    assert b"/DSS" in pdf
    assert b"/SMask" in pdf  # the picture with its transparent ground
    assert b"RevocationValues" in xml
    for content in (pdf, xml):
        [found] = api.verify(content, now=NOW + timedelta(days=800)).signatures
        assert (found.valid, found.revocation_known) == (True, True)


def test_what_somebody_noted_as_revoked_the_test_authority_says_too(minh: Actor, certificate: int) -> None:
    signed = files.get(run(ask(minh, certificate)).papers[0].signed)
    api.note_revocation(
        actor=OFFICER, certificate=certificate, at=NOW - timedelta(hours=1), why="Mất", now=NOW
    )

    [found] = api.verify(signed, now=NOW).signatures
    assert found.faults == (api.Fault.REVOKED,)


def test_a_list_at_hand_answers_for_an_issuer_that_answers_nowhere(
    minh: Actor, certificate: int, var: Path, settings: Any
) -> None:
    (var / "signing.toml").write_text('status = "must"\n')
    settings.SIGNING = str(var / "signing.toml")

    assert {one.state for one in run(ask(minh, certificate)).papers} == {api.State.SIGNED}


def test_an_issuers_word_stops_signing(
    minh: Actor, var: Path, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = trial._authority(NOW)
    taken: list[Any] = []

    def answer(_question: bytes) -> tuple[int, bytes]:
        other = authority.TestAuthority(home.key, home.root)
        for one in taken:
            other.revoke(one, at=NOW - timedelta(minutes=5))
        return 200, other.answer(key.certificate, now=NOW)

    with answering(answer) as address:
        home.answers_at = address
        key = home.issue("Bùi Văn Minh", since=NOW - timedelta(days=1), until=NOW + timedelta(days=90))
        (var / "minh.p12").write_bytes(authority.pack(key, PASSPHRASE))
        (var / "signing.toml").write_text(
            f'status = "must"\n[[key]]\nkey = "remote"\nkind = "file"\nfile = "{var}/minh.p12"\n'
        )
        settings.SIGNING = str(var / "signing.toml")
        monkeypatch.setattr(trial, "refresh_list", lambda now: None)
        pem = key.certificate.public_bytes(Encoding.PEM)
        known = api.register_certificate(
            actor=OFFICER, username="bs.minh", key="remote", content=pem, now=NOW
        )
        good = run(ask(minh, known, once="a"))
        taken.append(key.certificate)
        bad = run(ask(minh, known, once="b"))
    silent = run(ask(minh, known, once="c"))

    assert {one.state for one in good.papers} == {api.State.SIGNED}
    assert b"/DSS" in files.get(good.papers[0].signed)
    assert {one.failure for one in bad.papers} == {api.Failure.CERTIFICATE}
    assert {one.failure for one in silent.papers} == {api.Failure.UNAVAILABLE}


def test_a_clock_that_is_off_signs_nothing(minh: Actor, certificate: int, var: Path, settings: Any) -> None:
    key = trial.trial_times(now=NOW)

    def stamped(question: bytes) -> tuple[int, bytes]:
        made = signatures.own_times(key, fixed_dt=NOW + timedelta(hours=7))
        return 200, made.request_tsa_response(tsp.TimeStampReq.load(question)).dump()

    with answering(stamped) as address:
        (var / "signing.toml").write_text(f'time = "{address}"\n')
        settings.SIGNING = str(var / "signing.toml")
        after = run(ask(minh, certificate))

    assert {one.failure for one in after.papers} == {api.Failure.CLOCK}


@pytest.mark.parametrize(
    ("mood", "failure"),
    [
        (sandbox.Mood.BROKEN, api.Failure.UNAVAILABLE),
        (sandbox.Mood.REFUSES, api.Failure.REFUSED),
        (sandbox.Mood.LIES, api.Failure.KEY),
    ],
)
def test_a_signing_service_that_is_down_refuses_or_lies_is_told_and_tried_again(
    minh: Actor, var: Path, settings: Any, mood: sandbox.Mood, failure: api.Failure
) -> None:
    key = trial._authority(NOW).issue(
        "Bùi Văn Minh", since=NOW - timedelta(days=1), until=NOW + timedelta(days=90)
    )
    service = sandbox.SigningService({"cred": (key, "1234")}, "bearer")
    (var / "secrets").mkdir()
    (var / "secrets/remote_signing_bearer").write_text("bearer")
    with sandbox.serving(service) as address:
        (var / "signing.toml").write_text(
            f'[[key]]\nkey = "remote"\nkind = "service"\naddress = "{address}"\ncredential = "cred"\n'
        )
        settings.SIGNING = str(var / "signing.toml")
        pem = key.certificate.public_bytes(Encoding.PEM)
        known = api.register_certificate(
            actor=OFFICER, username="bs.minh", key="remote", content=pem, now=NOW
        )
        service.mood = mood
        job = ask(minh, known, passphrase="1234")
        failed = run(job)
        service.mood = sandbox.Mood.ACCEPTS
        api.ask_again(actor=minh, job=job, passphrase="1234", now=NOW)
        after = run(job)

    assert {one.failure for one in failed.papers} == {failure}
    assert {one.state for one in after.papers} == {api.State.SIGNED}


def test_a_token_that_was_pulled_out_is_told_and_put_back_signs(
    minh: Actor, certificate: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = running._signed

    def pulled(paper: SigningDocument, *given: Any) -> bytes:
        if paper.place == 1:
            raise signatures.KeyUnavailable("DeviceRemoved")
        return whole(paper, *given)

    monkeypatch.setattr(running, "_signed", pulled)
    job = ask(minh, certificate)
    halfway = run(job)
    monkeypatch.setattr(running, "_signed", whole)
    api.ask_again(actor=minh, job=job, passphrase=PASSPHRASE, now=NOW)
    after = run(job)

    assert [one.failure for one in halfway.papers] == [None, api.Failure.UNAVAILABLE]
    assert [one.state for one in after.papers] == [api.State.SIGNED, api.State.SIGNED]
    assert after.papers[0].signed == halfway.papers[0].signed


def test_a_signed_file_is_stamped_anew(minh: Actor, certificate: int, var: Path, settings: Any) -> None:
    signed = files.get(run(ask(minh, certificate)).papers[0].signed)

    renewed = api.renew(content=signed, now=NOW + timedelta(days=300))

    assert renewed.startswith(signed)
    assert renewed.count(b"/DocTimeStamp") == 1
    assert api.verify(renewed, now=NOW + timedelta(days=800)).valid
    with pytest.raises(Invalid):
        api.renew(content=b"nothing", now=NOW)
    settings.DEMO = False
    with pytest.raises(Busy):
        api.renew(content=signed, now=NOW)
