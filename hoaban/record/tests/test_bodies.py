"""What is left out of a body at rest comes back to the last byte."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from hoaban.record.engine import bodies, codec, spelling
from hoaban.record.shapes import Json

AT = datetime(2026, 11, 22, 3, 4, 5, 678_912, tzinfo=UTC)
HEAD = bodies.Head("Patient", "bn-1", 7, AT)


def text(**more: object) -> bytes:
    resource: Json = {"resourceType": "Patient", "id": "bn-1", **more}
    return spelling.spell(resource).version(HEAD.version, AT)


@pytest.mark.parametrize(
    "body",
    [
        text(),
        text(meta={"profile": ["http://a.example/p"]}),
        text(meta={"lastUpdated": "2020", "versionId": "1"}),
        text(name=[{"text": 'versionId":"7"'}, {"text": "\x01"}]),
        text(
            extension=[
                {"url": "x", "valueString": '"versionId":"7","lastUpdated":"2026-11-22T03:04:05.678Z"'}
            ]
        ),
        b'{"id":"bn-1","resourceType":"Patient"}',
        b'{"resourceType":"Patient","id":"bn-10"}',
    ],
)
def test_a_body_comes_back_as_it_was(body: bytes) -> None:
    assert bodies.unpack(bodies.pack(body, HEAD), codec.newest_dictionary(), HEAD) == body


def test_id_version_and_time_are_not_stored_twice() -> None:
    kept = codec.unpack(bodies.pack(text(gender="male"), HEAD), codec.newest_dictionary())
    assert kept == b',"meta":{\x01},"gender":"male"}'


def test_a_body_stored_whole_is_read_as_it_is() -> None:
    assert bodies.unpack(codec.pack(text()), codec.newest_dictionary(), HEAD) == text()


def test_a_deletion_has_no_body() -> None:
    assert bodies.unpack(b"", 1, HEAD) == b""
