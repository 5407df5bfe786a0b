"""The demo's rooms: every service answers a result that we can type, every point is one, twice is once."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from hoaban.foundation.places import api as places
from hoaban.kernel.actor import Actor, ActorKind, Grant, Scope, system_actor
from hoaban.kernel.effective import Period
from hoaban.modules.hospital.queries.offered import find_services, list_services
from hoaban.modules.hospital.rules.results import templates
from hoaban.ops.demo.outpatients import PHONG_THO, PROVINCIAL, open_demo_rooms
from hoaban.shared.scheduling import api as scheduling

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 30, 1, 0, tzinfo=UTC)


def test_both_facilities_have_rooms_and_services_once() -> None:
    registrar = system_actor("register-test", "system.manage")
    for code in (PROVINCIAL, PHONG_THO):
        one = places.Facility(code, f"Cơ sở {code}", "hospital", Period(date(2020, 1, 1)))
        places.register_facility(actor=registrar, facility=one, now=NOW)
    acts = ("scheduling.manage", "hospital.services")
    officer = Actor("x", ActorKind.SYSTEM, "x", frozenset(Grant(act, Scope("all")) for act in acts))

    for _twice in range(2):
        open_demo_rooms(actor=officer, now=NOW)

    for code in (PROVINCIAL, PHONG_THO):
        points = scheduling.list_points(actor=officer, facility_code=code, on=date(2026, 11, 30))
        services, total = list_services(facility_code=code, on=date(2026, 11, 30))
        assert len({one.code for one in points}) == len(points) >= 7
        assert total == len(services) > 25
        assert {one.template for one in services if one.template} <= set(templates())
        assert {one.point_code for one in services if one.point_code} <= {one.code for one in points}
        found = find_services(actor=officer, facility_code=code, text="glucose", on=date(2026, 11, 30))
        assert found[0].template == "GLU"
