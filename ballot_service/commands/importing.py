"""`ballots import`: reads a district's own file from the command line and says what came of it."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.table import Table
from sqlalchemy import select
from sqlalchemy.orm import Session

from ballot_service.commands.environment import migrated_session, settings_or_exit
from ballot_service.commands.slow_work import SlowWork
from ballot_service.importing.header_words import Field
from ballot_service.importing.reading import read_import
from ballot_service.importing.records import FileKind
from ballot_service.importing.refusals import RefusedRow, UnreadableFile
from ballot_service.importing.refused_file import refused_csv
from ballot_service.models.districts import District
from ballot_service.rules.calendar import local_date
from ballot_service.services.acting import Refused, acting
from ballot_service.services.importing import ImportReport, import_people

MOST_SHOWN = 40
"""Refused rows and missing people that the screen shows; --refused and --format json give all."""


KINDS = [kind.value for kind in FileKind]


class CannotImport(click.ClickException):
    """Nothing was imported."""

    exit_code = 2


@click.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--district", "slug", required=True, help="The district's short name.")
@click.option(
    "--kind", type=click.Choice([kind.value for kind in FileKind]), help="What a plain CSV file lists."
)
@click.option(
    "--map",
    "maps",
    multiple=True,
    metavar='"Header=field"',
    help=f"What a column is for. Fields: ignore, {', '.join(field.value for field in Field)}.",
)
@click.option("--dry-run", is_flag=True, help="Say what would change, and change nothing.")
@click.option("--end-missing", is_flag=True, help="End what the district has and this file lacks.")
@click.option(
    "--refused", "refused_to", type=click.Path(dir_okay=False, path_type=Path), help="CSV for refused rows."
)
@click.option("--format", "form", type=click.Choice(["table", "json"]), default="table", show_default=True)
def import_command(
    file: Path,
    slug: str,
    kind: str | None,
    maps: tuple[str, ...],
    dry_run: bool,
    end_missing: bool,
    refused_to: Path | None,
    form: str,
) -> None:
    """Import the students, guardians, staff and schools in FILE.

    FILE is a OneRoster 1.1 or 1.2 zip, a zip of CSV files, or one CSV file. Accepted rows are kept, refused
    rows are listed with the reason and what to do. Ends with status 0 when the file was read, 2 when not.
    """
    choice = FileKind(kind) if kind else None
    with migrated_session(settings_or_exit()) as session:
        report = _import(session, file, slug, choice, maps, dry_run=dry_run, end_missing=end_missing)
    if refused_to is not None:
        refused_to.write_bytes(refused_csv(report.refused))
    if form == "json":
        click.echo(json.dumps(as_json(report), indent=2, ensure_ascii=False))
    else:
        _print_tables(report)


def _import(
    session: Session,
    file: Path,
    slug: str,
    kind: FileKind | None,
    maps: tuple[str, ...],
    *,
    dry_run: bool,
    end_missing: bool,
) -> ImportReport:
    now = datetime.now(UTC)
    district = session.scalar(select(District).where(District.slug == slug))
    if district is None:
        raise CannotImport(f'There is no district with the short name "{slug}".')
    session.commit()  # reading takes a while and needs no rows: nobody has to wait for it
    today = local_date(now, district.zone)
    try:
        with SlowWork("Reading") as work:
            chosen = _overrides(maps)
            reading = read_import(
                file.name, file, today=today, kind=kind, overrides=chosen, progress=work.advance
            )
            work.begin("Comparing and saving")
            with acting(session, now):
                return import_people(
                    session, district, reading, now, dry_run=dry_run, end_missing=end_missing
                )
    except UnreadableFile as error:
        raise CannotImport(str(error)) from error
    except Refused as refused:
        raise CannotImport(_objections(refused)) from refused


def _objections(refused: Refused) -> str:
    return " ".join(f"{reason.sentence} {reason.remedy or ''}" for reason in refused.decision.objections)


def _overrides(maps: tuple[str, ...]) -> dict[str, str]:
    found: dict[str, str] = {}
    for said in maps:
        header, equals, target = said.rpartition("=")
        if not equals or not header.strip():
            raise click.BadParameter(f'Write --map "Header=field", not "{said}".')
        found[header.strip()] = target.strip()
    return found


def as_json(report: ImportReport) -> dict[str, Any]:
    """The whole report for programs."""
    return {
        "file": report.file,
        "dry_run": report.is_dry_run,
        "changes_nothing": report.changes_nothing,
        "tables": {
            part.value: {"new": tally.new, "changed": tally.changed, "unchanged": tally.unchanged}
            for part, tally in report.tallies.items()
        },
        "refused": [_refused_json(row) for row in report.refused],
        "missing": [
            {"table": lost.part.value, "person": str(lost.person_id), "name": lost.name, "what": lost.what}
            for lost in report.missing
        ],
        "ended_missing": report.ended_missing,
    }


def _refused_json(row: RefusedRow) -> dict[str, Any]:
    return {
        "file": row.file,
        "line": row.line,
        "field": row.field,
        "value": row.value_shown,
        "row_kept": row.row_kept,
        "code": row.code,
        "reason": str(row.reason),
        "remedy": str(row.remedy),
    }


def _print_tables(report: ImportReport) -> None:
    screen = Console()
    title = (
        f"Dry run: nothing was changed by {report.file}" if report.is_dry_run else f"Imported {report.file}"
    )
    counts = Table("", "new", "changed", "unchanged", title=title)
    for part, tally in report.tallies.items():
        counts.add_row(part.value, str(tally.new), str(tally.changed), str(tally.unchanged))
    screen.print(counts)
    if report.refused:
        _print_refused(screen, report.refused)
    if report.missing:
        _print_missing(screen, report)


def _print_refused(screen: Console, refused: tuple[RefusedRow, ...]) -> None:
    whole = sum(not row.row_kept for row in refused)
    table = Table(
        "file",
        "line",
        "field",
        "value",
        "reason",
        "what to do",
        title=f"Rows refused: {whole}. Values left out of rows that were kept: {len(refused) - whole}.",
    )
    for row in refused[:MOST_SHOWN]:
        cells = (row.file, str(row.line), row.field, row.value_shown, str(row.reason), str(row.remedy))
        table.add_row(*(cell.replace("[", r"\[") for cell in cells))
    screen.print(table)
    if len(refused) > MOST_SHOWN:
        screen.print(f"… and {len(refused) - MOST_SHOWN} more. See them all with --refused FILE.")


def _print_missing(screen: Console, report: ImportReport) -> None:
    done = (
        "ended now" if report.ended_missing and not report.is_dry_run else "kept; end them with --end-missing"
    )
    table = Table("what", "person", "", title=f"No longer in the file: {len(report.missing)} ({done})")
    for lost in report.missing[:MOST_SHOWN]:
        table.add_row(*(cell.replace("[", r"\[") for cell in (lost.part.value, lost.name, lost.what)))
    screen.print(table)
    if len(report.missing) > MOST_SHOWN:
        screen.print(f"… and {len(report.missing) - MOST_SHOWN} more. See them all with --format json.")
