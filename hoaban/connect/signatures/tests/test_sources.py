"""The configuration says where keys are, or what is wrong with it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.serialization import Encoding

from hoaban.connect import signatures
from hoaban.connect.signatures import authority, sources
from hoaban.connect.signatures.tests import making
from hoaban.connect.signatures.tests.making import NOW

WHOLE = """
roots = "/etc/hoaban/roots"
time = "https://tsa.example.vn"
[[key]]
key = "bs-minh"
kind = "file"
file = "/etc/hoaban/keys/minh.p12"
[[key]]
key = "con-dau"
kind = "token"
library = "/usr/lib/vendor.so"
token = "BVDK"
label = "con-dau"
[[key]]
key = "bs-lan"
kind = "service"
address = "https://sign.example.vn/"
credential = "lan"
"""


def test_all_three_kinds_of_keys_are_read() -> None:
    told = sources.read_configuration(WHOLE, secrets={"bs-lan": "bearer"})

    assert told.sources == {
        "bs-minh": sources.FileSource(Path("/etc/hoaban/keys/minh.p12")),
        "con-dau": signatures.Token("/usr/lib/vendor.so", "BVDK", "con-dau"),
        "bs-lan": sources.RemoteSource(signatures.Service("https://sign.example.vn", "bearer"), "lan"),
    }
    assert (told.roots, told.revocations, told.time) == (
        Path("/etc/hoaban/roots"),
        None,
        "https://tsa.example.vn",
    )


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("[[key", "."),
        ('[[key]]\nkey = "Bs Minh"\nkind = "file"', "Bs Minh"),
        ('[[key]]\nkey = "minh"\nkind = "file"', "file"),
        ('[[key]]\nkey = "minh"\nkind = "paper"', "paper"),
        ('[[key]]\nkey = "minh"\nkind = "service"\naddress = "http://a.vn"\ncredential = "x"', "https"),
        ('[[key]]\nkey = "minh"\nkind = "service"\naddress = "https://a.vn"\ncredential = "x"', "bearer"),
        (WHOLE + '[[key]]\nkey = "con-dau"\nkind = "file"\nfile = "x"', "con-dau"),
    ],
)
def test_what_is_wrong_is_named(text: str, says: str) -> None:
    with pytest.raises(sources.Misconfigured, match=says):
        sources.read_configuration(text, secrets={"bs-lan": "bearer"} if text.startswith(WHOLE) else {})


def test_a_key_file_opens_as_its_source_says(tmp_path: Path) -> None:
    (tmp_path / "minh.p12").write_bytes(authority.pack(making.world().minh, "x"))

    with sources.opened(sources.FileSource(tmp_path / "minh.p12"), "x") as signer:
        assert signer.certificate == making.world().minh.certificate
    with (
        pytest.raises(signatures.KeyUnavailable),
        sources.opened(sources.FileSource(tmp_path / "none.p12"), "x"),
    ):
        pass


def test_roots_and_lists_are_read_whole_or_refused(tmp_path: Path) -> None:
    home = making.world().home
    (tmp_path / "root.pem").write_bytes(home.root.public_bytes(Encoding.PEM))
    (tmp_path / "list.crl").write_bytes(home.revocations(now=NOW))

    assert sources.read_roots(tmp_path) == (home.root,)
    assert sources.read_revocations(tmp_path) == ((tmp_path / "list.crl").read_bytes(),)
    assert sources.read_roots(None) == sources.read_revocations(None) == ()
    (tmp_path / "other.pem").write_bytes(b"none")
    (tmp_path / "other.crl").write_bytes(b"none")
    with pytest.raises(sources.Misconfigured, match=r"other\.pem"):
        sources.read_roots(tmp_path)
    with pytest.raises(sources.Misconfigured, match=r"other\.crl"):
        sources.read_revocations(tmp_path)


def test_who_never_signs_does_not_load_the_libraries_of_the_formats() -> None:
    program = (
        "import django, sys; django.setup(); import hoaban.shared.signing.tasks, hoaban.shared.signing.api;"
        "print([one for one in ('pyhanko', 'signxml', 'fontTools', 'pkcs11') if one in sys.modules])"
    )

    told = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)

    assert told.stdout.strip() == "[]"


def test_a_name_that_is_not_there_is_an_error() -> None:
    with pytest.raises(AttributeError):
        signatures.sign_paper  # noqa: B018 - asking is the point
