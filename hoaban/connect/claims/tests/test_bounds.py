from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from hoaban.connect import claims
from hoaban.connect.claims.tests import builders
from hoaban.connect.claims.tests.builders import codes, read, wrap

LEVEL = claims.level("3176")
XML1 = claims.write_table("XML1", [builders.row("XML1")], level=LEVEL)


def test_a_table_beyond_its_size_is_named_and_the_rest_is_read():
    limits = claims.Limits(table=20_000)
    big = wrap(("XML1", XML1), ("XML5", b"x" * 30_000))
    mixed = big.replace(
        b"</HOSO>", b"</HOSO>" + builders.envelope("B").split(b"<DANHSACHHOSO>")[1].split(b"</DANH")[0]
    )
    spoilt, good, _count = read(mixed, limits)
    assert codes([spoilt]) == ["table-too-big"]
    assert list(spoilt.tables) == ["XML1"]
    assert spoilt.original == b""
    assert good.is_whole


def test_a_dossier_beyond_its_size_is_named():
    limits = claims.Limits(dossier=10_000)
    (dossier,) = read(
        wrap(("XML1", XML1), ("XML1", XML1), ("XML1", XML1), ("XML1", XML1), ("XML1", XML1)), limits
    )
    assert "dossier-too-big" in codes([dossier])


@pytest.mark.parametrize(
    ("limits", "code"),
    [
        (claims.Limits(file=1000, chunk=500), "file-too-big"),
        (claims.Limits(dossiers=1), "too-many-dossiers"),
        (claims.Limits(rows=1), "too-many-rows"),
        (claims.Limits(tags=40), "table-crowded"),
        (claims.Limits(parts=2), "too-many-tables"),
        (claims.Limits(depth=4), "too-deep"),
    ],
)
def test_every_bound_is_named(limits: claims.Limits, code: str):
    assert code in codes(read(builders.envelope("A", "B"), limits))


def test_a_check_in_row_beyond_the_size_of_a_table_is_named():
    data = claims.write_check_in(
        [builders.row("XML0", LY_DO_VNT="x" * 50_000), builders.row("XML0")], level=LEVEL
    )
    first, second = read(data, claims.Limits(table=20_000))
    assert codes([first]) == ["table-too-big"]
    assert second.is_whole


MEASURE = """
import resource, sys
from pathlib import Path
from hoaban.connect import claims
found = [0, 0]
for one in claims.read(Path(sys.argv[1])):
    found[isinstance(one, claims.Problem)] += 1
# the peak of this program alone: getrusage would count the process it was forked from
status = Path("/proc/self/status").read_text()
peak = int(status.split("VmHWM:")[1].split()[0])
print(found[0], found[1], peak)
"""


def _measured(path: Path) -> tuple[int, int, int]:
    """Dossiers, problems and peak memory in kB of reading a file in a process of its own."""
    done = subprocess.run(
        [sys.executable, "-c", MEASURE, str(path)], capture_output=True, text=True, check=True, timeout=300
    )
    dossiers, problems, peak = done.stdout.split()
    return int(dossiers), int(problems), int(peak)


@pytest.mark.slow
def test_two_hundred_megabytes_stay_under_three_hundred_of_memory(tmp_path: Path):
    one = builders.envelope("A")
    before, rest = one.split(b"<HOSO>")
    hoso, after = rest.split(b"</HOSO>")
    count = 200_000_000 // len(hoso) + 1
    path = tmp_path / "big.xml"
    with path.open("wb") as out:
        out.write(before.replace(b"<SOLUONGHOSO>1<", f"<SOLUONGHOSO>{count}<".encode()))
        for _ in range(count):
            out.write(b"<HOSO>" + hoso + b"</HOSO>")
        out.write(after)
    dossiers, problems, peak = _measured(path)
    assert (dossiers, problems) == (count, 0)
    assert peak < 150_000


@pytest.mark.slow
@pytest.mark.parametrize(
    "inside", [b"x" * 1_000_000, b"<A/>" * 250_000, b"QUJD" * 250_000], ids=["text", "tags", "base64"]
)
def test_one_endless_part_stays_under_three_hundred_of_memory(tmp_path: Path, inside: bytes):
    path = tmp_path / "endless.xml"
    with path.open("wb") as out:
        out.write(b"<GIAMDINHHS><HOSO><FILEHOSO><LOAIHOSO>XML1</LOAIHOSO><NOIDUNGFILE>")
        for _ in range(200):
            out.write(inside)
    dossiers, problems, peak = _measured(path)
    assert (dossiers, problems) == (0, 1)
    assert peak < 300_000


@pytest.mark.slow
def test_the_fullest_dossier_that_is_allowed_stays_under_three_hundred_of_memory(tmp_path: Path):
    table = claims.tables()["XML5"]
    rows = f"<{table.row}><STT>1</STT><A/><B/><C/><D/><E/></{table.row}>" * 19_000
    document = f"<{table.root}><{table.list}>{rows}</{table.list}></{table.root}>".encode()
    path = tmp_path / "full.xml"
    path.write_bytes(wrap(*[(code, document) for code in ("XML5", "XML5", "XML5")]))
    dossiers, _problems, peak = _measured(path)
    assert dossiers == 1
    assert peak < 300_000
