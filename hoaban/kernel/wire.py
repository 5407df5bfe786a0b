"""Ask an address that the operator configured, within a time that holds for the whole of it."""

from __future__ import annotations

import json
import re
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

MOST = 1024 * 1024
"""Bytes of an answer that are read; the rest is left."""
_PIECE = 16 * 1024
_SAFE = re.compile(r"https://[^\s/]+(/\S*)?|http://(127\.0\.0\.1|localhost|\[::1\])(:\d+)?(/\S*)?")


@dataclass(frozen=True, slots=True)
class Request:
    """What is asked: GET without a body, POST with one."""

    address: str
    body: bytes | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    seconds: float = 10.0


@dataclass(frozen=True, slots=True)
class Reply:
    """What came back; also what a server calls a failure."""

    status: int
    body: bytes = b""


def json_object(body: bytes) -> dict[str, Any]:
    """The JSON object that an answer holds; empty where it holds none, whatever it is."""
    try:
        read = json.loads(body)
    except (ValueError, RecursionError):
        return {}
    return read if isinstance(read, dict) else {}


Ask = Callable[[Request], Reply]
"""Raises ``TimeoutError`` when there was no answer in time, another ``OSError`` when there was none at all."""


def is_safe(address: str) -> bool:
    """Whether an address is reached by TLS, or is on this machine."""
    return bool(_SAFE.fullmatch(address))


def ask(request: Request) -> Reply:
    """Ask over HTTP. A redirect is not followed: who sends us elsewhere is not the one that was configured.

    :raises TimeoutError: the whole answer did not come in ``request.seconds``. :raises OSError: no connection.
    """
    if not is_safe(request.address):
        raise OSError("not https")
    ends = time.monotonic() + request.seconds
    said = urllib.request.Request(request.address, data=request.body, headers=dict(request.headers))  # noqa: S310 - checked above
    try:
        with urllib.request.build_opener(_Stays).open(said, timeout=request.seconds) as answer:
            return Reply(answer.status, _read(answer, ends))
    except urllib.error.HTTPError as refused:
        with refused:
            return Reply(refused.code, _read(refused, ends))
    except urllib.error.URLError as failed:
        if isinstance(failed.reason, TimeoutError):
            raise failed.reason from failed
        raise


class _Stays(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_given: Any) -> None:
        return None


def _read(answer: Any, ends: float) -> bytes:
    """Piece by piece: a server that lets its answer drip would else take as long as it likes."""
    pieces: list[bytes] = []
    size = 0
    while size < MOST:
        if time.monotonic() > ends:
            raise TimeoutError
        piece = answer.read1(min(_PIECE, MOST - size))
        if not piece:
            break
        pieces.append(piece)
        size += len(piece)
    return b"".join(pieces)
