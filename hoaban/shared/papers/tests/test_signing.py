"""A referral bears two signatures, in their order; what is signed takes its place in the record."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from hoaban.foundation.accounts import api as accounts
from hoaban.foundation.files import api as files
from hoaban.kernel import clock
from hoaban.kernel.actor import Actor, Purpose, Scope
from hoaban.record import api as record
from hoaban.shared.papers import api as papers
from hoaban.shared.papers.tests.test_papers import REFERRAL
from hoaban.shared.papers.tests.world import DOCTOR, HERE, seen
from hoaban.shared.signing import api as signing
from hoaban.shared.signing.services import running, telling
from hoaban.shared.signing.tests.staff import OFFICER, PASSPHRASE, sealed_facility, signer
from hoaban.shared.visits import api as visits
from tests import cast

pytestmark = pytest.mark.django_db
PLACE = Scope("facility", HERE)


@pytest.fixture(autouse=True)
def var(settings: Any, tmp_path: Path) -> None:
    settings.VAR, settings.SIGNING = tmp_path, ""


@pytest.fixture
def visit() -> visits.Visit:
    return seen()


@pytest.fixture
def doctor(visit: visits.Visit) -> Actor:
    signer("bs.huong", scope=PLACE)
    accounts.link_staff(actor=OFFICER, username="bs.huong", number=DOCTOR, sure=True, now=clock.now())
    return accounts.actor_of("bs.huong")


def sign(who: Actor, certificate: int = 0) -> None:
    """Sign everything that waits for somebody, as the background does it."""
    name = who.id.removeprefix("account:")
    waits = signing.offers_for(name)
    if certificate:
        waits = [one for one in signing.offers_about(waits_about(who)) if one.state is signing.Offered.OPEN]
    known = certificate or signing.certificates_of(name, now=clock.now())[0].id
    job = signing.sign_offers(
        actor=who,
        offers=[one.id for one in waits],
        certificate=known,
        passphrase=PASSPHRASE,
        once=name,
        now=clock.now(),
    )
    running.run_job(job, clock=clock.now)
    telling.tell_job(job, now=clock.now())


def waits_about(_who: Actor) -> str:
    from hoaban.shared.papers.models import Paper

    return f"paper:{Paper.objects.get().pk}"


def test_the_doctor_signs_first_and_the_facility_after(visit: visits.Visit, doctor: Actor) -> None:
    paper = papers.write_paper(
        actor=doctor, visit=visit.id, wanted=papers.Wanted("referral", REFERRAL), now=clock.now()
    )
    sign(doctor)
    once = papers.get_paper(actor=doctor, paper=paper.id)
    seal = sealed_facility(HERE)
    signer("gd.pt", "hospital_director", PLACE, has_key=False)
    sign(accounts.actor_of("gd.pt"), seal)
    twice = papers.get_paper(actor=doctor, paper=paper.id)

    assert (paper.signatures, once.signatures, twice.signatures) == (0, 1, 2)
    assert (once.is_signed, twice.is_signed) == (False, True)
    verdict = signing.verify(files.get(twice.digest), now=clock.now())
    assert verdict.valid
    assert len(verdict.signatures) == 2
    document = (
        record.open(cast.integration(), purpose=Purpose.TREATMENT)
        .read("DocumentReference", str(paper.id))
        .json()
    )
    assert document["docStatus"] == "final"
    assert document["content"][0]["attachment"]["url"] == f"urn:sha256:{twice.digest}"


def test_a_cancelled_paper_waits_for_nobody(visit: visits.Visit, doctor: Actor) -> None:
    paper = papers.write_paper(
        actor=doctor, visit=visit.id, wanted=papers.Wanted("referral", REFERRAL), now=clock.now()
    )
    assert len(signing.offers_for("bs.huong")) == 1
    papers.cancel_paper(actor=doctor, paper=paper.id, reason="Nhầm", now=clock.now())
    assert signing.offers_for("bs.huong") == []
