"""A section that is run again replaces itself alone."""

from __future__ import annotations

from pathlib import Path

from tests.verify import __main__ as verify
from tests.verify import report


def test_the_other_sections_stay_as_they_were(tmp_path: Path) -> None:
    path = tmp_path / "verified.md"
    first = {
        name: report.section(name, "one day", f"# {name}\n## not a heading\n", well=True)
        for name in ("fuzz", "benches")
    }
    report.write(path, first)
    again = report.section("fuzz", "another day", "found something", well=False)
    report.write(path, report.read(path) | {"fuzz": again})

    assert report.read(path) == {"fuzz": again, "benches": first["benches"]}
    assert "**FAILED**" in path.read_text()


def test_every_section_is_a_program_that_says_what_it_is() -> None:
    for name in verify.SECTIONS:
        text = (Path(__file__).parent / f"{name}.py").read_text(encoding="utf-8")

        assert text.startswith('"""')
        assert '__name__ == "__main__"' in text
