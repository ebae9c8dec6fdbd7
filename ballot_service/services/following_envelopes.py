"""Paper envelopes that are here already follow what is decided about their voter: one person, one accepted ballot."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from ballot_service.models import (
    AcceptedBallot,
    DispositionKind,
    Election,
    PaperEnvelope,
    PaperReturn,
    VoterRollEntry,
)
from ballot_service.rules.decision import Outcome
from ballot_service.rules.paper_envelopes import screen_envelope
from ballot_service.services.card_account import drew_card
from ballot_service.services.envelope_screening import (
    envelope_facts,
    holds_place,
    list_of,
    put_on_list,
    takes_place,
)
from ballot_service.services.paper_account import paper_dispositions


def follow_with_envelope(
    session: Session,
    election: Election,
    entry: VoterRollEntry,
    reason: str,
    now: datetime,
    *,
    quietly: bool = False,
) -> None:
    """Puts each envelope of this person on the list where it belongs now, by whichever line it went out.

    What has been opened to be counted stays as it is: nobody can tell which ballot was in it.

    Of two envelopes that both took a place, because two lines were put together, the one that came first keeps it
    and the other becomes a duplicate. When a ballot from the web came is not known, so it stays where it is that of
    the line that votes. `quietly` writes the moment at which the envelope was entered in place of now: a row with a
    name and the moment of a cast would outlive the count.
    """
    voter = entry.voter
    kinds = paper_dispositions(session, election)
    place, lines = session.get(AcceptedBallot, voter.id), _lines_of(session, voter)
    # after a count nothing leads to a ballot from the web any more, but the line is credited with it; a card's ballot
    # is never led to
    is_taken = any(line.counted or drew_card(session, line) for line in lines) or (
        place is not None and place.envelope_id is not None
    )
    for row in _envelopes_of(session, lines):
        has_place = holds_place(session, row)
        if row.opening_id is None and _may_move(kinds[row.id], has_place):
            _move(
                session,
                election,
                row,
                kinds[row.id],
                reason,
                now,
                is_taken or (not has_place and bool(place)),
                row.entered_at if quietly else now,
            )
        is_taken = is_taken or has_place


def waiting_on_paper(session: Session, voter: VoterRollEntry) -> PaperReturn | None:
    """The closed paper envelope that holds this voter's one place in the box, if one does."""
    rows = _envelopes_of(session, _lines_of(session, voter))
    return next((row for row in rows if row.opening_id is None and holds_place(session, row)), None)


def _may_move(kind: DispositionKind, has_place: bool) -> bool:
    """Whether the list of an envelope can still change: accepted, on hold, or set aside only because of its voter."""
    if kind is DispositionKind.NOT_ELIGIBLE:
        return has_place
    return kind in (DispositionKind.PROVISIONAL, DispositionKind.ACCEPTED)


def _move(
    session: Session,
    election: Election,
    row: PaperReturn,
    before: DispositionKind,
    reason: str,
    now: datetime,
    has_voted: bool,
    made_at: datetime,
) -> None:
    decision = screen_envelope(envelope_facts(session, election, row, now, has_voted=has_voted))
    waits = "envelope_unsigned" in decision.codes
    if decision.outcome is not Outcome.REFUSED and not waits:
        takes_place(
            session, election, row.envelope.roll_entry.voter
        )  # of a line that had none; or it is its own
    if list_of(decision) is not before:
        put_on_list(session, election, row, decision, reason, made_at)


def _envelopes_of(session: Session, lines: Sequence[VoterRollEntry]) -> Sequence[PaperReturn]:
    """Every envelope of a person that came back, the first to come first; before them what has been opened."""
    return session.scalars(
        select(PaperReturn)
        .join(PaperEnvelope)
        .where(PaperEnvelope.roll_entry_id.in_([line.id for line in lines]))
        .order_by(
            PaperReturn.opening_id.is_(None), PaperReturn.received_at, PaperReturn.entered_at, PaperReturn.id
        )
    ).all()


def _lines_of(session: Session, voter: VoterRollEntry) -> Sequence[VoterRollEntry]:
    """The line that votes, and those that were put together with it."""
    lines, newest = [voter], [voter]
    while newest:
        into = VoterRollEntry.merged_into_id.in_([line.id for line in newest])
        newest = list(session.scalars(select(VoterRollEntry).where(into)))
        lines += newest
    return lines
