"""``hoaban doctor``: what is wrong with an installation, and what to do about it, in plain words."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.db import DatabaseError, connection

from hoaban.foundation.accounts import api as accounts
from hoaban.kernel import clock
from hoaban.kernel.clock import vietnam_day
from hoaban.kernel.errors import HoaBanError
from hoaban.ops.runtime import backup, health
from hoaban.ops.runtime.binaries import major_version
from hoaban.ops.runtime.installation import Installation, missing_secrets
from hoaban.record import reindexing
from hoaban.shared.exchange import api as exchange
from hoaban.shared.messaging import api as messaging
from hoaban.shared.signing import api as signing
from hoaban.ui import paper

NIGHTLY_WITHIN = timedelta(hours=26)


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at. ``level``: ``ok``, ``warning`` (works, but mend it soon) or ``failure``."""

    check: str
    level: str
    message_vi: str
    message_en: str


Check = Callable[[Installation], Iterator[Finding]]


def examine(here: Installation, *, before_start: bool = False) -> list[Finding]:
    """Look at everything; before the start only at what must be right for starting."""
    checks: list[Check] = [_secrets, _production, _identity, _messages, _exchange, _demo_accounts]
    if not before_start:
        checks = [_programs, _folder, *checks, _services, _backups, _jobs, _index, _signing, _papers]
    return [finding for check in checks for finding in check(here)]


def _programs(_here: Installation) -> Iterator[Finding]:
    try:
        version = major_version()
    except (HoaBanError, OSError) as missing:
        text = getattr(missing, "message_vi", str(missing))
        yield Finding("postgresql", "failure", text, str(missing))
        return
    yield Finding("postgresql", "ok", f"PostgreSQL {version}.", f"PostgreSQL {version}.")


def _papers(_here: Installation) -> Iterator[Finding]:
    missing = paper.problem()
    if missing:
        yield Finding("papers", "warning", missing.message_vi, missing.message_en)
    else:
        yield Finding("papers", "ok", "Tạo được giấy tờ PDF.", "Papers can be made as PDF.")


def _folder(here: Installation) -> Iterator[Finding]:
    if not here.var.is_dir():
        yield Finding(
            "data folder", "failure",
            f"Không có thư mục dữ liệu {here.var}; hãy chạy hoaban serve.",
            f"There is no data folder {here.var}; run hoaban serve.",
        )  # fmt: skip
        return
    if stat.S_IMODE(here.var.stat().st_mode) & 0o077:
        yield Finding(
            "data folder", "warning",
            f"Người dùng khác đọc được {here.var}; hãy chạy: chmod 700 {here.var}",
            f"Other users can read {here.var}; run: chmod 700 {here.var}",
        )  # fmt: skip
        return
    yield Finding("data folder", "ok", f"Dữ liệu ở {here.var}.", f"The data are in {here.var}.")


def _secrets(here: Installation) -> Iterator[Finding]:
    missing = missing_secrets(here)
    if missing:
        names = ", ".join(missing)
        yield Finding(
            "secrets", "failure",
            f"Thiếu khóa bí mật: {names}. Tạo bằng: hoaban secrets",
            f"Secrets are missing: {names}. Make them with: hoaban secrets",
        )  # fmt: skip
        return
    loose = [
        path.name
        for path in here.secrets_folder.glob("*")
        if path.suffix != ".pub" and stat.S_IMODE(path.stat().st_mode) & 0o077
    ]
    if loose:
        yield Finding(
            "secrets", "failure",
            f"Người dùng khác đọc được khóa bí mật; hãy chạy: chmod 600 {here.secrets_folder}/*",
            f"Other users can read the secrets; run: chmod 600 {here.secrets_folder}/*",
        )  # fmt: skip
        return
    yield Finding("secrets", "ok", "Khóa bí mật đủ và kín.", "The secrets are there and private.")


