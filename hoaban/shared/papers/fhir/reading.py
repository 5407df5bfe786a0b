"""What a paper of the record says: its words and its file."""

from __future__ import annotations

from hoaban.record import systems
from hoaban.record.shapes import Json
from hoaban.shared.papers.fhir.building import Written


def read_values(composition: Json) -> dict[str, str]:
    """Code of a field -> what the paper says there."""
    found = {}
    for section in composition.get("section", ()):
        for coding in section.get("code", {}).get("coding", ()):
            if coding.get("system") == systems.CLAIM_FIELD:
                found[str(coding["code"])] = _plain(str(section.get("text", {}).get("div", "")))
    return found


def read_document(document: Json) -> Written:
    """The file of a paper."""
    attachment = document["content"][0]["attachment"]
    digest = str(attachment.get("url", "")).removeprefix("urn:sha256:")
    return Written(digest, int(attachment.get("size") or 0), document.get("docStatus") == "final")


def _plain(div: str) -> str:
    body = div.partition("<p>")[2].rpartition("</p>")[0].replace("<br/>", "\n")
    for name, char in (("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&")):
        body = body.replace(name, char)
    return body
