"""A changed byte is caught, wherever it stands."""

from __future__ import annotations

import functools
import re
from base64 import b64decode

from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from hoaban.connect import signatures
from hoaban.connect.signatures.tests import making
from hoaban.connect.signatures.tests.making import NOW, XML
from hoaban.connect.signatures.xml import DS, XADES


@functools.cache
def pdf() -> tuple[bytes, list[int]]:
    """A signed PDF, and where its signed bytes stand."""
    file = signatures.sign_pdf(making.pdf(), making.world().minh, now=NOW)
    found = re.search(rb"/ByteRange \[(\d+) (\d+) (\d+) (\d+)\s*\]", file)
    assert found
    start, length, again, rest = (int(one) for one in found.groups())
    return file, [*range(start, start + length), *range(again, again + rest)]


@functools.cache
def xml() -> bytes:
    return signatures.sign_xml(XML, making.world().minh, now=NOW)


@settings(max_examples=100, deadline=None, derandomize=True)
@given(data=st.data())
def test_any_signed_byte_of_a_pdf(data: st.DataObject) -> None:
    file, signed = pdf()
    place = data.draw(st.sampled_from(signed))
    bit = data.draw(st.integers(0, 7))
    changed = file[:place] + bytes([file[place] ^ 1 << bit]) + file[place + 1 :]

    assert not signatures.verify(changed, making.world().trust()).valid


@settings(max_examples=100, deadline=None, derandomize=True)
@given(data=st.data())
def test_any_signed_byte_of_an_xml(data: st.DataObject) -> None:
    file = xml()
    place = data.draw(st.integers(0, len(file) - 1))
    bit = data.draw(st.integers(0, 7))
    changed = file[:place] + bytes([file[place] ^ 1 << bit]) + file[place + 1 :]

    assert not signatures.verify(changed, making.world().trust()).valid or said(changed) == said(file)


def said(file: bytes) -> list[bytes]:
    """The document and what its signature signs, as a reader of XML takes them: quotes and blanks between attributes are
    no part of it, and neither is the envelope that holds the signature."""
    root = etree.fromstring(file)
    [signature] = root.iter(f"{DS}Signature")
    inside = [
        signature.find(f"{DS}SignedInfo"),
        signature.find(f"{DS}KeyInfo"),
        *signature.iter(f"{XADES}SignedProperties"),
    ]
    value = b64decode(signature.findtext(f"{DS}SignatureValue") or "")
    root.remove(signature)
    return [value, *(etree.tostring(one, method="c14n") for one in [root, *inside])]
