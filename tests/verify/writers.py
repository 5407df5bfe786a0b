"""Several clients that write over /fhir/R4 at once and remember what they were told was stored."""

from __future__ import annotations

import http.client
import json
import threading
import time
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import uuid4

from hoaban.kernel import clock

_PAUSE = 0.2
_TIMEOUT = 60.0


@dataclass(frozen=True, slots=True)
class Acknowledged:
    """A write that was answered with success: what was written, when it was asked for, when the answer came."""

    fhir_id: str
    number: int
    asked_at: datetime
    answered_at: datetime


@dataclass(frozen=True, slots=True)
class Mismatch:
    """Something acknowledged that is not there as it should be."""

    fhir_id: str
    expected: int
    found: int | None


class Writers:
    """Each client creates resources, and after each one writes the next number into a resource of its own."""

    def __init__(self, port: int, token: str, *, clients: int) -> None:
        self.port, self._token = port, token
        self.created: list[Acknowledged] = []
        self.updated: list[Acknowledged] = []
        self.unanswered = 0
        self._lock, self._ending = threading.Lock(), threading.Event()
        self._threads = [threading.Thread(target=self._write) for _ in range(clients)]

    def __enter__(self) -> Writers:
        for one in self._threads:
            one.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def stop(self) -> None:
        """Let every client finish the call it is in."""
        self._ending.set()
        for one in self._threads:
            one.join()

    @property
    def count(self) -> int:
        return len(self.created) + len(self.updated)

    def wait_for_more(self, more: int, *, within: float) -> None:
        """Wait until ``more`` writes were acknowledged from now on."""
        begun, goal = time.monotonic(), self.count + more
        while self.count < goal:
            assert time.monotonic() - begun < within, f"no answer within {within:.0f} s"
            time.sleep(0.02)

    def wait_for_one_asked_after(self, moment: datetime, *, within: float) -> float:
        """Wait until a write was acknowledged that was asked for after ``moment``; returns the seconds it took."""
        begun = time.monotonic()
        while not any(one.asked_at > moment for one in (*self.created[-50:], *self.updated[-50:])):
            assert time.monotonic() - begun < within, f"no answer within {within:.0f} s"
            time.sleep(0.02)
        return time.monotonic() - begun

    def mismatches(self, *, port: int, until: datetime | None = None) -> list[Mismatch]:
        """What was acknowledged before ``until`` and is not found; and what was asked for after it and is."""
        wrong = []
        link = http.client.HTTPConnection("127.0.0.1", port, timeout=_TIMEOUT)
        for one in self.created:
            found = self._number(link, one.fhir_id)
            expected = until is None or one.answered_at < until
            unexpected = until is not None and one.asked_at > until
            if (expected and found != one.number) or (unexpected and found is not None):
                wrong.append(Mismatch(one.fhir_id, one.number, found))
        latest: dict[str, int] = {}
        for one in self.updated:
            if until is None or one.answered_at < until:
                latest[one.fhir_id] = max(latest.get(one.fhir_id, 0), one.number)
        for fhir_id, number in latest.items():
            found = self._number(link, fhir_id)
            if found is None or found < number:
                wrong.append(Mismatch(fhir_id, number, found))
        return wrong

    def _write(self) -> None:
        own, number = str(uuid4()), 0
        link: http.client.HTTPConnection | None = None
        while not self._ending.is_set():
            number += 1
            link = link or http.client.HTTPConnection("127.0.0.1", self.port, timeout=_TIMEOUT)
            try:
                self._put(link, str(uuid4()), number, self.created)
                self._put(link, own, number, self.updated)
            except (OSError, http.client.HTTPException, _NotStored):
                # whether it was stored is unknown; only what was acknowledged must be there
                with self._lock:
                    self.unanswered += 1
                link.close()
                link = None
                time.sleep(_PAUSE)

    def _put(
        self, link: http.client.HTTPConnection, fhir_id: str, number: int, kept: list[Acknowledged]
    ) -> None:
        asked_at = clock.now()
        answer = self._call(link, "PUT", fhir_id, json.dumps(_resource(fhir_id, number)))
        body = answer.read()
        if answer.status not in {200, 201}:
            if answer.status < 500:
                raise AssertionError(f"{answer.status}: {body[:300]!r}")
            raise _NotStored
        with self._lock:
            kept.append(Acknowledged(fhir_id, number, asked_at, clock.now()))

    def _number(self, link: http.client.HTTPConnection, fhir_id: str) -> int | None:
        answer = self._call(link, "GET", fhir_id)
        body = answer.read()
        if answer.status == 404:
            return None
        assert answer.status == 200, body[:300]
        number: int = json.loads(body)["valueInteger"]
        return number

    def _call(
        self, link: http.client.HTTPConnection, method: str, fhir_id: str, body: str | None = None
    ) -> http.client.HTTPResponse:
        headers = {"Authorization": f"Bearer {self._token}", "Content-Type": "application/fhir+json"}
        link.request(method, f"/fhir/R4/Observation/{fhir_id}", body, headers)
        return link.getresponse()


class _NotStored(Exception):
    """The server said that it could not just now."""


def _resource(fhir_id: str, number: int) -> dict[str, Any]:
    return {
        "resourceType": "Observation", "id": fhir_id, "status": "final", "code": {"text": "Mạch"}, "valueInteger": number,
    }  # fmt: skip
