"""The signatures of a file, whichever of the two formats it has."""

from __future__ import annotations

from hoaban.connect.signatures.check_pdf import verify_pdf
from hoaban.connect.signatures.check_xml import verify_xml
from hoaban.connect.signatures.findings import Trust, Verdict


def verify(content: bytes, trust: Trust) -> Verdict:
    """Every signature of a file, PDF or XML by its first sign."""
    is_xml = content.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<")
    return verify_xml(content, trust) if is_xml else verify_pdf(content, trust)
