"""Devices: the random cookie by which one is known again, and what a browser says it is."""

from __future__ import annotations

import hashlib
import re
import secrets

_SHAPE = re.compile(r"[A-Za-z0-9_-]{43}")
_BROWSERS = (("Edg/", "Edge"), ("Firefox/", "Firefox"), ("OPR/", "Opera"), ("coc_coc", "Cốc Cốc"),
             ("Chrome/", "Chrome"), ("Safari/", "Safari"))  # fmt: skip
_SYSTEMS = (("Windows", "Windows"), ("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"),
            ("Mac OS", "macOS"), ("Linux", "Linux"))  # fmt: skip


def new_mark() -> str:
    """The cookie of a device that was not here before."""
    return secrets.token_urlsafe(32)


def digest_of_mark(mark: str) -> bytes | None:
    """What is kept of the cookie; None for what cannot be one."""
    return hashlib.sha256(mark.encode()).digest() if _SHAPE.fullmatch(mark) else None


def name_of(agent: str) -> str:
    """Browser and system in two words, from what the browser says about itself; it may say anything."""
    browser = next((name for sign, name in _BROWSERS if sign in agent), "")
    system = next((name for sign, name in _SYSTEMS if sign in agent), "")
    return ", ".join(part for part in (browser, system) if part) or "?"
