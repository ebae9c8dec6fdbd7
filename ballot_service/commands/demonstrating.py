"""`ballots demo`: a district to try everything on, served at once; or a finished election to check."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path
from tempfile import TemporaryDirectory

import click

from ballot_service.commands.slow_work import SlowWork
from ballot_service.demonstration.building import (
    Built,
    as_environment,
    build_demonstration,
    fresh_settings,
    utc_now,
)
from ballot_service.demonstration.taking_home import finished_election
from ballot_service.settings import Settings

SEED = 7
FEWEST_HOUSEHOLDS, MOST_HOUSEHOLDS = 150, 20_000
"""Fewer have too few parents and teachers at the school for a contest; more take minutes to build."""
PATIENCE = 120
"""Seconds to wait for the server's first answer."""


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print the addresses as one JSON object.")
@click.option("--port", default=8000, show_default=True, help="Port to serve on; another one if it is taken.")
@click.option(
    "--households",
    type=click.IntRange(FEWEST_HOUSEHOLDS, MOST_HOUSEHOLDS),
    default=200,
    show_default=True,
    help="Size of the district.",
)
@click.option("--folder", type=click.Path(path_type=Path), default=Path("var/demo"), show_default=True)
@click.option(
    "--finished",
    type=click.Path(path_type=Path, file_okay=False),
    metavar="DIR",
    help="Run a whole election with a fixed seed instead, and leave its papers in DIR.",
)
def demo(as_json: bool, port: int, households: int, folder: Path, finished: Path | None) -> None:
    """Build a demonstration district and serve it on this machine. Ctrl-C ends it."""
    if finished is not None:
        _finish(finished)
        return
    origin = f"http://127.0.0.1:{_free(port)}"
    with SlowWork("Building the demonstration …") as work:
        built = build_demonstration(
            fresh_settings(folder.absolute(), origin),
            households=households,
            seed=SEED,
            now=utc_now(),
            say=work.begin,
        )
    _serve(built, as_json)


def _finish(folder: Path) -> None:
    with TemporaryDirectory() as scratch, SlowWork("Running an election …") as work:
        settings = fresh_settings(Path(scratch) / "installation", "http://127.0.0.1:8000")
        finished_election(settings, folder, seed=SEED, say=work.begin)
    click.echo(f"A finished election lies in {folder}. Begin with {folder / 'README.txt'}.")


def _serve(built: Built, as_json: bool) -> None:
    settings = built.settings
    environment = {**os.environ, **as_environment(settings)}
    bind = settings.public_origin.removeprefix("http://")
    programs = (["serve", "--bind", bind, "--workers", "1"], ["worker"])
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    # what the processes say goes to the error stream, so that standard output holds the addresses alone
    running = [
        subprocess.Popen(  # noqa: S603 – our own command
            [sys.executable, "-m", "ballot_service", *program], env=environment, stdout=sys.stderr
        )
        for program in programs
    ]
    try:
        _wait_for(settings, running[0])
        click.echo(json.dumps(built.addresses) if as_json else _in_words(built.addresses))
        sys.stdout.flush()
        running[0].wait()
    except KeyboardInterrupt:
        click.echo("The demonstration has ended.", err=True)
    finally:
        for process in running:
            process.terminate()
        for process in running:
            process.wait()


def _wait_for(settings: Settings, server: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline and server.poll() is None:
        try:
            with urllib.request.urlopen(f"{settings.public_origin}/health", timeout=2):  # noqa: S310 – our own http address
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.2)
    raise click.ClickException("The server did not start. Its last words stand above.")


def _in_words(addresses: dict[str, object]) -> str:
    links, sign_in = addresses["ballot_links"], addresses["sign_in"]
    assert isinstance(links, dict)
    assert isinstance(sign_in, dict)
    lines = [
        "",
        "The demonstration is running. Ctrl-C ends it.",
        "",
        f"  Public page         {addresses['public']}",
        f"  Ballot in English   {links['en']}",
        f"  Ballot in Spanish   {links['es']}",
        "",
        "Sign in as:",
        *(f"  {role.replace('_', ' '):<19} {url}" for role, url in sign_in.items()),
        "",
    ]
    return "\n".join(lines)


def _free(port: int) -> int:
    """The port wished for, or a free one."""
    for wished in (port, 0):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", wished))
            except OSError:
                continue
            free: int = probe.getsockname()[1]
            return free
    raise click.ClickException("No port is free.")
