"""The language of the page that is being answered."""

from __future__ import annotations

from django.utils.translation import get_language


def language() -> str:
    """``vi`` or ``en``; Vietnamese where none is set."""
    return "en" if (get_language() or "").startswith("en") else "vi"
