"""Accounts are looked after at night."""

from __future__ import annotations

from procrastinate.contrib.django import app

from hoaban.foundation.accounts.services import leaving, sessions
from hoaban.kernel import clock
from hoaban.kernel.actor import system_actor

_ACTOR = system_actor("accounts", "accounts.manage")


@app.periodic(cron="15 19 * * *", periodic_id="accounts")
@app.task(name="accounts.shut_unused", queue="ops", queueing_lock="accounts.shut_unused")
def shut_unused(timestamp: int) -> None:  # noqa: ARG001 (when it was due; given by the queue)
    """Shut what nobody has used for too long."""
    leaving.shut_unused(actor=_ACTOR, now=clock.now())


@app.periodic(cron="20 19 * * *", periodic_id="sessions")
@app.task(name="accounts.forget_sessions", queue="ops", queueing_lock="accounts.forget_sessions")
def forget_sessions(timestamp: int) -> None:  # noqa: ARG001
    """Forget sessions of long ago."""
    sessions.forget_sessions(now=clock.now())
