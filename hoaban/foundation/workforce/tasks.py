"""The register of staff is looked through every minute: who has left loses access."""

from __future__ import annotations

from procrastinate.contrib.django import app

from hoaban.foundation.workforce.services import leaving
from hoaban.kernel import clock
from hoaban.kernel.actor import system_actor

_ACTOR = system_actor("workforce", "accounts.manage")


@app.periodic(cron="* * * * *", periodic_id="leavers")
@app.task(name="workforce.shut_leavers", queue="ops", queueing_lock="workforce.shut_leavers")
def shut_leavers(timestamp: int) -> None:  # noqa: ARG001 (when it was due; given by the queue)
    """Shut the accounts of those whose last post is over, and end the roles of who works elsewhere now."""
    now = clock.now()
    leaving.shut_accounts_of_leavers(actor=_ACTOR, now=now)
    leaving.end_roles_of_movers(actor=_ACTOR, now=now)
