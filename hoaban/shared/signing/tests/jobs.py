"""What tests of jobs share: a doctor with a key, papers, asking and running."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID

from hoaban.connect.signatures.tests import making
from hoaban.foundation.accounts import api as accounts
from hoaban.kernel.actor import Actor, system_actor
from hoaban.shared.signing import api
from hoaban.shared.signing.services import running

NOW = datetime(2026, 11, 30, 7, 30, tzinfo=UTC)
OFFICER = system_actor("test-officer", "accounts.manage")
PASSPHRASE = "mật khẩu của khóa"


def account(username: str, name: str) -> Actor:
    newcomer = accounts.Newcomer(username, name, "Bác sĩ", "Doctor", "Hoa-ban-no-trang-7", demo=True)
    accounts.register_account(actor=OFFICER, newcomer=newcomer, now=NOW)
    return accounts.actor_by_id(f"account:{username}")


LAN = UUID("0192f000-0000-7000-8000-000000000001")


def papers() -> list[api.ToSign]:
    return [
        api.ToSign(
            "Phiếu khám",
            "visit:1",
            "pdf",
            making.pdf(),
            LAN,
            reason="Khám bệnh",
            box=(-1, 300, 100, 560, 160),
        ),
        api.ToSign("Đơn thuốc", "visit:1", "xml", making.XML, spot="CHUKYDONVI"),
    ]


def ask(
    minh: Actor,
    certificate: int,
    *,
    passphrase: str = PASSPHRASE,
    once: str = "one",
    what: list[api.ToSign] | None = None,
) -> UUID:
    return api.ask_to_sign(
        actor=minh,
        certificate=certificate,
        passphrase=passphrase,
        papers=what or papers(),
        once=once,
        now=NOW,
    )


def run(job: UUID, at: datetime = NOW) -> api.Job:
    running.run_job(job, clock=lambda: at)
    return api.find_job(job)
