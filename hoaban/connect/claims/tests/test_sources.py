from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest

from hoaban.connect import claims
from hoaban.connect.claims.tests import builders


def _zip(path: Path, entries: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> Path:
    with zipfile.ZipFile(path, "w", method) as archive:
        for name, content in entries.items():
            archive.writestr(zipfile.ZipInfo(name), content, compress_type=method)
    return path


def _refusals(path: Path, limits: claims.Limits = claims.DEFAULT) -> list[str]:
    return [one.refused.code for one in claims.sources([path], limits=limits) if one.refused]


def test_folders_and_archives_are_walked_in_a_stable_order(tmp_path: Path):
    good = builders.envelope("A")
    (tmp_path / "b").mkdir()
    for name in ("z.xml", "a.xml", "b/y.XML", ".hidden", "b/.DS_Store"):
        (tmp_path / name).write_bytes(good)
    _zip(tmp_path / "m.zip", {"2.xml": good, "1/x.xml": good, "__MACOSX/1.xml": good, "3/": b""})
    names = [source.name.removeprefix(f"{tmp_path}/") for source in claims.sources([tmp_path])]
    assert names == ["a.xml", "b/y.XML", "m.zip!/1/x.xml", "m.zip!/2.xml", "z.xml"]
    for source in claims.sources([tmp_path]):
        (dossier,) = source.read()
        assert dossier.ma_lk == "A"


def test_a_source_can_be_read_after_its_archive_was_passed(tmp_path: Path):
    path = _zip(tmp_path / "a.zip", {"1.xml": builders.envelope("A"), "2.xml": builders.envelope("B")})
    kept = list(claims.sources([path]))
    assert [one.ma_lk for source in kept for one in source.read()] == ["A", "B"]


def test_problems_carry_the_name_of_their_source(tmp_path: Path):
    path = _zip(tmp_path / "a.zip", {"1.xml": b"<LA/>"})
    (source,) = claims.sources([path])
    (problem,) = source.read()
    assert (problem.code, problem.source) == ("root-unknown", f"{path}!/1.xml")


def test_what_is_missing_or_no_file_is_named(tmp_path: Path):
    (tmp_path / "link.xml").symlink_to("/etc/passwd")
    assert _refusals(tmp_path / "none") == ["path-missing"]
    assert _refusals(tmp_path) == ["not-a-file"]


@pytest.mark.parametrize(
    "name", ["../up.xml", "/etc/x.xml", "a/../../b.xml", "C:\\x.xml", "a\\..\\..\\b.xml"]
)
def test_a_path_that_leaves_the_archive_is_refused(tmp_path: Path, name: str):
    assert _refusals(_zip(tmp_path / "a.zip", {name: b"<a/>"})) == ["zip-path"]


def test_an_archive_inside_an_archive_is_refused_by_name(tmp_path: Path):
    inner = io.BytesIO()
    with zipfile.ZipFile(inner, "w") as archive:
        archive.writestr("a.xml", b"<a/>")
    path = _zip(tmp_path / "a.zip", {"inner.zip": inner.getvalue(), "b.xml": builders.envelope("A")})
    good, refused = claims.sources([path])
    assert refused.refused is not None
    assert refused.refused.code == "zip-nested"
    assert refused.name.endswith("a.zip!/inner.zip")
    assert good.refused is None


@pytest.mark.parametrize(
    ("limits", "code"),
    [
        (claims.Limits(zip_entries=2), "zip-many"),
        (claims.Limits(zip_total=100), "zip-big"),
        (claims.Limits(file=100), "file-too-big"),
    ],
)
def test_the_bounds_of_an_archive_are_named(tmp_path: Path, limits: claims.Limits, code: str):
    path = _zip(tmp_path / "a.zip", {f"{number}.xml": b"<a/>" * 50 for number in range(3)})
    assert code in _refusals(path, limits)


def test_a_bomb_is_refused(tmp_path: Path):
    path = _zip(tmp_path / "a.zip", {"bomb.xml": b"<a>" + b" " * 30_000_000})
    assert _refusals(path) == ["zip-ratio"]


def test_an_unusual_compression_is_refused(tmp_path: Path):
    assert _refusals(_zip(tmp_path / "a.zip", {"a.xml": b"<a/>" * 99}, zipfile.ZIP_BZIP2)) == ["zip-method"]


def test_a_protected_entry_is_refused(tmp_path: Path):
    path = _zip(tmp_path / "a.zip", {"a.xml": b"<a/>"})
    data = bytearray(path.read_bytes())
    data[6] |= 1
    data[data.index(b"PK\x01\x02") + 8] |= 1
    path.write_bytes(bytes(data))
    assert _refusals(path) == ["zip-encrypted"]


def test_a_damaged_archive_is_named(tmp_path: Path):
    path = _zip(tmp_path / "a.zip", {"a.xml": builders.envelope("A")})
    path.write_bytes(path.read_bytes()[:200])
    assert _refusals(path) == ["zip-broken"]
