"""Examine an installation."""

from __future__ import annotations

import dataclasses
import sys

import click

from hoaban.ops.cli.console import print_json, start_django
from hoaban.ops.runtime import installation

_MARKS = {"ok": "[ ok ]", "warning": "[ !  ]", "failure": "[ !! ]"}


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Kết quả cho chương trình. / Output for programs.")
@click.option("--before-start", is_flag=True, help="Chỉ điều kiện khởi động. / Only what starting needs.")
def doctor(as_json: bool, before_start: bool) -> None:
    """Khám hệ thống và nói cần sửa gì. / Say what to mend. Exit status 1 when something is wrong."""
    start_django()
    from hoaban.ops.runtime import doctor as examination

    findings = examination.examine(installation.from_environment(), before_start=before_start)
    failed = any(finding.level == "failure" for finding in findings)
    if as_json:
        print_json({"ok": not failed, "findings": [dataclasses.asdict(finding) for finding in findings]})
    else:
        for finding in findings:
            click.echo(f"{_MARKS[finding.level]} {finding.check}: {finding.message_vi}")
            if finding.message_en != finding.message_vi:
                click.echo(f"       {finding.message_en}")
    sys.exit(1 if failed else 0)


COMMANDS = [doctor]
