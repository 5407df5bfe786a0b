"""``python -m hoaban.ops.runtime.process feed|jobs``: a background process, with Django made ready first."""

from __future__ import annotations

import logging.config
import sys
from importlib import import_module

import django

from hoaban.kernel import garbage
from hoaban.ops.runtime import logs
from hoaban.ops.runtime.children import die_with_parent

PARTS = ("jobs", "feed")


def main() -> None:
    """Run the part that the command line names until SIGTERM or SIGINT."""
    (part,) = sys.argv[1:]
    die_with_parent()
    django.setup()
    logging.config.dictConfig(logs.configuration(part))
    sys.excepthook = logs.log_the_end
    run = import_module(f"hoaban.ops.runtime.{PARTS[PARTS.index(part)]}").run
    garbage.look_seldom()
    run()


if __name__ == "__main__":
    main()
