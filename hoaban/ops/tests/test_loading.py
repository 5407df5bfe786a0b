"""While the province is loaded every page says so and how far it is; it stops by itself, even when killed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from hoaban.connect import claims as format_
from hoaban.kernel import clock
from hoaban.ops.demo.loading import Loading, find_loading, telling
from hoaban.shared.claims import api as claims
from hoaban.shared.claims.tests import builders
from tests import cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def folder(settings: Any, tmp_path: Path) -> Path:
    settings.VAR = tmp_path
    return tmp_path / "demo"


def words(answer: Any) -> str:
    return " ".join(answer.content.decode().split())


def test_pages_say_how_many_people_are_in_until_the_build_ends(client: Client, folder: Path) -> None:
    with telling(folder, wanted=5000) as teller:
        assert "0 trong 5.000 người" in words(client.get("/sign-in/"))
        teller.tell(Loading(5000, 1900, 1950, 4100, str(folder / "slice-00002")))

        page = words(client.get("/sign-in/"))

        assert "Đang nạp tỉnh giả lập: 1.900 trong 5.000 người." in page
        assert "0 trong 4.100 hồ sơ" in page
        assert 'value="38"' in page  # 1,900 of 5,000
        assert reverse("ops:loading") in page
        assert words(client.get(reverse("ops:loading"))).startswith("<aside")

    assert 'class="loading"' not in words(client.get("/sign-in/"))
    assert words(client.get(reverse("ops:loading"))) == ""


def test_dossiers_are_counted_as_they_are_committed(client: Client, folder: Path) -> None:
    files = folder / "slice-00001"
    files.mkdir(parents=True)
    outgoing = [format_.Outgoing(one.tables, one.level) for one in [builders.dossier()]]
    (files / "in.xml").write_bytes(format_.write_envelope(outgoing, facility_code=cast.PROVINCIAL))
    actor = cast.integration()
    batch = claims.open_batch(actor=actor, source="cli", paths=[files], now=clock.now())
    claims.run_batch(batch, actor=actor, clock=clock.now)

    with telling(folder, wanted=4) as teller:
        teller.tell(Loading(4, 0, 4, 2, str(files.resolve())))
        page = words(client.get(reverse("ops:loading")))

    assert "1 trong 2 hồ sơ" in page
    assert 'value="50"' in page


def test_a_build_that_was_killed_is_not_running(folder: Path) -> None:
    with telling(folder, wanted=10):
        pass

    assert (folder / "loading.json").exists()
    assert find_loading(folder) is None
