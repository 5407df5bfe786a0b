"""Rows of the data files of this app, each from its day on until the next with the same key."""

from __future__ import annotations

import functools
import tomllib
from datetime import date
from importlib.resources import files
from typing import Any

Row = dict[str, Any]


@functools.cache
def tables(name: str) -> dict[str, list[Row]]:
    """All of ``data/NAME.toml``."""
    text = files("hoaban.shared.privacy").joinpath(f"data/{name}.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def holding(name: str, table: str, on: date) -> list[Row]:
    """The rows of a day, the newest of each key, in their order; of a table without keys the newest row."""
    newest: dict[str, Row] = {}
    for row in sorted(tables(name)[table], key=lambda each: each["from"]):
        if row["from"] <= on:
            newest[row.get("key", "")] = row
    return list(newest.values())
