"""See the background jobs, and do failed ones again."""

from __future__ import annotations

import dataclasses
import sys

import click

from hoaban.kernel import clock
from hoaban.ops.cli.console import database, print_json, say


@click.group(invoke_without_command=True)
@click.option("--json", "as_json", is_flag=True, help="Kết quả cho chương trình. / Output for programs.")
@click.pass_context
def jobs(context: click.Context, as_json: bool) -> None:
    """Việc nền: hàng đợi và việc hỏng. / Background jobs: queues and failures. Exit status 1 when some failed."""
    if context.invoked_subcommand is not None:
        return
    with database():
        from hoaban.ops.runtime import queue

        queues, failed = queue.list_queues(), queue.list_failed()
    if as_json:
        print_json(
            {
                "queues": [dataclasses.asdict(one) for one in queues],
                "failed": [dataclasses.asdict(one) for one in failed],
            }
        )
    else:
        for line in queues:
            since = (
                f", cũ nhất từ / oldest since {line.oldest_at:%Y-%m-%d %H:%M:%S %Z}" if line.oldest_at else ""
            )
            click.echo(
                f"{line.name}: chờ/waiting {line.waiting}, chạy/running {line.doing}, hỏng/failed {line.failed}{since}"
            )
        for job in failed:
            click.echo(
                f"  hỏng/failed {job.id}  {job.task}  {job.attempts} lần/attempts  {job.last_event_at:%Y-%m-%d %H:%M %Z}"
            )
        if not queues:
            say("Không có việc nào.", "There are no jobs.")
    sys.exit(1 if failed else 0)


@jobs.command()
@click.argument("job_id", type=int, metavar="ID")
def retry(job_id: int) -> None:
    """Làm lại một việc hỏng. / Do a failed job again."""
    with database():
        from hoaban.ops.runtime import queue

        queue.retry(job_id, now=clock.now())
    say(f"Việc {job_id} đã vào hàng đợi.", f"Job {job_id} is in its queue again.")


COMMANDS = [jobs]
