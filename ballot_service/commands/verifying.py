"""`ballots verify`: checks an audit bundle offline, without database or settings."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import click
from rich.console import Console
from rich.progress import Progress

from ballot_service.sealing.heads import MAXIMUM_NOTE_LENGTH
from ballot_service.sealing.verifier import Report, verify

EXIT_WRONG = 1
LARGE_BUNDLE_BYTES = 20_000_000
"""A bundle from this size on takes longer than about two seconds, so the progress is shown."""


@click.command("verify")
@click.argument("bundle", type=click.Path(path_type=Path))
@click.option(
    "--fingerprint",
    "fingerprints",
    multiple=True,
    metavar="F",
    help="A fingerprint printed on the certificate or a notice. Can be given several times.",
)
@click.option(
    "--head",
    "heads",
    multiple=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A file with a signed head that you kept from the time of voting. Can be given several times.",
)
@click.option("--format", "form", type=click.Choice(["table", "json"]), default="table", show_default=True)
def verify_command(bundle: Path, fingerprints: tuple[str, ...], heads: tuple[Path, ...], form: str) -> None:
    """Check the record of an election in the file BUNDLE.

    Ends with status 0 if everything agrees, and with status 1 and the first thing wrong if not.
    """
    kept = tuple(_kept_head(path) for path in heads)
    with _shown_progress(bundle) as progress:
        report = verify(bundle, fingerprints, kept, progress)
    click.echo(_as_json(report) if form == "json" else _as_table(report))
    if not report.is_good:
        click.echo(_printable(str(report.conclusion)), err=True)
        sys.exit(EXIT_WRONG)


def _kept_head(path: Path) -> str:
    with path.open("rb") as kept:
        content = kept.read(MAXIMUM_NOTE_LENGTH + 1)
    try:
        # Mail programs change line ends; the signature is over plain ones.
        return content.decode("utf-8").replace("\r\n", "\n")
    except UnicodeDecodeError as problem:
        raise click.BadParameter(f"{path} is not a text file.") from problem


@contextmanager
def _shown_progress(bundle: Path) -> Iterator[Callable[[int, int], None] | None]:
    screen = Console(stderr=True)
    if not screen.is_terminal or not bundle.is_file() or bundle.stat().st_size < LARGE_BUNDLE_BYTES:
        yield None
        return
    with Progress(console=screen, transient=True) as bar:
        task = bar.add_task("Checking")
        yield lambda done, total: bar.update(task, completed=done, total=total)


def _as_table(report: Report) -> str:
    width = max(len(check.name) for check in report.checks)
    lines = [
        f"{'good ' if check.passed else 'WRONG'}  {check.name:<{width}}  {_printable(str(check.sentence))}"
        for check in report.checks
    ]
    if report.record_fingerprint:
        lines += [
            "",
            f"Election fingerprint  {report.election_fingerprint}",
            f"Record fingerprint    {report.record_fingerprint}",
        ]
    return "\n".join([*lines, *(["", str(report.conclusion)] if report.is_good else [])])


def _as_json(report: Report) -> str:
    wrong = report.first_wrong
    return json.dumps(
        {
            "good": report.is_good,
            "strength": report.strength if report.is_good else None,
            "conclusion": str(report.conclusion),
            "first_wrong": wrong.name if wrong else None,
            "election_fingerprint": report.election_fingerprint,
            "record_fingerprint": report.record_fingerprint,
            "checks": [
                {"name": check.name, "passed": check.passed, "sentence": str(check.sentence)}
                for check in report.checks
            ],
        },
        indent=2,
    )


def _printable(text: str) -> str:
    """Text from a stranger's file must not steer the terminal."""
    return "".join(sign if sign.isprintable() else "\N{REPLACEMENT CHARACTER}" for sign in text)
