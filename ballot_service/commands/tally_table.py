"""The result of a count as tables with bars, for a terminal."""

from __future__ import annotations

from rich.console import Console
from rich.table import Table
from rich.text import Text

from ballot_service.rules.counting.result import ContestResult, Method, Round, Votes
from ballot_service.rules.counting.written import decimal_text
from ballot_service.tallying.contest import FileContest
from ballot_service.tallying.counting import TallyMethod

BAR = 30
"""Signs in the longest bar."""
MOST_SIGNS = 14
"""A longer number is shown with five decimals; JSON has all of it."""
MARKED = (Method.N_OF_M, Method.APPROVAL)


def print_table(contest: FileContest, result: ContestResult, method: TallyMethod) -> None:
    """One table for each round, then what it came to in sentences."""
    screen = Console(highlight=False, soft_wrap=False)
    title = contest.title or "Result"
    screen.print(Text(f"{title} ({method.value}, seats: {result.seats})", style="bold"))
    most = max((line.votes for one in result.rounds for line in one.votes), default=0)
    for number, one in enumerate(result.rounds, start=1):
        screen.print(_table(result, one, number, most))
        if result.method not in MARKED:
            for step in one.steps:
                screen.print(Text(str(step)))
    if result.method in MARKED:
        for step in result.steps:
            screen.print(Text(str(step)))
    screen.print(Text(_numbers(result)))
    screen.print(Text(f"Elected: {'; '.join(result.elected) or 'nobody yet'}", style="bold"))
    if result.tied:
        screen.print(Text(f"Tied: {'; '.join(result.tied)}. Draw a lot and give its order with --lot."))


def _table(result: ContestResult, one: Round, number: int, most: Votes) -> Table:
    table = Table(title=f"Round {number}" if len(result.rounds) > 1 else None, title_justify="left", box=None)
    table.add_column("Candidate", overflow="fold")
    table.add_column("Votes", justify="right", no_wrap=True)
    table.add_column("", no_wrap=True)
    table.add_column("")
    out = {name for earlier in result.rounds[: number - 1] for name in earlier.eliminated}
    for line in sorted(one.votes, key=lambda each: -each.votes):
        if line.candidate in out and not line.votes:
            continue
        table.add_row(
            Text(line.candidate),
            _short(line.votes),
            _bar(line.votes, most),
            _standing(result, one, line.candidate),
        )
    if one.exhausted or one.lost:
        gone = one.exhausted + one.lost
        table.add_row(Text("No further choice", style="dim"), _short(gone), _bar(gone, most), "")
    return table


def _standing(result: ContestResult, one: Round, candidate: str) -> str:
    if candidate in one.elected or (candidate in result.drawn and result.method in MARKED):
        return "elected by lot" if candidate in result.drawn else "elected"
    if candidate in one.eliminated:
        return "out"
    return "tied" if candidate in result.tied and one is result.rounds[-1] else ""


def _bar(votes: Votes, most: Votes) -> Text:
    return Text("█" * int(BAR * votes / most) if most else "", style="cyan")


def _short(votes: Votes) -> str:
    text = decimal_text(votes)
    return text if len(text) <= MOST_SIGNS else f"{float(votes):.5f}"


def _numbers(result: ContestResult) -> str:
    return (
        f"Ballots: {result.ballots}. Valid: {result.valid}. Blank: {result.blank}. "
        f"Overvotes: {result.overvotes}. Undervotes: {result.undervotes}."
    )
