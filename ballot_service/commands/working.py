"""`ballots worker`: sends what waits in the outbox."""

from __future__ import annotations

import click
from sqlalchemy import Engine

from ballot_service.commands.environment import engine_or_exit, settings_or_exit
from ballot_service.logs import set_up_logs
from ballot_service.services.announcing import texts_fault
from ballot_service.settings import Settings
from ballot_service.working import work_once
from outreach import BellError, build_bell


@click.command()
@click.option("--once", is_flag=True, help="Send what is due now, then end.")
def worker(once: bool) -> None:
    """Send notices and ballot links as they fall due, until told to stop (Ctrl-C)."""
    set_up_logs()
    settings = settings_or_exit()
    if fault := texts_fault():
        raise click.ClickException(fault)
    with engine_or_exit(settings) as engine:
        if once:
            work_once(settings, engine)
        else:
            _work_until_told(settings, engine)


def _work_until_told(settings: Settings, engine: Engine) -> None:
    try:
        bell = build_bell(settings.bell, lambda: work_once(settings, engine, stop=bell.stopping))
    except BellError as problem:
        raise click.ClickException(str(problem)) from problem
    click.echo(
        "The worker is running. It looks at the outbox at least once a minute. Ctrl-C ends it.", err=True
    )
    bell.run()
