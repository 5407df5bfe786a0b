"""A facility goes over to electronic records: written, decided, signed, published; nobody else's."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from hoaban.foundation.accounts import api as accounts
from hoaban.foundation.accounts.tests.people import wholly_signed_in
from hoaban.foundation.files import api as files
from hoaban.kernel import clock
from hoaban.kernel.actor import Scope
from hoaban.kernel.errors import NotAllowed
from hoaban.shared.golive import models, queries, rules, services
from hoaban.shared.signing import api as signing
from hoaban.shared.signing.services import running
from hoaban.shared.signing.tests.staff import PASSPHRASE, signer
from tests import cast
from tests.small_province import open_facilities

pytestmark = pytest.mark.django_db


@pytest.fixture
def browser(settings: Any, tmp_path: Path) -> Client:
    settings.VAR, settings.SIGNING = tmp_path, ""
    open_facilities()
    signer("gd.bv", "hospital_director", Scope("facility", cast.PROVINCIAL))
    return wholly_signed_in("gd.bv")


def answers(**changed: str) -> dict[str, str]:
    given = {one.code: one.state for one in rules.criteria()} | changed
    return {**given, **{f"{one.code}.words": one.note for one in rules.criteria()}}


def test_the_whole_way_from_the_proposal_to_the_publication(browser: Client) -> None:
    shown = browser.get("/golive/").content.decode()
    assert "QUY CHẾ LẬP" in shown
    assert "10 năm" in shown

    browser.post(
        "/golive/",
        {"act": "write", "regulation": "Quy chế của chúng tôi", **answers(**{"CV365.scanned": "part"})},
    )
    browser.post("/golive/", {"act": "decide", "number": "12/QĐ-BV", "starts_on": "2026-12-15"})
    director = accounts.actor_of("gd.bv")
    offers = [one.id for one in signing.offers_for("gd.bv")]
    known = signing.certificates_of("gd.bv", now=clock.now())[0].id
    job = signing.sign_offers(
        actor=director, offers=offers, certificate=known, passphrase=PASSPHRASE, once="a", now=clock.now()
    )
    running.run_job(job, clock=clock.now)
    decided = queries.see_file(actor=director, now=clock.now())
    assert (decided.state, decided.regulation, decided.answers["CV365.scanned"][0]) == (
        "decided", "Quy chế của chúng tôi", "part",
    )  # fmt: skip
    assert signing.verify(files.get(decided.digest), now=clock.now()).valid
    assert browser.get("/golive/file/")["Content-Type"] == "application/pdf"

    early = browser.post("/golive/", {"act": "publish", "published_on": "2020-01-01", "place": "x"})
    assert early.status_code == 400
    day = clock.vietnam_day(clock.now()).isoformat()
    browser.post(
        "/golive/", {"act": "publish", "published_on": day, "place": "benhandientu.moh.gov.vn, 1274"}
    )
    assert models.GoLiveFile.objects.get().state == "published"


def test_a_signed_file_is_not_written_again(browser: Client) -> None:
    director = accounts.actor_of("gd.bv")
    services.decide(actor=director, number="1/QĐ", starts_on=date(2026, 12, 15), now=clock.now())
    models.GoLiveFile.objects.update(state="decided", signed="0" * 64, decided_on=date(2026, 11, 30))
    with pytest.raises(services.NotInThisState):
        services.write_file(actor=director, regulation="khác", answers={}, now=clock.now())


def test_what_is_changed_after_the_decision_was_offered_waits_no_more(browser: Client) -> None:
    director = accounts.actor_of("gd.bv")
    services.decide(actor=director, number="1/QĐ", starts_on=date(2026, 12, 15), now=clock.now())
    assert len(signing.offers_for("gd.bv")) == 1
    services.write_file(actor=director, regulation="khác", answers={}, now=clock.now())
    assert signing.offers_for("gd.bv") == []


def test_without_the_leave_there_is_no_file() -> None:
    with pytest.raises(NotAllowed):
        queries.see_file(actor=cast.doctor(), now=clock.now())


def test_what_is_wrong_is_told_and_kept(browser: Client) -> None:
    answer = browser.post("/golive/", {"act": "write", "regulation": "x" * 200_000, **answers()})
    assert answer.status_code == 400
    assert browser.post("/golive/", {"act": "decide", "number": "", "starts_on": "30/02"}).status_code == 400
