"""Pairs of the register on Spark: the model that runs on DuckDB finds the same pairs there, with the same bits."""

from __future__ import annotations

import importlib
import importlib.util
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import tools.django_ready  # noqa: F401  (first)
from hoaban.shared.people.queries import batch
from tests.bench import labelled

PEOPLE = 20_000
_LOCK = Path(__file__).resolve().parents[2] / "requirements" / "spark.lock"
_ALIKE = 1e-6
"""Bits by which the engines may differ: they add up in another order."""
Bits = dict[tuple[str, str], float]


def main() -> int:
    """1 when the two do not find the same."""
    if not _ready():
        print(
            "NOT RUN: Spark needs Java (apt-get install openjdk-17-jre-headless) and the packages of requirements/spark.lock."
        )
        return 0
    described = batch.table(labelled.labelled(PEOPLE, seed=11))
    here = _timed("DuckDB", lambda: _on_duckdb(described))
    with tempfile.TemporaryDirectory() as folder:
        there = _timed("Spark, two cores", lambda: _on_spark(described, Path(folder)))
    apart = [pair for pair in here.keys() & there.keys() if abs(here[pair] - there[pair]) > _ALIKE]
    print(
        f"{described.num_rows} descriptions: {len(here)} pairs on DuckDB, {len(there)} on Spark;"
        f" {len(here.keys() ^ there.keys())} on one alone, {len(apart)} with other bits"
    )
    return int(not here or here.keys() != there.keys() or bool(apart))


def _timed(name: str, find: Any) -> Bits:
    begun = time.perf_counter()
    found: Bits = find()
    print(f"{name}: {time.perf_counter() - begun:.1f} s")
    return found


def _on_duckdb(described: Any) -> Bits:
    duckdb, splink = importlib.import_module("duckdb"), importlib.import_module("splink")
    connection = duckdb.connect()
    connection.register("people", described)
    found = batch.predicted(splink.DuckDBAPI(connection=connection), described.num_rows)
    return _bits(connection.sql(f"select {', '.join(batch.PAIR)} from {found.physical_name}").fetchall())


def _on_spark(described: Any, folder: Path) -> Bits:
    sql = importlib.import_module("pyspark.sql")
    splink = importlib.import_module("splink.backends.spark")
    session = (
        sql.SparkSession.builder.master("local[2]")
        .config("spark.jars", splink.similarity_jar_location())
        .config("spark.driver.memory", "3g")
        .config("spark.local.dir", str(folder))
        .config("spark.driver.host", "127.0.0.1")
        .config("spark.driver.bindAddress", "127.0.0.1")
        .config("spark.ui.enabled", "false")
        .config("spark.sql.shuffle.partitions", "8")
        .getOrCreate()
    )
    session.sparkContext.setLogLevel("ERROR")
    session.sparkContext.setCheckpointDir(str(folder / "steps"))
    try:
        importlib.import_module("pyarrow.parquet").write_table(described, folder / "people.parquet")
        session.read.parquet(str(folder / "people.parquet")).createOrReplaceTempView("people")
        api = splink.SparkAPI(spark_session=session, break_lineage_method="parquet")
        found = batch.predicted(api, described.num_rows)
        return _bits(session.sql(f"select {', '.join(batch.PAIR)} from {found.physical_name}").collect())
    finally:
        session.stop()


def _bits(rows: Any) -> Bits:
    return {tuple(sorted((one, other))): bits for one, other, bits in rows}  # type: ignore[misc]


def _ready() -> bool:
    """Install what lacks, where that is allowed."""
    if not shutil.which("java") and os.geteuid() == 0:
        command = [
            "apt-get",
            "install",
            "--yes",
            "--quiet",
            "--no-install-recommends",
            "openjdk-17-jre-headless",
        ]
        subprocess.run(
            command, env={**os.environ, "DEBIAN_FRONTEND": "noninteractive"}, capture_output=True, check=False
        )
    if importlib.util.find_spec("pyspark") is None:
        uv = str(Path(sys.executable).parent / "uv")
        install = [
            uv,
            "pip",
            "install",
            "--quiet",
            "--python",
            sys.executable,
            "--require-hashes",
            "-r",
            str(_LOCK),
        ]
        subprocess.run(install, check=False)
        importlib.invalidate_caches()
    return bool(shutil.which("java")) and importlib.util.find_spec("pyspark") is not None


if __name__ == "__main__":
    sys.exit(main())
