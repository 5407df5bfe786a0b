"""``make new-module`` lays out a module that is right from the start."""

from __future__ import annotations

import py_compile
import shutil
from pathlib import Path

import pytest

from tools import new_module

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "hoaban" / "modules").mkdir(parents=True)
    shutil.copytree(ROOT / "config", tmp_path / "config", ignore=shutil.ignore_patterns("__pycache__"))
    return tmp_path


def test_a_new_module_has_every_file_of_the_house_and_is_registered(root: Path) -> None:
    folder = new_module.lay_out("birth_care", root)
    there = {path.name for path in folder.iterdir()}
    assert there >= {
        "README.md", "models.py", "rules.py", "fhir.py", "policies.py", "queries.py", "services.py", "forms.py", "views.py",
        "urls.py", "apps.py", "templates", "tests", "migrations",
    }  # fmt: skip
    for path in folder.rglob("*.py"):
        py_compile.compile(str(path), doraise=True)
    assert '"hoaban.modules.birth_care",' in (root / "config" / "settings.py").read_text()
    assert (
        'path("birth-care/", include("hoaban.modules.birth_care.urls"))'
        in (root / "config" / "urls.py").read_text()
    )
    py_compile.compile(str(root / "config" / "urls.py"), doraise=True)


@pytest.mark.parametrize("name", ["", "Wards", "class", "../x", "a-b"])
def test_a_name_that_cannot_be_a_module_s_is_refused(root: Path, name: str) -> None:
    with pytest.raises(ValueError, match="lower case"):
        new_module.lay_out(name, root)


def test_a_module_that_is_there_is_left_alone(root: Path) -> None:
    folder = new_module.lay_out("wards", root)
    (folder / "rules.py").write_text("# ours\n")
    with pytest.raises(ValueError, match="already"):
        new_module.lay_out("wards", root)
    assert (folder / "rules.py").read_text() == "# ours\n"
