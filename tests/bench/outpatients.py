"""Out-patients of a hospital: seventy people at work for ten minutes."""

from pathlib import Path
from tests.bench import provincial
import os


def run(folder: Path, database: int) -> None:
    provincial.fill(folder, int(os.environ.get("BENCH_PEOPLE", "200000")))
