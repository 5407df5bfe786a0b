"""The outlines that can be drawn on; they come with the product."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib import resources
from typing import Any

from hoaban.shared.forms.fhir import Words
from hoaban.shared.forms.fhir.drawing import Outline, Region


@cache
def outlines() -> dict[str, Outline]:
    """All of them, by name."""
    text = (resources.files("hoaban.shared.forms") / "data" / "outlines.toml").read_text(encoding="utf-8")
    return {name: _outline(name, told) for name, told in tomllib.loads(text).items()}


def _outline(name: str, told: dict[str, Any]) -> Outline:
    labels = tuple(Region("", x, y, Words(vi, en)) for x, y, vi, en in told["labels"])
    regions = tuple(Region(region, x, y, Words(vi, en)) for region, x, y, vi, en in told["regions"])
    return Outline(name, told["width"], told["height"], tuple(told["paths"]), labels, regions)
