"""Each number of the canvass has a record of its own: with one row changed behind its back nobody can sign."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from uuid import UUID, uuid4

import pytest
from sqlalchemy import delete, insert, select, update
from sqlalchemy.orm import Session

from ballot_service.models import (
    AcceptedBallot,
    CardBallot,
    CardCount,
    CardRun,
    CastVoteRecord,
    CodeCard,
    DifferenceReason,
    Disposition,
    DispositionKind,
    Election,
    Envelope,
    PaperBatch,
    PaperDisposition,
    PaperEnvelope,
    PaperOpening,
    PaperReturn,
    PaperRun,
    PaperSheet,
    PaperStockLine,
    Recount,
    RollStatus,
    StockKind,
    TableSignIn,
    VoterRollEntry,
)
from ballot_service.models.base import Base
from ballot_service.rules.table import TableMeans
from ballot_service.sealing.acts import CARD_USE_LINE, PAPER_LINE
from ballot_service.sealing.recount import CannotRecount
from ballot_service.services import certifying
from ballot_service.services.acting import Refused
from tests.services.generated_election import Found, NewBallot, Plan, Voter
from tests.services.held_election import CERTIFIED, Held
from tests.tallow_creek import CLOSES, TallowCreek

FIRST, BOTH = frozenset({0}), frozenset({0, 1})
PLAN = Plan(
    voters=(
        *(Voter("web", marks) for marks in ((BOTH, FIRST), (FIRST, FIRST), (BOTH, frozenset()))),
        Voter("web, held and refused", (BOTH, FIRST)),
        *(Voter("drop box", (BOTH, FIRST), found) for found in (*Found, Found.BALLOT)),
        *[Voter("drop box", (BOTH, FIRST), Found.NOTHING)] * 2,
        Voter("unsigned"),
        *[Voter("card", (BOTH, FIRST))] * 2,
        Voter("card, never used"),
        Voter("card handed back"),
        Voter("web, then chosen again", (BOTH, FIRST), again=(FIRST, FIRST)),
        Voter("handed out, not back"),
        Voter("nothing"),
    ),
    misread=True,
    correction=NewBallot(),
    is_recounted=True,
)

Change = Callable[[Session, Election], None]


def one(session: Session, table: type[Base], *conditions: object) -> dict[str, object]:
    """Some row as it stands, by its columns."""
    row = session.execute(select(table.__table__).where(*conditions).limit(1)).mappings().one()  # type: ignore[arg-type]
    return dict(row)


def _envelope(session: Session, *, is_sheet: bool, is_rejected: bool = False) -> dict[str, object]:
    sheets, said = select(PaperSheet.envelope_id), select(Disposition.envelope_id)
    in_sheets = Envelope.id.in_(sheets) if is_sheet else Envelope.id.not_in(sheets)
    return one(
        session, Envelope, in_sheets, Envelope.id.in_(said) if is_rejected else Envelope.id.not_in(said)
    )


def web_envelope_gone(session: Session, election: Election) -> None:
    session.execute(delete(Envelope).where(Envelope.id == _envelope(session, is_sheet=False)["id"]))


def web_envelope_more(session: Session, election: Election) -> None:
    row = _envelope(session, is_sheet=False) | {"id": uuid4(), "hash": "0" * 64}
    session.execute(insert(Envelope).values(row))


def web_envelope_rejected_later(session: Session, election: Election) -> None:
    session.add(
        Disposition(
            district_id=election.district_id,
            envelope_id=_envelope(session, is_sheet=False)["id"],
            kind=DispositionKind.LATE,
            reason="",
            made_at=CLOSES,
        )
    )


def rejection_gone(session: Session, election: Election) -> None:
    envelope = _envelope(session, is_sheet=False, is_rejected=True)["id"]
    session.execute(delete(Disposition).where(Disposition.envelope_id == envelope))


def _returned(session: Session, kind: DispositionKind) -> UUID:
    word = select(PaperDisposition.return_id).where(PaperDisposition.kind == kind)
    found = one(session, PaperReturn, PaperReturn.id.in_(word))["id"]
    assert isinstance(found, UUID)
    return found


def words_gone(kind: DispositionKind) -> Change:
    """What was said of an envelope, while the envelope itself stays on its list."""

    def change(session: Session, election: Election) -> None:
        row = _returned(session, kind)
        session.execute(delete(PaperDisposition).where(PaperDisposition.return_id == row))

    return change


def words_changed(before: DispositionKind, after: DispositionKind) -> Change:
    def change(session: Session, election: Election) -> None:
        row = _returned(session, before)
        of_it = PaperDisposition.return_id == row
        session.execute(update(PaperDisposition).where(of_it).values(kind=after))

    return change


def returned_envelope_gone(session: Session, election: Election) -> None:
    row = _returned(session, DispositionKind.ACCEPTED)
    session.execute(delete(PaperDisposition).where(PaperDisposition.return_id == row))
    session.execute(delete(PaperReturn).where(PaperReturn.id == row))


def sheet_gone(session: Session, election: Election) -> None:
    sheet = one(session, PaperSheet)["envelope_id"]
    session.execute(delete(PaperSheet).where(PaperSheet.envelope_id == sheet))


def sheet_more(session: Session, election: Election) -> None:
    sheet = one(session, PaperSheet) | {"envelope_id": _envelope(session, is_sheet=False)["id"]}
    session.execute(insert(PaperSheet).values(sheet))


def set_to(table: type[Base], *conditions: object, **values: object) -> Change:
    """One row of a table gets other values."""

    def change(session: Session, election: Election) -> None:
        row = one(session, table, *conditions)["id"]
        session.execute(update(table).where(table.__table__.c.id == row).values(**values))

    return change


def record_gone(place: int) -> Change:
    def change(session: Session, election: Election) -> None:
        row = one(session, CastVoteRecord, CastVoteRecord.contest_id == election.contests[place].id)["id"]
        session.execute(delete(CastVoteRecord).where(CastVoteRecord.id == row))

    return change


def record_more(session: Session, election: Election) -> None:
    row = one(session, CastVoteRecord, CastVoteRecord.contest_id == election.contests[0].id)
    session.execute(insert(CastVoteRecord).values(row | {"id": uuid4()}))


def undervote_more(session: Session, election: Election) -> None:
    """A vote allowed more on one ballot than anybody has; the database itself sees only that the row adds up."""
    row = one(session, CastVoteRecord, CastVoteRecord.undervotes == 1)["id"]
    more = {"votes_allowed": CastVoteRecord.votes_allowed + 1, "undervotes": CastVoteRecord.undervotes + 1}
    session.execute(update(CastVoteRecord).where(CastVoteRecord.id == row).values(more))


def roll_gone(session: Session, election: Election) -> None:
    session.execute(update(VoterRollEntry).values(status=RollStatus.EXCLUDED))


def handed_out_gone(session: Session, election: Election) -> None:
    row = one(session, PaperEnvelope, PaperEnvelope.id.not_in(select(PaperReturn.envelope_id)))["id"]
    session.execute(delete(PaperEnvelope).where(PaperEnvelope.id == row))


def card_ballot_gone(session: Session, election: Election) -> None:
    row = one(session, CardBallot)["card_id"]
    session.execute(delete(CardBallot).where(CardBallot.card_id == row))


def card_ballots_more(session: Session, election: Election) -> None:
    """Two people more than drew a card; a single one takes the place of who drew one and did not use it."""
    row = one(session, CardBallot)
    used = select(CardBallot.card_id)
    unused = session.scalars(select(CodeCard.id).where(CodeCard.id.not_in(used)).limit(2))
    for card in unused.all():
        session.execute(insert(CardBallot).values(row | {"card_id": card}))


def card_mark_gone(session: Session, election: Election) -> None:
    row = one(session, CardBallot)["card_id"]
    session.execute(update(CardBallot).where(CardBallot.card_id == row).values(is_counted=False))


def _who_drew(session: Session) -> dict[str, object]:
    return one(session, TableSignIn, TableSignIn.means == TableMeans.CARD)


def sign_in_gone(session: Session, election: Election) -> None:
    session.execute(delete(TableSignIn).where(TableSignIn.id == _who_drew(session)["id"]))


def sign_in_more(session: Session, election: Election) -> None:
    there = select(TableSignIn.roll_entry_id)
    other = one(session, VoterRollEntry, VoterRollEntry.id.not_in(there))["id"]
    session.execute(insert(TableSignIn).values(_who_drew(session) | {"id": uuid4(), "roll_entry_id": other}))


def credit_of_a_card_gone(session: Session, election: Election) -> None:
    whose = VoterRollEntry.id == _who_drew(session)["roll_entry_id"]
    session.execute(update(VoterRollEntry).where(whose).values(counted=False))


OF_ITS_OWN_LIST = select(Disposition.envelope_id)


def reason_of(line: str, **values: object) -> Change:
    """The reason for one line of the canvass, with other values."""
    return set_to(DifferenceReason, DifferenceReason.line == line, **values)


ACCEPTED, NOT_CURED = DispositionKind.ACCEPTED, DispositionKind.NOT_CURED
CHANGES: dict[str, tuple[Change, str]] = {
    "an envelope of the web less": (web_envelope_gone, "more_counted_than_accepted"),
    "an envelope of the web more": (web_envelope_more, "accepted_not_counted"),
    "rejected after it was counted": (web_envelope_rejected_later, "more_counted_than_accepted"),
    "no word against a rejected one": (rejection_gone, "accepted_not_counted"),
    "a returned envelope less": (returned_envelope_gone, "more_counted_than_accepted"),
    "no word on an accepted envelope": (words_gone(ACCEPTED), "sum_differs"),
    "no word on a closed envelope": (words_gone(NOT_CURED), "sum_differs"),
    "a closed envelope accepted": (words_changed(NOT_CURED, ACCEPTED), "accepted_not_counted"),
    "an accepted envelope on hold": (
        words_changed(ACCEPTED, DispositionKind.PROVISIONAL),
        "ballots_undecided",
    ),
    "an envelope more in the opening": (
        set_to(PaperOpening, envelopes=PaperOpening.envelopes + 1),
        "paper_differs",
    ),
    "a sheet less": (sheet_gone, "paper_differs"),
    "a sheet more": (sheet_more, "paper_differs"),
    "a sheet more set aside": (
        set_to(PaperBatch, PaperBatch.agreed_at.is_not(None), set_aside=PaperBatch.set_aside + 1),
        "paper_differs",
    ),
    "a reason that one person wrote": (
        reason_of(PAPER_LINE, confirmed_at=None, confirmed_by=None),
        "paper_differs",
    ),
    "a reason for another difference": (
        reason_of(PAPER_LINE, difference=DifferenceReason.difference + 1),
        "paper_differs",
    ),
    "a cast vote record less": (record_gone(0), "accepted_not_counted"),
    "a cast vote record more": (record_more, "more_counted_than_accepted"),
    "a cast vote record less in one contest": (record_gone(1), "contest_ballots_differ"),
    "a credit less": (set_to(VoterRollEntry, VoterRollEntry.counted, counted=False), "credit_differs"),
    "a credit more": (set_to(VoterRollEntry, ~VoterRollEntry.counted, counted=True), "credit_differs"),
    "nobody on the roll": (roll_gone, "more_voters_than_roll"),
    "a printed ballot more": (set_to(PaperRun, ballots=PaperRun.ballots + 1), "stock_differs"),
    "a ballot given out less": (handed_out_gone, "stock_differs"),
    "a ballot left more": (
        set_to(PaperStockLine, PaperStockLine.kind == StockKind.LEFT, ballots=PaperStockLine.ballots + 1),
        "stock_differs",
    ),
    "a ballot spoiled more": (
        set_to(PaperStockLine, PaperStockLine.kind == StockKind.SPOILED, ballots=PaperStockLine.ballots + 1),
        "stock_differs",
    ),
    "a card's ballot less": (card_ballot_gone, "cards_use_differs"),
    "more cards' ballots than people who drew one": (card_ballots_more, "more_cards_used_than_drawn"),
    "a card's ballot that no count has": (card_mark_gone, "credit_differs"),
    "somebody less who drew a card": (sign_in_gone, "cards_not_counted"),
    "somebody more who drew a card": (sign_in_more, "cards_not_counted"),
    "no credit for somebody who drew a card": (credit_of_a_card_gone, "credit_differs"),
    "a printed card more": (set_to(CardRun, cards=CardRun.cards + 1), "cards_not_counted"),
    "a card spoiled more": (
        set_to(CodeCard, ~CodeCard.is_spoiled, is_spoiled=True),
        "cards_not_counted",
    ),
    "a card spoiled less": (set_to(CodeCard, CodeCard.is_spoiled, is_spoiled=False), "cards_not_counted"),
    "a card left more": (set_to(CardCount, cards=CardCount.cards + 1), "cards_stock_differs"),
    "a reason for cards that one person wrote": (
        reason_of(CARD_USE_LINE, confirmed_at=None, confirmed_by=None),
        "cards_use_differs",
    ),
    "a reason for another number of cards": (
        reason_of(CARD_USE_LINE, difference=DifferenceReason.difference + 1),
        "cards_use_differs",
    ),
    "what was chosen again as a ballot of its own": (
        set_to(Envelope, Envelope.adds_to_earlier, adds_to_earlier=False),
        "accepted_not_counted",
    ),
    "a ballot that only adds to another": (
        set_to(
            Envelope, Envelope.id.not_in(OF_ITS_OWN_LIST), ~Envelope.adds_to_earlier, adds_to_earlier=True
        ),
        "more_counted_than_accepted",
    ),
    "a recount that is still going on": (set_to(Recount, ended_at=None), "result_being_changed"),
}


def objections(session: Session, election: Election) -> set[str]:
    return {reason.code for reason in certifying.open_points(session, election, CERTIFIED).objections}


def test_one_row_more_or_less_in_any_record_and_nobody_can_sign(creek: TallowCreek) -> None:
    session = creek.session
    held = Held(creek, PLAN, 0)
    held.hold()
    held.draw_lots()
    election = held.election
    before = objections(session, election)
    assert before == {"signatures_missing"}
    missed = []
    for what, (change, code) in CHANGES.items():
        change(session, election)
        session.flush()
        session.expire_all()
        found = objections(session, election) - before
        refused = refusal_to_sign(held)
        if not found or not {code} <= found <= refused:
            missed.append((what, code, found, refused))
        session.rollback()
        assert objections(session, election) == before, what
    assert not missed
    undervote_more(session, election)
    session.expire_all()
    with pytest.raises(CannotRecount, match="its marks give"):
        certifying.open_points(session, election, CERTIFIED)


def refusal_to_sign(held: Held) -> set[str]:
    try:
        certifying.sign(
            held.session,
            held.election,
            name="Will Witness",
            capacity="Witness",
            is_employee=False,
            is_nominee=False,
            is_close_relative=False,
            now=CERTIFIED,
            by=held.tellers[0].id,
        )
    except Refused as refused:
        return set(refused.decision.codes)
    return set()


def opened_mark_gone(held: Held) -> None:
    row = one(held.session, PaperReturn, PaperReturn.opening_id.is_not(None))["id"]
    held.session.execute(update(PaperReturn).where(PaperReturn.id == row).values(opening_id=None))


def link_to_envelope_gone(held: Held) -> None:
    accepted = AcceptedBallot.envelope_id.not_in(select(Disposition.envelope_id))
    row = one(held.session, AcceptedBallot, accepted)["roll_entry_id"]
    held.session.execute(
        update(AcceptedBallot).where(AcceptedBallot.roll_entry_id == row).values(envelope_id=None)
    )


@pytest.mark.parametrize("change", [opened_mark_gone, link_to_envelope_gone])
def test_whoever_is_not_credited_by_the_count_is_missed(
    creek: TallowCreek, change: Callable[[Held], None]
) -> None:
    """What leads from a ballot to its voter is cut at the count, so this has to be found by the number of voters."""

    class Changed(Held):
        def _enter(self, voters: Sequence[int], now: datetime) -> None:
            super()._enter(voters, now)
            change(self)

    held = Changed(creek, PLAN, 0)
    held.hold()
    assert "credit_differs" in objections(held.session, held.election)
