"""Logs as JSON lines: what happened, in which request, with nothing about persons.

A message is logged as it stands in the code (its template), never with what was filled in: names, numbers and
paths of people would be in there. Facts to log are given as ``extra={"facts": {...}}``: ids, counts, times.
"""

from __future__ import annotations

import json
import logging
import traceback
from contextvars import ContextVar
from datetime import UTC, datetime
from types import TracebackType
from typing import Any

import orjson

from hoaban.kernel.errors import HoaBanError

request_id: ContextVar[str] = ContextVar("request_id", default="")
"""The request that this thread is answering."""

_LIBRARY_FACTS = ("action", "status_code")


class JsonLines(logging.Formatter):
    """One log record as one line of JSON."""

    def __init__(self, process: str = "") -> None:
        super().__init__()
        self._process = process

    def format(self, record: logging.LogRecord) -> str:
        """Only what may be kept: see the module's text."""
        entry: dict[str, Any] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "process": self._process,
            "logger": record.name,
            "message": _template(record),
        }
        if known := request_id.get():
            entry["request"] = known
        entry |= {name: getattr(record, name) for name in _LIBRARY_FACTS if hasattr(record, name)}
        entry |= getattr(record, "facts", {})
        if record.exc_info and record.exc_info[1] is not None:
            entry["failure"] = describe_failure(record.exc_info[1])
        try:
            return orjson.dumps(entry, default=str).decode()
        except TypeError:  # a broken letter or an odd key: slower, but nothing is lost
            return json.dumps(entry, default=str)


def _template(record: logging.LogRecord) -> str:
    """The text in the code. Libraries that format before they log are named by what they did, or not at all."""
    if record.name.startswith("procrastinate"):
        job = getattr(record, "job", None) or {}
        return f"{getattr(record, 'action', 'job')} {job.get('task_name', '')} {job.get('id', '')}".strip()
    return str(record.msg)


def describe_failure(failure: BaseException) -> list[str]:
    """Kinds and places of a failure and what caused it. Texts of failures repeat values, so only ours are kept."""
    lines: list[str] = []
    current: BaseException | None = failure
    while current is not None and len(lines) < 40:
        said = f": {current}" if isinstance(current, HoaBanError) else ""
        lines.append(f"{type(current).__module__}.{type(current).__qualname__}{said}")
        frames = traceback.extract_tb(current.__traceback__)
        lines += [f"  {frame.filename}:{frame.lineno} {frame.name}" for frame in frames[-12:]]
        current = current.__cause__ or current.__context__
    return lines


def log_the_end(kind: type[BaseException], failure: BaseException, trace: TracebackType | None) -> None:
    """For ``sys.excepthook``: what ends a process is logged like everything else. A bare traceback repeats values."""
    logging.getLogger("hoaban.process").critical("process ends", exc_info=(kind, failure, trace))


class WithFailure(logging.Filter):
    """Lets only unexpected failures pass: an answer of 404 or 503 is seen in the line of its request."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Whether there is something to mend."""
        return bool(record.exc_info)


def configuration(process: str = "") -> dict[str, Any]:
    """For :func:`logging.config.dictConfig`: everything to standard error, one JSON line each."""
    failures_only = {"level": "ERROR", "filters": ["with_failure"]}
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "filters": {"with_failure": {"()": "hoaban.ops.runtime.logs.WithFailure"}},
        "formatters": {"json": {"()": "hoaban.ops.runtime.logs.JsonLines", "process": process}},
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "json"}},
        "root": {"handlers": ["stderr"], "level": "INFO"},
        "loggers": {
            "django.request": failures_only,
            "django.security": {"level": "ERROR"},
            "procrastinate": {"level": "WARNING"},
            "_granian": {"level": "WARNING"},
            "fontTools": {"level": "WARNING"},
            # a signature that does not hold is a verdict, told by whoever asked, and no error of ours
            "pyhanko": {"level": "CRITICAL"},
            "pyhanko_certvalidator": {"level": "CRITICAL"},
        },
    }
