"""`ballots db`: makes and changes the tables."""

from __future__ import annotations

import click
from sqlalchemy import Engine, inspect
from sqlalchemy.orm import Session

from ballot_service.commands.environment import engine_or_exit, now, settings_or_exit
from ballot_service.services import migrating
from ballot_service.services.elections import open_elections


@click.group()
def db() -> None:
    """Make, change or check the tables of the database."""


@db.command()
@click.option("--even-if-open", is_flag=True, help="Change the tables although an election is open.")
def upgrade(even_if_open: bool) -> None:
    """Bring the tables to what this version needs."""
    with engine_or_exit(settings_or_exit()) as engine:
        if migrating.current(engine) == migrating.newest():
            click.echo("The tables are up to date.")
            return
        if not even_if_open:
            _refuse_while_open(engine)
        migrating.upgrade(engine)
    click.echo(f"The tables are up to date (revision {migrating.newest()}).")


@db.command()
@click.argument("revision")
@click.option("--even-if-open", is_flag=True, help="Take the tables back although an election is open.")
@click.confirmation_option(prompt="Going back can delete data for good. Do you have a backup?")
def downgrade(revision: str, even_if_open: bool) -> None:
    """Take the tables back to REVISION ("base": remove them all). Refused while an election is open."""
    with engine_or_exit(settings_or_exit()) as engine:
        if not even_if_open:
            _refuse_while_open(engine)
        migrating.downgrade(engine, revision)
        click.echo(f"The tables are at revision {migrating.current(engine) or 'base'}.")


@db.command()
def check() -> None:
    """Say whether the tables are what this version needs; exit status 1 if not."""
    with engine_or_exit(settings_or_exit()) as engine:
        have, need = migrating.current(engine), migrating.newest()
    if have != need:
        raise click.ClickException(
            f"The tables are at {have or 'nothing'}; {need} is needed. Run: ballots db upgrade"
        )
    click.echo(f"The tables are up to date (revision {have}).")


def _refuse_while_open(engine: Engine) -> None:
    """The columns read here are of the first migration, so that an old database can answer."""
    if not inspect(engine).has_table("election"):
        return
    with Session(engine) as session:
        titles = open_elections(session, now())
    if titles:
        raise click.ClickException(
            f"Voting is open: {', '.join(titles)}. Wait until it closes, or repeat with --even-if-open."
        )
