"""The source tree as guards look at it."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "hoaban"


@cache
def sources() -> tuple[Path, ...]:
    """Our Python files that are neither tests nor migrations."""
    return tuple(
        sorted(
            path
            for path in PACKAGE.rglob("*.py")
            if not {"tests", "migrations", "__pycache__"} & set(path.relative_to(ROOT).parts)
        )
    )


def name(path: Path) -> str:
    """The path as guards print it."""
    return path.relative_to(ROOT).as_posix()


def functions(path: Path) -> Iterator[tuple[str, int]]:
    """(name, lines) of every function of a file, its docstring not counted."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            first = node.body[0]
            spoken = ast.get_docstring(node, clean=False) is not None
            docstring = (first.end_lineno or 0) - first.lineno + 1 if spoken else 0
            yield node.name, (node.end_lineno or node.lineno) - node.lineno + 1 - docstring