def _production(here: Installation) -> Iterator[Finding]:
    if here.mode != "production":
        yield Finding(
            "mode", "ok",
            "Chế độ thử: mọi dữ liệu là hư cấu.", "Demo mode: all data are invented.",
        )  # fmt: skip
        return
    if here.tls is None and not here.trusted_proxy:
        yield Finding(
            "tls", "failure",
            "Chưa có mã hóa đường truyền: đặt HOABAN_TLS_CERT và HOABAN_TLS_KEY, hoặc HOABAN_TRUSTED_PROXY "
            "(địa chỉ của máy chủ trung gian có TLS).",
            "Connections are not encrypted: set HOABAN_TLS_CERT and HOABAN_TLS_KEY, or HOABAN_TRUSTED_PROXY "
            "(the address of a proxy that does TLS).",
        )  # fmt: skip
    elif here.tls is not None and (unreadable := [path for path in here.tls if not os.access(path, os.R_OK)]):
        names = ", ".join(str(path) for path in unreadable)
        yield Finding("tls", "failure", f"Không đọc được {names}.", f"{names} cannot be read.")
    else:
        yield Finding("tls", "ok", "Đường truyền được mã hóa.", "Connections are encrypted.")
    if not os.environ.get("HOABAN_HOSTS"):
        yield Finding(
            "host names", "failure",
            "Đặt HOABAN_HOSTS: tên máy chủ mà người dùng gõ, cách nhau bằng dấu phẩy.",
            "Set HOABAN_HOSTS: the host names that users type, parted by commas.",
        )  # fmt: skip


def _identity(_here: Installation) -> Iterator[Finding]:
    problem = accounts.configuration_problem()
    if problem:
        yield Finding(
            "identity", "failure",
            f"Cấu hình nơi định danh chưa đúng: {problem}", f"The identity providers are not right: {problem}",
        )  # fmt: skip


def _messages(_here: Installation) -> Iterator[Finding]:
    problem = messaging.configuration_problem()
    if problem:
        yield Finding(
            "messages", "failure",
            f"Cấu hình nhắn tin chưa đúng: {problem}", f"The configuration of messages is not right: {problem}",
        )  # fmt: skip


def _exchange(_here: Installation) -> Iterator[Finding]:
    if problem := exchange.configuration_problem():
        yield Finding(
            "outside systems", "failure",
            f"Cấu hình hệ thống ngoài chưa đúng: {problem}", f"The configuration of outside systems is not right: {problem}",
        )  # fmt: skip


def _demo_accounts(here: Installation) -> Iterator[Finding]:
    if here.mode != "production":
        return
    try:
        invented = accounts.has_demo_accounts()
    except DatabaseError:
        connection.close()
        yield Finding(
            "demo accounts", "failure",
            "Chưa xem được có tài khoản thử hay không: cơ sở dữ liệu chưa chạy; hãy chạy hoaban serve.",
            "Whether there are demo accounts cannot be seen: the database is not running; run hoaban serve.",
        )  # fmt: skip
        return
    if invented:
        yield Finding(
            "demo accounts", "failure",
            "Có tài khoản thử; không dùng cơ sở dữ liệu thử cho vận hành thật.",
            "There are demo accounts; a demo database is not for real work.",
        )  # fmt: skip
    else:
        yield Finding("demo accounts", "ok", "Không có tài khoản thử.", "There are no demo accounts.")


def _services(here: Installation) -> Iterator[Finding]:
    mend = {
        "database": ("Chạy hoaban serve; xem log/postgres.log.", "Run hoaban serve; see log/postgres.log."),
        "migrations": ("Khởi động lại hoaban serve.", "Start hoaban serve again."),
        "feed": ("Chạy hoaban serve; xem log/feed.log.", "Run hoaban serve; see log/feed.log."),
        "jobs": ("Chạy hoaban serve; xem log/jobs.log.", "Run hoaban serve; see log/jobs.log."),
        "disk": ("Giải phóng hoặc thêm dung lượng.", "Free some space or add a disk."),
    }
    for answer in health.ask_all(here.var):
        vi, en = ("", "") if answer.well else mend[answer.name]
        level = "ok" if answer.well else "failure"
        yield Finding(
            answer.name, level, f"{answer.detail_vi}. {vi}".strip(), f"{answer.detail}. {en}".strip()
        )


