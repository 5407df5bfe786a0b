"""Migrations are linear, named by what they do, and import no application code."""

from __future__ import annotations

import re

import pytest
from django.apps import apps
from django.db import connection
from django.db.migrations.autodetector import MigrationAutodetector
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.state import ProjectState
from django.utils import translation

from tests.guards import tree


def migrations() -> list[str]:
    return [tree.name(path) for path in tree.PACKAGE.rglob("migrations/0*.py")]


def test_names_say_what_changes() -> None:
    assert not [
        name for name in migrations() if re.search(r"_(?:auto|merge)_?|\d{8}", name.rpartition("/")[2][4:])
    ]


def test_no_application_code_is_imported() -> None:
    # own field classes of the kernel are part of the schema
    allowed = re.compile(r"import hoaban\.kernel\.models|from hoaban\.kernel\.models")
    foreign = [
        name
        for name in migrations()
        for line in (tree.ROOT / name).read_text().splitlines()
        if re.match(r"\s*(?:from|import) hoaban", line) and not allowed.search(line)
    ]

    assert not foreign


@pytest.mark.django_db
def test_history_is_one_line_and_tables_match_the_models() -> None:
    # migrations hold the words of the source language, as makemigrations writes them
    translation.deactivate_all()
    loader = MigrationLoader(connection)
    ours = {config.label for config in apps.get_app_configs() if config.name.startswith("hoaban.")}

    assert not {app: leaves for app, leaves in loader.detect_conflicts().items() if app in ours}
    with translation.override(None):  # names that Django translates are no change of a table
        changes = MigrationAutodetector(loader.project_state(), ProjectState.from_apps(apps)).changes(
            loader.graph
        )
    assert not set(changes) & ours
