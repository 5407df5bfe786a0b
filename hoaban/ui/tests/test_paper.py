"""Papers: Vietnamese letters of ours within the file, the same bytes again, nothing fetched from outside."""

from __future__ import annotations

import io
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from pyhanko.pdf_utils.reader import PdfFileReader

from hoaban.ui import paper

NOW = datetime(2026, 11, 30, 1, 0, tzinfo=UTC)
TEXT = "Người bệnh Giàng Thị Máy được chẩn đoán: viêm mũi họng cấp ở thôn Lản Nhì Thàng"


@pytest.fixture(autouse=True)
def _templates(settings: Any) -> None:
    settings.TEMPLATES = [{**settings.TEMPLATES[0], "DIRS": [Path(__file__).parent]}]
    if missing := paper.problem():
        pytest.skip(str(missing))


def test_the_letters_of_a_paper_are_within_it() -> None:
    made = paper.make("paper.html", {"text": TEXT}, now=NOW)
    fonts = PdfFileReader(io.BytesIO(made)).root["/Pages"]["/Kids"][0].get_object()["/Resources"]["/Font"]
    names = {str(font.get_object()["/BaseFont"]).partition("+")[2] for font in fonts.values()}
    assert names
    assert all(name.startswith("Tinos") for name in names)


def test_a_paper_made_again_is_the_same_file() -> None:
    assert paper.make("paper.html", {"text": TEXT}, now=NOW) == paper.make(
        "paper.html", {"text": TEXT}, now=NOW
    )


def test_it_is_told_where_something_stands_on_a_paper() -> None:
    _made, places = paper.make_placed("paper.html", {"text": TEXT}, now=NOW)
    page, left, bottom, right, top = places["said"]
    assert page == 0
    assert 0 < left < right < 596  # A4 in points
    assert 421 < bottom < top < 842  # in the upper half


def test_a_paper_says_that_it_is_archivable() -> None:
    made = PdfFileReader(io.BytesIO(paper.make("paper.html", {"text": TEXT}, now=NOW)))
    assert b"pdfaid:part" in made.root["/Metadata"].data


@pytest.mark.parametrize(
    "address", ["http://127.0.0.1:9/x.png", "file:///etc/hostname", "../../../pyproject.toml"]
)
def test_a_paper_fetches_nothing_but_our_own_files(address: str) -> None:
    with pytest.raises(ValueError, match="may not fetch"):
        paper.make("paper.html", {"text": TEXT, "address": address}, now=NOW)


def test_a_demo_says_on_every_paper_that_it_is_one(settings: Any) -> None:
    settings.DEMO = True
    with_mark = paper.make("paper.html", {"text": TEXT}, now=NOW)
    settings.DEMO = False
    assert with_mark != paper.make("paper.html", {"text": TEXT}, now=NOW)
