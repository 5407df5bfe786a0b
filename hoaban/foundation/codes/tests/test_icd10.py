"""ICD-10: names, chapters, blocks and the shape of codes."""

from __future__ import annotations

from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hoaban.foundation.codes import api as codes

TODAY = date(2026, 11, 20)


def test_at_least_350_common_codes_have_a_name_and_lie_in_a_chapter_and_a_block() -> None:
    known = codes.names("ICD10", TODAY)
    assert len(known) >= 350
    for code in known:
        assert codes.icd10_chapter(code), code
        assert codes.icd10_block(code), code


@pytest.mark.parametrize("written", ["O14.2", "O142", "o14.2", "O14.2†"])
def test_a_code_is_found_however_it_is_written(written: str) -> None:
    found = codes.find("ICD10", written, TODAY)
    assert found is not None
    assert found.code == "O14.2"
    assert codes.is_known("ICD10", "O14.2", TODAY) is True


def test_a_code_we_have_no_name_for_is_not_called_wrong_but_a_wrong_shape_is() -> None:
    assert codes.is_known("ICD10", "C69.3", TODAY) is None
    assert codes.is_known("ICD10", "O14.2.1", TODAY) is False
    assert codes.is_known("ICD10", "viêm", TODAY) is False
    chapter = codes.icd10_chapter("C69.3")
    assert chapter is not None
    assert chapter.number == "II"


@pytest.mark.parametrize(
    ("code", "chapter", "block"),
    [
        ("B05.9", "I", "B00-B09"),
        ("D50", "III", "D50-D53"),
        ("X20", "XX", "W00-X59"),
        ("U07.1", "XXII", "U00-U49"),
    ],
)
def test_codes_are_grouped_by_chapter_and_block(code: str, chapter: str, block: str) -> None:
    in_chapter, in_block = codes.icd10_chapter(code), codes.icd10_block(code)
    assert in_chapter is not None
    assert in_block is not None
    assert (in_chapter.number, in_block.number) == (chapter, block)


def test_what_is_no_code_lies_in_no_chapter() -> None:
    for text in ("", "J", "J1", "12.3", "J18.999", "hen"):
        assert codes.icd10_chapter(text) is None
        assert codes.icd10_block(text) is None


def test_chapters_and_blocks_do_not_overlap_and_every_block_lies_in_one_chapter() -> None:
    chapters = codes.icd10_chapters()
    assert len(chapters) == 22
    for before, after in pairwise(chapters):
        assert before.last < after.first
    for code in (f"{letter}{number:02d}" for letter in "ABCDEFGHIJKLMNOPQRSTUVWXYZ" for number in range(100)):
        block, chapter = codes.icd10_block(code), codes.icd10_chapter(code)
        if block is not None:
            assert chapter is not None, code
            assert chapter.first <= block.first <= code <= block.last <= chapter.last


@given(st.from_regex(r"\A[A-Z][0-9]{2}(\.?[0-9]{1,2})?\Z"))
def test_writing_a_code_with_its_dot_twice_changes_nothing(code: str) -> None:
    assert codes.is_icd10_shaped(code)
    assert codes.icd10_dotted(codes.icd10_dotted(code)) == codes.icd10_dotted(code)
    assert codes.icd10_chapter(code) == codes.icd10_chapter(codes.icd10_dotted(code))
