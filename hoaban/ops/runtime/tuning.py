"""Server settings of PostgreSQL, chosen from the size of the machine."""

from __future__ import annotations

import os
from pathlib import Path

MB = 1 << 20
GB = 1 << 30
ARCHIVE_SCRIPT = Path(__file__).with_name("archive.sh")


def memory() -> int:
    """Bytes of memory that we may use: of the machine, or of the container's limit when that is less."""
    total = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    limit = Path("/sys/fs/cgroup/memory.max")
    try:
        allowed = limit.read_text().strip()
    except OSError:
        return total
    return min(total, int(allowed)) if allowed.isdigit() else total


def _megabytes(size: int, least: int, most: int) -> str:
    return f"{max(least, min(most, size)) // MB}MB"


def server_settings(memory_bytes: int, cores: int) -> dict[str, str]:
    """Settings for a machine that also carries the web server and the worker."""
    return {
        "shared_buffers": _megabytes(memory_bytes // 4, 128 * MB, 8 * GB),
        "effective_cache_size": _megabytes(memory_bytes * 6 // 10, 256 * MB, 256 * GB),
        "work_mem": _megabytes(memory_bytes // 512, 4 * MB, 64 * MB),
        "maintenance_work_mem": _megabytes(memory_bytes // 32, 64 * MB, GB),
        "max_connections": "100",
        "max_wal_size": "4GB",
        "min_wal_size": "512MB",
        "checkpoint_timeout": "15min",
        "wal_compression": "pglz",
        "random_page_cost": "1.1",
        "effective_io_concurrency": "200",
        "default_statistics_target": "200",
        "max_parallel_workers_per_gather": str(max(1, min(4, cores // 2))),
        "jit": "off",
        "autovacuum_naptime": "15s",
        "autovacuum_vacuum_scale_factor": "0.05",
        "autovacuum_analyze_scale_factor": "0.02",
        "track_io_timing": "on",
        **QUIET,
    }


QUIET = {
    # the server's log must not repeat what people typed: errors go to the application, details nowhere
    "log_min_messages": "log",
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
    "log_parameter_max_length": "0",
    "log_parameter_max_length_on_error": "0",
    "log_statement": "none",
    "log_line_prefix": "%m [%p] ",
    "log_timezone": "UTC",
}


def archive_settings(archive: Path) -> dict[str, str]:
    """Keep every finished piece of the write-ahead log in ``archive`` (see backup.py)."""
    quoted = str(archive).replace("'", "'\\''").replace("%", "%%")
    script = str(ARCHIVE_SCRIPT).replace("'", "'\\''").replace("%", "%%")
    return {
        "wal_level": "replica",
        "max_wal_senders": "4",
        "archive_mode": "on",
        "archive_command": f"sh '{script}' '%p' '%f' '{quoted}'",
        "archive_timeout": "5min",
    }
