"""What is signed verifies, and what does not hold is named."""

from __future__ import annotations

import dataclasses
import io
from datetime import UTC, datetime, timedelta, timezone

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, Encoding, pkcs12
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

from hoaban.connect import signatures
from hoaban.connect.signatures import Fault, authority
from hoaban.connect.signatures.tests import making
from hoaban.connect.signatures.tests.making import NOW, XML

LATER = timedelta(days=3 * 365)


def signed(kind: str, *, timed: bool = True, signer: signatures.Signer | None = None) -> bytes:
    world = making.world()
    times = world.times() if timed else None
    if kind == "pdf":
        return signatures.sign_pdf(making.pdf(), signer or world.minh, now=NOW, times=times)
    return signatures.sign_xml(XML, signer or world.minh, now=NOW, times=times)


@pytest.mark.parametrize("kind", ["pdf", "xml"])
def test_what_was_signed_counts_and_names_its_signer(kind: str) -> None:
    verdict = signatures.verify(signed(kind), making.world().trust())

    [found] = verdict.signatures
    assert verdict.valid
    assert verdict.kind == kind
    assert (found.signer, found.signed_at, found.timed, found.test) == ("Bùi Văn Minh", NOW, True, True)


@pytest.mark.parametrize("kind", ["pdf", "xml"])
def test_a_signature_with_a_time_stamp_outlives_its_certificate(kind: str) -> None:
    assert signatures.verify(signed(kind), making.world().trust(now=NOW + LATER)).valid


@pytest.mark.parametrize("kind", ["pdf", "xml"])
def test_without_a_time_stamp_the_certificate_must_hold_now(kind: str) -> None:
    file = signed(kind, timed=False)
    world = making.world()

    [today] = signatures.verify(file, world.trust()).signatures
    [later] = signatures.verify(file, world.trust(now=NOW + LATER)).signatures

    assert (today.valid, today.timed, today.signed_at) == (True, False, NOW)
    assert later.faults == (Fault.EXPIRED,)


@pytest.mark.parametrize("kind", ["pdf", "xml"])
def test_a_root_that_nobody_configured_is_not_believed(kind: str) -> None:
    other = authority.found(now=NOW)

    [found] = signatures.verify(signed(kind), signatures.Trust((other.root,), NOW)).signatures

    assert Fault.UNTRUSTED in found.faults
    assert Fault.CHANGED not in found.faults


@pytest.mark.parametrize("kind", ["pdf", "xml"])
@pytest.mark.parametrize(("revoked", "faults"), [(-1, (Fault.REVOKED,)), (1, ())])
def test_a_certificate_revoked_before_signing_does_not_count_and_one_revoked_after_does(
    kind: str, revoked: int, faults: tuple[Fault, ...]
) -> None:
    home = dataclasses.replace(making.world().home, revoked=[])
    lan = home.issue("Lò Thị Lan", since=NOW - timedelta(days=9), until=NOW + timedelta(days=9))
    home.revoke(lan.certificate, at=NOW + timedelta(hours=revoked))
    lists = (home.revocations(now=NOW + timedelta(hours=2)),)

    file = signed(kind, signer=lan)
    [found] = signatures.verify(
        file, making.world().trust(now=NOW + timedelta(hours=3), revocations=lists)
    ).signatures

    assert found.faults == faults
    assert found.revocation_known


def test_the_second_signature_leaves_the_first_standing() -> None:
    world = making.world()
    agency = world.home.issue("Bệnh viện đa khoa tỉnh", since=NOW - timedelta(days=9), until=NOW + LATER)

    first = signed("pdf")
    both = signatures.sign_pdf(first, agency, now=NOW + timedelta(minutes=5))
    verdict = signatures.verify(both, world.trust())

    assert both.startswith(first)
    assert verdict.valid
    assert [(one.signer, one.covers_all) for one in verdict.signatures] == [
        ("Bùi Văn Minh", False),
        ("Bệnh viện đa khoa tỉnh", True),
    ]


@pytest.mark.parametrize("archive", [False, True])
def test_a_file_carries_the_proof_that_its_certificate_was_not_revoked(archive: bool) -> None:
    world = making.world()
    root = world.home.root.public_bytes(Encoding.DER)
    proof = signatures.Proof((root,), (world.home.revocations(now=NOW),))

    file = signatures.sign_pdf(
        making.pdf(), world.minh, now=NOW, times=world.times(),
        wish=signatures.Wish(reason="Khám bệnh", proof=proof, archive=archive),
    )  # fmt: skip
    [found] = signatures.verify(file, world.trust(now=NOW + LATER)).signatures

    assert found.valid
    assert found.revocation_known
    assert b"/DSS" in file
    assert (b"ETSI.RFC3161" in file) == archive


