"""Every table and field of the claim format, per level, out of the CSV files in ``data/``.

``fields.csv`` is the state of QĐ 4750; ``patches.csv`` says what another decision changes. Where the
decision and the insurer's portal give different sizes, the bigger one refuses and the smaller one warns.
Certainty marks: O official text, S secondary sources, G general knowledge. Only O may reject a dossier.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from hoaban.connect.claims.datafiles import rows
from hoaban.connect.claims.levels import Level, level

BASE_LEVEL = "4750"


@dataclass(frozen=True, slots=True)
class Table:
    """One table and the elements that carry it. ``list`` and ``row`` are empty if the root is the row."""

    code: str
    root: str
    list: str
    row: str
    in_envelope: bool
    repeats: bool
    since: str
    name_vi: str
    name_en: str


@dataclass(frozen=True, slots=True)
class Field:
    """One field at one level. Sizes are characters; ``None`` is unlimited.

    ``type``: S text, N number. ``format``: text, list, dt12, dt12list, d8, d8list, d8dt12, birth, int,
    dec1, dec2, dec3.
    ``required``: R always, C under a condition (another package's rule), empty never.
    ``sensitive``: how to mask it (name, number, address, birth), or empty when it identifies nobody.
    """

    table: str
    name: str
    position: int
    type: str
    format: str
    base_format: str
    max: int | None
    max_portal: int | None
    refuse_over: int | None
    warn_over: int | None
    required: str
    required_certainty: str
    pattern: str
    pattern_certainty: str
    sensitive: str
    certainty: str
    legal_basis: str
    name_vi: str
    name_en: str


@cache
def tables() -> dict[str, Table]:
    """Table code -> table, XML0 to XML15 in order."""
    return {
        row["code"]: Table(
            code=row["code"],
            root=row["root"],
            list=row["list"],
            row=row["row"],
            in_envelope=row["in_envelope"] == "yes",
            repeats=row["repeats"] == "yes",
            since=row["from"],
            name_vi=row["name_vi"],
            name_en=row["name_en"],
        )
        for row in rows("tables")
    }


@cache
def by_root() -> dict[str, Table]:
    """Root element -> table."""
    return {table.root: table for table in tables().values() if table.root}


@cache
def legacy_roots() -> dict[str, str]:
    """Root elements of formats before QĐ 130 -> the decision they belong to."""
    return {row["root"]: row["decision"] for row in rows("legacy")}


@cache
def known_names(table: str) -> frozenset[str]:
    """Every field name the table has had at any level."""
    return frozenset(row["name"] for row in _field_rows().get(table, []))


@cache
def fields(table: str, at: str) -> tuple[Field, ...]:
    """The fields of a table at a level (codes), in official order; empty if the table did not exist."""
    now = level(at)
    if level(tables()[table].since).rank > now.rank:
        return ()
    present = [row for row in _field_rows()[table] if _is_present(row, now)]
    return tuple(_field(row, now) for row in present)


@cache
def fields_by_name(table: str, at: str) -> dict[str, Field]:
    """Field name -> field of a table at a level."""
    return {field.name: field for field in fields(table, at)}


@cache
def _field_rows() -> dict[str, list[dict[str, str]]]:
    found: dict[str, list[dict[str, str]]] = {}
    for row in rows("fields"):
        found.setdefault(row["table"], []).append(row)
    return found


@cache
def _patches() -> dict[tuple[str, str], list[dict[str, str]]]:
    found: dict[tuple[str, str], list[dict[str, str]]] = {}
    for row in rows("patches"):
        found.setdefault((row["table"], row["field"]), []).append(row)
    return found


def _is_present(row: dict[str, str], now: Level) -> bool:
    return level(row["from"]).rank <= now.rank and (not row["until"] or now.rank <= level(row["until"]).rank)


def _patches_at(row: dict[str, str], now: Level) -> list[dict[str, str]]:
    """Patches that hold at a level: cumulative after the base, exactly its own before it."""
    base = level(BASE_LEVEL).rank
    found = []
    for patch in _patches().get((row["table"], row["name"]), []):
        rank = level(patch["level"]).rank
        if base < rank <= now.rank or (rank == now.rank < base):
            found.append(patch)
    return found


def _field(row: dict[str, str], now: Level) -> Field:
    patches = _patches_at(row, now)
    changed = {patch["attribute"]: patch["value"] for patch in patches}
    size = _size(changed.get("max", row["max"]))
    base_size = _size(row["max"])
    portal = _size(row["max_portal"])
    sizes = [base_size, size, *([portal] if row["max_portal"] else [])]
    tighter = size if "max" in changed or portal is None or size is None else min(size, portal)
    return Field(
        table=row["table"],
        name=row["name"],
        position=int(row["position"]),
        type=changed.get("type", row["type"]),
        format=changed.get("format", row["format"]),
        base_format=row["format"],
        max=size,
        max_portal=portal,
        refuse_over=None if None in sizes else max(one for one in sizes if one is not None),
        warn_over=tighter,
        required=changed.get("required", row["required"]),
        required_certainty=row["required_certainty"],
        pattern=row["pattern"],
        pattern_certainty=row["pattern_certainty"],
        sensitive=row["sensitive"],
        certainty="S" if patches and row["certainty"] == "O" else row["certainty"],
        legal_basis=patches[-1]["basis"] if patches else _untouched_basis(row, now),
        name_vi=row["name_vi"],
        name_en=row["name_en"],
    )


def _untouched_basis(row: dict[str, str], now: Level) -> str:
    """What a patch does not touch stays as the decision that brought it says."""
    base = level(max(BASE_LEVEL, row["from"], key=lambda code: level(code).rank))
    return min(base, now, key=lambda one: one.rank).legal_basis


def _size(text: str) -> int | None:
    return int(text) if text and text != "n" else None
