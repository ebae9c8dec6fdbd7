"""`ballots sending`: stops a provider for all districts of the installation, or lets it go on."""

from __future__ import annotations

from collections.abc import Iterable

import click

from ballot_service.commands.environment import migrated_session, now, settings_or_exit
from ballot_service.mailing import carriers
from ballot_service.services.acting import NotFound, acting
from ballot_service.services.announcing import pause_everywhere, resume_everywhere

_reason = click.option("--reason", required=True, help="Why; kept in the record of every district.")


@click.group()
def sending() -> None:
    """Stop a provider of messages for the whole installation, or let it go on."""


@sending.command()
@click.argument("provider")
@_reason
def pause(provider: str, reason: str) -> None:
    """Nothing goes out over PROVIDER (sms, smtp, sendgrid …) until it is let go on. No message is lost."""
    settings = settings_or_exit()
    with migrated_session(settings) as session, acting(session, now()):
        try:
            pause_everywhere(session, provider, reason, carriers=carriers(settings), now=now())
        except NotFound as problem:
            raise click.ClickException(_unknown(provider, carriers(settings).values())) from problem
    click.echo(f"Nothing goes out over {provider} until: ballots sending resume {provider}")


@sending.command()
@click.argument("provider")
@_reason
def resume(provider: str, reason: str) -> None:
    """Let sending over PROVIDER go on."""
    settings = settings_or_exit()
    with migrated_session(settings) as session, acting(session, now()):
        try:
            was_paused = resume_everywhere(session, provider, reason, carriers=carriers(settings), now=now())
        except NotFound as problem:
            raise click.ClickException(_unknown(provider, carriers(settings).values())) from problem
    click.echo(f"Sending over {provider} goes on." if was_paused else f"{provider} was not paused.")


def _unknown(provider: str, used: Iterable[str]) -> str:
    known = ", ".join(sorted(set(used)))
    return f"This installation does not send over {provider}. It uses: {known}."
