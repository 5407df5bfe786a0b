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
    shows,
    wrong,
)
from tests.journeys.test_citizens import citizen

pytestmark = pytest.mark.django_db

QUERIES = {
    "people/": "?q=lo+van+inh", "trail/": "?about=lo+van+inh", "centre/list/": "?kind=visits&period=year",
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
    "people/emergency/": {"act": "find", "number": "099064000103"},
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


def scopes_of(role: str) -> list[Scope]:
    return [AT[kind] for kind in sorted(roles()[role].given_at)]


def test_every_page_tells_once_whom_it_shows(planted: Planted, monkeypatch: pytest.MonkeyPatch) -> None:
    faults, shown, refused = [], set(), set()
    for role in roles():
        for scope in scopes_of(role):
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
    assert shown >= {
        "people/<uuid:person>/alike/", "people/<uuid:person>/sources/",
        "people/", "people/<uuid:person>/", "people/<uuid:person>/timeline/", "people/<uuid:person>/results/",
        "people/<uuid:person>/medicines/", "people/<uuid:person>/papers/", "people/<uuid:person>/visits/<str:visit>/",
        "people/<uuid:person>/details/", "people/<uuid:person>/looks/", "people/<uuid:person>/access/", "people/register/",
        "people/emergency/", "people/doubts/<uuid:one>/<uuid:other>/", "originals/<str:document>/", "claims/dossiers/",
        "claims/dossiers/<uuid:ref>/", "claims/dossiers/<uuid:ref>/original/<int:version>/", "emergencies/",
        "emergencies/<uuid:emergency>/", "trail/", "trail/<int:entry>/", "unusual/", "unusual/<uuid:finding>/", "unusual/marks/",
        "people/<uuid:person>/requests/", "privacy/requests/", "privacy/requests/<int:number>/",
    }  # fmt: skip


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


def test_without_a_trail_no_page_shows_anybody(
    planted: Planted, monkeypatch: pytest.MonkeyPatch, trail: Trail
) -> None:
    failed = 0
    for role in roles():
        for scope in scopes_of(role):
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


@pytest.mark.parametrize("address", ["/my/record/", "/my/looks/", "/my/access/"])
def test_what_a_citizen_sees_of_the_own_record_is_told_once(planted: Planted, address: str) -> None:
    _, body, entries = ask(citizen(planted.person), address, None)

    assert shows(body, "") or address != "/my/record/"
    assert [(one.outcome, one.actor_id, planted.person in one.persons) for one in entries] == [
        ("allowed", f"citizen:{planted.person}", True)
    ]


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
