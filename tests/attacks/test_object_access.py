"""Whoever holds the right act at another place asks for a thing of the provincial hospital by its id.

The list of addresses is made from the access table and the roles: a new address to one thing fails until its owner
and its stranger stand here.
"""

from __future__ import annotations

from itertools import product
from pathlib import Path

import pytest
from django.test import Client

from hoaban.foundation.accounts.tests.people import wholly_signed_in
from hoaban.foundation.audit import api as audit
from hoaban.kernel.actor import Scope
from tests import cast
from tests.attacks import addresses, world
from tests.attacks.world import OURS, THEIRS, World
from tests.guards.test_access import ACCESS
from tests.journeys.test_citizens import citizen

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.attack("CVSS:4.0/AV:N/AC:L/AT:N/PR:L/UI:N/VC:H/VI:L/VA:N/SC:N/SI:N/SA:N", 7.1),
]
DAO_SAN = Scope("commune", cast.DAO_SAN)
STRANGERS = {
    "record.read:TREAT": [
        ("doctor", THEIRS), ("nurse", THEIRS), ("station_head", DAO_SAN), ("station_nurse", DAO_SAN),
    ],
    "record.break_glass": [("doctor", THEIRS)],
    "claims.submit": [("insurance_officer", THEIRS)],
    "claims.read": [("insurance_officer", THEIRS)],
    "workforce.read": [("unit_staff_officer", THEIRS), ("hospital_director", THEIRS)],
    "workforce.manage": [("unit_staff_officer", THEIRS)],
    "consent.record": [("nurse", THEIRS), ("station_head", DAO_SAN), ("station_nurse", DAO_SAN)],
    "people.households": [("station_head", DAO_SAN), ("station_nurse", DAO_SAN)],
    "hospital.order": [("doctor", THEIRS)],
    "hospital.perform": [("laboratory_technician", THEIRS), ("nurse", THEIRS)],
    "hospital.services": [("insurance_officer", THEIRS)],
    "hospital.triage": [("nurse", THEIRS)],
    "visits.work": [("doctor", THEIRS), ("nurse", THEIRS)],
    "prescribing.read": [("doctor", THEIRS), ("nurse", THEIRS)],
    "prescribing.write": [("doctor", THEIRS)],
    "prescribing.lists": [("pharmacist", THEIRS)],
    "accounts.read": [("unit_accounts_officer", THEIRS)],
    "accounts.grant": [("unit_accounts_officer", THEIRS)],
    "exchange.act": [("insurance_officer", THEIRS)],
    "exchange.watch": [("insurance_officer", THEIRS)],
    "messages.watch": [("unit_accounts_officer", THEIRS)],
    "scheduling.book": [("reception", THEIRS), ("doctor", THEIRS)],
    "scheduling.manage": [("reception", THEIRS)],
    "records.find": [("doctor", THEIRS), ("clerk", THEIRS)],
    "records.keep": [("clerk", THEIRS), ("hospital_director", THEIRS)],
    "scheduling.screen": [("hall_screen", THEIRS)],
    "scheduling.queue": [("reception", THEIRS), ("doctor", THEIRS)],
    "visits.receive": [("reception", THEIRS), ("doctor", THEIRS)],
}  # fmt: skip
"""Act -> who holds it, but not where the thing is."""
OWNERS = {
    "record.read:TREAT": ("doctor", OURS),
    "claims.read": ("insurance_officer", Scope("facility", cast.PROVINCIAL)),
    "workforce.read": ("unit_staff_officer", OURS),
    "workforce.manage": ("unit_staff_officer", OURS),
    "consent.record": ("nurse", OURS),
    "people.households": ("reception", OURS),
    "hospital.order": ("doctor", OURS),
    "hospital.perform": ("laboratory_technician", OURS),
    "hospital.services": ("insurance_officer", OURS),
    "hospital.triage": ("nurse", OURS),
    "visits.work": ("doctor", OURS),
    "prescribing.read": ("doctor", OURS),
    "prescribing.write": ("doctor", OURS),
    "prescribing.lists": ("pharmacist", OURS),
    "accounts.read": ("unit_accounts_officer", OURS),
    "accounts.grant": ("unit_accounts_officer", OURS),
    "exchange.act": ("insurance_officer", OURS),
    "exchange.watch": ("insurance_officer", OURS),
    "messages.watch": ("unit_accounts_officer", OURS),
    "scheduling.book": ("reception", OURS),
    "scheduling.manage": ("reception", OURS),
    "records.keep": ("clerk", OURS),
    "scheduling.screen": ("hall_screen", OURS),
    "scheduling.queue": ("reception", OURS),
    "visits.receive": ("reception", OURS),
}
ALONE = {
    "hospital/worklists/orders/<uuid:order>/": "needs an order: modules/hospital/tests/test_results",
    "hospital/worklists/orders/<uuid:order>/label.pdf": "needs an order: modules/hospital/tests/test_results",
    "hospital/worklists/orders/<uuid:order>/withdraw/": "needs an order: modules/hospital/tests/test_results",
    "hospital/visits/<uuid:visit>/orders/<uuid:order>/": "needs an order: modules/hospital/tests/test_results",
    "hospital/visits/<uuid:visit>/orders/<uuid:order>/cancel/": "needs an order: modules/hospital/tests/test_orders",
    "records/visits/<uuid:visit>/<int:number>/<str:part>/": "nothing of it is signed here: legal_records/tests",
    "exchange/destinations/<str:destination>/": "the same for all, at the own facility: exchange/tests/test_pages",
    "exchange/<uuid:outgoing>/proofs/<str:digest>/": "read where its message is: exchange/tests/test_pages",
    "forms/visits/<uuid:visit>/<str:form>/files/<str:digest>/": "a file of an answer: forms/tests/test_handing",
    "people/<uuid:person>/print/": "asks everybody what for before it looks: below",
    "people/entries/<str:kind>/<uuid:entry>/": "three kinds of entries: people/tests/test_circle_pages",
    "people/<uuid:person>/details/": "there is one register of who people are, for all who keep it",
    "hospital/appointments/<uuid:booking>/": "nobody has a time in this world: hospital/tests/test_sessions",
    "hospital/appointments/<uuid:booking>/slip.pdf": "nobody has a time in this world: hospital/tests/test_sessions",
    "hospital/appointments/people/<uuid:person>/": "a desk gives times to whoever asks: hospital/tests/test_sessions",
    "hospital/sessions/<uuid:session>/close/": "there is no session in this world: hospital/tests/test_sessions",
    "hospital/counter/people/<uuid:person>/": "a desk receives whoever comes: hospital/tests/test_counter",
    "people/<uuid:person>/alike/": "there is one register of who people are, for all who keep it",
    "api/claims/<uuid:batch>": "for programs: test_fhir_access and below",
    "people/<uuid:person>/emergency/end/": "takes a form: below",
    "prescribing/<uuid:prescription>/": "issued by a licensed doctor: prescribing/tests/test_pages",
    "prescribing/<uuid:prescription>/paper.pdf": "issued by a licensed doctor: prescribing/tests/test_pages",
    "prescribing/drugs/lists/<uuid:draft>/": "another list that was sent in: prescribing/tests/test_drug_lists",
    "signing/papers/<uuid:offer>/": "who is to sign it, and nobody of the same role: signing/tests/test_pages",
    "signing/papers/<uuid:offer>/confirm/": "who is to sign it, and nobody of the same role: signing/tests/test_confirming",
    "signing/jobs/<uuid:job>/": "whoever asked for it, and nobody of the same role: signing/tests/test_pages",
    "signing/jobs/<uuid:job>/progress/": "whoever asked for it, and nobody of the same role: signing/tests/test_pages",
    "people/<uuid:person>/consents/<str:consent>/recordings/<int:version>": "nobody's voice was recorded here",
}
PAGES = sorted(addresses.shared_out() - set(ALONE))
LISTS = sorted(
    r for r, act in ACCESS.items() if act in STRANGERS and "<" not in r and not r.startswith("api/")
)


