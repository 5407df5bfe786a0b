"""Papers wait for who is to sign them, are signed in one act, and whoever offered them is told."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest

from hoaban.connect.signatures.tests import making
from hoaban.foundation.accounts import api as accounts
from hoaban.foundation.audit import api as audit
from hoaban.foundation.files import api as files
from hoaban.kernel import clock
from hoaban.kernel.actor import Actor
from hoaban.kernel.errors import Invalid, NotAllowed, NotFound
from hoaban.shared.signing import api
from hoaban.shared.signing.models import SigningOffer
from hoaban.shared.signing.queries import offers as queries
from hoaban.shared.signing.services import running, telling
from hoaban.shared.signing.tests.staff import (
    FACILITY,
    HERE,
    OFFICER,
    PASSPHRASE,
    offered,
    paper,
    sealed_facility,
    signer,
)
from tests.small_province import open_facilities

pytestmark = pytest.mark.django_db
LAN = UUID("0192f000-0000-7000-8000-000000000001")


@pytest.fixture(autouse=True)
def var(settings: Any, tmp_path: Path) -> None:
    settings.VAR, settings.SIGNING = tmp_path, ""
    open_facilities()


@pytest.fixture
def minh() -> Actor:
    signer("bs.minh")
    return accounts.actor_of("bs.minh")


def sign(who: Actor, offers: list[UUID], *, certificate: int = 0, once: str = "one") -> UUID:
    known = certificate or api.certificates_of(who.id.removeprefix("account:"), now=clock.now())[0].id
    return api.sign_offers(
        actor=who, offers=offers, certificate=known, passphrase=PASSPHRASE, once=once, now=clock.now()
    )


def run(job: UUID) -> api.Job:
    running.run_job(job, clock=clock.now)
    return api.find_job(job)


def test_what_was_offered_waits_for_its_signer_and_is_signed_with_the_others(minh: Actor) -> None:
    offers = [offered(minh, "bs.minh", f"visit:{number}") for number in range(3)]
    before = [one.id for one in api.offers_for("bs.minh")]

    done = run(sign(minh, offers))

    assert before == offers
    assert [one.state for one in done.papers] == [api.State.SIGNED] * 3
    assert api.offers_for("bs.minh") == []
    found = api.find_offer(offers[0])
    assert found.state is api.Offered.SIGNED
    assert api.verify(files.get(found.signed), now=clock.now()).valid


def test_the_same_paper_offered_twice_waits_once_and_a_new_one_takes_its_place(minh: Actor) -> None:
    first = offered(minh, "bs.minh")
    again = offered(minh, "bs.minh")
    other = api.ToSign("Hồ sơ lượt khám", "visit:1", "xml", making.XML)
    newer = api.offer(
        actor=minh, paper=other, signer="bs.minh", kind="visit_record", facility=FACILITY, now=clock.now()
    )

    assert again == first
    assert [one.id for one in api.offers_for("bs.minh")] == [newer]
    assert [one.state for one in api.offers_about("visit:1")] == [api.Offered.WITHDRAWN, api.Offered.OPEN]


def test_what_was_withdrawn_is_not_signed(minh: Actor) -> None:
    offer = offered(minh, "bs.minh")
    for _twice in range(2):
        api.withdraw(actor=minh, offer=offer, now=clock.now())

    assert api.offers_for("bs.minh") == []
    with pytest.raises(api.BeingSigned):
        sign(minh, [offer])


def test_what_is_being_signed_is_neither_withdrawn_nor_asked_for_again(minh: Actor) -> None:
    offer = offered(minh, "bs.minh")
    job = sign(minh, [offer])

    with pytest.raises(api.BeingSigned):
        api.withdraw(actor=minh, offer=offer, now=clock.now())
    with pytest.raises(api.BeingSigned):
        sign(minh, [offer], once="two")
    assert sign(minh, [offer]) == job  # the second of two clicks
    assert [one.state for one in run(job).papers] == [api.State.SIGNED]
    assert sign(minh, [offer]) == job
    with pytest.raises(api.BeingSigned):
        api.withdraw(actor=minh, offer=offer, now=clock.now())


def test_what_failed_waits_on_and_is_signed_once_by_whichever_try_is_first(minh: Actor) -> None:
    offer = offered(minh, "bs.minh")
    [certificate] = api.certificates_of("bs.minh", now=clock.now())
    failed = api.sign_offers(
        actor=minh, offers=[offer], certificate=certificate.id, passphrase="sai", once="a", now=clock.now()
    )
    run(failed)
    waiting = api.find_offer(offer)
    run(sign(minh, [offer], once="b"))
    api.ask_again(actor=minh, job=failed, passphrase=PASSPHRASE, now=clock.now())
    after = run(failed)

    assert (waiting.state, waiting.failure) == (api.Offered.OPEN, api.Failure.PASSPHRASE)
    assert [one.failure for one in after.papers] == [api.Failure.WITHDRAWN]
    assert SigningOffer.objects.get(pk=offer).documents.filter(state="signed").count() == 1


def test_nobody_signs_what_waits_for_somebody_else(minh: Actor) -> None:
    signer("bs.lan")
    lan = accounts.actor_of("bs.lan")
    offer = offered(minh, "bs.minh")

    with pytest.raises(NotFound):
        sign(lan, [offer])
    with pytest.raises(NotFound):
        sign(lan, [uuid4()])
    with pytest.raises(NotFound):
        queries.open_paper(actor=lan, offer=offer, now=clock.now())
    with pytest.raises(NotAllowed):
        sign(lan, [offer], certificate=api.certificates_of("bs.minh", now=clock.now())[0].id)
    assert queries.waiting_for(actor=lan, now=clock.now()) == []


def test_a_paper_says_what_it_is_and_waits_for_an_account_that_exists(minh: Actor) -> None:
    with pytest.raises(NotFound):
        offered(minh, "bs.khong-co")
    with pytest.raises(Invalid):
        offered(minh, "bs.minh", title=" ")
    with pytest.raises(Invalid):
        offered(minh, "bs.minh", about="")
    with pytest.raises(Invalid):  # the second signature of an XML file would undo the first
        api.offer(
            actor=minh, paper=api.ToSign("Giấy", "visit:1", "xml", making.XML), signer="bs.minh", kind="referral",
            facility=FACILITY, then=api.Seal(), now=clock.now(),
        )  # fmt: skip


def test_after_the_doctor_the_facility_signs_the_same_paper(minh: Actor) -> None:
    signer("vt.sen", "clerk", HERE, has_key=False)
    clerk, seal = accounts.actor_of("vt.sen"), sealed_facility()
    offer = offered(minh, "bs.minh", kind="referral", then=api.Seal((-1, 40, 100, 290, 160)))
    nothing_yet = queries.waiting_for(actor=clerk, now=clock.now())
    run(sign(minh, [offer]))
    [second] = queries.waiting_for(actor=clerk, now=clock.now())
    with pytest.raises(NotFound):
        sign(minh, [second.id], once="own")
    done = run(sign(clerk, [second.id], certificate=seal, once="seal"))

    assert nothing_yet == []
    assert second.before == offer
    verdict = api.verify(files.get(done.papers[0].signed), now=clock.now())
    assert verdict.valid
    assert [one.signer for one in verdict.signatures] == ["bs.minh", "Bệnh viện thử"]
    assert files.get(done.papers[0].signed).startswith(files.get(api.find_offer(offer).signed))


def test_who_seals_for_one_facility_does_not_for_another_and_not_with_the_own_certificate(
    minh: Actor,
) -> None:
    signer("vt.sen", "clerk", HERE)
    signer("vt.khac", "clerk", HERE.__class__("facility", "12982"), has_key=False)
    clerk, stranger, seal = accounts.actor_of("vt.sen"), accounts.actor_of("vt.khac"), sealed_facility()
    offer = api.offer(
        actor=minh, paper=paper(), signer="", kind="go_live", facility=FACILITY, now=clock.now()
    )

    assert queries.waiting_for(actor=stranger, now=clock.now()) == []
    with pytest.raises(NotAllowed):
        sign(stranger, [offer], certificate=seal)
    with pytest.raises(Invalid):
        sign(clerk, [offer])
    with pytest.raises(Invalid):
        sign(clerk, [offered(clerk, "vt.sen", "visit:2")], certificate=seal, once="two")


def test_whoever_offered_a_paper_is_told_once_and_again_after_a_failure(
    minh: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    heard: list[api.Signed] = []
    broken = [True]

    def listener(*, actor: Actor, signed: api.Signed, now: Any) -> None:
        assert (actor, now is not None) == (minh, True)
        if broken:
            raise RuntimeError("not now")
        heard.append(signed)

    stop = api.register_listener("visit_record", listener)
    try:
        offer = offered(minh, "bs.minh", person=LAN)
        run(sign(minh, [offer]))
        broken.clear()
        telling.tell_untold(now=clock.now())
        at_once = list(heard)
        for _twice in range(2):
            telling.tell_untold(now=clock.now() + timedelta(minutes=2))
    finally:
        stop()

    assert at_once == []
    assert [(one.offer, one.person, one.complete, one.by_facility) for one in heard] == [
        (offer, LAN, True, False)
    ]
    assert heard[0].signed == api.find_offer(offer).signed


def test_whom_a_paper_is_about_reads_that_it_was_offered_seen_and_opened(minh: Actor) -> None:
    offer = offered(minh, "bs.minh", person=LAN)
    queries.waiting_for(actor=minh, now=clock.now())
    queries.open_paper(actor=minh, offer=offer, now=clock.now())

    told = [one.act for one in audit.list_entries(limit=9) if LAN in one.persons]
    assert told == ["signing.open", "signing.waiting", "signing.offer"]


def test_a_seal_is_a_facilitys_that_exists(minh: Actor) -> None:
    pem = api.issue_trial_key(name="Dấu", number="", key="dau", passphrase="x", now=clock.now())

    with pytest.raises(NotFound):
        api.register_seal(actor=OFFICER, facility="99999", key="dau", content=pem, now=clock.now())
    with pytest.raises(NotAllowed):
        api.register_seal(actor=minh, facility=FACILITY, key="dau", content=pem, now=clock.now())
