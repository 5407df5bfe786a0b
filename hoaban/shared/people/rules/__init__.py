"""When two descriptions are of one human being, how much speaks for it, and what the index answers."""

from hoaban.shared.people.rules.descriptions import (
    Background,
    Description,
    Verdict,
    compare,
    described_by,
    read_background,
    read_said,
    say,
)
from hoaban.shared.people.rules.keys import search_keys

__all__ = [
    "Background",
    "Description",
    "Verdict",
    "compare",
    "described_by",
    "read_background",
    "read_said",
    "say",
    "search_keys",
]
