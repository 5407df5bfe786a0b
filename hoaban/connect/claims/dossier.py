"""What a claim file holds, as plain values: rows of text by field name, nothing interpreted."""

from __future__ import annotations

from dataclasses import dataclass, field

from hoaban.connect.claims.levels import Level
from hoaban.connect.claims.problems import Problem


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a table. ``values`` has an entry for every element present, empty ones too, trimmed of outer
    white space; ``unknown`` holds elements that no level knows; ``number`` counts from 1."""

    values: dict[str, str]
    number: int = 1
    unknown: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Dossier:
    """One encounter as it was sent.

    ``facility_code``: MA_CSKCB of the data, else the sender's. ``sender_code``: MACSKCB of the envelope.
    ``level``: the level its shape shows (use :func:`levels.level_for` with the end day to check it).
    ``original``: one self-contained document with exactly this dossier, each table as it was sent; the
    same dossier gives the same bytes whatever file it travelled in. Empty if a size limit stopped it.
    ``index``: place in the file, from 0. ``form``: envelope, table (a bare one) or check-in.
    """

    facility_code: str
    sender_code: str
    ma_lk: str
    level: Level
    tables: dict[str, tuple[Row, ...]]
    original: bytes
    index: int
    form: str = "envelope"
    problems: tuple[Problem, ...] = ()

    @property
    def is_whole(self) -> bool:
        """Every table could be read; only warnings, if any."""
        return all(problem.severity != "error" for problem in self.problems)
