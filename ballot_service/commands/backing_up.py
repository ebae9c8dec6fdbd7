"""`ballots backup` and `ballots restore`: everything in one file, and back again, into either kind of database."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

import click
from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from ballot_service.commands.environment import engine_or_exit, migrated_session, now, settings_or_exit
from ballot_service.commands.slow_work import SlowWork
from ballot_service.database import committed
from ballot_service.sealing.heads import MAXIMUM_NOTE_LENGTH
from ballot_service.services.after_restore import Aftermath, Compared, compare_heads, note_restore
from ballot_service.services.backing_up import write_backup
from ballot_service.services.backup_format import BackupRefused, Keys, Manifest
from ballot_service.services.health import keys_of
from ballot_service.services.restoring import (
    OpenedBackup,
    fill_tables,
    kept_files,
    missing_link_keys,
    opened_backup,
    require_empty,
    require_version,
)
from ballot_service.settings import Settings
from ballot_service.storage import Storage


@click.command()
@click.option(
    "--to",
    "place",
    required=True,
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help="Where to write it.",
)
@click.option("--replace", is_flag=True, help="Write over an older backup of that name.")
def backup(place: Path, replace: bool) -> None:
    """Write database and stored files into one FILE. Voting may go on meanwhile."""
    if place.exists() and not replace:
        raise click.ClickException(f"{place} is there already. Choose another name, or add --replace.")
    settings = settings_or_exit()
    storage, keys = Storage(settings.storage_dir), keys_of(settings)
    try:
        with engine_or_exit(settings) as engine, SlowWork("Backing up") as work:
            made = write_backup(engine, storage, keys, place, now=now(), progress=work.advance)
    except BackupRefused as refused:
        raise click.ClickException(str(refused)) from refused
    except OSError as problem:
        raise click.ClickException(
            f"The backup could not be written ({problem.strerror}). Nothing was left behind."
        ) from problem
    click.echo(f"{place}: {made.rows} rows and {len(made.files)} files, as of {made.made_at}.")
    _say_what_it_needs(made)


def _say_what_it_needs(made: Manifest) -> None:
    click.echo("It holds people's names and contacts: keep it as safe as the database.")
    click.echo(
        "It holds no secret. To use it, the same secrets must be set; keep them elsewhere. Fingerprints:"
    )
    click.echo(f"  BALLOTS_SEALING_SECRET  {made.sealing_key}")
    click.echo(f"  BALLOTS_SECRET_KEYS     {', '.join(made.link_keys)}")
    if made.lost_files:
        click.echo(
            f"Stored files that are missing or were changed on the disk: {len(made.lost_files)}.", err=True
        )


@click.command()
@click.argument(
    "archive", metavar="FILE", required=False, type=click.Path(exists=True, dir_okay=False, path_type=Path)
)
@click.option(
    "--check", is_flag=True, help="Look whether FILE is whole and fits version and secrets; change nothing."
)
@click.option(
    "--newest-head",
    "heads",
    multiple=True,
    metavar="HEAD",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A signed head that liaison or observers kept: says how many ballots are missing. Also without FILE.",
)
@click.option(
    "--link-keys-lost", is_flag=True, help="Withdraw every link: the keys that signed them are gone for good."
)
def restore(archive: Path | None, check: bool, heads: tuple[Path, ...], link_keys_lost: bool) -> None:
    """Restore the backup in FILE into an empty database. Nothing is changed unless all of it can be restored."""
    if archive is None and not heads:
        raise click.UsageError("Name the backup to restore, or a signed head to compare with.")
    settings = settings_or_exit()
    notes = [_note(place) for place in heads]
    try:
        if archive is not None:
            _restore(settings, archive, only_check=check, links_lost=link_keys_lost)
        if notes and not check:
            _compare(settings, notes)
    except BackupRefused as refused:
        raise click.ClickException(str(refused)) from refused


def _restore(settings: Settings, archive: Path, *, only_check: bool, links_lost: bool) -> None:
    keys = keys_of(settings)
    with opened_backup(archive, keys) as opened, SlowWork("Checking") as work:
        require_version(opened.manifest)
        _require_link_keys(opened.manifest, keys, links_lost)
        opened.check(work.advance)
        if only_check:
            click.echo(
                f"The backup of {opened.manifest.made_at} is whole. Its secrets and its version are these."
            )
            return
        with engine_or_exit(settings) as engine:
            require_empty(engine)
            work.begin("Restoring")
            aftermath = _fill(engine, opened, settings, links_lost, work)
    _say_what_is_left(opened.manifest, aftermath)


def _require_link_keys(manifest: Manifest, keys: Keys, links_lost: bool) -> None:
    missing = missing_link_keys(manifest, keys)
    if missing and not links_lost:
        raise BackupRefused(
            f"Links in this backup were signed with keys that are not set here ({', '.join(missing)}). Put them "
            "behind the present one: BALLOTS_SECRET_KEYS=new,old. If they are gone for good, add --link-keys-lost: "
            "every voter then needs a new link."
        )


def _fill(
    engine: Engine, opened: OpenedBackup, settings: Settings, links_lost: bool, work: SlowWork
) -> Aftermath:
    try:
        with (
            kept_files(opened, Storage(settings.storage_dir)),
            Session(engine) as session,
            committed(session),
        ):
            fill_tables(session.connection(), opened, work.advance)
            made_at = datetime.fromisoformat(opened.manifest.made_at)
            return note_restore(session, backup_made_at=made_at, links_lost=links_lost, now=now())
    except (SQLAlchemyError, OSError) as problem:
        raise BackupRefused(
            f"The backup could not be written into this database ({type(problem).__name__}). Nothing was changed."
        ) from problem


def _say_what_is_left(manifest: Manifest, aftermath: Aftermath) -> None:
    click.echo(f"Restored {manifest.rows} rows and {len(manifest.files)} files, as of {manifest.made_at}.")
    click.echo("What was done after that moment is not here. Look at each of these:")
    click.echo(
        f"• Messages that may have been sent since: {aftermath.unclear}. None is sent again by itself; "
        "a clerk decides on the page on sending."
    )
    if aftermath.revoked:
        click.echo(
            f"• Links withdrawn, because their keys are lost: {aftermath.revoked}. Issue and send new ones."
        )
    click.echo(
        "• Links sent before then work. Links sent after it do not, and say so; "
        "the clerk's list of tasks names voters without a working link."
    )
    for election in aftermath.elections:
        state = "voting is open" if election.is_open else "not certified"
        click.echo(f"• {election.title} ({state}): {election.ballots} ballots in the box.")
    click.echo(
        "• Ballots cast after then are missing, and their trackers are not found. Ask liaison or observers for the "
        "newest signed head they were mailed, and run: ballots restore --newest-head HEAD"
    )


def _compare(settings: Settings, notes: Sequence[str]) -> None:
    with migrated_session(settings) as session, committed(session):
        found = compare_heads(session, notes, settings.sealing_secret.encode(), now=now())
    for one in found:
        click.echo(_said(one))


def _said(one: Compared) -> str:
    if one.missing:
        return (
            f"{one.title}: {one.missing} ballots are missing. The head counts {one.size}, the box has {one.have}. "
            "Ask everyone who voted since the backup to look for their tracker and, if it is not found, to vote again."
        )
    if one.is_same:
        return f"{one.title}: no ballot is missing up to this head ({one.size} of {one.have})."
    return f"{one.title}: THE LIST IS NOT THE ONE THAT WAS SIGNED. Ballots were changed or exchanged. Call the liaison."


def _note(place: Path) -> str:
    with place.open("rb") as kept:
        content = kept.read(MAXIMUM_NOTE_LENGTH + 1)
    # mail programs change line ends; the signature is over plain ones
    return content.decode("utf-8", errors="replace").replace("\r\n", "\n")
