"""The one place where XML stands inside FHIR: a narrative's ``div``, kept byte for byte where XML allows it.

A parsed tree forgets how a tag was spelt (``<br></br>``, quotes, character references), and JSON carries the
text itself. So the text of each div is cut out of the document that held it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree

from hoaban.record.engine.fhir_xml.members import XHTML

# In well-formed XML "<" begins markup and nothing else, so comments, CDATA and div tags are found without
# looking at other tags. A ">" may stand in an attribute.
_MARKUP = re.compile(
    rb"<!--.*?-->|<!\[CDATA\[.*?\]\]>|<\?.*?\?>"
    rb"|(?P<div><(?P<end>/?)(?:[^\s<>/:\"'=]+:)?div(?=[\s/>])(?:[^>\"']|\"[^\"]*\"|'[^']*')*>)",
    re.DOTALL,
)
_FIRST_TAG = re.compile(r"\s*<div(?=[\s/>])(?:[^>\"']|\"[^\"]*\"|'[^']*')*>")
_NAMESPACE = re.compile(r"\sxmlns\s*=")
_HAS_PREFIX = etree.XPath("boolean(descendant-or-self::*[contains(name(), ':')])")
_IS_XHTML = etree.XPath("not(descendant-or-self::*[namespace-uri() != $namespace])")


def outermost(document: bytes) -> Iterator[str]:
    """The text of each div that lies in no other div, in order. ``document`` must be well-formed UTF-8."""
    depth = begin = 0
    for markup in _MARKUP.finditer(document):
        tag = markup["div"]
        if tag is None:
            continue
        if markup["end"]:
            depth -= 1
        else:
            if depth == 0:
                begin = markup.start()
            depth += 0 if tag.endswith(b"/>") else 1
        if depth == 0:
            yield document[begin : markup.end()].decode()


def text_of(element: etree._Element, text: str) -> str:
    """The div as a document of its own: ``text`` as it stood, unless it leans on names declared around it."""
    first = _FIRST_TAG.match(text)
    if first is not None and _NAMESPACE.search(first[0]) and not _HAS_PREFIX(element):
        return text
    return etree.tostring(element, encoding="unicode", with_tail=False)


def fault_of(text: str) -> str:
    """What keeps ``text`` from standing in XML as a div, in a word; empty when it may stand there."""
    first = _FIRST_TAG.match(text)
    if first is None:
        return "div"
    if not _NAMESPACE.search(first[0]):
        return "xmlns"
    try:
        element = etree.fromstring(text.encode(), parser())
    except (etree.XMLSyntaxError, UnicodeEncodeError):
        return "syntax"
    return "" if _IS_XHTML(element, namespace=XHTML) else "namespace"


def parser() -> etree.XMLParser:
    """A parser for text that has no document type: no entities, no network, no collecting of ids.

    One per document: lxml parsers keep an error log and a lock, and a new one costs a few microseconds. Sizes
    are bounded before (``reader``): the parser's own limit of 10 MB an attribute would refuse large Binaries.
    """
    return etree.XMLParser(
        encoding="utf-8",
        resolve_entities=False,
        load_dtd=False,
        no_network=True,
        huge_tree=True,
        strip_cdata=False,
        remove_comments=True,
        remove_pis=True,
        collect_ids=False,
    )
