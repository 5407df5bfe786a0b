"""Every page that shows a person's data has exactly one entry in the trail, committed before it goes out; every refusal too.

Asked of every address of the access table for every role, and of the other doors: claims, the command line, jobs. What shows
data is known by what was planted: a name, a number, a telephone, a case number. Without a trail nothing is shown at all.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner
from django.test import Client

from hoaban.connect import claims as format_
from hoaban.foundation.accounts import api as accounts
from hoaban.foundation.accounts.models import Assignment
from hoaban.foundation.accounts.rules.roles import roles
from hoaban.foundation.audit import api as audit
from hoaban.kernel import outbox
from hoaban.kernel.actor import Scope
from hoaban.kernel.tests.sealing import seal_all
from hoaban.ops.cli import main
from hoaban.ops.runtime.feed import find_followers
from hoaban.record.tests.fhir_client import client
from hoaban.shared.claims.tests import builders
from tests import cast
from tests.guards.test_access import ACCESS
from tests.journeys.looks import (
    AT,
    Planted,
    Trail,
    ask,
    browser,
    fhir_id,
    opened_account,
    shows,
    wrong,
)
from tests.journeys.test_citizens import citizen

pytestmark = pytest.mark.django_db

QUERIES = {
    "people/": "?q=lo+van+inh", "trail/": "?about=lo+van+inh", "centre/list/": "?kind=visits&period=year",
    "people/households/": "?q=lo+van+inh", "people/households/<uuid:household>/": "?q=099064000103",
    "people/<uuid:person>/family/": "?q=ai+khac", "people/<uuid:person>/print/": "?what_for=referral",
    "people/households/lacking/": "?kind=doctor&commune=03583",
}  # fmt: skip
"""What a page must be asked before it shows anybody."""
DETAILS = {
    "circumstance": "known",
    "name": "Lo Van Inh",
    "birth": "2/9/1964",
    "sex": "male",
    "method": "MANUAL",
}
FORMS: dict[str, dict[str, str]] = {
    "hospital/counter/": {"text": "lo van inh"},
    "people/emergency/": {"act": "find", "number": "099064000103"},
    "people/entrust/": {"act": "find", "number": "099064000103"},
    "people/register/": {**DETAILS, "act": "look"},
    "people/<uuid:person>/details/": {**DETAILS, "name": "", "seen": "0"},
    "emergencies/<uuid:emergency>/": {"verdict": "justified", "words": "ngắn"},
    "unusual/<uuid:finding>/": {"verdict": "proper", "words": "ngắn"},
    "people/doubts/<uuid:one>/<uuid:other>/": {"verdict": "same"},
    "people/<uuid:person>/sources/": {"reason": "ngắn"},
    "people/<uuid:person>/requests/": {
        "kind": "copy",
        "text": "ngắn",
        "asker": "self",
        "identified": "known",
    },
    "privacy/requests/<int:number>/": {"outcome": "fulfilled", "words": "ngắn"},
}
"""Forms that show people: the search, the candidates, or the page again because something is missing."""
NOT_ABOUT_PEOPLE = frozenset({
    "public", "sign-in", "stage", "accounts.manage", "accounts.read", "accounts.grant", "places.read", "places.manage",
    "workforce.read", "workforce.manage", "jobs.manage", "privacy.processing", "privacy.breaches", "figures.read",
    "consent.voices", "messages.receive", "golive.manage", "forms.manage", "prescribing.lists", "scheduling.manage",
    "scheduling.screen",
    "hospital.services",
})  # fmt: skip
"""Acts whose pages show nobody of the register of people; they are asked all the same. Of the staff: a test of its own."""
UNSHOWN = {
    "api/claims": "takes files in", "api/claims/<uuid:batch>": "by token, below", "claims/": "counts only",
    "claims/upload/": "takes files in", "claims/batches/<uuid:batch>/": "findings, below",
    "claims/batches/<uuid:batch>/findings.csv": "findings, below", "claims/batches/<uuid:batch>/progress/": "counts only",
    "claims/batches/<uuid:batch>/resume/": "an act", "centre/list/": "of facts that the feed has brought, below",
    "hospital/worklists/": "counts only",
    "hospital/worklists/<int:point>/": "needs an order: modules/hospital/tests/test_results",
    "hospital/worklists/notices/": "needs an order: modules/hospital/tests/test_results",
    "hospital/worklists/orders/<uuid:order>/": "needs an order: modules/hospital/tests/test_results",
    "hospital/worklists/orders/<uuid:order>/label.pdf": "a PDF",
    "hospital/worklists/orders/<uuid:order>/withdraw/": "needs an order: modules/hospital/tests/test_results",
    "hospital/visits/<uuid:visit>/orders/<uuid:order>/": "needs an order: modules/hospital/tests/test_results",
    "hospital/visits/<uuid:visit>/orders/<uuid:order>/cancel/": "needs an order: modules/hospital/tests/test_orders",
    "hospital/visits/<uuid:visit>/orders/slip.pdf": "a PDF",
    "hospital/": "the way in", "hospital/counter/visits/<uuid:visit>/<str:sheet>.pdf": "a file: hospital/tests",
    "hospital/appointments/": "nobody has a time here: hospital/tests/test_sessions",
    "hospital/appointments/<uuid:booking>/": "nobody has a time here: hospital/tests/test_sessions",
    "hospital/appointments/<uuid:booking>/slip.pdf": "a file: hospital/tests/test_sessions",
    "hospital/counter/new/": "people only when they are alike: hospital/tests/test_newcomers",
    "hospital/counter/emergency/": "of somebody unknown", "hospital/counter/visits/<uuid:visit>/card/": "an act",
    "hospital/queues/": "counts only",
    "forms/visits/<uuid:visit>/<str:form>/paper/": "a file",
    "hospital/my/blocks/": "one's own words",
    "forms/visits/<uuid:visit>/<str:form>/files/<str:digest>/": "a file",
    "hospital/visits/<uuid:visit>/diagnoses/": "codes, nobody", "hospital/visits/<uuid:visit>/draft/": "an act",
    "hospital/visits/<uuid:visit>/presence/": "names staff only",
    "exchange/": "names nobody", "exchange/cards/": "names nobody", "exchange/destinations/": "of no people",
    "exchange/destinations/<str:destination>/": "of no people",
    "exchange/<uuid:outgoing>/proofs/<str:digest>/": "a file, in exchange/tests/test_pages",
    "hospital/triage/": "counts only", "messages/": "names nobody", "messages/<uuid:message>/": "names nobody",
    "people/<uuid:person>/consents/<str:consent>/recordings/<int:version>": "a sound, in the journey of consents",
    "records/visits/<uuid:visit>/<int:number>/<str:part>/": "a file, in the tests of legal records",
    "papers/<uuid:paper>/file/": "a file, in the tests of papers",
    "people/<uuid:person>/emergency/end/": "an act", "people/decisions/<uuid:decision>/undo/": "an act",
    "people/present/": "in the journey of duty", "people/referred/": "in the journey of referrals",
    "prescribing/visits/<uuid:visit>/find/": "drugs, nobody",
    "prescribing/<uuid:prescription>/": "issued by a licensed doctor, in prescribing/tests/test_pages",
    "prescribing/<uuid:prescription>/paper.pdf": "the same",
    "signing/certificates/": "one's own", "signing/check/": "a file that somebody has",
    "signing/": "what was offered to whoever asks, in signing/tests/test_pages", "signing/jobs/<uuid:job>/": "the same",
    "signing/papers/<uuid:offer>/": "the same",
    "signing/papers/<uuid:offer>/confirm/": "the same", "signing/jobs/<uuid:job>/progress/": "counts only",
    "trail/export.<str:kind>": "ids only", "unusual/limits/": "figures", "unusual/marks/<int:mark>/end/": "an act",
    "unusual/people/<uuid:person>/": "an act",
}  # fmt: skip
"""Addresses whose act is about people and which show nobody here, and why. A new page shows the planted person or stands here."""
QUIET = frozenset({"sign-out/", "language/", "lock/"})
"""What would end the session of who asks."""


def calls(planted: Planted) -> Iterator[tuple[str, str, dict[str, str] | None]]:
    """(route, address, form to send or None) of every address of the table."""
    for route in sorted(ACCESS):
        if route not in QUIET and "api/" not in route:
            yield route, planted.fill(route) + QUERIES.get(route, ""), None
        if route in FORMS:
            yield route, planted.fill(route), FORMS[route]


def may_open(role: str, scope: Scope, route: str) -> bool:
    """Whether the role's own acts open an address (what everybody may open shows nobody's data)."""
    return any(act == ACCESS[route] and kind in ("all", scope.kind) for act, kind in roles()[role].acts)


def scopes_of(role: str, planted: Planted) -> list[Scope]:
    at = {**AT, "entrusted": accounts.Entrusted(cast.PROVINCIAL, planted.person).scope}
    return [at[kind] for kind in sorted(roles()[role].given_at)]


def test_every_page_tells_once_whom_it_shows(planted: Planted, monkeypatch: pytest.MonkeyPatch) -> None:
    faults, shown, refused = [], set(), set()
    for role in roles():
        for scope in scopes_of(role, planted):
            who = browser(f"{role}.{scope.kind}".replace("_", "-"), role, scope, monkeypatch)
            for route, address, form in calls(planted):
                if not may_open(role, scope, route):
                    if route in refused:
                        continue  # that it is refused to every role, the guard of addresses knows
                    refused.add(route)
                answer, body, entries = ask(who, address, form)
                sent = address + str(form or "")
                if fault := wrong(body, sent, answer.status_code, entries, planted.person):
                    faults.append((role, scope.kind, address, answer.status_code, fault))
                if shows(body, sent):
                    shown.add(route)

    assert faults == []
    about_people = {route for route, act in ACCESS.items() if act.split(":")[0] not in NOT_ABOUT_PEOPLE}
    assert about_people - shown == UNSHOWN.keys() | {one for one in ACCESS if one.startswith("my/")}


def test_for_whom_a_role_was_given_is_told_once(planted: Planted, monkeypatch: pytest.MonkeyPatch) -> None:
    opened_account("dd.nha", "nurse", accounts.Entrusted(cast.PROVINCIAL, planted.person).scope)
    number = Assignment.objects.get(scope_kind="entrusted").pk
    for role in ("accounts_officer", "auditor"):
        who = browser(role.replace("_", "-"), role, AT["all"], monkeypatch)
        _, body, entries = ask(who, f"/assignments/{number}/", None)

        assert shows(body, "")
        assert [(one.outcome, one.act, list(one.persons)) for one in entries] == [
            ("allowed", "people.entrusted", [planted.person])
        ]
        assert not shows(ask(who, "/assignments/?show=held", None)[1], "")


def test_what_is_out_of_reach_is_refused_once_and_told(
    planted: Planted, monkeypatch: pytest.MonkeyPatch
) -> None:
    stranger = browser("bs.la", "doctor", Scope("facility", cast.PHONG_THO), monkeypatch)
    for route in ("", "timeline/", "results/", "medicines/", "papers/", f"visits/{planted.visit}/"):
        answer, body, entries = ask(stranger, f"/people/{planted.person}/{route}", None)

        assert answer.status_code == 404, route
        assert not shows(body, "")
        assert [(one.outcome, one.act) for one in entries] == [("refused", "record.read")], route
        assert planted.person in entries[0].persons


@pytest.mark.parametrize(
    "route",
    [
        "people/<uuid:person>/family/",
        "people/households/<uuid:household>/",
        "people/entries/<str:kind>/<uuid:entry>/",
    ],
)
def test_a_household_of_another_commune_is_refused_once_and_told(
    planted: Planted, monkeypatch: pytest.MonkeyPatch, route: str
) -> None:
    stranger = browser("dd.la", "station_nurse", Scope("commune", cast.DAO_SAN), monkeypatch)

    answer, body, entries = ask(stranger, planted.fill(route), None)

    assert answer.status_code == 404
    assert not shows(body, "")
    assert [(one.outcome, one.act) for one in entries] == [("refused", "people.circle")]
    assert planted.person in entries[0].persons


def test_without_a_trail_no_page_shows_anybody(
    planted: Planted, monkeypatch: pytest.MonkeyPatch, trail: Trail
) -> None:
    failed = 0
    for role in roles():
        for scope in scopes_of(role, planted):
            trail.is_broken = False
            who = browser(f"{role}.{scope.kind}".replace("_", "-"), role, scope, monkeypatch)
            trail.is_broken = True
            for route, address, form in calls(planted):
                if not may_open(role, scope, route):
                    continue
                answer, body, entries = ask(who, address, form)
                failed += answer.status_code == 500
                assert not shows(body, address + str(form or "")), (role, address)
                assert entries == []
    assert failed > 30


def test_what_the_api_of_claims_reports_is_told(planted: Planted) -> None:
    sender = client(cast.integration())
    who = Client(HTTP_AUTHORIZATION=f"Bearer {sender.token}")

    _, body, entries = ask(who, f"/api/claims/{planted.batch}", None)

    assert shows(body, "")
    assert [(one.outcome, one.act) for one in entries] == [("allowed", "claims.findings")]


OWN = {"my/record/<uuid:person>/print/": "?what_for=keeping"}


@pytest.mark.parametrize("route", sorted(one for one in ACCESS if one.startswith("my/") and one != "my/"))
def test_what_a_citizen_sees_of_the_own_record_is_told_once(planted: Planted, route: str) -> None:
    answer, body, entries = ask(citizen(planted.person), planted.fill(route) + OWN.get(route, ""), None)

    assert answer.status_code == 200
    assert shows(body, "") or "record" not in route
    assert [(one.outcome, one.actor_id, planted.person in one.persons) for one in entries] == [
        ("allowed", f"citizen:{planted.person}", True)
    ]


def test_whom_a_sent_form_names_is_told(planted: Planted, monkeypatch: pytest.MonkeyPatch) -> None:
    """A form of one person's page that is not whole shows again whoever was chosen in it, by the id alone."""
    keeper = browser("giu.ho", "registrar", AT["all"], monkeypatch)
    form = {"act": "relate", "other": str(planted.person), "kind": "", "since": ""}

    _, body, entries = ask(keeper, f"/people/{planted.other}/family/", form)

    assert shows(body, "")
    (one,) = [each for each in entries if each.outcome == "allowed"]
    assert {planted.person, planted.other} <= set(one.persons)


