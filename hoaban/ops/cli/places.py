"""The register of places."""

from __future__ import annotations

from pathlib import Path

import click

from hoaban.kernel import clock
from hoaban.ops.cli.console import database, operator, say


@click.group()
def places() -> None:
    """Danh mục địa giới và cơ sở. / Communes and facilities."""


@places.command()
@click.argument("file", type=click.Path(path_type=Path), metavar="FILE.geojson")
@click.option("--attribution", default="", help="Nguồn, ghi dưới bản đồ. / Source, shown under the map.")
def boundaries(file: Path, attribution: str) -> None:
    """Nạp ranh giới xã, phường (GeoJSON). / Load the communes' boundaries (GeoJSON)."""
    with database():
        from hoaban.foundation.places import api

        actor = operator("system.manage")
        loaded = api.load_boundaries(actor=actor, path=file, now=clock.now(), attribution=attribution)
    say(
        f"Đã nạp ranh giới của {loaded.communes} xã, phường.",
        f"Loaded the boundaries of {loaded.communes} communes.",
    )


COMMANDS = [places]
