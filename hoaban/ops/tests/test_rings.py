"""What is not run is never taken for what works."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]

TESTS = """
import pytest

@pytest.mark.browser
def test_a_page():
    pass

def test_something_else():
    pytest.skip("not today")
"""


def run(tmp_path: Path, *, path: str, ci: str) -> subprocess.CompletedProcess[str]:
    (tmp_path / "test_it.py").write_text(TESTS)
    (tmp_path / "pytest.ini").write_text("[pytest]\nmarkers =\n  browser: x\n")
    options = [
        "-p",
        "tests.rings",
        "-p",
        "no:django",
        "-p",
        "no:cacheprovider",
        "-q",
        "--rootdir",
        str(tmp_path),
    ]
    return subprocess.run(
        [sys.executable, "-m", "pytest", *options, "-c", str(tmp_path / "pytest.ini"), str(tmp_path)],
        env={**os.environ, "PATH": path, "CI": ci, "PYTHONPATH": str(ROOT), "HOABAN_CHROMIUM": ""},
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("ci", "status", "summary"), [("", 0, "2 skipped"), ("true", 1, "1 failed, 1 error")]
)
def test_without_chromium_the_browser_ring_is_skipped_loudly_and_in_ci_it_fails(
    tmp_path: Path, ci: str, status: int, summary: str
) -> None:
    done = run(tmp_path, path="/nowhere", ci=ci)
    assert done.returncode == status, done.stdout + done.stderr
    assert summary in done.stdout
    assert "browser tests were not run" in done.stdout
