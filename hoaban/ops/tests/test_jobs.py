"""Background jobs: tried again by themselves, and by a person when they have failed for good."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from click.testing import CliRunner
from django.contrib.messages.storage.fallback import FallbackStorage
from django.contrib.sessions.backends.signed_cookies import SessionStore
from django.db import connection
from django.http import HttpRequest
from django.test import RequestFactory
from procrastinate import RetryStrategy
from procrastinate.contrib.django import DjangoApp, app
from procrastinate.contrib.django.django_connector import DjangoConnector

from hoaban.kernel import clock
from hoaban.kernel.actor import Actor, ActorKind, Grant, Scope
from hoaban.ops import tasks, views
from hoaban.ops.cli import main
from hoaban.ops.runtime import queue

pytestmark = pytest.mark.django_db(transaction=True)

OFFICER = Actor(
    "account:it", ActorKind.PERSON, "Cán bộ CNTT", frozenset({Grant("jobs.manage", Scope("all"))})
)


@pytest.fixture(autouse=True)
def empty_queues() -> None:
    """Django does not empty the queue's tables between tests: they are not its own."""
    with connection.cursor() as cursor:
        cursor.execute("truncate procrastinate_jobs restart identity cascade")


class Broken(Exception):
    """What the test's job fails with."""


def work(outcomes: list[bool]) -> list[int]:
    """Run a job that fails for each False in ``outcomes``, by a real worker; returns the attempts made."""
    assert isinstance(app.connector, DjangoConnector)
    mine = DjangoApp(connector=app.connector.get_worker_connector())
    attempts: list[int] = []

    @mine.task(name="test.work", queue="test", retry=RetryStrategy(max_attempts=2), pass_context=False)
    def run() -> None:
        attempts.append(1)
        if not outcomes.pop(0):
            raise Broken

    with connection.cursor() as cursor:
        cursor.execute("select count(*) from procrastinate_jobs where queue_name = 'test'")
        if cursor.fetchone() == (0,):
            app.configure_task("test.work", queue="test", allow_unknown=True).defer()
    for _ in range(20):  # a job is due again a moment after it failed
        if not outcomes:
            break
        mine.run_worker(queues=["test"], wait=False, install_signal_handlers=False, listen_notify=False)
    return attempts


def fail_for_good() -> queue.Job:
    work([False, False, False])
    (job,) = queue.list_failed()
    return job


def test_a_job_that_fails_is_tried_again_by_itself() -> None:
    assert len(work([False, True])) == 2
    assert queue.list_failed() == []


def test_a_job_that_keeps_failing_is_listed_without_its_arguments() -> None:
    job = fail_for_good()
    assert (job.task, job.queue, job.status) == ("test.work", "test", "failed")
    assert not hasattr(job, "args")


def test_a_failed_job_is_done_again_when_a_person_asks() -> None:
    job = fail_for_good()
    queue.retry(job.id, now=clock.now() - timedelta(seconds=1))
    assert queue.list_failed() == []
    (line,) = queue.list_queues()
    assert line.waiting == 1
    assert line.oldest_at is not None
    assert len(work([True])) == 1
    with pytest.raises(queue.NoSuchFailedJob):
        queue.retry(job.id, now=clock.now())


def test_the_command_lists_and_retries_and_its_exit_status_tells() -> None:
    job = fail_for_good()
    listed = CliRunner().invoke(main, ["jobs", "--json"])
    assert listed.exit_code == 1
    assert json.loads(listed.stdout)["failed"][0]["id"] == job.id
    assert CliRunner().invoke(main, ["jobs", "retry", str(job.id)]).exit_code == 0
    assert CliRunner().invoke(main, ["jobs"]).exit_code == 0
    refused = CliRunner().invoke(main, ["jobs", "retry", str(job.id)])
    assert refused.exit_code == 2
    assert "no failed job" in refused.stderr


def request(method: str) -> HttpRequest:
    made = getattr(RequestFactory(), method)("/ops/jobs/")
    made.actor = OFFICER
    made.session = SessionStore()
    made._messages = FallbackStorage(made)
    return made  # type: ignore[no-any-return]


def test_the_page_lists_failed_jobs_and_does_them_again() -> None:
    job = fail_for_good()
    page = views.jobs(request("get"))
    assert page.status_code == 200
    assert "test.work" in page.content.decode()
    assert f"/ops/jobs/{job.id}/retry/" in page.content.decode()
    assert views.retry_job(request("post"), job.id).status_code == 302
    assert queue.list_failed() == []
    assert views.retry_job(request("post"), job.id).status_code == 302, "a double click is no error"
    assert views.jobs.needs == views.retry_job.needs == "jobs.manage"  # type: ignore[attr-defined]


def test_the_nightly_backup_and_the_tidying_are_due_by_themselves() -> None:
    due = {task.task.name: task.cron for task in app.periodic_registry.periodic_tasks.values()}
    assert due["ops.backup"] == tasks.NIGHTLY
    assert "ops.tidy_jobs" in due
