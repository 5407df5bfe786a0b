"""A test authority with what it issued, and small papers."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from pyhanko.sign.timestamps import TimeStamper

from hoaban.connect import signatures
from hoaban.connect.signatures import authority

NOW = datetime(2026, 11, 30, 7, 30, tzinfo=UTC)
XML = '<?xml version="1.0" encoding="UTF-8"?>\n<HSDLKCB><THONGTIN>Nguyễn Thị Lan</THONGTIN><CHUKYDONVI/></HSDLKCB>'.encode()
FONTS = Path(__file__).parents[4] / "hoaban/ui/static/vendor/fonts"


def pdf() -> bytes:
    """One empty page, made by hand: small enough to flip every byte."""
    parts = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] >>",
    ]
    made, offsets = b"%PDF-1.7\n", []
    for number, part in enumerate(parts, 1):
        offsets.append(len(made))
        made += b"%d 0 obj\n%s\nendobj\n" % (number, part)
    table = b"".join(b"%010d 00000 n \n" % one for one in offsets)
    head = b"xref\n0 4\n0000000000 65535 f \n"
    tail = b"trailer\n<< /Size 4 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % len(made)
    return made + head + table + tail


@dataclass(frozen=True)
class World:
    """An authority, Dr Minh's key, and the service that stamps times."""

    home: authority.TestAuthority
    minh: signatures.FileSigner
    clock: signatures.FileSigner

    def times(self, moment: datetime = NOW) -> TimeStamper:
        """The time-stamping service at a moment."""
        return signatures.own_times(self.clock, fixed_dt=moment)

    def trust(self, *, now: datetime = NOW, revocations: tuple[bytes, ...] = ()) -> signatures.Trust:
        """Who believes this authority."""
        return signatures.Trust((self.home.root,), now, revocations)


@functools.cache
def world() -> World:
    """One for all tests: keys take time."""
    home = authority.found(now=NOW - timedelta(days=400))
    since, until = NOW - timedelta(days=300), NOW + timedelta(days=300)
    return World(
        home,
        home.issue("Bùi Văn Minh", number="CCCD:011090000001", since=since, until=until),
        home.issue("Hoa Ban Test Time", since=since, until=until + timedelta(days=3650), stamps_time=True),
    )


def font() -> bytes:
    """The letters of the screens."""
    names = ("be-vietnam-pro-latin-400-normal.woff2", "be-vietnam-pro-vietnamese-400-normal.woff2")
    return signatures.join_fonts([(FONTS / name).read_bytes() for name in names])
