"""Compile every translation (.po) to what Django reads (.mo)."""

from __future__ import annotations

from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

ROOT = Path(__file__).resolve().parent.parent


def main() -> None:
    """Write each .mo beside its .po. An entry marked fuzzy is not used, as with GNU gettext."""
    for source in sorted(ROOT.glob("hoaban/**/locale/*/LC_MESSAGES/*.po")):
        with source.open("rb") as lines:
            catalog = read_po(lines, locale=source.parent.parent.name)
        with source.with_suffix(".mo").open("wb") as compiled:
            write_mo(compiled, catalog)


if __name__ == "__main__":
    main()