@pytest.mark.parametrize("options", [["--json"], []])
def test_what_the_command_line_reports_is_told_once(tmp_path: Path, options: list[str]) -> None:
    wrong_sum = builders.dossier(XML1=[builders.summary([], [], MA_LK="DEMO-0001", T_TONGCHI_BV="123.00")])
    file = tmp_path / "claims.xml"
    file.write_bytes(
        format_.write_envelope(
            [format_.Outgoing(wrong_sum.tables, wrong_sum.level)], facility_code=cast.PROVINCIAL
        )
    )

    said = CliRunner().invoke(main, ["import", "claims", "--quiet", str(file), *options])

    assert shows(said.output, "")
    told = audit.list_entries(sought=audit.TrailFilter(act="claims.findings"))
    assert [(one.actor_id, one.outcome) for one in told] == [("system:operator", "allowed")]


def test_what_jobs_write_and_read_of_a_person_is_told(planted: Planted) -> None:
    written = audit.list_entries(sought=audit.TrailFilter(act="record.write"))
    assert [one for one in written if one.actor_id == "system:claims" and planted.person in one.persons]

    seal_all()
    before = len(audit.list_entries(sought=audit.TrailFilter(act="record.follow"), limit=500))
    for follower in find_followers():
        while outbox.advance(follower):
            pass
    followed = audit.list_entries(sought=audit.TrailFilter(act="record.follow"), limit=500)
    assert len(followed) > before
    assert all(one.actor_kind == "system" and one.detail["changes"] > 0 for one in followed)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("which", ["page", "fhir"])
def test_the_entry_is_committed_before_the_answer_goes_out(planted: Planted, which: str) -> None:
    from django.db import connections

    ways: dict[str, Callable[[], object]] = {
        "page": lambda: Client(HTTP_AUTHORIZATION=f"Bearer {client(cast.integration()).token}").get(
            f"/api/claims/{planted.batch}"
        ),
        "fhir": lambda: client(cast.integration())("GET", f"/Patient/{fhir_id('Patient')}"),
    }
    ways[which]()
    with connections["trail"].cursor() as cursor:
        cursor.execute("select act, outcome from audit_entry order by id desc limit 1")
        assert cursor.fetchone() == ({"page": "claims.findings", "fhir": "record.read"}[which], "allowed")
