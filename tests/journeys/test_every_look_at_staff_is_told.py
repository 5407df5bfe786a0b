"""Every page that names somebody of the staff has exactly one entry in the trail: files, lists, rota, drafts, exports."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from hoaban.foundation.accounts.rules.roles import roles
from hoaban.foundation.workforce.models import Member
from hoaban.kernel import clock
from tests import cast
from tests.attacks import addresses, world
from tests.guards.test_access import ACCESS
from tests.journeys.looks import ask, browser
from tests.journeys.test_every_look_is_told import AT, QUIET, may_open

pytestmark = pytest.mark.django_db

TOMORROW = (clock.vietnam_day(clock.now()) + timedelta(days=1)).isoformat()
QUERIES = {"staff/rota/": f"?facility={cast.PROVINCIAL}&first={TOMORROW}"}
"""What a page must be asked before it names anybody."""


def test_every_page_tells_once_that_it_named_staff(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    things = world.build(tmp_path)
    name = Member.objects.get(pk=things.member).name
    faults, shown = [], set()
    for role in roles():
        for scope in (AT[kind] for kind in sorted(roles()[role].given_at) if kind in AT):
            who = browser(f"{role}.{scope.kind}".replace("_", "-"), role, scope, monkeypatch)
            for route in sorted(ACCESS):
                if route in QUIET or not may_open(role, scope, route):
                    continue
                address = addresses.address(route, **things.things()) + QUERIES.get(route, "")
                answer, body, entries = ask(who, address, None)
                if name in body:
                    shown.add(route)
                    told = [one.act for one in entries if one.outcome == "allowed"]
                    if len(told) != 1:
                        faults.append((role, scope.kind, address, answer.status_code, told))

    assert faults == []
    assert shown == {
        "hospital/sessions/new/", "staff/", "staff/duties/", "staff/rota/", "staff/rota/<int:shift>/", "staff/<uuid:member>/",
        "staff/<uuid:member>/<str:what>/", "staff/<uuid:member>/licences/<int:licence>/",
        "staff/posts/<int:post>/<str:kind>/",
    }  # fmt: skip
