"""Every attack test says what the hole that it would find is worth: a base vector of CVSS 4.0, and its score."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from cvss import CVSS4

from tests.guards.tree import ROOT

ATTACKS = tuple(sorted((ROOT / "tests/attacks").glob("test_*.py")))
_BASE = {"AV", "AC", "AT", "PR", "UI", "VC", "VI", "VA", "SC", "SI", "SA"}


def _marks(nodes: list[ast.expr]) -> Iterator[tuple[str, float]]:
    for node in nodes:
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "pytest.mark.attack":
            vector, score = (ast.literal_eval(one) for one in node.args)
            yield str(vector), float(score)


def _of_file(tree: ast.Module) -> list[tuple[str, float]]:
    for node in tree.body:
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "pytestmark":
            marks = node.value.elts if isinstance(node.value, ast.List) else [node.value]
            return list(_marks(marks))
    return []


def scored(path: Path) -> dict[str, tuple[str, float] | None]:
    """Test -> its vector and score, else those of its file."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    general = _of_file(tree)
    return {
        node.name: next(iter([*_marks(node.decorator_list), *general]), None)
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")
    }


@pytest.mark.parametrize("path", ATTACKS, ids=lambda path: path.stem)
def test_every_attack_carries_its_vector_and_the_score_of_that_vector(path: Path) -> None:
    tests = scored(path)

    assert tests
    for name, mark in tests.items():
        assert mark is not None, f"{name} says nothing of what it guards against"
        vector, score = mark
        assert {part.split(":")[0] for part in vector.split("/")[1:]} == _BASE, f"{name}: base metrics only"
        assert float(CVSS4(vector).base_score) == score, name
