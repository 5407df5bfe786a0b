"""Every attack test says what the hole that it would find is worth: a base vector of CVSS 4.0, and its score."""

from __future__ import annotations

from pathlib import Path

import pytest
from cvss import CVSS4

from tools import security

_BASE = {"AV", "AC", "AT", "PR", "UI", "VC", "VI", "VA", "SC", "SI", "SA"}


@pytest.mark.parametrize("path", security.ATTACKS, ids=lambda path: path.stem)
def test_every_attack_carries_its_vector_and_the_score_of_that_vector(path: Path) -> None:
    found = list(security.attacks(path))

    assert found
    for one in found:
        assert one.vector, f"{one.name} does not say what it guards against"
        assert {part.split(":")[0] for part in one.vector.split("/")[1:]} == _BASE, (
            f"{one.name}: base metrics only"
        )
        assert float(CVSS4(one.vector).base_score) == one.score, one.name


def test_the_page_of_attacks_is_what_the_tests_say() -> None:
    assert (security.PAGES / "attacks.md").read_text(encoding="utf-8") == security.attacks_page()
