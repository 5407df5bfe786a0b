"""Compile the invariants of the official FHIR R4 definitions into the small data file that is checked on writes.

    python tools/compile_invariants.py [--package FILE.tgz]

Reads the same package as ``tools/compile_structure.py``. Writes ``hoaban/record/data/r4-invariants.json``: one row
for each invariant with its key, severity, English sentence, expression and the types or elements it is asked of.
What structure already proves (``PROVED``) is left out; expressions that are wrong as published are amended
(``AMENDED``), with the reason beside them.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tools import compile_structure  # noqa: E402

OUT = compile_structure.DATA / "r4-invariants.json"
PROVED = {"ele-1", "ext-1", "dom-2", "sqty-1"}
SAME = {"txt-2": "txt-1"}  # one expression: one check answers for both, with both sentences
AMENDED: dict[str, tuple[str, str]] = {
    "que-7": (
        "operator = 'exists' implies (answer is boolean)",
        "the published text asks for System.Boolean, which no FHIR element is",
    ),
}

Json = dict[str, Any]


def invariants(bundles: dict[str, list[Json]]) -> list[Json]:
    """Each invariant once, with every type or element of its own that it stands on."""
    definitions = [
        each
        for name in ("types", "resources")
        for each in compile_structure.structure_definitions(bundles[name])
        if each.get("derivation") != "constraint"
    ]
    root_keys = {each["name"]: _keys(each["snapshot"]["element"][0]) for each in definitions}
    found: dict[tuple[str, str], Json] = {}
    for definition in definitions:
        base = definition.get("baseDefinition", "").removeprefix(compile_structure.PROFILES)
        for element in definition["snapshot"]["element"]:
            inherited = root_keys.get(base, set()) if element["path"] == definition["name"] else set()
            for raw in element.get("constraint", []):
                if raw["key"] not in PROVED | set(SAME) | inherited:
                    row = found.setdefault((raw["key"], raw["expression"]), _row(raw))
                    row["on"].append(element["path"])
                elif raw["key"] in SAME:
                    first = found[SAME[raw["key"]], raw["expression"]]
                    first["human"] += f". {' '.join(raw['human'].split())}"
    return list(found.values())


def _keys(element: Json) -> set[str]:
    return {each["key"] for each in element.get("constraint", [])}


def _row(raw: Json) -> Json:
    row: Json = {"key": raw["key"], "severity": raw["severity"], "human": " ".join(raw["human"].split())}
    expression = raw["expression"]
    if raw["key"] in AMENDED:
        expression, row["amended"] = AMENDED[raw["key"]]
    return {**row, "expression": expression, "on": []}


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--package", type=Path, help="the package as a tar file, if it is already here")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        bundles = compile_structure.read_bundles(chosen.package or compile_structure.fetch(Path(folder)))
    rows = sorted(invariants(bundles), key=lambda row: (row["on"][0], row["key"]))
    about = {
        "title": "Invariants of FHIR R4, from the official definitions",
        "source": f"npm {compile_structure.PACKAGE}: Bundle-types.json, Bundle-resources.json",
        "version": "4.0.1",
        "licence": "CC0-1.0 (HL7 FHIR specification)",
    }
    lines = ",\n".join(json.dumps(row, ensure_ascii=False) for row in rows)
    OUT.write_text(f'{{"about": {json.dumps(about)},\n"invariants": [\n{lines}\n]}}\n', encoding="utf-8")
    print(f"{len(rows)} invariants")


if __name__ == "__main__":
    main()
