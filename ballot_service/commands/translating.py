"""`ballots texts`: texts of notices out to a translator as a PO file, and back as drafts for the district."""

from __future__ import annotations

from pathlib import Path

import click
from sqlalchemy import select
from sqlalchemy.orm import Session

from ballot_service.commands.environment import migrated_session, now, settings_or_exit
from ballot_service.models import District
from ballot_service.services.acting import acting
from ballot_service.services.announcing import (
    Objection,
    hints_on,
    objections_to,
    take_translation,
    texts_to_translate,
    translated_languages,
)
from outreach.po_file import LARGEST, language_of

MOST_SHOWN = 100
"""Refused entries that are printed; somebody who took the wrong file is told often enough."""
_district = click.option("--district", "slug", required=True, help="The district's short name.")


@click.group()
def texts() -> None:
    """Give the texts of notices to a translator, and take the translation back."""


@texts.command(name="export")
@_district
@click.option(
    "--language", required=True, help="Into which language: es, or another that the product speaks."
)
@click.option(
    "--out", required=True, type=click.Path(path_type=Path, dir_okay=False), help="The PO file to write."
)
def export_command(slug: str, language: str, out: Path) -> None:
    """Write every text with its English, and the translation so far, into a PO file."""
    _require_language(language)
    with migrated_session(settings_or_exit()) as session:
        data = texts_to_translate(session, _named(session, slug), language, now())
    try:
        out.write_bytes(data)
    except OSError as problem:
        raise click.ClickException(f"{out} cannot be written: {problem.strerror}.") from problem
    click.echo(f"{out} is written. When it comes back: ballots texts import {out} --district {slug}")


@texts.command(name="import")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@_district
@click.option(
    "--language", default="", help="If the file does not say it, or says it in another way, as es_MX for es."
)
def import_command(file: Path, slug: str, language: str) -> None:
    """Keep the translated texts of a PO file as drafts; a clerk of the district approves them. What is not in order is
    refused with its line, and the rest is kept. Exit status 1 if anything was refused.
    """
    with file.open("rb") as source:
        data = source.read(LARGEST + 1)
    tag = language or language_of(data)
    _require_language(tag)
    with migrated_session(settings_or_exit()) as session, acting(session, now()):
        taken = take_translation(session, _named(session, slug), tag, data, now=now())
    refused = objections_to(taken)
    for each in refused[:MOST_SHOWN]:
        click.echo(f"✗ {_said(each)}")
    if len(refused) > MOST_SHOWN:
        click.echo(f"✗ And {len(refused) - MOST_SHOWN} more. Mend these first.")
    for each in hints_on(taken):
        click.echo(f"• {_said(each)}")
    click.echo(
        f"Kept as drafts: {len(taken.texts)}. Unchanged parts: {taken.unchanged}. "
        f"Not translated yet: {taken.untranslated}. Refused: {len(taken.faults)}."
    )
    if taken.texts:
        click.echo("They go out once a clerk has read and approved them, on the page Notice texts.")
    if taken.faults:
        raise SystemExit(1)


def _said(one: Objection) -> str:
    entry = f", {one.entry}" if one.entry else ""
    place = f"Line {one.line}{entry}: " if one.line else ""
    return f"{place}{one.says} {one.remedy}"


def _require_language(tag: str) -> None:
    known = translated_languages()
    if tag not in known:
        named = f"no language {tag}" if tag else "no language; give it with --language"
        raise click.ClickException(
            f"The pages speak {named}. Texts can be translated into: {', '.join(known)}."
        )


def _named(session: Session, slug: str) -> District:
    found = session.scalar(select(District).where(District.slug == slug))
    if found is None:
        raise click.ClickException(f"There is no district {slug}.")
    return found
