"""Electronic signatures in PDF (PAdES) and XML (XAdES): keys, signing, verification.

The libraries of the formats take a second and 45 MB to load, and most processes never sign: what needs them is loaded
when it is first used.
"""

from importlib import import_module
from typing import TYPE_CHECKING

from hoaban.connect.signatures.findings import Fault, Finding, Proof, Trust, Verdict, name_of
from hoaban.connect.signatures.keys import (
    ClockOff,
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
from hoaban.connect.signatures.remote import RemoteSigner, Service, open_remote
from hoaban.connect.signatures.sources import Token
from hoaban.connect.signatures.status import address_of, ask_status

if TYPE_CHECKING:
    from hoaban.connect.signatures.check import verify
    from hoaban.connect.signatures.pdf import Wish, renew_pdf, sign_pdf
    from hoaban.connect.signatures.pictures import NotAPicture, read_picture
    from hoaban.connect.signatures.stamps import Stamp, join_fonts, time_text
    from hoaban.connect.signatures.times import OutsideTimes, own_times
    from hoaban.connect.signatures.tokens import open_token
    from hoaban.connect.signatures.verifying import chain_fault
    from hoaban.connect.signatures.xml import NotSignable, sign_xml

_WHEN_USED = {
    "verify": "check",
    "Wish": "pdf",
    "renew_pdf": "pdf",
    "sign_pdf": "pdf",
    "NotAPicture": "pictures",
    "read_picture": "pictures",
    "Stamp": "stamps",
    "join_fonts": "stamps",
    "time_text": "stamps",
    "OutsideTimes": "times",
    "own_times": "times",
    "open_token": "tokens",
    "chain_fault": "verifying",
    "NotSignable": "xml",
    "sign_xml": "xml",
}


def __getattr__(name: str) -> object:
    if name not in _WHEN_USED:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_WHEN_USED[name]}"), name)


__all__ = [
    "ClockOff",
    "Fault",
    "FileSigner",
    "Finding",
    "KeyFailure",
    "KeyUnavailable",
    "NotAPicture",
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
    "address_of",
    "ask_status",
    "chain_fault",
    "check_key",
    "holds_at",
    "join_fonts",
    "name_of",
    "open_file",
    "open_pkcs12",
    "open_remote",
    "open_token",
    "own_times",
    "read_picture",
    "renew_pdf",
    "sign_pdf",
    "sign_xml",
    "time_text",
    "verify",
]
