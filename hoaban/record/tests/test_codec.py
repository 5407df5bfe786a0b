"""Bodies come back as they were, however many threads write and read at once."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor

import pytest

from hoaban.record.engine import codec


def body(number: int) -> bytes:
    return json.dumps(
        {"resourceType": "Observation", "id": str(number), "note": [{"text": f"{number} " * 400}]}
    ).encode()


@pytest.mark.parametrize("dictionary", [0, codec.newest_dictionary()])
def test_a_deletion_stays_empty(dictionary: int) -> None:
    assert codec.unpack(b"", dictionary) == b""


def test_threads_do_not_garble_each_others_bodies() -> None:
    newest = codec.newest_dictionary()

    def there_and_back(number: int) -> bool:
        return all(codec.unpack(codec.pack(body(n)), newest) == body(n) for n in range(number, number + 40))

    with ThreadPoolExecutor(8) as pool:
        assert all(pool.map(there_and_back, range(0, 8000, 40)))
