"""The stock of paper ballots: runs printed from the frozen ballot, sheets spoiled, sheets counted, and the sum."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from secrets import choice
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from ballot_service.models import (
    Election,
    PaperEnvelope,
    PaperRun,
    PaperStockLine,
    StockKind,
    VoterRollEntry,
)
from ballot_service.rules.decision import Decision
from ballot_service.rules.paper_stock import PrintFacts, StockFacts, may_print_ballots, stock_adds_up
from ballot_service.services import trail
from ballot_service.services.acting import Refused
from ballot_service.services.cancelling import require_running
from ballot_service.services.deciding import Asked, keep_for
from ballot_service.services.facts import voted_contests
from ballot_service.services.reconciling import take_turn

LETTERS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
"""No letter or digit that can be taken for another."""
LENGTH = 8


@dataclass(frozen=True, order=True, kw_only=True)
class PaperKind:
    """What tells two stacks apart: the language (a BCP-47 tag) and the size of print."""

    language: str
    is_large: bool = False


@dataclass(frozen=True, kw_only=True)
class Stock:
    """The account of one stack, and what the rule says to it."""

    kind: PaperKind
    facts: StockFacts

    @property
    def decision(self) -> Decision:
        return stock_adds_up(self.facts)

    @property
    def should_be_left(self) -> int:
        return self.facts.printed - self.facts.issued - self.facts.spoiled


def new_number() -> str:
    """A ballot's random number, e.g. "K7QM-2XTD"."""
    drawn = "".join(choice(LETTERS) for _ in range(LENGTH))
    return f"{drawn[:4]}-{drawn[4:]}"


def may_print(election: Election, ballots: int, now: datetime) -> Decision:
    return may_print_ballots(_print_facts(election, ballots, now))


def print_run(
    session: Session,
    election: Election,
    kind: PaperKind,
    ballots: int,
    *,
    now: datetime,
    by: UUID,
    number: Callable[[], str] = new_number,
) -> PaperRun:
    """Enters a run of paper ballots into the stock, each with a random number that no other ballot has.

    Raises Refused before the ballot is frozen, after the close, and for a number of ballots that is no run.
    """
    require_running("print_ballots", election)
    take_turn(session, election)
    facts = _print_facts(election, ballots, now)
    asked, decision = Asked(rule="may_print_ballots", facts=facts), may_print_ballots(facts)
    if not decision.allowed:
        raise Refused.for_election("print_ballots", decision, election, asked=(asked,))
    keep_for(session, election, asked, now=now)
    assert election.manifest is not None
    run = PaperRun(
        district_id=election.district_id,
        election_id=election.id,
        manifest=election.manifest,
        language=kind.language,
        is_large=kind.is_large,
        ballots=ballots,
        numbers={"numbers": _numbers(session, election, ballots, number)},
        printed_at=now,
        printed_by=by,
    )
    session.add(run)
    session.flush()
    details = {"ballots": ballots, "language": kind.language, "is_large": kind.is_large}
    details["fingerprint"] = election.manifest.fingerprint
    trail.of_election(session, election, "print_ballots", now=now, by=by, subject_id=run.id, details=details)
    return run


def _print_facts(election: Election, ballots: int, now: datetime) -> PrintFacts:
    return PrintFacts(
        asked_at=now,
        zone=election.district.zone,
        closes_at=election.closes_at,
        ballots=ballots,
        is_frozen=election.manifest is not None,
        is_voted_on=election.manifest is not None and bool(voted_contests(election)),
        is_paused=election.paused_at is not None,
    )


def _numbers(session: Session, election: Election, ballots: int, number: Callable[[], str]) -> list[str]:
    taken = {each for run in paper_runs(session, election) for each in run.numbers["numbers"]}
    new: set[str] = set()
    while len(new) < ballots:
        if (drawn := number()) not in taken:
            new.add(drawn)
    return sorted(new)


def paper_runs(session: Session, election: Election) -> list[PaperRun]:
    """Every run, the newest first."""
    rows = select(PaperRun).where(PaperRun.election_id == election.id)
    return list(session.scalars(rows.order_by(PaperRun.printed_at.desc(), PaperRun.id)))


