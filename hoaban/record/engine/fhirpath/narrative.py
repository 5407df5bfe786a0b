"""htmlChecks(): the XHTML that a narrative may hold (invariants txt-1 and txt-2 of FHIR R4)."""

from __future__ import annotations

import html
import re
from typing import Any

from lxml import etree

_NAMESPACE = "{http://www.w3.org/1999/xhtml}"
_ELEMENTS = frozenset({
    "a", "abbr", "acronym", "b", "big", "blockquote", "br", "caption", "cite", "code", "col", "colgroup",
    "dd", "dfn", "div", "dl", "dt", "em", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "i", "img", "li",
    "ol", "p", "pre", "q", "samp", "small", "span", "strong", "sub", "sup", "table", "tbody", "td",
    "tfoot", "th", "thead", "tr", "tt", "ul", "var",
})  # fmt: skip
_ATTRIBUTES = frozenset({
    "{http://www.w3.org/XML/1998/namespace}lang",
    "abbr", "accesskey", "align", "alt", "axis", "bgcolor", "border", "cellhalign", "cellpadding",
    "cellspacing", "cellvalign", "char", "charoff", "charset", "cite", "class", "colspan", "compact",
    "coords", "dir", "frame", "headers", "height", "href", "hreflang", "hspace", "id", "lang",
    "longdesc", "name", "nowrap", "rel", "rev", "rowspan", "rules", "scope", "shape", "span", "src",
    "start", "style", "summary", "tabindex", "title", "type", "valign", "value", "vspace", "width",
})  # fmt: skip
_TAGS = {_NAMESPACE + name for name in _ELEMENTS}
_ADDRESSES = frozenset({"cite", "href", "longdesc", "src"})
_PARSER = etree.XMLParser(resolve_entities=False, no_network=True, remove_comments=True)
_MAX_LENGTH = 4_000_000
_SCRIPT = re.compile(r"^\s*(?:javascript|vbscript|data\s*:\s*text/html)\s*:?", re.IGNORECASE)
_ENTITY = re.compile(r"&(?!amp;|lt;|gt;|quot;|apos;|#)([A-Za-z][A-Za-z0-9]*;)")


def is_allowed(value: Any) -> bool:
    """Whether ``value`` is one XHTML div of allowed elements and attributes that says something."""
    if not isinstance(value, str) or len(value) > _MAX_LENGTH:
        return False
    root = _read(value)
    if root is None or root.tag != f"{_NAMESPACE}div":
        return False
    for element in root.iter():
        if element.tag not in _TAGS or (element.attrib and not _attributes_are_allowed(element)):
            return False
    return _says_something(root)


def _read(text: str) -> etree._Element | None:
    if "<!" in text and ("<!DOCTYPE" in text or "<!ENTITY" in text):
        return None
    if "&" in text:
        text = _ENTITY.sub(lambda match: html.unescape(match[0]), text)
    try:
        return etree.fromstring(text.encode("utf-8", "replace"), _PARSER)
    except (etree.XMLSyntaxError, ValueError):
        return None


def _attributes_are_allowed(element: etree._Element) -> bool:
    for name, value in element.attrib.items():
        if name not in _ATTRIBUTES:
            return False
        if name in _ADDRESSES and _SCRIPT.match(str(value)):
            return False
    return True


def _says_something(root: etree._Element) -> bool:
    if any(str(text).strip() for text in root.itertext()):
        return True
    return any(image.get("src") for image in root.iter(f"{_NAMESPACE}img"))
