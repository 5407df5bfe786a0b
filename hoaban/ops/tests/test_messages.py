"""A gateway is registered by the operator; in a trial one plays the other side and tells what arrived."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
from click.testing import CliRunner
from django.core.exceptions import ImproperlyConfigured

from hoaban.foundation.accounts import api as accounts
from hoaban.kernel import clock
from hoaban.kernel.actor import Scope, system_actor
from hoaban.kernel.clock import VIETNAM
from hoaban.ops import tasks
from hoaban.ops.cli.messages import messages as command
from hoaban.ops.demo import trial_gateway
from hoaban.ops.demo.accounts import register_demo_accounts
from hoaban.shared.messaging import api as messaging
from hoaban.shared.messaging.tests.people import NOON, ask, person, state_of

pytestmark = pytest.mark.django_db


def test_the_operator_registers_a_gateway_that_may_do_one_thing() -> None:
    done = CliRunner().invoke(command, ["gateway", "cong-tin"])

    assert done.exit_code == 0, done.output
    actor = accounts.actor_of_token(done.stdout.strip().splitlines()[-1])
    assert actor is not None
    assert {(grant.act, grant.scope) for grant in actor.grants} == {("messages.receive", Scope("all"))}
    assert CliRunner().invoke(command, ["gateway", "cong-tin"]).exit_code != 0, "the name is taken"


@pytest.mark.parametrize(
    ("phone", "states"),
    [("0100000101", ["sent", "delivered"]), ("0100000199", ["sent", "failed"]), ("0100000197", ["failed"])],
)
def test_in_a_trial_a_message_goes_all_its_way(
    phone: str, states: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    register_demo_accounts(
        actor=system_actor("t", "accounts.manage"), password="Only-For-Tests-2026", now=clock.now()
    )
    later: list[dict[str, Any]] = []
    monkeypatch.setattr(trial_gateway, "app", _Queue(later))
    message = ask(person("Lò Văn Inh", "099064000103", phone))
    seen = []
    messaging.deliver_due(clock=_noon, chance=lambda: 0.5, until=lambda: False)
    seen.append(state_of(message)[0])
    for told in later:
        tasks.trial_receipt(**told)
        seen.append(state_of(message)[0])

    assert seen == states


def test_production_has_no_trial_gateway(settings: Any) -> None:
    settings.DEMO = False
    with pytest.raises(ImproperlyConfigured):
        messaging.register_trial_gateway(trial_gateway.gateway, trial_gateway.post)


def _noon() -> datetime:
    return NOON.astimezone(VIETNAM)


class _Queue:
    """Keeps what should be done later."""

    def __init__(self, kept: list[dict[str, Any]]) -> None:
        self._kept = kept

    def configure_task(self, name: str, **_options: Any) -> _Queue:
        assert name == "ops.trial_receipt"
        return self

    def defer(self, **told: Any) -> None:
        self._kept.append(told)