def _backups(here: Installation) -> Iterator[Finding]:
    if not here.embedded:
        yield Finding(
            "backup", "warning",
            "Cơ sở dữ liệu ở ngoài: người quản trị nó phải sao lưu.",
            "The database is elsewhere: whoever runs it must back it up.",
        )  # fmt: skip
        return
    known = backup.list_backups(here.backup_folder)
    if not known:
        yield Finding(
            "backup", "warning",
            "Chưa có bản sao lưu nào. Sao lưu ngay bằng: hoaban backup",
            "There is no backup yet. Make one now with: hoaban backup",
        )  # fmt: skip
    elif clock.now() - known[-1].finished_at > NIGHTLY_WITHIN:
        when = f"{known[-1].finished_at.astimezone(clock.VIETNAM):%Y-%m-%d %H:%M}"
        yield Finding(
            "backup", "warning",
            f"Bản sao lưu mới nhất đã cũ: {when}. Sao lưu ngay bằng: hoaban backup",
            f"The newest backup is old: {when}. Make one now with: hoaban backup",
        )  # fmt: skip
    elif here.backup_folder.stat().st_dev == here.var.stat().st_dev and settings.MODE == "production":
        yield Finding(
            "backup", "warning",
            "Bản sao lưu nằm cùng ổ đĩa với dữ liệu; đặt HOABAN_BACKUP sang ổ khác.",
            "The backups lie on the same disk as the data; set HOABAN_BACKUP to another.",
        )  # fmt: skip
    else:
        yield Finding("backup", "ok", "Có bản sao lưu mới.", "There is a recent backup.")


def _jobs(_here: Installation) -> Iterator[Finding]:
    try:
        with connection.cursor() as cursor:
            cursor.execute("select count(*) from procrastinate_jobs where status = 'failed'")
            failed = (cursor.fetchone() or (0,))[0]
            cursor.execute("select name from kernel_follower_cursor where failure <> '' order by name")
            stuck = ", ".join(name for (name,) in cursor.fetchall())
    except DatabaseError:
        connection.close()
        return  # told by the check of the database
    if failed:
        yield Finding(
            "failed jobs", "warning",
            f"{failed} việc nền bị hỏng; xem: hoaban jobs", f"{failed} background jobs failed; see: hoaban jobs",
        )  # fmt: skip
    if stuck:
        yield Finding(
            "followers", "warning",
            f"Bộ phận theo dòng tin đang lỗi: {stuck}; xem log/feed.log", f"Followers are failing: {stuck}; see log/feed.log",
        )  # fmt: skip


def _signing(_here: Installation) -> Iterator[Finding]:
    if problem := signing.configuration_problem():
        yield Finding(
            "signing", "failure", f"Cấu hình ký số chưa đúng: {problem}", f"What signing needs is not right: {problem}"
        )  # fmt: skip
    try:
        ending = signing.ending_certificates(now=clock.now())
    except DatabaseError:
        connection.close()
        return  # told by the checks of the database and of migrations
    if ending:
        names = ", ".join(
            f"{(one.username or one.facility_code)} ({vietnam_day(one.valid_until):%d/%m/%Y})"
            for one in ending
        )
        yield Finding(
            "certificates", "warning",
            f"Chứng thư chữ ký số sắp hết hạn: {names}", f"Signing certificates end soon: {names}",
        )  # fmt: skip


def _index(_here: Installation) -> Iterator[Finding]:
    try:
        types = reindexing.unfinished()
    except DatabaseError:
        connection.close()
        return  # told by the checks of the database and of migrations
    broken = [one for one in types if one.stuck]
    if broken:
        names, count = ", ".join(one.type for one in broken), sum(one.unreadable for one in broken)
        yield Finding(
            "index", "failure",
            f"Không lập chỉ mục được {count} tài nguyên ({names}); một số phép tìm trên các loại này bị từ chối (503). "
            "Xem log/jobs.log, rồi chạy: hoaban record reindex",
            f"{count} resources cannot be indexed ({names}); some searches over these types are refused (503). "
            "See log/jobs.log, then run: hoaban record reindex",
        )  # fmt: skip
    going = [one for one in types if not one.stuck]
    if going:
        left = sum(one.left or 0 for one in going)
        yield Finding(
            "index", "warning",
            f"Đang lập chỉ mục lại {len(going)} loại tài nguyên, còn {left} tài nguyên; đến lúc xong, các phép tìm theo "
            "tham số mà bản nâng cấp đã đổi được trả lời 503. Việc nền tự làm; nhanh hơn: hoaban record reindex",
            f"{len(going)} resource types are being indexed again, {left} resources are left; until then searches by "
            "parameters that the upgrade changed are answered 503. The background does it; faster: hoaban record reindex",
        )  # fmt: skip
    if not types:
        yield Finding("index", "ok", "Mọi tài nguyên đều tìm được.", "Every resource can be found.")
