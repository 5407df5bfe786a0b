"""Every text that a person sees has its English, the same everywhere; no template speaks past the catalogues."""

from __future__ import annotations

import ast
import io
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from babel.messages.extract import extract_python
from babel.messages.pofile import read_po
from django.utils.translation.template import templatize

from tests.guards import tree

KEYWORDS = {
    "gettext": None, "gettext_lazy": None, "gettext_noop": None, "_": None, "ngettext": (1, 2), "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2), "npgettext": ((1, "c"), 2, 3),
}  # fmt: skip
VIETNAMESE = re.compile(r"[À-ỹđĐ]")
IN_TEMPLATE = re.compile(r"""(?:\bn?gettext|(?<!\w)_)\(u?((?:'(?:[^'\\]|\\.)*')|(?:"(?:[^"\\]|\\.)*"))""")
BOTH_LANGUAGES = {"error_text.html", "demo_mark.html", "demo_words.html", "language.html"}
"""Templates that say the same in both languages, or must keep one name in both."""


def templates() -> list[Path]:
    return sorted(path for path in tree.PACKAGE.rglob("templates/**/*.html") if "tests" not in path.parts)


@cache
def english() -> dict[str, set[str]]:
    """Vietnamese text -> its English in every catalogue that has it."""
    found: dict[str, set[str]] = {}
    for path in tree.PACKAGE.glob("**/locale/en/LC_MESSAGES/django.po"):
        with path.open("rb") as stream:
            for message in read_po(stream):
                if message.id and not message.fuzzy:
                    source = message.id if isinstance(message.id, str) else message.id[0]
                    target = message.string if isinstance(message.string, str) else message.string[0]
                    key = f"{message.context}\x04{source}" if message.context else source
                    found.setdefault(key, set()).add(target)
    return found


def spoken(path: Path) -> Iterator[str]:
    """The texts that a file marks for translation (of a plural its singular)."""
    source = path.read_text(encoding="utf-8")
    if path.suffix == ".html":
        for literal in IN_TEMPLATE.findall(templatize(source, origin=path.name)):
            yield ast.literal_eval(literal)
        return
    for _, function, text, _ in extract_python(io.BytesIO(source.encode()), list(KEYWORDS), [], {}):
        first = text if isinstance(text, str) else text[0] if text else None
        if "pgettext" in function:
            first = "\x04".join(text[:2])
        if first:  # a variable is marked where it comes from
            yield first


@pytest.mark.parametrize("path", [*templates(), *tree.sources()], ids=tree.name)
def test_every_marked_text_has_its_english(path: Path) -> None:
    missing = [text for text in spoken(path) if text and text not in english()]

    assert not missing


def test_one_text_has_one_english() -> None:
    assert not {text: said for text, said in english().items() if len(said) > 1}


def test_no_english_is_empty() -> None:
    assert not [text for text, said in english().items() if "" in said]


@pytest.mark.parametrize("path", templates(), ids=tree.name)
def test_no_text_is_left_unmarked(path: Path) -> None:
    if path.name in BOTH_LANGUAGES:
        return
    source = re.sub(
        r"\{% (?:comment|blocktrans(?:late)?)\b.*?\{% end(?:comment|blocktrans(?:late)?) %\}",
        "",
        path.read_text(),
        flags=re.S,
    )
    bare = re.sub(r"\{[%#{].*?[%#}]\}", "", source, flags=re.S)

    assert not [line.strip() for line in bare.splitlines() if VIETNAMESE.search(line)]


@pytest.mark.parametrize("path", templates(), ids=tree.name)
def test_nothing_is_inline_and_nothing_comes_from_elsewhere(path: Path) -> None:
    text = path.read_text()

    assert not re.search(r"\sstyle\s*=|\son[a-z]+\s*=|<style|javascript:|\bhx-on\b", text)
    assert all(re.search(r"\ssrc=", tag) for tag in re.findall(r"<script[^>]*>", text))
    assert not re.search(r"(?:src|href)=[\"'](?:https?:)?//", text)
