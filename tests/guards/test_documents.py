"""Documents stay true: links resolve, modules describe themselves, no line names the machine it was written on."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

from tests.guards import tree

LINK = re.compile(r"\]\(([^)#\s]+)(?:#[^)]*)?\)")


def tracked(*patterns: str) -> list[Path]:
    listed = subprocess.run(
        ["git", "ls-files", "--", *patterns], cwd=tree.ROOT, capture_output=True, text=True, check=True
    ).stdout
    return [tree.ROOT / line for line in listed.splitlines()]


def test_every_link_of_the_documents_resolves() -> None:
    broken = [
        f"{tree.name(path)}: {target}"
        for path in tracked("*.md")
        for target in LINK.findall(path.read_text(encoding="utf-8"))
        if "://" not in target and not target.startswith("mailto:") and not (path.parent / target).exists()
    ]

    assert not broken


def test_decisions_have_their_parts() -> None:
    needed = ("## Context", "## Decision", "## Consequences", "Status:")
    lacking = [
        f"{tree.name(path)}: {part}"
        for path in (tree.ROOT / "docs" / "decisions").glob("[0-9]*.md")
        for part in needed
        if part not in path.read_text(encoding="utf-8")
    ]

    assert not lacking


def test_lock_files_carry_hashes_and_no_addresses() -> None:
    addressed = [
        tree.name(path)
        for path in tracked("requirements/*", "package-lock.json")
        if re.search(
            r'"resolved"|^\s*(?:-i|--(?:extra-)?index-url|[^"]*@ https?:)',
            path.read_text(encoding="utf-8"),
            re.MULTILINE,
        )
    ]

    assert not addressed