def test_a_page_changed_by_a_later_addition_is_caught() -> None:
    file = signed("pdf")
    writer = IncrementalPdfFileWriter(io.BytesIO(file))
    page = writer.root["/Pages"]["/Kids"][0]
    page["/MediaBox"] = generic.ArrayObject([generic.NumberObject(one) for one in (0, 0, 595, 100)])
    writer.update_container(page)
    added = io.BytesIO()
    writer.write(added)

    [found] = signatures.verify(added.getvalue(), making.world().trust()).signatures

    assert added.getvalue().startswith(file)
    assert Fault.CHANGED in found.faults


def test_a_stamp_shows_vietnamese_names_and_the_time_with_its_zone() -> None:
    moment = NOW.astimezone(timezone(timedelta(hours=7)))
    lines = ("Ký bởi: Bùi Văn Minh 100%", f"Thời gian ký: {signatures.time_text(moment)}")
    stamp = signatures.Stamp(lines, (300, 600, 560, 680), making.font())
    world = making.world()

    file = signatures.sign_pdf(making.pdf(), world.minh, now=NOW, wish=signatures.Wish(stamp=stamp))

    assert signatures.time_text(moment) == "2026-11-30T14:30:00+07:00"
    assert signatures.verify(file, world.trust()).valid
    assert b"/FontFile2" in file


def test_a_national_file_takes_its_signature_in_the_element_made_for_it() -> None:
    world = making.world()

    file = signatures.sign_xml(XML, world.minh, now=NOW, place="CHUKYDONVI")

    assert b"<CHUKYDONVI><ds:Signature" in file
    assert signatures.verify(file, world.trust()).valid


@pytest.mark.parametrize(
    ("content", "place"),
    [
        (b"not a file", ""),
        (b"<a/>", "b"),
        (b"<a/>", "b[1]"),
        (b'<!DOCTYPE a [<!ENTITY e "x">]><a>&e;</a>', ""),
    ],
)
def test_what_cannot_take_a_signature_is_refused(content: bytes, place: str) -> None:
    with pytest.raises(signatures.NotSignable):
        signatures.sign_xml(content, making.world().minh, now=NOW, place=place)


def test_a_signed_xml_is_not_signed_again_and_a_broken_pdf_not_at_all() -> None:
    world = making.world()

    with pytest.raises(signatures.NotSignable):
        signatures.sign_xml(signed("xml"), world.minh, now=NOW)
    with pytest.raises(signatures.NotSignable):
        signatures.sign_pdf(b"%PDF-1.7 and no more", world.minh, now=NOW)


@pytest.mark.parametrize("content", [b"", b"<a/>", making.pdf(), b"%PDF-", b"\0" * 99])
def test_what_is_not_signed_is_not_valid(content: bytes) -> None:
    assert not signatures.verify(content, making.world().trust()).valid


def test_a_part_of_a_signed_xml_put_into_another_is_not_what_was_signed() -> None:
    file = signed("xml").split(b"?>", 1)[1]

    assert not signatures.verify(b"<other>" + file + b"</other>", making.world().trust()).valid


def test_a_key_opens_with_its_passphrase_only() -> None:
    kept = authority.pack(making.world().minh, "đúng rồi")

    assert signatures.open_pkcs12(kept, "đúng rồi").certificate == making.world().minh.certificate
    with pytest.raises(signatures.WrongPassphrase):
        signatures.open_pkcs12(kept, "sai rồi")


@pytest.mark.parametrize(
    ("use", "faults"), [("content_commitment", ()), ("key_encipherment", (Fault.UNTRUSTED,))]
)
def test_a_certificate_signs_papers_when_it_is_for_that(use: str, faults: tuple[Fault, ...]) -> None:
    home, key = making.world().home, making.world().minh.key
    uses = (
        "digital_signature", "content_commitment", "key_encipherment", "data_encipherment", "key_agreement",
        "key_cert_sign", "crl_sign", "encipher_only", "decipher_only",
    )  # fmt: skip
    name = authority._named("Bùi Văn Minh", "")
    builder = authority._builder(
        name, home.root.subject, key, NOW - timedelta(days=1), NOW + timedelta(days=1)
    )
    builder = builder.add_extension(x509.KeyUsage(**{one: one == use for one in uses}), critical=True)
    signer = signatures.FileSigner(key, builder.sign(home.key, SHA256()), (home.root,))

    for kind in ("pdf", "xml"):
        [found] = signatures.verify(
            signed(kind, timed=False, signer=signer), making.world().trust()
        ).signatures
        assert found.faults == faults


def test_a_weak_key_is_not_taken() -> None:
    world = making.world()
    key = rsa.generate_private_key(public_exponent=65537, key_size=1024)  # noqa: S505 - that is the point
    builder = authority._builder(
        world.home.root.subject, world.home.root.subject, key, datetime(2026, 1, 1, tzinfo=UTC), NOW
    )
    weak = builder.sign(world.home.key, SHA256())
    kept = pkcs12.serialize_key_and_certificates(b"weak", key, weak, None, BestAvailableEncryption(b"x"))

    with pytest.raises(signatures.KeyFailure):
        signatures.open_pkcs12(kept, "x")
