"""Pages are compressed, save for another site's asking."""

from __future__ import annotations

import gzip

import pytest
from django.test import Client

ADDRESS = "/sign-in/"
pytestmark = pytest.mark.django_db


def test_a_page_is_compressed_and_its_length_does_not_repeat(client: Client) -> None:
    answers = [client.get(ADDRESS, headers={"Accept-Encoding": "gzip"}) for _ in range(8)]

    assert {one["Content-Encoding"] for one in answers} == {"gzip"}
    assert "Accept-Encoding" in answers[0]["Vary"]
    assert len({len(one.content) for one in answers}) > 1
    assert "Đăng nhập" in gzip.decompress(answers[0].content).decode()


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
def test_what_another_site_asks_for_is_not_compressed(client: Client, site: str) -> None:
    answer = client.get(ADDRESS, headers={"Accept-Encoding": "gzip", "Sec-Fetch-Site": site})

    assert not answer.has_header("Content-Encoding")
    assert "Sec-Fetch-Site" in answer["Vary"]


@pytest.mark.parametrize("site", ["none", "same-origin"])
def test_what_the_person_asks_for_is_compressed(client: Client, site: str) -> None:
    answer = client.get(ADDRESS, headers={"Accept-Encoding": "gzip", "Sec-Fetch-Site": site})

    assert answer["Content-Encoding"] == "gzip"
