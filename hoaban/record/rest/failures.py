"""Whatever goes wrong in one act becomes an answer here: expected failures, those of the database, faults of ours."""

from __future__ import annotations

import logging
from collections.abc import Callable

import psycopg
from django.db import Error, connection

from hoaban.kernel.errors import Busy, HoaBanError, Invalid
from hoaban.record.rest import outcome
from hoaban.record.rest.http import Response

log = logging.getLogger("hoaban.fhir")


def answered(work: Callable[[], Response], request_id: str) -> Response:
    """What ``work`` answers, or an OperationOutcome that says why it does not."""
    try:
        return work()
    except HoaBanError as failure:
        return outcome.of(failure)
    except (Error, psycopg.Error) as failure:
        return _of_database(failure, request_id)
    except Exception:
        log.exception("fhir failed", extra={"request_id": request_id})
        return outcome.unexpected()


def _of_database(failure: BaseException, request_id: str) -> Response:
    cause = failure.__cause__ if isinstance(failure, Error) and failure.__cause__ else failure
    if isinstance(cause, psycopg.errors.DataError):
        return outcome.of(
            Invalid("Giá trị nằm ngoài phạm vi lưu được.", "A value is outside what can be stored.")
        )
    log.warning("fhir database", extra={"request_id": request_id, "kind": type(cause).__name__})
    if isinstance(cause, psycopg.OperationalError | psycopg.InterfaceError):
        if not connection.in_atomic_block:
            connection.close()
        return outcome.of(Busy("Cơ sở dữ liệu đang bận; hãy thử lại.", "The database is busy; try again."))
    log.error("fhir database", extra={"request_id": request_id}, exc_info=failure)
    return outcome.unexpected()
