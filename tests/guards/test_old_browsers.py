"""Chrome and Edge 109 are the last that run on Windows 7 and 8.1: nothing newer is used without another way."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.guards.tree import PACKAGE, name

NEWER: dict[str, dict[str, str]] = {
    "*.css": {
        r"(?m)^\s*&|\{\s*&|;\s*&": "nesting (112)",
        r"text-wrap\s*:": "text-wrap (114)",
        r"white-space-collapse": "white-space-collapse (114)",
        r"color-mix\(|\b(ok)?l(ch|ab)\(|\bcolor\(": "wide colours (111)",
        r"light-dark\(": "light-dark() (123)",
        r"\bsubgrid\b": "subgrid (117)",
        r"@starting-style|transition-behavior": "entry transitions (117)",
        r"@scope\b": "@scope (118)",
        r"animation-timeline|scroll-timeline|view-timeline": "scroll animations (115)",
        r"view-transition": "view transitions (111)",
        r"anchor-name|position-anchor|position-area": "anchors (125)",
        r"field-sizing": "field-sizing (123)",
        r"interpolate-size|calc-size\(": "sizes that move (129)",
        r"\b(round|mod|rem|pow|sqrt|sin|cos|tan|exp)\(": "mathematics (111 and later)",
        r"linear\(": "linear() easing (113)",
        r"scrollbar-(color|width)": "scrollbar colours (121)",
        r":user-(in)?valid": ":user-valid (119)",
        r":dir\(": ":dir() (120)",
        r":popover-open|::backdrop-popover": "popover (114)",
        r":(host-)?state\(": ":state() (125)",
        r"(?<!-)\bmask\s*:|(?<!-)\bmask-image": "mask without prefix (120)",
        r"(?<!-webkit-)image-set\(": "image-set() (113)",
        r"font-size-adjust": "font-size-adjust (127)",
        r"if\(": "if() (137)",
    },
    "*.html": {
        r"\spopover(target)?[\s=>]": "popover (114)",
        r"<details[^>]*\sname=": "details that close each other (120)",
        r"<search\b": "the search element (118)",
        r"\scommandfor=": "command buttons (135)",
        r"blocking=\"render\"": "blocking (105, but of no use here)",
    },
    "*.js": {
        r"\.(toSorted|toReversed|toSpliced)\(": "changed copies of arrays (110)",
        r"\.(groupBy|fromAsync)\(": "groupBy (117)",
        r"withResolvers": "Promise.withResolvers (119)",
        r"canParse": "URL.canParse (120)",
        r"\.(isWellFormed|toWellFormed)\(": "well-formed strings (111)",
        r"\.(union|intersection|difference|isSubsetOf)\(": "operations on sets (122)",
        r"showPopover|togglePopover": "popover (114)",
        r"startViewTransition": "view transitions (111)",
        r"/[a-z]*v[a-z]*[;,)\s]$": "the v flag (112)",
        r"AbortSignal\.any": "AbortSignal.any (116)",
        r"checkVisibility": "checkVisibility with options (121)",
    },
}
"""Kind of file -> what is newer, and since which version."""


def files(kind: str) -> list[Path]:
    return sorted(
        path for path in PACKAGE.rglob(kind) if not {"vendor", "tests"} & set(path.relative_to(PACKAGE).parts)
    )


@pytest.mark.parametrize("kind", NEWER)
def test_nothing_newer_than_chrome_109_is_used(kind: str) -> None:
    assert files(kind)
    found = [
        (name(path), what)
        for path in files(kind)
        for pattern, what in NEWER[kind].items()
        if re.search(pattern, re.sub(r"/\*.*?\*/", "", path.read_text(encoding="utf-8"), flags=re.DOTALL))
    ]
    assert found == []


@pytest.mark.parametrize(
    ("kind", "line"),
    [
        ("*.css", "p { text-wrap: balance; }"),
        ("*.css", "p {\n  &:hover { color: red; }\n}"),
        ("*.css", "p { color: color-mix(in srgb, red, blue); }"),
        ("*.css", ":root { color: light-dark(black, white); }"),
        ("*.html", '<div id="a" popover>'),
        ("*.html", '<details class="fold" name="one">'),
        ("*.js", "rows.toSorted()"),
    ],
)
def test_the_guard_knows_what_is_newer(kind: str, line: str) -> None:
    assert any(re.search(pattern, line) for pattern in NEWER[kind])
