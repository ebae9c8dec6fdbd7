"""The `ballots` command."""

from __future__ import annotations

import click

from ballot_service import __version__
from ballot_service.commands.backing_up import backup, restore
from ballot_service.commands.checking import check
from ballot_service.commands.database import db
from ballot_service.commands.demonstrating import demo
from ballot_service.commands.explaining import explain
from ballot_service.commands.holding import sending
from ballot_service.commands.importing import import_command
from ballot_service.commands.installing import appoint, district
from ballot_service.commands.lettering import letters
from ballot_service.commands.serving import serve
from ballot_service.commands.tallying import tally
from ballot_service.commands.translating import texts
from ballot_service.commands.verifying import verify_command
from ballot_service.commands.working import worker


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="ballots")
def main() -> None:
    """Council elections: notice, nomination, sealed ballots, count and proof."""


for command in (
    appoint,
    backup,
    check,
    db,
    demo,
    district,
    explain,
    import_command,
    letters,
    restore,
    sending,
    serve,
    tally,
    texts,
    verify_command,
    worker,
):
    main.add_command(command)