@pytest.fixture
def things(tmp_path: Path) -> World:
    return world.build(tmp_path)


def _owner(act: str) -> Client:
    if act == "claims.submit":  # a batch is its sender's
        return wholly_signed_in(world.SENDER)
    role, scope = OWNERS[act]
    return world.browser(role, scope, name=f"chu.{act.lower()}")


def test_every_address_to_one_thing_has_an_owner_and_a_stranger() -> None:
    assert {ACCESS[route] for route in PAGES} <= set(STRANGERS)
    assert set(ALONE) <= set(ACCESS)


def test_the_owner_reaches_each_of_them(things: World) -> None:
    """Or the tests below would pass for addresses that are wrong."""
    for act in sorted({ACCESS[route] for route in PAGES}):
        browser = _owner(act)
        for where in (addresses.address(one, **things.things()) for one in PAGES if ACCESS[one] == act):
            assert browser.get(where).status_code in {200, 405}, where


@pytest.mark.parametrize("act", STRANGERS)
def test_a_thing_of_another_place_is_as_if_it_were_not(things: World, act: str) -> None:
    for role, scope in STRANGERS[act]:
        browser = world.browser(role, scope)
        browser.get("/")
        for route in (one for one in PAGES if ACCESS[one] == act):
            where, nowhere = (
                addresses.address(route, **named) for named in (things.things(), _other(things))
            )
            for method in ("get", "post"):
                asked, absent = (getattr(browser, method)(one, {"act": "x"}) for one in (where, nowhere))
                assert asked.status_code in {403, 404, 405}, (role, where)
                assert asked.status_code == absent.status_code, (role, where)
                assert "Lò Văn Inh" not in asked.content.decode()
                assert "Quàng Thị Diên" not in asked.content.decode()


