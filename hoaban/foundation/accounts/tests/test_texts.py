"""Every text of the pages here has its English, and none stands unmarked in a template."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

APP = Path(__file__).parent.parent
TEMPLATES = sorted((APP / "templates").rglob("*.html"))
SOURCES = [path for path in sorted(APP.rglob("*.py")) if "tests" not in path.parts]
_MARKED = re.compile(r"""\{% translate ["']([^"']+)["']|(?<![\w])(?:_|gettext_noop)\(\s*"([^"]+)"\s*\)""")
_BLOCK = re.compile(r"\{% blocktranslate[^%]*%\}(.*?)\{% endblocktranslate %\}")
_VIETNAMESE = re.compile(r"[À-ỹđĐ]")
BY_DATA = {"HIV", "lao", "phá thai", "bạo lực tình dục", "sức khỏe tâm thần", "người hiến"}
"""Translated by the word that a table in the code holds."""


def test_every_text_has_its_english() -> None:
    text = "".join(path.read_text() for path in [*TEMPLATES, *SOURCES])
    marked = {first or second for first, second in _MARKED.findall(text)}
    blocks = [block.partition("{% plural %}")[0] for block in _BLOCK.findall(text)]
    marked |= {re.sub(r"\{\{ (\w+) \}\}", r"%(\1)s", block) for block in blocks}

    with (APP / "locale/en/LC_MESSAGES/django.po").open("rb") as stream:
        ids = [message.id for message in read_po(stream) if message.id and message.string]
    english = {one if isinstance(one, str) else one[0] for one in ids}

    assert english - BY_DATA == marked
    assert english >= BY_DATA


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_no_vietnamese_text_is_left_unmarked(path: Path) -> None:
    bare = re.sub(r"\{[%#].*?[%#]\}", "", _BLOCK.sub("", path.read_text()))

    assert not _VIETNAMESE.findall(bare)
