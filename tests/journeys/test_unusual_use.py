"""The demo's unusual use goes through the doors that real use goes through, and is found by the watch."""

from __future__ import annotations

from pathlib import Path

import pytest

from hoaban.foundation.audit import api as audit
from hoaban.kernel import clock
from hoaban.kernel.actor import system_actor
from hoaban.ops.demo.accounts import register_demo_accounts
from hoaban.ops.demo.unusual import show_unusual_use
from hoaban.shared.auditing.models import Finding
from hoaban.shared.chart.tests.test_pages import bring
from hoaban.shared.claims.tests import builders

pytestmark = pytest.mark.django_db

OFFICER = system_actor("test", "accounts.manage", "audit.read")


def test_a_reviewer_sees_a_marked_person_who_was_looked_at_and_it_is_done_once(tmp_path: Path) -> None:
    now = clock.now()
    assert show_unusual_use(officer=OFFICER, now=now) == 0  # before the story is in

    register_demo_accounts(actor=OFFICER, password="Hoa-Ban-2026-only-for-tests", now=now)
    bring(tmp_path, builders.teacher_visit())
    found = show_unusual_use(officer=OFFICER, now=clock.now())

    looked = Finding.objects.get(rule="marked", actor_id="account:dd.ngoai")
    assert looked.figures == {"looks": 3, "limit": 1}
    assert found == Finding.objects.count()
    reads = audit.TrailFilter(actor_id="account:dd.ngoai", act="record.read")
    assert len(audit.list_entries(sought=reads)) == 3
    assert show_unusual_use(officer=OFFICER, now=clock.now()) == 0
