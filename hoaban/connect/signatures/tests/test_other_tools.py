"""Programs of others agree: pdfsig of poppler, xmlsec1, and a token by SoftHSM."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pkcs11
import pytest
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from hoaban.connect import signatures
from hoaban.connect.signatures.tests import making
from hoaban.connect.signatures.tests.making import NOW, XML

PIN = "123456"
LIBRARIES = ("/usr/lib/softhsm/libsofthsm2.so", "/usr/lib/x86_64-linux-gnu/softhsm/libsofthsm2.so")


def program(name: str) -> str:
    """Where a program is; without it the test says that it did not run, and in CI fails."""
    found = shutil.which(name)
    if found is None:
        pytest.skip(f"there is no {name} (make checkers installs it)")
    return found


def run(*command: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
        env={**os.environ, "LC_ALL": "C.UTF-8", **environment},
    )


def test_pdfsig_finds_the_signature_valid_and_a_changed_one_not(tmp_path: Path) -> None:
    pdfsig = program("pdfsig")
    world = making.world()
    file = signatures.sign_pdf(making.pdf(), world.minh, now=NOW, times=world.times())
    (tmp_path / "good.pdf").write_bytes(file)
    (tmp_path / "bad.pdf").write_bytes(file.replace(b"[0 0 595 842]", b"[0 0 595 841]"))

    good, bad = (
        run(pdfsig, str(tmp_path / name), HOME=str(tmp_path)).stdout for name in ("good.pdf", "bad.pdf")
    )

    assert "Signature is Valid." in good
    assert "Signer Certificate Common Name: Bùi Văn Minh" in good
    assert "Total document signed" in good
    assert "Signature is Valid." not in bad


def test_xmlsec1_finds_the_signature_valid_and_a_changed_one_not(tmp_path: Path) -> None:
    xmlsec1 = program("xmlsec1")
    world = making.world()
    file = signatures.sign_xml(XML, world.minh, now=NOW, times=world.times(), place="CHUKYDONVI")
    (tmp_path / "good.xml").write_bytes(file)
    (tmp_path / "bad.xml").write_bytes(file.replace(b"Lan", b"Lam"))
    (tmp_path / "root.pem").write_bytes(world.home.root.public_bytes(Encoding.PEM))
    command = [
        xmlsec1, "verify", "--trusted-pem", str(tmp_path / "root.pem"),
        "--verification-time", f"{NOW:%Y-%m-%d %H:%M:%S}", "--id-attr:Id", "SignedProperties", "--id-attr:Id", "KeyInfo",
    ]  # fmt: skip

    good, bad = (run(*command, str(tmp_path / name)) for name in ("good.xml", "bad.xml"))

    assert good.returncode == 0, good.stderr
    assert bad.returncode != 0


def test_what_is_seen_of_a_signature_is_read_as_text_within_its_box(tmp_path: Path) -> None:
    pdftotext = program("pdftotext")
    lines = (
        "Người ký: Bùi Văn Minh",
        "Thời gian ký: 2026-11-30T14:30:00+07:00",
        "Đơn vị: " + "Bệnh viện đa khoa " * 9,
    )
    stamp = signatures.Stamp(lines, (36, 36, 360, 80), making.font())
    wish = signatures.Wish(stamp=stamp)
    (tmp_path / "seen.pdf").write_bytes(
        signatures.sign_pdf(making.pdf(), making.world().minh, now=NOW, wish=wish)
    )

    plain = run(pdftotext, "-layout", str(tmp_path / "seen.pdf"), "-").stdout
    boxes = run(pdftotext, "-bbox", str(tmp_path / "seen.pdf"), "-").stdout

    assert [line for line in lines if line.strip() not in plain] == []
    assert all(float(edge) <= 361 for edge in re.findall(r'xMax="([\d.]+)"', boxes))


@pytest.fixture(scope="module")
def token(tmp_path_factory: pytest.TempPathFactory) -> Iterator[signatures.Token]:
    """A token of SoftHSM with Dr Minh's key in it; its library reads where tokens lie once in a process."""
    tool = program("softhsm2-util")
    library = next((one for one in LIBRARIES if Path(one).exists()), None)
    if library is None:
        pytest.skip("there is no libsofthsm2.so (make checkers installs it)")
    folder = tmp_path_factory.mktemp("token")
    (folder / "tokens").mkdir()
    (folder / "softhsm2.conf").write_text(f"directories.tokendir = {folder}/tokens\nlog.level = ERROR\n")
    minh = making.world().minh
    (folder / "key.pem").write_bytes(
        minh.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    )
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SOFTHSM2_CONF", str(folder / "softhsm2.conf"))
        for command in (
            [tool, "--init-token", "--free", "--label", "hoaban", "--pin", PIN, "--so-pin", "654321"],
            [tool, "--import", str(folder / "key.pem"), "--token", "hoaban", "--label", "minh", "--id", "01", "--pin", PIN],
        ):  # fmt: skip
            done = run(*command)
            assert done.returncode == 0, done.stderr
        with pkcs11.lib(library).get_token(token_label="hoaban").open(rw=True, user_pin=PIN) as session:
            session.create_object({
                pkcs11.Attribute.CLASS: pkcs11.ObjectClass.CERTIFICATE,
                pkcs11.Attribute.CERTIFICATE_TYPE: pkcs11.CertificateType.X_509,
                pkcs11.Attribute.TOKEN: True,
                pkcs11.Attribute.LABEL: "minh",
                pkcs11.Attribute.ID: b"\x01",
                pkcs11.Attribute.SUBJECT: minh.certificate.subject.public_bytes(),
                pkcs11.Attribute.VALUE: minh.certificate.public_bytes(Encoding.DER),
            })  # fmt: skip
        yield signatures.Token(library, "hoaban", "minh")


def test_a_key_in_a_token_signs_and_never_leaves_it(token: signatures.Token) -> None:
    world = making.world()

    with signatures.open_token(token, PIN) as signer:
        pdf = signatures.sign_pdf(making.pdf(), signer, now=NOW, times=world.times())
        xml = signatures.sign_xml(XML, signer, now=NOW + timedelta(seconds=1))

    assert signatures.verify(pdf, world.trust()).valid
    assert signatures.verify(xml, world.trust()).valid


def test_a_wrong_pin_and_a_token_that_is_not_there_are_told_apart(token: signatures.Token) -> None:
    with pytest.raises(signatures.WrongPassphrase), signatures.open_token(token, "000000"):
        pass
    with (
        pytest.raises(signatures.KeyUnavailable),
        signatures.open_token(signatures.Token(token.library, "other", "minh"), PIN),
    ):
        pass
