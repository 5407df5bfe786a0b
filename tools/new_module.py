"""Lay out a new module under hoaban/modules with every file the house style names, and register it.

    make new-module NAME=wards

Each file starts with the sentence that says what it holds; contracts, types and guards pass from the start.
"""

from __future__ import annotations

import keyword
import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent

HEAD = "from __future__ import annotations\n"

README = """# {name}

What this module is for, in one sentence that a nurse understands.

## Owns

No tables yet.

## Facts

No clinical facts yet. What it writes to the record goes through `fhir.py` and the door.

## Public functions

None: a module is called by nobody. Its services are called by its own ways in.

## Screens

None yet.
"""

PYTHON = {
    "__init__.py": '"""{Title}."""\n',
    "apps.py": (
        '"""{Title}, as a Django app."""\n\n' + HEAD + "\nfrom django.apps import AppConfig\n\n\n"
        'class {Class}Config(AppConfig):\n    """Registers the module."""\n\n'
        '    name = "hoaban.modules.{name}"\n    label = "{name}"\n'
    ),
    "models.py": '"""Administrative tables of {title} and their constraints. No workflow, no key into the record."""\n',
    "rules.py": '"""Business rules of {title}: values in, values out. No Django, no clock, no database."""\n',
    "fhir.py": '"""The FHIR of {title}: builds what it writes, reads what it shows. No Django, no I/O."""\n',
    "policies.py": '"""Who may do which administrative act in {title}. Clinical facts are the door\'s business."""\n',
    "queries.py": '"""Reads of {title}. They change nothing."""\n',
    "services.py": '"""Writes of {title}: one public function per act, one transaction each."""\n',
    "forms.py": '"""Shape checks of what a person typed in {title}."""\n',
    "views.py": '"""Screens of {title}: translate, make one call, translate back."""\n',
    "urls.py": (
        '"""Addresses of {title}."""\n\n' + HEAD + "\nfrom django.urls import URLPattern, URLResolver\n\n"
        'app_name = "{name}"\nurlpatterns: list[URLPattern | URLResolver] = []\n'
    ),
    "migrations/__init__.py": "",
    "tests/__init__.py": "",
}


def lay_out(name: str, root: Path = ROOT) -> Path:
    """Make the module ``name`` below ``root`` and register it in settings and addresses; returns its folder.

    :raises ValueError: the name cannot be a module's, or is taken.
    """
    if not re.fullmatch(r"[a-z][a-z_]{1,29}", name) or keyword.iskeyword(name):
        raise ValueError(f"{name!r}: a module is named in lower case, like wards or birth_care")
    folder = root / "hoaban" / "modules" / name
    if folder.exists():
        raise ValueError(f"{folder.relative_to(root)} is there already")
    words = {
        "name": name,
        "title": name.replace("_", " "),
        "Title": name.replace("_", " ").capitalize(),
        "Class": "".join(part.capitalize() for part in name.split("_")),
    }
    for path, text in {**PYTHON, "README.md": README}.items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text.format(**words))
    (folder / "templates" / name).mkdir(parents=True)
    _insert(
        root / "config" / "settings.py", f'    "hoaban.modules.{name}",\n', before='    "hoaban.oversight.'
    )
    _insert(
        root / "config" / "urls.py",
        f'    path("{name.replace("_", "-")}/", include("hoaban.modules.{name}.urls")),\n',
        before="]\n",
    )
    return folder


def _insert(path: Path, line: str, *, before: str) -> None:
    text = path.read_text()
    place = text.find(before) if before != "]\n" else text.rfind(before)
    if place < 0:
        raise ValueError(f"{path} has no line that begins with {before!r}")
    path.write_text(text[:place] + line + text[place:])


def main() -> int:
    """0 made, 2 not."""
    try:
        folder = lay_out(sys.argv[1] if len(sys.argv) > 1 else "")
    except ValueError as wrong:
        print(wrong, file=sys.stderr)
        return 2
    print(f"{folder.relative_to(ROOT)}: made and registered in config/settings.py and config/urls.py")
    return 0


if __name__ == "__main__":
    sys.exit(main())
