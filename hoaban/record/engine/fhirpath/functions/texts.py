"""encode, decode, escape, unescape (FHIRPath 2.0.0 as extended by 2.1)."""

from __future__ import annotations

import base64
import binascii
import html
import json
import re
from collections.abc import Callable
from typing import Any

from hoaban.record.engine.fhirpath import errors
from hoaban.record.engine.fhirpath.functions.application import Row, of_text
from hoaban.record.engine.fhirpath.model import STRING

_SURROGATE = re.compile("[\ud800-\udfff]")
_JSON_ESCAPE = re.compile(r'(?:\\u[0-9A-Fa-f]{4})+|\\["\\/bfnrt]')


def _encode(text: str, form: Any) -> str | None:
    raw = text.encode("utf-8", "surrogatepass")
    match form:
        case "hex":
            return raw.hex()
        case "base64":
            return base64.b64encode(raw).decode("ascii")
        case "urlbase64":
            return base64.urlsafe_b64encode(raw).decode("ascii")
    return None


_DECODERS: dict[str, Callable[[str], bytes]] = {
    "hex": bytes.fromhex,
    "base64": lambda text: base64.b64decode(text, validate=True),
    "urlbase64": lambda text: base64.b64decode(text, altchars=b"-_", validate=True),
}


def _decode(text: str, form: Any) -> str | None:
    decoder = _DECODERS.get(form) if isinstance(form, str) else None
    if decoder is None:
        return None
    try:
        return decoder(text).decode("utf-8")
    except (ValueError, binascii.Error):
        raise errors.failed(f"chuỗi không phải là {form}", f"the text is not {form}") from None


def _escape(text: str, form: Any) -> str | None:
    match form:
        case "html":
            return html.escape(text)
        case "json":
            return json.dumps(text, ensure_ascii=False)[1:-1]
    return None


def _unescape(text: str, form: Any) -> str | None:
    match form:
        case "html":
            return html.unescape(text)
        case "json":
            # A quote that is not escaped stays as it is: an escaped text may have passed through a literal before.
            return _whole(_JSON_ESCAPE.sub(lambda match: str(json.loads(f'"{match[0]}"')), text))
    return None


def _whole(text: str) -> str:
    """:raises errors.EvaluationFailed: half a surrogate pair stands in it."""
    if _SURROGATE.search(text):
        raise errors.failed("chuỗi chứa nửa ký tự", "half a character stands in the text")
    return text


ROWS: dict[str, Row] = {
    "encode": (1, 1, of_text(_encode, STRING)),
    "decode": (1, 1, of_text(_decode, STRING)),
    "escape": (1, 1, of_text(_escape, STRING)),
    "unescape": (1, 1, of_text(_unescape, STRING)),
}
