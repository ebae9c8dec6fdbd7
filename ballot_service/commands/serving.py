"""`ballots serve`: the web process, with gunicorn."""

from __future__ import annotations

import os
import sys

import click

from ballot_service.commands.environment import settings_or_exit

GUNICORN = (
    "--worker-class=gthread",  # slow phones wait in threads without blocking each other
    "--timeout=60",  # outlasts the longest page, an import
    "--graceful-timeout=30",
    "--no-control-socket",
    # whoever switches the access log on sees method, status, bytes and seconds, but no address: it holds the link
    "--access-logformat=%(m)s %(s)s %(B)s %(L)s",
    "--log-level=info",  # at "debug" gunicorn writes the address of each request
)
APPLICATION = "ballot_service.serving:application()"


@click.command()
@click.option("--bind", default="127.0.0.1:8000", show_default=True, help="Address and port to listen on.")
@click.option("--workers", default=2, show_default=True, help="Processes; one a core is enough.")
@click.option("--threads", default=8, show_default=True, help="Requests each process answers at once.")
def serve(bind: str, workers: int, threads: int) -> None:
    """Serve the pages. The access log stays off, because addresses hold personal links."""
    settings_or_exit()
    options = (f"--bind={bind}", f"--workers={workers}", f"--threads={threads}", *GUNICORN)
    os.execv(sys.executable, [sys.executable, "-m", "gunicorn", *options, APPLICATION])  # noqa: S606 – our own interpreter
