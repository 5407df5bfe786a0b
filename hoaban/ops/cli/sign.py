"""Ask whether a signature holds."""

from __future__ import annotations

import dataclasses
import sys
from pathlib import Path

import click

from hoaban.kernel import clock
from hoaban.ops.cli.console import print_json, start_django

_FAULTS = {
    "changed": ("nội dung đã bị thay đổi sau khi ký", "the content was changed after signing"),
    "untrusted": ("không do tổ chức đáng tin cấp", "by no authority that is trusted"),
    "expired": ("chứng thư không có hiệu lực lúc ký", "the certificate did not hold when signing"),
    "revoked": ("chứng thư đã bị thu hồi trước khi ký", "the certificate was revoked before signing"),
    "time": ("dấu thời gian không đúng", "the time stamp does not hold"),
    "form": ("không đọc được chữ ký", "the signature cannot be read"),
}


@click.group()
def sign() -> None:
    """Chữ ký số. / Electronic signatures."""


@sign.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Kết quả cho chương trình. / Output for programs.")
def verify(file: Path, as_json: bool) -> None:
    """Kiểm tra chữ ký của tệp PDF hoặc XML. / Verify the signatures of a PDF or XML file.

    Exit status 1 when there is none, or one does not count.
    """
    start_django()
    from hoaban.shared.signing import api

    verdict = api.verify(file.read_bytes(), now=clock.now())
    if as_json:
        print_json({"valid": verdict.valid, **dataclasses.asdict(verdict)})
    else:
        for line in _lines(verdict):
            click.echo(line)
    sys.exit(0 if verdict.valid else 1)


def _lines(verdict: object) -> list[str]:
    from hoaban.shared.signing import api

    assert isinstance(verdict, api.Verdict)  # noqa: S101 - as its only caller gives it
    if not verdict.signatures:
        return ["Tệp chưa được ký. / The file is not signed."]
    lines = []
    for number, one in enumerate(verdict.signatures, 1):
        good = "HỢP LỆ / VALID" if one.valid else "KHÔNG HỢP LỆ / NOT VALID"
        lines.append(f"{number}. {good}: {one.signer} ({one.issuer}, {one.serial})")
        if one.signed_at is not None:
            at = one.signed_at.astimezone(clock.VIETNAM).isoformat(timespec="seconds")
            proved = (
                ("có dấu thời gian", "time-stamped")
                if one.timed
                else ("theo lời người ký", "as the signer says")
            )
            lines.append(f"   {at} ({proved[0]} / {proved[1]})")
        lines += [f"   {_FAULTS[fault][0]} / {_FAULTS[fault][1]}" for fault in one.faults]
        if one.valid and not one.revocation_known:
            lines.append("   chưa biết chứng thư có bị thu hồi không / whether it was revoked is not known")
        if one.test:
            lines.append(
                "   chứng thư thử, không có giá trị pháp lý / a test certificate, without legal value"
            )
        if not one.covers_all:
            lines.append("   tệp được bổ sung sau chữ ký này / the file was added to after this signature")
    return lines


COMMANDS = [sign]
