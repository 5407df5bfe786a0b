"""What proves later that a certificate held: lists, answers of issuers, stamps renewed; and what a stamp shows."""

from __future__ import annotations

import io
import shutil
import subprocess
from datetime import timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from PIL import Image
from pyhanko.pdf_utils.reader import PdfFileReader

from hoaban.connect import signatures
from hoaban.connect.signatures import authority, status
from hoaban.connect.signatures.tests import making
from hoaban.connect.signatures.tests.making import NOW, XML
from hoaban.connect.signatures.tests.test_times import answering

LATER = NOW + timedelta(days=900)


def proof(*, answers: tuple[bytes, ...] = (), lists: bool = True) -> signatures.Proof:
    home = making.world().home
    known = (home.revocations(now=NOW - timedelta(hours=1)),) if lists else ()
    return signatures.Proof((home.root.public_bytes(Encoding.DER),), known, answers)


def asked(home: authority.TestAuthority, *taken: x509.Certificate) -> authority.TestAuthority:
    """The authority, having taken some certificates back."""
    other = authority.TestAuthority(home.key, home.root)
    for one in taken:
        other.revoke(one, at=NOW - timedelta(days=1))
    return other


def test_an_xml_file_carries_its_proof_and_holds_after_the_certificate_has_ended() -> None:
    world = making.world()
    plain = signatures.sign_xml(XML, world.minh, now=NOW, times=world.times())
    proved = signatures.sign_xml(XML, world.minh, now=NOW, times=world.times(), proof=proof())

    [bare] = signatures.verify(plain, world.trust(now=LATER)).signatures
    [found] = signatures.verify(proved, world.trust(now=LATER)).signatures

    assert (bare.valid, bare.revocation_known) == (True, False)
    assert (found.valid, found.revocation_known, found.timed) == (True, True, True)
    assert b"RevocationValues" in proved
    assert not signatures.verify(proved.replace(b"Lan", b"Lam"), world.trust()).valid


def test_xmlsec1_takes_a_file_with_its_proof(tmp_path: Path) -> None:
    if (xmlsec1 := shutil.which("xmlsec1")) is None:
        pytest.skip("there is no xmlsec1 (make checkers installs it)")
    world = making.world()
    file = signatures.sign_xml(XML, world.minh, now=NOW, times=world.times(), proof=proof())
    (tmp_path / "good.xml").write_bytes(file)
    (tmp_path / "root.pem").write_bytes(world.home.root.public_bytes(Encoding.PEM))
    command = [
        xmlsec1, "verify", "--trusted-pem", str(tmp_path / "root.pem"), "--verification-time",
        f"{NOW:%Y-%m-%d %H:%M:%S}", "--id-attr:Id", "SignedProperties", "--id-attr:Id", "KeyInfo",
        str(tmp_path / "good.xml"),
    ]  # fmt: skip

    assert subprocess.run(command, capture_output=True, check=False).returncode == 0


@pytest.mark.parametrize("kind", ["pdf", "xml"])
def test_an_issuers_answer_is_carried_and_believed(kind: str) -> None:
    world = making.world()
    held = proof(answers=(world.home.answer(world.minh.certificate, now=NOW),), lists=False)
    if kind == "pdf":
        wish = signatures.Wish(proof=held)
        file = signatures.sign_pdf(making.pdf(), world.minh, now=NOW, times=world.times(), wish=wish)
    else:
        file = signatures.sign_xml(XML, world.minh, now=NOW, times=world.times(), proof=held)

    [found] = signatures.verify(file, world.trust(now=LATER)).signatures
    assert (found.valid, found.revocation_known) == (True, True)


def test_an_answer_that_it_was_taken_back_counts_and_a_forged_one_does_not() -> None:
    world = making.world()
    file = signatures.sign_pdf(making.pdf(), world.minh, now=NOW, times=world.times())
    told = asked(world.home, world.minh.certificate).answer(world.minh.certificate, now=NOW)
    forged = asked(authority.found(now=NOW), world.minh.certificate).answer(world.minh.certificate, now=NOW)

    def faults(answer: bytes) -> tuple[signatures.Fault, ...]:
        trust = signatures.Trust((world.home.root,), NOW, (), (answer,))
        return signatures.verify(file, trust).signatures[0].faults

    assert faults(told) == (signatures.Fault.REVOKED,)
    assert faults(forged) == ()
    assert status.read_answer(forged, world.minh.certificate, world.home.root) is None
    assert status.read_answer(told, world.clock.certificate, world.home.root) is None
    assert status.read_answer(b"nonsense", world.minh.certificate, world.home.root) is None


def test_issuers_are_asked_where_their_certificates_say() -> None:
    home = authority.found(now=NOW)

    def answer(_question: bytes) -> tuple[int, bytes]:
        return 200, home.answer(signer.certificate, now=NOW)

    with answering(answer) as address:
        home.answers_at = address
        signer = home.issue("Bác sĩ", since=NOW, until=NOW + timedelta(days=9))
        place = signatures.address_of(signer.certificate)
        got = signatures.ask_status(signer.certificate, home.root, place)

    assert place == address
    assert status.read_answer(got, signer.certificate, home.root) is not None
    assert signatures.address_of(home.root) == ""
    with pytest.raises(signatures.KeyUnavailable):  # nobody is there any more
        signatures.ask_status(signer.certificate, home.root, place)
    with pytest.raises(signatures.KeyUnavailable):
        signatures.ask_status(signer.certificate, home.root, "file:///etc/passwd")


