"""`ballots tally`: counts a file of ballots by any method, without database or settings."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import click

from ballot_service.commands.slow_work import SlowWork
from ballot_service.commands.tally_table import print_table
from ballot_service.rules.counting.instant_runoff import Elimination, Majority, RunoffRules, Until
from ballot_service.rules.counting.rankings import DEFAULT_RANKS, Duplicate, Overvote, RankRules
from ballot_service.rules.counting.stv_rules import MOST_DECIMALS, LookBack
from ballot_service.tallying.contest import BallotFile, FileContest, UnreadableFile, clean
from ballot_service.tallying.counting import (
    CannotCount,
    TallyMethod,
    Wish,
    count_contest,
    names_in_lot,
    result_json,
)
from ballot_service.tallying.reading import read_ballot_file

DECIMALS = 12
"""For WIGM: so many that the result is the exact one, and every number can still be written out."""
REASONS_SHOWN = 5
ANY = "any"


class CannotTally(click.ClickException):
    """The file or the wish is wrong: nothing was counted."""

    exit_code = 2


def _skipped(_context: click.Context, _option: click.Parameter, value: str) -> int | None:
    if value == ANY:
        return None
    if not value.isascii() or not value.isdigit():
        raise click.BadParameter(f"a whole number, or {ANY}")
    return int(value[:6])


def _named(names: list[str]) -> click.Choice[str]:
    return click.Choice([name.replace("_", "-") for name in names])


@click.command("tally")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--method", type=_named(list(TallyMethod)), default=TallyMethod.N_OF_M.value, show_default=True)
@click.option("--seats", type=click.IntRange(min=0), help="How many are elected. Else as the file says.")
@click.option(
    "--lot", metavar="NAME,NAME", help="The order in which tied candidates were drawn, first drawn first."
)
@click.option("--contest", "title", metavar="NAME", help="Which contest, if the file holds several.")
@click.option("--format", "form", type=click.Choice(["table", "json"]), default="table", show_default=True)
@click.option("--partial", is_flag=True, help="Leave out lines that cannot be read, and say which.")
@click.option(
    "--decimals",
    type=click.IntRange(0, MOST_DECIMALS),
    default=DECIMALS,
    show_default=True,
    help="wigm-stv: where the value of a paper is cut off.",
)
@click.option("--exact", is_flag=True, help="wigm-stv: fractions instead of decimals.")
@click.option(
    "--overvote",
    type=_named(list(Overvote)),
    default=DEFAULT_RANKS.overvote.value,
    show_default=True,
    help="irv, wigm-stv: what becomes of a ballot whose next rank marks several.",
)
@click.option(
    "--skipped",
    default=str(DEFAULT_RANKS.skipped_ranks),
    show_default=True,
    callback=_skipped,
    metavar="N",
    help=f"irv, wigm-stv: how many empty ranks in a row are passed over; {ANY}: all of them.",
)
@click.option(
    "--duplicate",
    type=_named(list(Duplicate)),
    default=DEFAULT_RANKS.duplicate.value,
    show_default=True,
    help="irv, wigm-stv: what becomes of a ballot that ranks somebody twice.",
)
@click.option(
    "--eliminate",
    type=_named(list(Elimination)),
    default=Elimination.ONE.value,
    show_default=True,
    help="irv: how many at once.",
)
@click.option(
    "--until",
    type=_named(list(Until)),
    default=Until.MAJORITY.value,
    show_default=True,
    help="irv: when it ends.",
)
@click.option(
    "--majority",
    type=_named(list(Majority)),
    default="of-each-round",
    show_default=True,
    help="irv: of which votes more than half are needed.",
)
@click.option(
    "--ties",
    type=_named(list(LookBack)),
    default="lot-only",
    show_default=True,
    help="irv: whether an earlier round settles a tie before a lot does.",
)
@click.option("--out-first", multiple=True, metavar="NAME", help="irv: out before others, such as write-ins.")
def tally(
    file: Path,
    method: str,
    seats: int | None,
    lot: str | None,
    title: str | None,
    form: str,
    partial: bool,
    decimals: int,
    exact: bool,
    **rules: str,
) -> None:
    """Count the ballots in FILE.

    FILE is BLT, cast vote records as JSON (NIST SP 1500-103), or the list of records of an audit bundle as CSV;
    its content tells which. Ends with status 0 when it was counted, also when candidates are tied: then draw a
    lot and give its order with --lot. Ends with status 2 when the file cannot be read or the options do not
    fit.
    """
    read = _read(file, partial=partial)
    try:
        contest = _contest(read, title)
        wish = Wish(
            method=TallyMethod(method),
            seats=seats,
            lot=names_in_lot(lot, contest.candidates) if lot else (),
            decimals=None if exact else decimals,
            ranks=_rank_rules(rules),
            runoff=_runoff_rules(rules, contest),
        )
        result = count_contest(contest, wish)
    except CannotCount as problem:
        raise CannotTally(str(problem)) from problem
    _tell_left_out(read)
    if form == "json":
        click.echo(json.dumps(result_json(result, wish.method), indent=2, ensure_ascii=False))
        return
    if contest.is_ranked and wish.method in (TallyMethod.N_OF_M, TallyMethod.APPROVAL):
        click.echo("This file ranks candidates; here every rank counts as a mark. See --method.", err=True)
    print_table(contest, result, wish.method)


def _read(file: Path, *, partial: bool) -> BallotFile:
    with SlowWork("Reading") as work:
        work.begin("Reading")
        try:
            return read_ballot_file(file.read_bytes(), work.advance, partial=partial)
        except UnreadableFile as problem:
            raise CannotTally(f"{problem}.") from problem
        except OSError as problem:
            raise CannotTally(f"The file cannot be opened: {problem.strerror}.") from problem


def _contest(read: BallotFile, title: str | None) -> FileContest:
    if title is None and len(read.contests) == 1:
        return read.contests[0]
    wanted = clean(title or "").casefold()
    found = [one for one in read.contests if one.title.casefold() == wanted]
    if len(found) == 1 and title is not None:
        return found[0]
    held = "; ".join(one.title for one in read.contests) or "none"
    raise CannotCount(f"Say which contest to count with --contest. The file holds: {held}.")


def _choice(text: str) -> str:
    return text.replace("-", "_")


def _rank_rules(rules: dict[str, str]) -> RankRules:
    return RankRules(
        overvote=Overvote(_choice(rules["overvote"])),
        skipped_ranks=rules["skipped"],  # type: ignore[arg-type]  # the callback has read it
        duplicate=Duplicate(_choice(rules["duplicate"])),
    )


def _runoff_rules(rules: dict[str, str], contest: FileContest) -> RunoffRules:
    return RunoffRules(
        elimination=Elimination(_choice(rules["eliminate"])),
        until=Until(_choice(rules["until"])),
        majority=Majority(_choice(rules["majority"])),
        ties=LookBack(_choice(rules["ties"])),
        out_first=tuple(one for name in rules["out_first"] for one in names_in_lot(name, contest.candidates)),
    )


def _tell_left_out(read: BallotFile) -> None:
    """On standard error, so that what stands on standard output is the result alone."""
    if not read.left_out:
        return
    click.echo(f"Left out: {len(read.left_out)} of {read.lines} lines with ballots.", err=True)
    reasons = Counter(problem.reason for problem in read.left_out)
    for problem in read.left_out[:REASONS_SHOWN]:
        click.echo(str(problem), err=True)
    more = len(read.left_out) - REASONS_SHOWN
    if more > 0:
        click.echo(f"And {more} more; {len(reasons)} different reasons in all.", err=True)
