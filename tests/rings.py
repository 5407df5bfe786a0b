"""The browser ring needs Chromium; without it those tests are skipped and the summary says so loudly.

In CI (the variable CI is set) nothing may be skipped: what was not run was not shown to work.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Generator

import pytest

IN_CI = os.environ.get("CI", "").lower() not in {"", "0", "false"}


def chromium() -> str | None:
    """The browser that the tests drive: Debian's own, or the one named by HOABAN_CHROMIUM (an old one, say).

    The shell comes first: the very same engine without the windows around it, at two thirds of the cost.
    """
    if named := os.environ.get("HOABAN_CHROMIUM"):
        return named
    for name in ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome"):
        if found := shutil.which(name):
            return found
    return None


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Skip the browser ring where there is no browser."""
    if item.get_closest_marker("browser") and chromium() is None:
        pytest.skip("there is no Chromium")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """In CI a skip is a failure."""
    report = yield
    if IN_CI and report.skipped and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
        report.longrepr = f"skipped in CI, where nothing may be skipped: {report.longrepr}"
    return report


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say that a whole ring did not run."""
    if chromium() is None:
        terminalreporter.section("NOT RUN", sep="!", red=True, bold=True)
        terminalreporter.write_line("The browser tests were not run: there is no Chromium on this machine.")
