"""What templates may hold: translated words, and nothing that the Content-Security-Policy would refuse."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from django.template import Context, Template
from django.utils import translation
from pytest_django import Settings

from hoaban.ui import icons

UI = Path(__file__).parent.parent
PO = UI / "locale/en/LC_MESSAGES/django.po"
TEMPLATES = sorted((UI / "templates").rglob("*.html"))
SOURCES = [path for path in sorted(UI.rglob("*.py")) if "tests" not in path.parts]
_MARKED = re.compile(r"""\{% translate ["']([^"']+)["']|(?<![\w])_\("([^"]+)"\)""")
_VIETNAMESE = re.compile(r"[À-ỹđĐ]")
BOTH_LANGUAGES = {"error_text.html", "demo_mark.html", "demo_words.html", "language.html"}
"""Templates that say the same in both languages, or must keep one name in both."""


def _msgids() -> set[str]:
    text = "".join(path.read_text() for path in [*TEMPLATES, *SOURCES])
    return {first or second for first, second in _MARKED.findall(text)}


def test_every_text_has_its_english() -> None:
    with PO.open("rb") as stream:
        catalogue = read_po(stream)
    english = {
        str(message.id) for message in catalogue if message.id and message.string and not message.fuzzy
    }

    assert english == _msgids()


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_no_vietnamese_text_is_left_unmarked(path: Path) -> None:
    if path.name in BOTH_LANGUAGES:
        return
    bare = re.sub(r"\{[%#].*?[%#]\}", "", path.read_text())

    assert not _VIETNAMESE.findall(bare)


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_no_inline_style_or_script(path: Path) -> None:
    text = path.read_text()

    assert not re.search(r"\sstyle\s*=", text)
    assert not re.search(r"\son[a-z]+\s*=", text)
    assert not re.search(r"<style|javascript:|\bhx-on\b", text)
    assert all(re.search(r"\ssrc=", tag) for tag in re.findall(r"<script[^>]*>", text))


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_nothing_is_loaded_from_elsewhere(path: Path) -> None:
    assert not re.search(r"(src|href)=[\"'](https?:)?//", path.read_text())


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_every_icon_named_in_a_template_exists(path: Path) -> None:
    assert set(re.findall(r'\{% icon "([a-z-]+)"', path.read_text())) <= set(icons.PATHS)


@pytest.mark.parametrize("path", sorted((UI / "static/ui").glob("*.css")), ids=lambda path: path.name)
def test_styles_close_their_blocks_and_name_known_tokens(path: Path) -> None:
    css = re.sub(r"/\*.*?\*/", "", path.read_text(), flags=re.S)

    assert css.count("{") == css.count("}")
    for token in set(re.findall(r"var\((--[a-z0-9-]+)", css)):
        assert f"{token}:" in (UI / "static/ui/base.css").read_text(), token


def test_the_script_is_small() -> None:
    assert (UI / "static/ui/hoaban.js").stat().st_size < 6_000


def test_english_is_shown_to_those_who_chose_it(settings: Settings, tmp_path: Path) -> None:
    folder = tmp_path / "en/LC_MESSAGES"
    folder.mkdir(parents=True)
    with PO.open("rb") as source, (folder / "django.mo").open("wb") as target:
        write_mo(target, read_po(source))
    settings.LOCALE_PATHS = [str(tmp_path)]

    with translation.override("en"):
        assert "Not recorded" in Template("{% load ui %}{% nothing %}").render(Context())
    with translation.override("vi"):
        assert "Chưa ghi nhận" in Template("{% load ui %}{% nothing %}").render(Context())
