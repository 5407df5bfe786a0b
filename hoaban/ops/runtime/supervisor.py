"""``hoaban serve``: holds database, web server and workers as its children.

Migrates first, restarts what died with back-off, stops everything in order on SIGTERM or SIGINT. One thread;
everything happens in :meth:`Supervisor._tick`.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable
from contextlib import ExitStack
from datetime import datetime
from pathlib import Path
from types import FrameType

from hoaban.kernel import clock
from hoaban.kernel.errors import Busy, Conflict, HoaBanError
from hoaban.ops.runtime import logfiles
from hoaban.ops.runtime.binaries import give
from hoaban.ops.runtime.children import Child
from hoaban.ops.runtime.installation import Installation, make_secrets
from hoaban.ops.runtime.postgres import ClusterInUse

Say = Callable[[str, str], None]
"""Tells a person something, in Vietnamese and in English."""

_TICK = 0.1
_HEALTHY_WITHIN = 60.0


class PortTaken(Busy):
    """Another program listens on our port."""


class AlreadyRunning(Conflict):
    """This installation is being served already."""

    exit_status = 3


class NotReady(HoaBanError):
    """Something that must be right before serving is not."""


class Supervisor:
    """One run of ``hoaban serve``. ``then`` is a hoaban command to run once when everything answers."""

    def __init__(self, installation: Installation, *, say: Say, then: tuple[str, ...] = ()) -> None:
        self._here = installation
        self._say = say
        self._then = then
        self._stopping = False
        self._started_at = clock.now()
        self._children: list[Child] = []
        self._rotate_at = 0.0

    def run(self) -> None:
        """Serve until asked to stop.

        :raises AlreadyRunning: by another supervisor.
        :raises PortTaken: by another program.
        :raises NotReady: migrations failed, or production's conditions are not met.
        """
        here = self._here
        for folder in (here.var, here.var / "log", here.archive):
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        with ExitStack() as stack:
            stack.enter_context(self._held())
            end_orphans(here)
            check_port(here)
            if here.mode == "demo":
                make_secrets(here.secrets_folder)
            shutil.rmtree(here.metrics_folder, ignore_errors=True)
            here.metrics_folder.mkdir(mode=0o700)
            for sign in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
                signal.signal(sign, self._asked_to_stop)
            stack.callback(here.state_file.unlink, missing_ok=True)
            stack.callback(self._stop_children)
            self._bring_up()
            while not self._stopping:
                self._tick()

    def _held(self) -> ExitStack:
        stack = ExitStack()
        try:
            stack.enter_context(self._here.cluster.held())
        except ClusterInUse as taken:
            state = read_state(self._here)
            where = state.get("address", "")
            raise AlreadyRunning(
                f"Hoa Ban đang chạy rồi: {where} (tiến trình {state.get('pid', '?')}). Dừng bằng: hoaban stop",
                f"Hoa Ban is already running: {where} (process {state.get('pid', '?')}). Stop it with: hoaban stop",
            ) from taken
        return stack

    def _bring_up(self) -> None:
        if self._here.embedded:
            self._start_database()
        if not self._stopping:
            self._once("hoaban.ops.runtime.prepare", "Chuẩn bị cơ sở dữ liệu …", "Preparing the database …")
        if not self._stopping and self._here.mode == "production":
            self._once("hoaban.ops.cli", "", "", "doctor", "--before-start")
        if not self._stopping:
            self._children += [
                self._python("web", "hoaban.ops.runtime.web"),
                self._python("jobs", "hoaban.ops.runtime.process", "jobs"),
                self._python("feed", "hoaban.ops.runtime.process", "feed"),
            ]
            self._wait_until_healthy()

    def _start_database(self) -> None:
        cluster = self._here.cluster
        self._say("Khởi động PostgreSQL …", "Starting PostgreSQL …")
        cluster.create()
        give(self._here.archive)
        database = Child(
            "database",
            cluster.launch,
            stop_signals=((signal.SIGINT, 120.0), (signal.SIGQUIT, 20.0), (signal.SIGKILL, 20.0)),
        )
        self._children.append(database)
        told = time.monotonic()
        while not self._stopping and not cluster.answers():
            self._tick()
            if time.monotonic() - told > 5:
                told = time.monotonic()
                last = logfiles.last_line(cluster.log)
                self._say(f"PostgreSQL đang khôi phục: {last}", f"PostgreSQL is recovering: {last}")
        if not self._stopping:
            cluster.prepare()

    def _once(self, module: str, text_vi: str, text_en: str, *arguments: str) -> None:
        """Run one of our programs to its end while the database is tended.

        :raises NotReady: it failed.
        """
        if text_en:
            self._say(text_vi, text_en)
        program = subprocess.Popen(
            [sys.executable, "-m", module, *arguments], env=self._here.environment(), start_new_session=True
        )
        while program.poll() is None:
            if self._stopping:
                program.terminate()
            self._tick()
        if program.returncode != 0 and not self._stopping:
            raise NotReady("Chưa thể phục vụ; xem ở trên.", "Cannot serve yet; see above.")

    def _python(self, name: str, *module: str) -> Child:
        def start() -> subprocess.Popen[bytes]:
            with logfiles.opened(self._here.var / "log" / f"{name}.log") as log:
                return subprocess.Popen(
                    [sys.executable, "-m", *module],
                    env=self._here.environment(),
                    stdin=subprocess.DEVNULL,
                    stdout=log,
                    stderr=log,
                    start_new_session=True,
                )

        return Child(name, start)

    def _wait_until_healthy(self) -> None:
        until = time.monotonic() + _HEALTHY_WITHIN
        healthy = False
        while not self._stopping and not healthy and time.monotonic() < until:
            self._tick()
            healthy = answers_healthy(self._here)
        if self._stopping:
            return
        where = self._here.address
        if healthy:
            self._say(f"Hoa Ban đã sẵn sàng: {where}", f"Hoa Ban is ready: {where}")
        else:
            self._say(
                f"Hoa Ban đã khởi động tại {where} nhưng chưa ổn; xem: hoaban doctor",
                f"Hoa Ban has started at {where} but is not well; see: hoaban doctor",
            )
        if self._then:
            self._run_then()

    def _run_then(self) -> None:
        command = [sys.executable, "-m", "hoaban.ops.cli", *self._then]
        program = subprocess.Popen(command, env=self._here.environment(), start_new_session=True)
        while program.poll() is None:
            if self._stopping:
                program.terminate()
            self._tick()

    def _tick(self) -> None:
        changed = False
        for child in self._children:
            what = child.tend()
            changed = changed or what is not None
            if what == "ended" and not self._stopping:
                self._say(
                    f"{child.name} đã dừng (mã {child.last_status}); sẽ khởi động lại.",
                    f"{child.name} ended (status {child.last_status}); it will be started again.",
                )
        if changed:
            write_state(self._here, self._children, self._started_at)
        if time.monotonic() > self._rotate_at:
            logfiles.rotate(self._here.var / "log")
            self._rotate_at = time.monotonic() + 60
        time.sleep(_TICK)

    def _asked_to_stop(self, _sign: int, _frame: FrameType | None) -> None:
        self._stopping = True

    def _stop_children(self) -> None:
        """Web and workers first, together; the database last, when nobody needs it."""
        self._say("Đang dừng …", "Stopping …")
        others = [child for child in self._children if child.name != "database"]
        for child in others:
            child.ask_to_stop()
        for child in (*others, *(child for child in self._children if child.name == "database")):
            child.stop()
        self._say("Đã dừng.", "Stopped.")


def check_port(here: Installation) -> None:
    """:raises PortTaken: somebody listens on our port, or we may not."""
    family = socket.AF_INET6 if ":" in here.host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((here.host, here.port))
        except OSError as taken:
            raise PortTaken(
                f"Cổng {here.port} không dùng được ({taken.strerror}). Chọn cổng khác, ví dụ: PORT=8100 make run",
                f"Port {here.port} cannot be used ({taken.strerror}). Choose another, for example: PORT=8100 make run",
            ) from taken


def end_orphans(here: Installation) -> None:
    """End what a supervisor that was killed left running; its children end by themselves, but may take a while."""
    try:
        left = json.loads(here.state_file.read_text())["children"].values()
    except (OSError, ValueError, KeyError):
        return
    for child in left:
        pid = child["pid"] or 0
        for sign, patience in ((signal.SIGTERM, 25.0), (signal.SIGKILL, 5.0)):
            if not runs(pid, "hoaban.ops.runtime."):
                break
            os.kill(pid, sign)
            until = time.monotonic() + patience
            while runs(pid, "hoaban.ops.runtime.") and time.monotonic() < until:
                time.sleep(0.05)


def answers_healthy(here: Installation) -> bool:
    """Whether /healthz says that all is well."""
    request = urllib.request.Request(f"http://127.0.0.1:{here.port}/healthz")
    try:
        if here.tls:  # the certificate names another host; that something listens must do
            with socket.create_connection(("127.0.0.1", here.port), timeout=2):
                return True
        with urllib.request.urlopen(request, timeout=5) as answer:  # noqa: S310
            return bool(answer.status == 200)
    except OSError:
        return False


def write_state(here: Installation, children: list[Child], started_at: datetime) -> None:
    """Tell other programs who runs; replaced in one step."""
    state = {
        "pid": os.getpid(),
        "address": here.address,
        "mode": here.mode,
        "started_at": started_at.isoformat(),
        "children": {
            child.name: {"pid": child.pid, "restarts": child.restarts, "last_status": child.last_status}
            for child in children
        },
    }
    fresh = here.state_file.with_suffix(".new")
    fresh.write_text(json.dumps(state, indent=1))
    fresh.replace(here.state_file)


def read_state(here: Installation) -> dict[str, object]:
    """What the supervisor of this installation last told; empty when none runs or it was killed long ago."""
    try:
        state: dict[str, object] = json.loads(here.state_file.read_text())
    except (OSError, ValueError):
        return {}
    return state if runs(int(str(state["pid"])), "serve") else {}


def runs(pid: int, word: str) -> bool:
    """Whether the process ``pid`` is there and has ``word`` in its command."""
    try:
        return word.encode() in Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return False


def stop(here: Installation, *, within: float = 180.0) -> bool:
    """Stop the supervisor of this installation and wait; returns False when none ran.

    :raises Busy: it did not stop in time.
    """
    state = read_state(here)
    if not state:
        return False
    pid = int(str(state["pid"]))
    os.kill(pid, signal.SIGTERM)
    until = time.monotonic() + within
    while runs(pid, "serve"):
        if time.monotonic() > until:
            raise Busy(f"Tiến trình {pid} chưa dừng.", f"Process {pid} has not stopped.")
        time.sleep(0.1)
    return True
