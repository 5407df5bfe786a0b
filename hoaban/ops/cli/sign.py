"""Whether a signature holds; whose certificate is whose, as the operator of the machine says."""

from __future__ import annotations

import dataclasses
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from hoaban.kernel import clock
from hoaban.ops.cli.console import database, operator, print_json, say, start_django

if TYPE_CHECKING:
    from hoaban.shared.signing.api import Verdict

_FAULTS = {
    "changed": ("nội dung đã bị thay đổi sau khi ký", "the content was changed after signing"),
    "untrusted": ("không do tổ chức đáng tin cấp", "by no authority that is trusted"),
    "expired": ("chứng thư không có hiệu lực lúc ký", "the certificate did not hold when signing"),
    "revoked": ("chứng thư đã bị thu hồi trước khi ký", "the certificate was revoked before signing"),
    "time": ("dấu thời gian không đúng", "the time stamp does not hold"),
    "form": ("không đọc được chữ ký", "the signature cannot be read"),
}

_STANDINGS = {
    "good": ("còn hiệu lực", "holds"),
    "ends_soon": ("sắp hết hạn", "ends soon"),
    "ended": ("hết hạn", "has ended"),
    "not_yet": ("chưa tới hạn", "does not hold yet"),
    "revoked": ("đã thu hồi", "revoked"),
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
        signatures = [{"valid": one.valid, **dataclasses.asdict(one)} for one in verdict.signatures]
        print_json({"valid": verdict.valid, "kind": verdict.kind, "signatures": signatures})
    else:
        for line in _lines(verdict):
            click.echo(line)
    sys.exit(0 if verdict.valid else 1)


@sign.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.argument("signed", type=click.Path(dir_okay=False, path_type=Path))
def trial(file: Path, signed: Path) -> None:
    """Ký thử một tệp PDF hoặc XML bằng chứng thư thử. / Sign a PDF or XML file with a test certificate, to try."""
    start_django()
    from hoaban.shared.signing import api

    signed.write_bytes(api.sign_for_trial(content=file.read_bytes(), now=clock.now()))
    say(f"Đã ký: {signed} (không có giá trị pháp lý).", f"Signed: {signed} (without legal value).")


@sign.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.argument("renewed", type=click.Path(dir_okay=False, path_type=Path))
def renew(file: Path, renewed: Path) -> None:
    """Đóng thêm dấu thời gian cho tệp PDF đã ký, để lâu dài. / Stamp a signed PDF anew, to keep it for long."""
    with database():
        from hoaban.shared.signing import api

        renewed.write_bytes(api.renew(content=file.read_bytes(), now=clock.now()))
    say(f"Đã đóng thêm dấu thời gian: {renewed}", f"Stamped anew: {renewed}")


@sign.command()
@click.argument("username", metavar="NAME")
@click.argument("key", metavar="KEY")
@click.argument("certificate", type=click.Path(exists=True, dir_okay=False, path_type=Path), metavar="FILE")
def register(username: str, key: str, certificate: Path) -> None:
    """Gắn chứng thư (PEM, DER) với tài khoản và khóa đã cấu hình. / Bind a certificate to an account and a configured key."""
    with database():
        from hoaban.shared.signing import api

        number = api.register_certificate(
            actor=operator("accounts.manage"),
            username=username,
            key=key,
            content=certificate.read_bytes(),
            now=clock.now(),
        )
    say(f"Đã đăng ký chứng thư số {number}.", f"Registered as certificate number {number}.")


@sign.command()
@click.argument("username", metavar="NAME")
@click.option("--json", "as_json", is_flag=True, help="Kết quả cho chương trình. / Output for programs.")
def certificates(username: str, as_json: bool) -> None:
    """Chứng thư của một tài khoản. / The certificates of an account."""
    with database():
        from hoaban.shared.signing import api

        found = api.certificates_of(username, now=clock.now())
    if as_json:
        print_json([dataclasses.asdict(one) for one in found])
        return
    for one in found:
        until = clock.vietnam_day(one.valid_until)
        vietnamese, english = _STANDINGS[one.standing]
        click.echo(f"{one.id}  {one.serial}  {one.key}  {until:%d/%m/%Y}  {vietnamese} / {english}")


@sign.command()
@click.argument("number", type=int, metavar="NUMBER")
@click.argument("why", metavar="REASON")
def revoke(number: int, why: str) -> None:
    """Ghi nhận chứng thư đã bị thu hồi, từ bây giờ. / Note that a certificate was revoked, from now on."""
    with database():
        from hoaban.shared.signing import api

        now = clock.now()
        api.note_revocation(actor=operator("accounts.manage"), certificate=number, at=now, why=why, now=now)
    say("Không ai ký bằng chứng thư này nữa.", "Nobody signs with this certificate any more.")


def _lines(verdict: Verdict) -> list[str]:
    if not verdict.signatures:
        return ["Tệp chưa được ký. / The file is not signed."]
    lines = []
    for number, one in enumerate(verdict.signatures, 1):
        good = "HỢP LỆ / VALID" if one.valid else "KHÔNG HỢP LỆ / NOT VALID"
        who = f": {one.signer} ({one.issuer}, {one.serial})" if one.signer else ""
        lines.append(f"{number}. {good}{who}")
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
