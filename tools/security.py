"""Write the tables of docs/security: ASVS from asvs.csv, the attacks from the tests that play them."""

from __future__ import annotations

import ast
import csv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PAGES = ROOT / "docs/security"
ATTACKS = tuple(sorted((ROOT / "tests/attacks").glob("test_*.py")))
STATES = ("met", "partly", "not met", "does not apply")
CHAPTERS = (
    "Encoding and cleaning", "Checking and business rules", "The browser", "Interfaces", "Files", "Proving who one is",
    "Sessions", "Rights", "Signed tokens", "OAuth and OpenID Connect", "Cryptography", "The wire", "Configuration",
    "Data", "Code and libraries", "Logs and faults", "Calls",
)  # fmt: skip
"""What each chapter is about, in our words."""


ASVS_INTRODUCTION = """\
How each requirement of the [Application Security Verification Standard 5.0.0](https://github.com/OWASP/ASVS) stands here.
Numbers and levels are the standard's (CC BY-SA 4.0); what each is about is said in our own few words, so read the standard
beside it. This is our own judgement, by no auditor. Written from [asvs.csv](asvs.csv) by `python tools/security.py`; a guard
holds every number, its level and the tests to be there.
"""
ATTACKS_INTRODUCTION = """\
Each test in `tests/attacks` carries the CVSS 4.0 base vector of the hole that it would find; a guard works the score out
again. Addresses, types of FHIR and roles come from the product's own tables, so that what is added is attacked. Written from
the tests by `python tools/security.py`.
"""


@dataclass(frozen=True, slots=True)
class Row:
    """One requirement, and how it stands here."""

    number: str
    level: int
    about: str
    state: str
    tests: tuple[str, ...]
    reason: str

    @property
    def chapter(self) -> int:
        return int(self.number.split(".")[0])


@dataclass(frozen=True, slots=True)
class Attack:
    """A test that attacks: what it says, and what the hole that it would find is worth."""

    path: Path
    name: str
    vector: str
    score: float


def requirements() -> tuple[Row, ...]:
    """The rows of asvs.csv."""
    with (PAGES / "asvs.csv").open(encoding="utf-8", newline="") as lines:
        return tuple(
            Row(one["number"], int(one["level"]), one["about"], one["state"],
                tuple(filter(None, one["tests"].split("; "))), one["reason"])
            for one in csv.DictReader(lines)
        )  # fmt: skip


def attacks(path: Path) -> Iterator[Attack]:
    """The attacks of a file; without a vector where a test carries none, and neither does the file."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    general = [mark for node in tree.body if isinstance(node, ast.Assign) for mark in _marks([node.value])]
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
            vector, score = next(iter([*_marks(node.decorator_list), *general]), ("", 0.0))
            yield Attack(path, node.name, vector, score)


def _marks(nodes: list[ast.expr]) -> Iterator[tuple[str, float]]:
    for node in nodes:
        if isinstance(node, ast.List):
            yield from _marks(node.elts)
        elif isinstance(node, ast.Call) and ast.unparse(node.func) == "pytest.mark.attack":
            vector, score = (ast.literal_eval(one) for one in node.args)
            yield str(vector), float(score)


def asvs_page() -> str:
    """asvs.md."""
    rows = requirements()
    counts = [
        [sum(one.state == state and one.level == level for one in rows) for state in STATES]
        for level in (1, 2)
    ]
    lines = [
        "# OWASP ASVS 5.0, levels 1 and 2",
        "",
        *ASVS_INTRODUCTION.splitlines(),
        "",
        f"| level | {' | '.join(STATES)} |",
        f"| --- |{' --- |' * len(STATES)}",
        *(
            f"| {level} | {' | '.join(str(n) for n in found)} |"
            for level, found in enumerate(counts, start=1)
        ),
    ]
    for chapter, title in enumerate(CHAPTERS, start=1):
        lines += [
            "",
            f"## {chapter}. {title}",
            "",
            "| number | level | about | state | shown by, or why |",
            "| --- | --- | --- | --- | --- |",
        ]
        lines += [
            f"| v5.0.0-{one.number} | {one.level} | {one.about} | {one.state} | {_shown(one)} |"
            for one in rows
            if one.chapter == chapter
        ]
    return "\n".join(lines) + "\n"


def _shown(one: Row) -> str:
    links = [
        f"[{name.removeprefix('test_').replace('_', ' ')}](../../{path})"
        for path, _, name in (test.partition("::") for test in one.tests)
    ]
    return " ".join([one.reason, "; ".join(links)]).strip()


def attacks_page() -> str:
    """attacks.md."""
    lines = [
        "# Attacks that the tests play",
        "",
        *ATTACKS_INTRODUCTION.splitlines(),
        "",
        "| attack | score | vector |",
        "| --- | --- | --- |",
    ]
    for path in ATTACKS:
        said = (
            (ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or "")
            .split("\n\n")[0]
            .replace("\n", " ")
        )
        lines.append(
            f"| **[{path.stem.removeprefix('test_').replace('_', ' ')}](../../tests/attacks/{path.name})** {said} | | |"
        )
        lines += [
            f"| {one.name.removeprefix('test_').replace('_', ' ')} | {one.score} | `{one.vector.removeprefix('CVSS:4.0/')}` |"
            for one in attacks(path)
        ]
    return "\n".join(lines) + "\n"


def main() -> None:
    """Write both pages."""
    for name, text in (("asvs.md", asvs_page()), ("attacks.md", attacks_page())):
        (PAGES / name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
