"""The counter: parses, prints, exits; the only reader of clock, user and host."""

from __future__ import annotations

import datetime as dt
import getpass
import os
import secrets
import socket
import sys
import time
from typing import Any, TextIO

import click
from rich.console import Console

from batches.counter import agreement, audit, back, bank, clerk, desk, night
from batches.counter.surroundings import Surroundings
from bench import commands as workshop
from lockbox.errors import ExitCode, LockboxError

_PLAIN_WIDTH = 100


class Counter(click.Group):
    """Turns trouble of the operator into a message, a hint and an exit code; the one place that does."""

    def invoke(self, ctx: click.Context) -> Any:  # noqa: ANN401 - click's own signature
        """Run a command."""
        world = ctx.obj = ctx.obj or surroundings()
        try:
            return super().invoke(ctx)
        except LockboxError as trouble:
            world.err.print(str(trouble), markup=False, style="bold red", soft_wrap=True)
            if trouble.hint:
                world.err.print(trouble.hint, markup=False, soft_wrap=True)
            ctx.exit(trouble.exit_code)
        except KeyboardInterrupt:
            world.err.print("Stopped. The same command goes on where it was.")
            ctx.exit(ExitCode.INTERRUPTED)
        except BrokenPipeError:
            raise
        except OSError as trouble:
            where = f"{trouble.filename}: " if trouble.filename else ""
            world.err.print(f"{where}{trouble.strerror or trouble}", markup=False, style="bold red", soft_wrap=True)
            world.err.print("Mend that and run the same command again; it goes on where it was.")
            ctx.exit(ExitCode.USAGE)


def surroundings() -> Surroundings:
    """Return this machine's clock, user, host and terminal."""
    return Surroundings(
        now=lambda: dt.datetime.now().astimezone().isoformat(timespec="seconds"),
        today=lambda: dt.datetime.now().astimezone().date(),
        epoch=time.time,
        ticks=time.perf_counter,
        sleep=time.sleep,
        chance=lambda: secrets.token_hex(32),
        user=getpass.getuser(),
        host=socket.gethostname(),
        out=_console(sys.stdout),
        err=_console(sys.stderr),
    )


def _console(stream: TextIO) -> Console:
    """Return a console as wide as the terminal; a file or pipe gets 100 columns."""
    width = None if stream.isatty() or os.environ.get("COLUMNS") else _PLAIN_WIDTH
    return Console(file=stream, width=width, highlight=False)


@click.group(cls=Counter, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="lockbox")
def main() -> None:
    """Read mailed checks and coupons, post what is certain, queue the rest."""


for command in (
    night.init,
    night.roster,
    night.run,
    night.read,
    clerk.queue,
    clerk.explain_one,
    clerk.rule,
    clerk.status,
    desk.desk,
    audit.report,
    audit.export,
    audit.replay_night,
    audit.verify,
    agreement.agree,
    audit.coupon,
    back.letter,
    bank.bank,
    back.payments,
    back.unpaid,
    workshop.samples,
    workshop.demo,
    workshop.bench,
):
    main.add_command(command)


if __name__ == "__main__":
    main()
