"""Bounds of one reading. What is beyond them is named and skipped, so no file can exhaust the machine."""

from __future__ import annotations

from dataclasses import dataclass

MIB = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Limits:
    """Sizes in bytes. ``tags`` bounds the elements of one table: a tree costs far more than text;
    ``elements`` those of the outer document between two dossiers."""

    file: int = 2048 * MIB
    dossier: int = 24 * MIB
    table: int = 12 * MIB
    tags: int = 500_000
    elements: int = 2_000_000
    rows: int = 20_000
    parts: int = 100
    depth: int = 60
    dossiers: int = 1_000_000
    token: int = 1 * MIB
    chunk: int = 256 * 1024
    zip_entries: int = 100_000
    zip_total: int = 8192 * MIB
    zip_ratio: int = 200


DEFAULT = Limits()