def _other(things: World) -> dict[str, str]:
    return {name: things.things()[name] for name in ("kind", "what", "version")} | {"facility": "12999"}


@pytest.mark.parametrize("act", STRANGERS)
def test_lists_tell_nothing_of_another_place(things: World, act: str) -> None:
    asked = ("", f"?facility={cast.PROVINCIAL}", "?q=lo+van+inh", "?ma_lk=DEMO", f"?batch={things.batch}")
    secret = (
        "Quàng Thị Diên",
        str(things.person),
        str(things.ref),
        str(things.batch),
        str(things.draft),
        world.SENDER,
    )
    for role, scope in STRANGERS[act]:
        browser = world.browser(role, scope)
        for route, query in product((one for one in LISTS if ACCESS[one] == act), asked):
            # of a workbook nothing can be read this way; the same list as CSV can
            page = browser.get(addresses.address(route) + query).content.decode(errors="replace")
            told = [one for one in secret if one in page and one not in query]
            assert told == [], (role, route, query)


def test_nobody_prints_what_they_may_not_open(things: World) -> None:
    where = f"/people/{things.person}/print/?what_for=consultation"
    assert "Lò Văn Inh" in world.browser("doctor", OURS).get(where).content.decode()
    for role, scope in STRANGERS["record.read:TREAT"]:
        asked = world.browser(role, scope).get(where)
        assert asked.status_code in {403, 404}, role
        assert "Lò Văn Inh" not in asked.content.decode()


def test_a_refused_look_is_in_the_trail(things: World) -> None:
    world.browser("doctor", THEIRS).get(f"/people/{things.person}/")

    entries = audit.list_entries(sought=audit.TrailFilter(act="record.read"), limit=3)
    assert [one.outcome for one in entries][:1] == ["refused"]


def test_nobody_ends_what_another_opened(things: World) -> None:
    mine, other = world.browser("doctor", THEIRS), world.browser("station_head", DAO_SAN)
    reason = {
        "kind": "unconscious",
        "words": "Hôn mê sau tai nạn, cần biết bệnh nền",
        "number": "099064000103",
    }
    mine.post("/people/emergency/", {"act": "open", "person": str(things.person), **reason})
    assert mine.get(f"/people/{things.person}/").status_code == 200

    other.post(f"/people/{things.person}/emergency/end/")

    assert mine.get(f"/people/{things.person}/").status_code == 200
    assert other.get(f"/people/{things.person}/").status_code == 404


@pytest.mark.attack("CVSS:4.0/AV:N/AC:L/AT:N/PR:L/UI:N/VC:H/VI:H/VA:L/SC:N/SI:N/SA:N", 8.7)
def test_a_citizen_has_no_page_but_the_own(things: World) -> None:
    browser = citizen(things.person)
    browser.get("/my/")

    for route, act in addresses.guarded().items():
        if addresses.is_for_programs(route) or act == "record.read:PATRQT":
            continue
        where = addresses.address(route, **things.things())
        for answer in (browser.get(where), browser.post(where)):
            assert answer.status_code in {302, 403}, where
            assert answer.status_code == 403 or answer.headers["Location"] in {"/", "/my/"}, where


@pytest.mark.parametrize(
    "query", ["?person={0}", "?id={0}", "?patient={0}", "?scope=all", "?before=1&person={0}"]
)
def test_a_citizen_names_nobody_else_in_a_query(things: World, query: str) -> None:
    other = things.person.__class__(int=things.person.int + 1)
    browser = citizen(other)
    browser.get("/my/")

    for route in (one for one, act in ACCESS.items() if act == "record.read:PATRQT"):
        answer = browser.get(addresses.address(route) + query.format(things.person))
        assert "Lò Văn Inh" not in answer.content.decode(), route
        assert "Bệnh viện Đa khoa" not in answer.content.decode(), route
