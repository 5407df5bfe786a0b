"""The web server process: granian, WSGI, a few worker processes with a few threads each."""

from __future__ import annotations

import os
from importlib import import_module

from django.urls import get_resolver
from granian.constants import HTTPModes, Interfaces
from granian.log import LogLevels
from granian.server import Server
from granian.utils.proxies import wrap_wsgi_with_proxy_headers

from hoaban.kernel import clock, garbage
from hoaban.ops.runtime import installation, logs
from hoaban.ops.runtime.children import die_with_parent
from hoaban.ops.runtime.requests import WsgiApplication

TARGET = "config.wsgi:application"
THREADS = 4
"""Per worker process. More do not help: the interpreter is the limit, and each holds a database connection."""


def main() -> None:
    """Serve until SIGTERM or SIGINT."""
    die_with_parent()
    here = installation.from_environment()
    _application(TARGET)
    garbage.look_seldom()
    certificate, key = here.tls or (None, None)
    Server(
        TARGET,
        address=here.host,
        port=here.port,
        interface=Interfaces.WSGI,
        http=HTTPModes.auto if here.tls else HTTPModes.http1,
        websockets=False,
        workers=max(2, min(8, os.cpu_count() or 1)),
        blocking_threads=THREADS,
        backpressure=256,
        respawn_failed_workers=True,
        respawn_interval=0.5,
        workers_kill_timeout=20,
        log_level=LogLevels.warning,
        log_dictconfig=logs.configuration("web"),
        ssl_cert=certificate,
        ssl_key=key,
    ).serve(target_loader=load)


def load(target: str) -> WsgiApplication:
    """The application in a worker process, which must not outlive the server that spawned it."""
    die_with_parent()
    application = _application(target)
    if proxy := installation.from_environment().trusted_proxy:
        application = wrap_wsgi_with_proxy_headers(application, proxy)
    return application


def _application(target: str) -> WsgiApplication:
    """Loaded once, before the workers are forked: each is ready at once, its first call as quick as its second."""
    module, _, name = target.partition(":")
    application: WsgiApplication = getattr(import_module(module), name)
    from hoaban.record.rest.ready import make_ready  # needs Django set up

    make_ready(now=clock.now())
    get_resolver().url_patterns  # noqa: B018  (reading it imports the screens)
    return application


if __name__ == "__main__":
    main()