@pytest.mark.parametrize("said", [(500, b""), (200, b"nonsense"), (200, b"")])
def test_an_answer_that_is_none_is_told_as_unavailable(said: tuple[int, bytes]) -> None:
    world = making.world()
    with answering(lambda _question: said) as address, pytest.raises(signatures.KeyUnavailable):
        signatures.ask_status(world.minh.certificate, world.home.root, address)


def test_a_signed_file_is_stamped_anew_before_its_proof_grows_old() -> None:
    world = making.world()
    file = signatures.sign_pdf(
        making.pdf(), world.minh, now=NOW, times=world.times(), wish=signatures.Wish(proof=proof())
    )
    later = NOW + timedelta(days=200)

    renewed = signatures.renew_pdf(file, times=world.times(later), proof=proof(), now=later)

    assert renewed.startswith(file)
    assert [
        one.sig_object["/Type"] for one in PdfFileReader(io.BytesIO(renewed)).embedded_timestamp_signatures
    ] == ["/DocTimeStamp"]
    assert signatures.verify(renewed, world.trust(now=LATER)).valid
    with pytest.raises(signatures.NotSignable):
        signatures.renew_pdf(b"%PDF-1.7 nothing", times=world.times(), proof=proof(), now=NOW)


def test_a_clock_that_is_off_is_told_before_anything_is_signed() -> None:
    world = making.world()

    def stamped(question: bytes) -> tuple[int, bytes]:
        from asn1crypto import tsp

        return 200, world.times(NOW).request_tsa_response(tsp.TimeStampReq.load(question)).dump()

    with answering(stamped) as address:
        near = signatures.OutsideTimes(address, now=NOW + timedelta(minutes=4))
        far = signatures.OutsideTimes(address, now=NOW + timedelta(hours=7))  # a zone taken for UTC
        assert signatures.verify(
            signatures.sign_pdf(making.pdf(), world.minh, now=NOW, times=near), world.trust()
        ).valid
        with pytest.raises(signatures.ClockOff):
            signatures.sign_pdf(making.pdf(), world.minh, now=NOW, times=far)
        with pytest.raises(signatures.ClockOff):
            signatures.sign_xml(XML, world.minh, now=NOW, times=far)


def picture(colour: tuple[int, int, int] = (200, 20, 20)) -> bytes:
    drawn = Image.new("RGBA", (120, 120), (0, 0, 0, 0))
    drawn.paste((*colour, 255), (30, 30, 90, 90))
    made = io.BytesIO()
    drawn.save(made, "PNG")
    return made.getvalue()


@pytest.mark.parametrize("box", [(60, 100, 300, 160), (60, 100, 180, 260)])
def test_a_picture_is_seen_beside_the_text_within_the_box(
    tmp_path: Path, box: tuple[int, int, int, int]
) -> None:
    pdftoppm, pdftotext = shutil.which("pdftoppm"), shutil.which("pdftotext")
    if pdftoppm is None or pdftotext is None:
        pytest.skip("there is no pdftoppm (make checkers installs it)")
    stamp = signatures.Stamp(("Người ký: Bùi Văn Minh",), box, making.font(), picture=picture())
    file = signatures.sign_pdf(making.pdf(), making.world().minh, now=NOW, wish=signatures.Wish(stamp=stamp))
    (tmp_path / "seen.pdf").write_bytes(file)
    subprocess.run(
        [pdftoppm, "-r", "72", "-png", str(tmp_path / "seen.pdf"), str(tmp_path / "seen")], check=True
    )
    [drawn] = tmp_path.glob("seen*.png")
    text = subprocess.run([pdftotext, str(tmp_path / "seen.pdf"), "-"], capture_output=True, check=True)

    with Image.open(drawn) as page:
        plain = page.convert("RGB")
    left, bottom, right, top = box
    red = [
        (x, y)
        for x in range(plain.width)
        for y in range(plain.height)
        if plain.getpixel((x, y))[0] > 150 and plain.getpixel((x, y))[1] < 90  # type: ignore[index]
    ]
    assert len(red) > 200
    assert all(left <= x <= right and 842 - top <= y <= 842 - bottom for x, y in red)
    assert "Bùi Văn Minh" in text.stdout.decode().replace("\n", " ")


@pytest.mark.parametrize(
    "content",
    [b"", b"\x89PNG\r\n\x1a\n", b"GIF89a", b"x" * (2 * 1024 * 1024), making.pdf()],
)
def test_what_is_no_picture_is_refused(content: bytes) -> None:
    with pytest.raises(signatures.NotAPicture):
        signatures.read_picture(content)


def test_a_picture_is_kept_plain_and_small() -> None:
    big = Image.effect_noise((2400, 1200), 60)
    made = io.BytesIO()
    big.convert("RGB").resize((1200, 600)).save(made, "JPEG", exif=b"Exif\0\0where it was taken")
    blank = io.BytesIO()
    Image.new("RGBA", (200, 200), (255, 255, 255, 255)).save(blank, "PNG")

    kept = signatures.read_picture(made.getvalue())

    with Image.open(io.BytesIO(kept)) as opened:
        assert (opened.format, opened.size) == ("PNG", (1000, 500))
    assert b"where it was taken" not in kept
    with pytest.raises(signatures.NotAPicture):
        signatures.read_picture(blank.getvalue())
