"""Logs and figures tell what happened, never to whom."""

from __future__ import annotations

import io
import json
import logging
import subprocess
import sys
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import RequestFactory

from hoaban.kernel.errors import Conflict
from hoaban.ops import views
from hoaban.ops.runtime import logs, metrics, requests

NAME = "Lò Thị Mai"
NUMBER = "099123456789"


def logged(write: Any) -> dict[str, Any]:
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(logs.JsonLines("test"))
    logger = logging.getLogger("hoaban.x")
    logger.addHandler(handler)
    try:
        write(logger)
    finally:
        logger.removeHandler(handler)
    assert NAME not in stream.getvalue()
    assert NUMBER not in stream.getvalue()
    entry: dict[str, Any] = json.loads(stream.getvalue())
    return entry


def call(
    environ: dict[str, Any], *, status: str = "200 OK", actor: str = ""
) -> tuple[list[bytes], dict[str, str]]:
    headers: dict[str, str] = {}

    def application(environ: dict[str, Any], start: Any) -> list[bytes]:
        environ[requests.ROUTE] = "chart:record"
        environ[requests.ACTOR] = actor
        start(status, [("Content-Type", "text/html")])
        return [b"page"]

    def start(_status: str, given: list[tuple[str, str]], _exc: Any = None) -> None:
        headers.update(given)

    body = requests.watched(application)({"REQUEST_METHOD": "GET", **environ}, start)
    return list(body), headers


def test_a_request_leaves_one_line_with_route_and_actor_and_nothing_of_its_path(
    caplog: pytest.LogCaptureFixture,
) -> None:
    with caplog.at_level(logging.INFO, "hoaban.requests"):
        _, headers = call(
            {"PATH_INFO": f"/tim/{NAME}", "QUERY_STRING": f"q={NUMBER}"}, actor="account:bs.kham"
        )
    (record,) = caplog.records
    line = logs.JsonLines("web").format(record)
    entry = json.loads(line)
    assert entry["route"] == "chart:record"
    assert entry["actor"] == "account:bs.kham"
    assert entry["status"] == 200
    assert headers["X-Request-ID"]
    assert NAME not in line
    assert NUMBER not in line


def test_a_request_id_from_outside_is_kept_only_when_it_is_one() -> None:
    assert call({"HTTP_X_REQUEST_ID": "abcdef-123456"})[1]["X-Request-ID"] == "abcdef-123456"
    assert call({"HTTP_X_REQUEST_ID": f"{NAME}\n"})[1]["X-Request-ID"] != NAME
    assert logs.request_id.get() == "", "not kept for the next request of this thread"


@pytest.mark.django_db  # closing an answer lets go of the connection
def test_a_finished_page_is_handed_over_as_one_list() -> None:
    body = requests._as_list(HttpResponse(b"whole"))  # type: ignore[arg-type]
    assert body == [b"whole"]


def test_what_is_filled_into_a_message_is_not_logged() -> None:
    entry = logged(lambda logger: logger.warning("no room for %s (%s)", NAME, NUMBER))
    assert entry["message"] == "no room for %s (%s)"


def test_of_a_foreign_failure_kind_and_place_are_logged_and_of_ours_the_text_too() -> None:
    def foreign(logger: logging.Logger) -> None:
        try:
            raise ValueError(f"{NAME} {NUMBER}")
        except ValueError:
            logger.exception("failed")

    entry = logged(foreign)
    assert entry["failure"][0] == "builtins.ValueError"
    assert "test_requests.py" in entry["failure"][-1]

    def ours(logger: logging.Logger) -> None:
        try:
            raise Conflict("Đã có.", "Taken.")
        except Conflict:
            logger.exception("failed")

    assert "Taken." in logged(ours)["failure"][0]


def test_a_library_that_formats_first_is_named_by_what_it_did() -> None:
    record = logging.makeLogRecord(
        {
            "name": "procrastinate.worker.jobs",
            "msg": f"Job tell[7](person={NAME})",
            "action": "job_error",
            "job": {"id": 7, "task_name": "tell", "task_kwargs": {"person": NAME}},
        }
    )
    line = logs.JsonLines("jobs").format(record)
    assert json.loads(line)["message"] == "job_error tell 7"
    assert NAME not in line


def test_answers_of_4xx_and_503_are_no_failures_to_mend() -> None:
    keep = logs.WithFailure()
    assert not keep.filter(logging.makeLogRecord({"msg": "Not Found: %s"}))
    try:
        raise ValueError
    except ValueError:
        assert keep.filter(logging.makeLogRecord({"msg": "x", "exc_info": sys.exc_info()}))


@pytest.mark.django_db
def test_figures_tell_of_requests_jobs_and_the_feed() -> None:
    metrics.observe("chart:record", 200, 0.012)
    text = metrics.exposition().decode()
    assert 'hoaban_requests_total{route="chart:record",status="2xx"}' in text
    assert "hoaban_feed_unsealed 0" in text
    assert "# TYPE hoaban_jobs_waiting gauge" in text


@pytest.mark.parametrize(
    ("facts", "allowed"),
    [
        ({"REMOTE_ADDR": "127.0.0.1"}, True),
        ({"REMOTE_ADDR": "::1"}, True),
        ({"REMOTE_ADDR": "10.1.1.1"}, False),
        ({"REMOTE_ADDR": "127.0.0.1", "HTTP_X_FORWARDED_FOR": "10.1.1.1"}, False),
        ({"REMOTE_ADDR": "10.1.1.1", "HTTP_AUTHORIZATION": "Bearer right-token"}, True),
        ({"REMOTE_ADDR": "10.1.1.1", "HTTP_AUTHORIZATION": "Bearer wrong"}, False),
    ],
)
def test_figures_are_for_this_machine_or_the_token(
    monkeypatch: pytest.MonkeyPatch, facts: dict[str, str], allowed: bool
) -> None:
    monkeypatch.setenv("HOABAN_METRICS_TOKEN", "right-token")
    request = RequestFactory().get("/metrics", **facts)  # type: ignore[arg-type]
    assert views._may_scrape(request) is allowed


def test_without_a_token_set_an_empty_one_opens_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("HOABAN_METRICS_TOKEN", raising=False)
    request = RequestFactory().get("/metrics", REMOTE_ADDR="10.1.1.1", HTTP_AUTHORIZATION="Bearer ")
    assert not views._may_scrape(request)


ENDING = """
import logging.config, sys
from hoaban.ops.runtime import logs
logging.config.dictConfig(logs.configuration("jobs"))
sys.excepthook = logs.log_the_end
raise ValueError(sys.argv[1])
"""


def test_what_ends_a_process_is_one_line_that_names_nobody() -> None:
    ended = subprocess.run([sys.executable, "-c", ENDING, NAME], capture_output=True, text=True, check=False)
    assert ended.returncode == 1
    told = json.loads(ended.stderr)
    assert told["level"] == "critical"
    assert told["failure"][0] == "builtins.ValueError"
    assert NAME not in ended.stderr
