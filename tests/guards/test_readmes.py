"""Every layer and app that can be entered says what it is, under fixed headings, and says the truth."""

from __future__ import annotations

import ast
import importlib
import inspect
import re
from pathlib import Path

import pytest

from tests.guards import tree

HEADINGS = ("Owns", "Facts", "Public functions", "Screens")
LAYERS = ("kernel", "record", "foundation", "ui", "ops")
NAMED = re.compile(r"`([a-z_][a-z0-9_.]*)(?:\([^`]*\))?`")
NOT_NAMES = {"api.py", "feed.py", "shapes.py"}


def rooms() -> list[Path]:
    """The packages that must have a README: some layers, and every app of the others."""
    apps = [
        path.parent
        for layer in ("foundation", "shared", "oversight", "modules", "connect")
        for path in (tree.PACKAGE / layer).glob("*/__init__.py")
        if path.parent.name != "tests"
    ]
    return sorted([*(tree.PACKAGE / name for name in LAYERS), *apps])


def section(text: str, heading: str) -> str:
    """What stands under a heading that begins so."""
    found = re.search(rf"^## {heading}\b.*?$(.*?)(?=^## |\Z)", text, re.MULTILINE | re.DOTALL)
    return found[1] if found else ""


def defined(room: Path) -> set[str]:
    """Names of files, functions, classes, methods and constants of a package."""
    names = {room.name}
    for path in room.rglob("*.py"):
        if "tests" in path.parts:
            continue
        names.add(path.stem)
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef | ast.ClassDef):
                names.add(node.name)
            elif isinstance(node, ast.Assign | ast.AnnAssign):
                targets = node.targets if isinstance(node, ast.Assign) else [node.target]
                names |= {target.id for target in targets if isinstance(target, ast.Name)}
            elif isinstance(node, ast.arg):
                names.add(node.arg)
    return names


@pytest.mark.parametrize("room", rooms(), ids=tree.name)
def test_it_describes_itself_under_the_fixed_headings(room: Path) -> None:
    text = (room / "README.md").read_text(encoding="utf-8")

    assert [heading for heading in HEADINGS if not section(text, heading).strip()] == []


@pytest.mark.parametrize("room", rooms(), ids=tree.name)
def test_every_public_function_it_names_exists(room: Path) -> None:
    said = section((room / "README.md").read_text(encoding="utf-8"), "Public functions")
    known = defined(room)
    # acts and labels of the glossary are written with a dot too
    acts = set(
        re.findall(r"[a-z_]+\.[a-z_]+", (tree.ROOT / "docs" / "glossary.md").read_text(encoding="utf-8"))
    )
    unknown = [
        name
        for name in NAMED.findall(said)
        if name not in acts | NOT_NAMES and name.rpartition(".")[2] not in known
    ]

    assert not unknown


@pytest.mark.parametrize(
    "room", [room for room in rooms() if (room / "api.py").exists() or (room / "api").is_dir()], ids=tree.name
)
def test_every_function_of_its_api_is_named(room: Path) -> None:
    api = importlib.import_module(f"{room.relative_to(tree.ROOT).as_posix().replace('/', '.')}.api")
    said = section((room / "README.md").read_text(encoding="utf-8"), "Public functions")
    names = getattr(api, "__all__", [name for name in vars(api) if not name.startswith("_")])
    functions = [
        name
        for name in names
        if inspect.isfunction(value := getattr(api, name)) and value.__module__.startswith("hoaban.")
    ]

    assert [name for name in functions if not re.search(rf"\b{name}\b", said)] == []
