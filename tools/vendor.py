"""Copy the browser files named in vendor.toml from node_modules into the folder that we serve."""

from __future__ import annotations

import itertools
import shutil
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
TARGET = ROOT / "hoaban" / "ui" / "static" / "vendor"


def copies(package: str, entry: dict[str, Any]) -> Iterator[tuple[Path, Path]]:
    """Each source file with its target; a list beside ``files`` fills the braces of that name."""
    lists = {name: values for name, values in entry.items() if name != "files"}
    for source, target in entry["files"].items():
        for chosen in itertools.product(*lists.values()):
            names = dict(zip(lists, chosen, strict=True))
            yield ROOT / "node_modules" / package / source.format(**names), TARGET / target.format(**names)


def main() -> None:
    """Fill the vendor folder anew, so that a file no longer named does not stay behind."""
    shutil.rmtree(TARGET, ignore_errors=True)
    entries = tomllib.loads((ROOT / "tools" / "vendor.toml").read_text())
    for package, entry in entries.items():
        for source, target in copies(package, entry):
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(source, target)


if __name__ == "__main__":
    main()
