"""Count night on paper, for the tour: batches in every state, and numbers that do not agree."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select

from ballot_service.models import (
    AcceptedBallot,
    Account,
    Election,
    PaperBatch,
    Role,
    StockKind,
    VoterRollEntry,
)
from ballot_service.rules.paper_envelopes import EnvelopeWay
from ballot_service.rules.signatures import Signer
from ballot_service.services import paper, paper_count
from ballot_service.services.facts import voted_contests
from ballot_service.services.issuing import MAY_HAVE_A_LINK
from ballot_service.services.paper import Issuing, PaperKind
from ballot_service.services.paper_count import Read
from ballot_service.services.receiving import Arrival, receive_envelope
from tests.pages.installation import NOW
from tests.pages.stages import Stages

PLAIN, SHEETS = PaperKind(language="en"), 4


def paper_on_count_night(stages: Stages, election: Election) -> None:
    """Of the election that has closed: one batch agreed, one read differently, one waiting, one taken out."""
    numbers = envelopes_back(stages, election)
    session, secret, by = stages.session, stages.installation.secret, stages.clerk.id
    paper_count.open_paper(
        session, election, place="Tallow Creek Public Library", present="Tess and Carla", now=NOW, by=by
    )
    teller, clerk = stages.place.accounts[Role.TELLER], stages.clerk
    for account, is_employee in ((teller, False), (clerk, True)):
        declare(stages, election, account, is_employee)
    agreed, differing, waiting, gone = (
        paper_count.add_batch(session, election, sheets, now=NOW, by=by) for sheets in (1, 1, 2, 1)
    )
    for batch, account, number, marks in (
        (agreed, teller, numbers[0], 1),
        (agreed, clerk, numbers[0], 1),
        (differing, teller, numbers[1], 1),
        (differing, clerk, numbers[1], 0),
    ):
        read = read_of(election, number, marks)
        paper_count.enter_batch(session, batch, secret, read, now=NOW, by=account.id)
    paper_count.withdraw_batch(session, gone, "Begun twice.", now=NOW, by=by)
    paper.change_stock(session, election, PLAIN, StockKind.LEFT, 1, "Counted", now=NOW, by=by)
    (stock,) = paper_count.differences(session, election)
    reason = paper_count.write_difference(
        session, election, stock, "One sheet was torn by the printer.", now=NOW, by=by
    )
    stages.note("closed", line=stock.line, reason_id=reason.id)
    _note_batches(stages, agreed=agreed, differing=differing, waiting=waiting)


def _note_batches(stages: Stages, **batches: PaperBatch) -> None:
    stages.note("closed", **{f"{state}_id": batch.id for state, batch in batches.items()})


def envelopes_back(stages: Stages, election: Election) -> list[str]:
    """Four voters who have not voted send their ballot back in time; answers the numbers printed."""
    session, by, at = stages.session, stages.clerk.id, election.opens_at + timedelta(days=1)
    run = paper.print_run(session, election, PLAIN, SHEETS + 2, now=at, by=by)
    voted = select(AcceptedBallot.roll_entry_id)
    entries = session.scalars(
        select(VoterRollEntry)
        .where(
            VoterRollEntry.election_id == election.id,
            VoterRollEntry.status.in_(MAY_HAVE_A_LINK),
            VoterRollEntry.id.not_in(voted),
        )
        .order_by(VoterRollEntry.id)
        .limit(SHEETS)
    ).all()
    for entry in entries:
        envelope = paper.issue_paper(session, election, entry, Issuing(kind=PLAIN), now=at, by=by)
        arrival = Arrival(way=EnvelopeWay.DROP, received_at=at, is_signed=True)
        receive_envelope(session, election, envelope, arrival, now=at, by=by)
    numbers: list[str] = run.numbers["numbers"]
    return numbers


def declare(stages: Stages, election: Election, account: Account, is_employee: bool) -> None:
    signer = Signer(
        person=str(account.id), is_employee=is_employee, is_nominee=False, is_close_relative=False
    )
    paper_count.declare_teller(stages.session, election, signer, account.name, now=NOW, by=account.id)


def read_of(election: Election, number: str, marks: int) -> Read:
    return Read(sheets={number: {each.contest: each.candidates[:marks] for each in voted_contests(election)}})
