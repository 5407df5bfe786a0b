"""Electronic signatures in PDF (PAdES) and XML (XAdES): keys, signing, verification."""

from hoaban.connect.signatures.check_pdf import verify_pdf
from hoaban.connect.signatures.check_xml import verify_xml
from hoaban.connect.signatures.keys import (
    FileSigner,
    KeyFailure,
    KeyUnavailable,
    Refused,
    Signer,
    WrongPassphrase,
    check_key,
    holds_at,
    open_file,
    open_pkcs12,
)
from hoaban.connect.signatures.pdf import Proof, Wish, sign_pdf
from hoaban.connect.signatures.remote import RemoteSigner, Service, open_remote
from hoaban.connect.signatures.stamps import Stamp, join_fonts, time_text
from hoaban.connect.signatures.times import OutsideTimes, own_times
from hoaban.connect.signatures.tokens import Token, open_token
from hoaban.connect.signatures.verifying import Fault, Finding, Trust, Verdict, name_of
from hoaban.connect.signatures.xml import NotSignable, sign_xml


def verify(content: bytes, trust: Trust) -> Verdict:
    """Every signature of a file, PDF or XML by its first bytes."""
    return verify_pdf(content, trust) if b"%PDF-" in content[:1024] else verify_xml(content, trust)


__all__ = [
    "Fault",
    "FileSigner",
    "Finding",
    "KeyFailure",
    "KeyUnavailable",
    "NotSignable",
    "OutsideTimes",
    "Proof",
    "Refused",
    "RemoteSigner",
    "Service",
    "Signer",
    "Stamp",
    "Token",
    "Trust",
    "Verdict",
    "Wish",
    "WrongPassphrase",
    "check_key",
    "holds_at",
    "join_fonts",
    "name_of",
    "open_file",
    "open_pkcs12",
    "open_remote",
    "open_token",
    "own_times",
    "sign_pdf",
    "sign_xml",
    "time_text",
    "verify",
    "verify_pdf",
    "verify_xml",
]
