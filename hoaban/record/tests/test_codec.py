from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import zstandard

from hoaban.record.engine import codec


def _text(seed: int) -> bytes:
    return b" ".join(b"Observation %d final" % (seed * place % 97) for place in range(5 + seed * 37 % 1200))


def test_a_body_comes_back_as_it_was() -> None:
    for seed in range(20):
        assert codec.unpack(codec.pack(_text(seed)), codec.newest_dictionary()) == _text(seed)


def test_an_empty_body_stays_empty() -> None:
    assert codec.unpack(b"", 0) == b""


def test_threads_that_pack_and_unpack_at_once_get_their_own_texts_back() -> None:
    def there_and_back(seed: int) -> bool:
        return all(
            codec.unpack(codec.pack(_text(number)), codec.newest_dictionary()) == _text(number)
            for number in range(seed, seed + 20)
        )

    with ThreadPoolExecutor(8) as pool:
        assert all(pool.map(there_and_back, range(0, 1600, 100)))


def test_a_body_that_was_written_with_its_first_bytes_is_read_as_well() -> None:
    kept = zstandard.FRAME_HEADER + codec.pack(_text(3))
    assert codec.unpack(kept, codec.newest_dictionary()) == _text(3)
