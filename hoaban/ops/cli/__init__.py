"""``hoaban``: the command line of an installation.

One file per group. A file lists what it adds in ``COMMANDS``; nothing else needs to know of it. Files import
what they work with inside the commands, so that ``hoaban --help`` stays quick.

Exit status: 0 done; 1 done, with something found wrong; 2 could not be done; 3 is running already.
"""

from __future__ import annotations

import pkgutil
import sys
import traceback
from importlib import import_module

import click

from hoaban.kernel.errors import HoaBanError
from hoaban.ops.cli.console import COULD_NOT, fail


class Commands(click.Group):
    """Turns failures into exit status 2, in one place: expected ones into a message."""

    def invoke(self, ctx: click.Context) -> object:
        """Run the chosen command."""
        try:
            return super().invoke(ctx)
        except HoaBanError as failure:
            fail(failure)
        except (click.ClickException, click.exceptions.Exit, click.Abort):
            raise
        except Exception:  # a fault of ours: status 1 would say that it was done
            traceback.print_exc()
            sys.exit(COULD_NOT)


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 120})
@click.version_option(package_name="hoaban")
def main() -> None:
    """Hoa Ban: vận hành nền tảng y tế số. / Run the digital health platform."""


for _module in pkgutil.iter_modules(__path__):
    if _module.name == "__main__":  # runs us; it has nothing to add
        continue
    for _command in getattr(import_module(f"{__name__}.{_module.name}"), "COMMANDS", ()):
        _command.short_help = (_command.help or "").strip().splitlines()[0]  # both languages
        main.add_command(_command)