def change_stock(
    session: Session,
    election: Election,
    kind: PaperKind,
    what: StockKind,
    ballots: int,
    reason: str,
    *,
    now: datetime,
    by: UUID,
) -> PaperStockLine:
    """Enters sheets that were spoiled, or how many somebody counted that are left."""
    require_running("change_stock", election)
    line = PaperStockLine(
        district_id=election.district_id,
        election_id=election.id,
        kind=what,
        language=kind.language,
        is_large=kind.is_large,
        ballots=ballots,
        made_at=now,
        made_by=by,
    )
    session.add(line)
    session.flush()
    details = {"kind": what.value, "ballots": ballots, "language": kind.language, "is_large": kind.is_large}
    trail.of_election(
        session,
        election,
        "change_stock",
        now=now,
        by=by,
        subject_id=line.id,
        details=details,
        words={"reason": reason},
    )
    for stock in stocks(session, election):
        if stock.kind == kind:
            asked = Asked(rule="stock_adds_up", facts=stock.facts)
            keep_for(session, election, asked, subject_id=line.id, now=now)
    return line


def stocks(session: Session, election: Election) -> list[Stock]:
    """The account of each stack that was ever printed, issued, spoiled or counted."""
    printed = _summed(session, PaperRun, func.sum(PaperRun.ballots), PaperRun.election_id == election.id)
    spoiled_ones = (PaperStockLine.election_id == election.id, PaperStockLine.kind == StockKind.SPOILED)
    spoiled = _summed(session, PaperStockLine, func.sum(PaperStockLine.ballots), *spoiled_ones)
    on_roll = select(VoterRollEntry.id).where(VoterRollEntry.election_id == election.id)
    issued = _summed(session, PaperEnvelope, func.count(), PaperEnvelope.roll_entry_id.in_(on_roll))
    return [
        Stock(
            kind=kind,
            facts=StockFacts(
                printed=printed.get(kind, 0),
                issued=issued.get(kind, 0),
                spoiled=spoiled.get(kind, 0),
                left=_left(session, election, kind),
            ),
        )
        for kind in sorted({*printed, *spoiled, *issued})
    ]


def in_stock(session: Session, election: Election, kind: PaperKind) -> int:
    """How many of a kind should be left by the account."""
    return sum(stock.should_be_left for stock in stocks(session, election) if stock.kind == kind)


def _summed(
    session: Session,
    table: type[PaperRun | PaperStockLine | PaperEnvelope],
    number: object,
    *conditions: object,
) -> dict[PaperKind, int]:
    rows = session.execute(
        select(table.language, table.is_large, number)  # type: ignore[call-overload]  # a column expression
        .where(*conditions)
        .group_by(table.language, table.is_large)
    )
    return {PaperKind(language=row[0], is_large=row[1]): int(row[2]) for row in rows}


def _left(session: Session, election: Election, kind: PaperKind) -> int | None:
    """The newest count by hand, if nothing was printed, issued or spoiled since."""
    lines = select(PaperStockLine).where(
        PaperStockLine.election_id == election.id,
        PaperStockLine.language == kind.language,
        PaperStockLine.is_large == kind.is_large,
    )
    counted = session.scalars(
        lines.where(PaperStockLine.kind == StockKind.LEFT).order_by(PaperStockLine.made_at.desc()).limit(1)
    ).first()
    if counted is None:
        return None
    on_roll = select(VoterRollEntry.id).where(VoterRollEntry.election_id == election.id)
    moments = [
        session.scalar(
            select(func.max(PaperRun.printed_at)).where(
                PaperRun.election_id == election.id,
                PaperRun.language == kind.language,
                PaperRun.is_large == kind.is_large,
            )
        ),
        session.scalar(
            select(func.max(PaperEnvelope.issued_at)).where(
                PaperEnvelope.roll_entry_id.in_(on_roll),
                PaperEnvelope.language == kind.language,
                PaperEnvelope.is_large == kind.is_large,
            )
        ),
        *(line.made_at for line in session.scalars(lines.where(PaperStockLine.kind == StockKind.SPOILED))),
    ]
    return counted.ballots if all(at is None or at <= counted.made_at for at in moments) else None
