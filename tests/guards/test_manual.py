"""The manual knows every setting, command, option, role, model and act; and nothing that is not there."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator

import click
import pytest
from django.apps import apps

from hoaban.ops.cli import main
from tests.guards import tree

DOCS = tree.ROOT / "docs"
SETTING = re.compile(r"""["'`]((?:HOABAN_[A-Z_]+|PORT|DATABASE_URL))["'`]""")
OUTSIDE_THE_CODE = {"CONFORMANCE_DIR"}
"""Read by the Makefile."""
GUIDES = {
    "vi": ("Bạn thấy gì", "Việc hằng ngày", "Việc không làm được, và vì sao", "Khi màn hình báo"),
    "en": ("What you see", "Your day", "What you may not do, and why", "What messages mean"),
}
ACT = re.compile(
    r'"((?:accounts|people|places|workforce|record|claims|figures|system|jobs|audit|label|consent|privacy|messages)\.[a-z_]+)(?::[A-Z]+)?"'
)
ACTIONS_IN_THE_TRAIL = {
    "accounts.assign", "accounts.register", "accounts.reopen", "accounts.shut", "accounts.shut_unused",
    "accounts.forget_sessions", "accounts.unlock", "workforce.shut_leavers",
    "claims.lacking", "claims.run_batch", "people.place",
    "record.search", "label.everything", "record.run_import", "record.resume_imports", "record.reindex",
    "people.decisions", "people.doubts", "people.join", "people.pair", "people.undo", "people.candidates",
    "people.correct", "people.details", "people.match", "people.circle", "people.household", "people.relation",
    "people.registration", "people.lacking", "people.seek", "people.entrust", "people.entrusted", "people.doubt", "people.part",
    "messages.own", "messages.watch", "messages.choose", "messages.told", "messages.again",
    "privacy.ask", "privacy.requests", "privacy.withdraw",
}  # fmt: skip
"""Names of what was done, or of a job or key; nobody is given leave for these."""
LONGEST_OF_A_GUIDE = 80


def settings_read() -> set[str]:
    sources = [*tree.sources(), *(tree.ROOT / "config").glob("*.py")]
    return {name for path in sources for name in SETTING.findall(path.read_text(encoding="utf-8"))}


def settings_described() -> set[str]:
    rows = [
        line for line in (DOCS / "howto" / "settings.md").read_text().splitlines() if line.startswith("| `")
    ]
    return {name for row in rows for name in re.findall(r"`([A-Z_]+)`", row.split("|")[1])}


def test_every_setting_is_described_and_every_described_one_is_read() -> None:
    assert settings_described() - OUTSIDE_THE_CODE == settings_read()


def commands(group: click.Group, prefix: str = "hoaban") -> Iterator[tuple[str, click.Command]]:
    for name, command in sorted(group.commands.items()):
        path = f"{prefix} {name}"
        if not isinstance(command, click.Group) or command.invoke_without_command:
            yield path, command
        if isinstance(command, click.Group):
            yield from commands(command, path)


def described() -> dict[str, str]:
    text = (DOCS / "howto" / "commands.md").read_text(encoding="utf-8")
    parts = re.split(r"^## `(hoaban [^`]+)`\n", text, flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def test_every_command_is_described_and_every_described_one_exists() -> None:
    assert set(described()) == {path for path, _ in commands(main)}


@pytest.mark.parametrize(
    ("path", "command"), list(commands(main)), ids=lambda one: one if isinstance(one, str) else ""
)
def test_every_option_is_described_with_its_command(path: str, command: click.Command) -> None:
    options = {
        name
        for parameter in command.params
        if isinstance(parameter, click.Option)
        for name in parameter.opts
        if name.startswith("--")
    }
    named = set(re.findall(r"--[a-z-]+", described()[path]))

    assert named - {"--help"} == options - {"--help"}


def test_what_the_documents_tell_to_type_exists() -> None:
    known = {path for path, _ in commands(main)}
    groups = {path.rpartition(" ")[0] for path in known}
    wrong = [
        f"{tree.name(path)}: {typed}"
        for path in [*DOCS.rglob("*.md"), *tree.ROOT.glob("README*.md")]
        for typed in re.findall(
            r"(?:`|^|; )(?:[A-Z_]+=\S+ )*(hoaban [a-z]+(?: [a-z-]+)?)", path.read_text(), re.MULTILINE
        )
        if typed not in known and typed.rpartition(" ")[0] not in known and typed not in groups
    ]

    assert not wrong


def roles() -> dict[str, dict[str, object]]:
    return tomllib.loads((tree.PACKAGE / "foundation" / "accounts" / "data" / "roles.toml").read_text())


@pytest.mark.parametrize("language", GUIDES)
def test_every_role_has_its_guide_and_every_guide_a_role(language: str) -> None:
    folder = DOCS / "guides" / language
    listed = (folder / "README.md").read_text(encoding="utf-8")

    assert {path.stem for path in folder.glob("*.md")} - {"README"} == set(roles())
    assert [role for role in roles() if f"({role}.md)" not in listed] == []


@pytest.mark.parametrize("language", GUIDES)
@pytest.mark.parametrize("role", roles())
def test_a_guide_is_short_and_answers_its_four_questions(language: str, role: str) -> None:
    text = (DOCS / "guides" / language / f"{role}.md").read_text(encoding="utf-8")

    assert re.findall(r"^## (.+)$", text, re.MULTILINE) == list(GUIDES[language])
    assert text.startswith(f"# {roles()[role][language]}\n")
    assert len(text.splitlines()) <= LONGEST_OF_A_GUIDE


def glossary() -> dict[str, str]:
    """Identifier -> its Vietnamese."""
    found: dict[str, str] = {}
    for line in (DOCS / "glossary.md").read_text(encoding="utf-8").splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if line.startswith("| ") and len(cells) == 3 and cells[0] not in {"identifier", "---"}:
            found |= {
                re.sub(r" ?\(.*?\)", "", name).strip(): cells[1] for name in re.split(r"[,:]", cells[0])
            }
    return found


def test_every_model_is_in_the_glossary() -> None:
    models = {
        re.sub(r"(?<!^)(?=[A-Z])", "_", model.__name__).lower()
        for model in apps.get_models()
        if model.__module__.startswith("hoaban.")
    }

    assert sorted(models - set(glossary())) == []


def test_every_role_is_in_the_glossary_under_its_own_name() -> None:
    words = glossary()

    assert {
        role for role, one in roles().items() if words.get(role, "").casefold() != str(one["vi"]).casefold()
    } == set()


def test_every_act_is_in_the_glossary() -> None:
    acts = {act for path in tree.sources() for act in ACT.findall(path.read_text(encoding="utf-8"))}
    acts |= set(ACT.findall((tree.PACKAGE / "foundation" / "accounts" / "data" / "roles.toml").read_text()))

    assert sorted(acts - ACTIONS_IN_THE_TRAIL - set(glossary())) == []


def test_every_word_of_the_glossary_has_its_vietnamese() -> None:
    assert [name for name, vietnamese in glossary().items() if not vietnamese] == []
