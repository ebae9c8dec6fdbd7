"""Opening accepted paper envelopes together, in public: from then on nothing about them is decided any more."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from ballot_service.models import DispositionKind, Election, PaperOpening, PaperReturn
from ballot_service.rules.count_time import CountTimeFacts
from ballot_service.rules.decision import Decision, Reason
from ballot_service.rules.paper_opening import OPENING_SOURCE, may_open_paper
from ballot_service.rules.words import say
from ballot_service.sealing import acts
from ballot_service.services import trail
from ballot_service.services.acting import Refused
from ballot_service.services.cancelling import require_running
from ballot_service.services.deciding import Asked, keep_for
from ballot_service.services.paper_account import paper_dispositions
from ballot_service.services.reconciling import count_time_facts, require_unsigned, take_turn


def opening_facts(session: Session, election: Election, now: datetime) -> CountTimeFacts:
    """What `may_open_paper` takes."""
    return count_time_facts(session, election, now)


def open_paper(
    session: Session,
    election: Election,
    *,
    place: str,
    present: str,
    now: datetime,
    by: UUID,
    expected: int | None = None,
) -> PaperOpening:
    """Records that every accepted envelope not opened so far is opened now. Raises Refused as `may_open_paper` says,
    and where there are others by now than the `expected` ones.

    Waits for ballots that are being cast: one may take the place of an envelope, which then stays closed.
    """
    require_running("open_paper", election)
    take_turn(session, election, waits_for_casts=True)
    require_unsigned(session, "open_paper", election, election.id)
    facts = opening_facts(session, election, now)
    asked, decision = Asked(rule="may_open_paper", facts=facts), may_open_paper(facts)
    if expected is not None and expected != facts.paper_unopened:
        decision += Decision(reasons=(_changed(),))
    if not decision.allowed:
        raise Refused.for_election("open_paper", decision, election, asked=(asked,))
    keep_for(session, election, asked, now=now)
    kinds = paper_dispositions(session, election)
    accepted = [row for row, kind in kinds.items() if kind is DispositionKind.ACCEPTED]
    opening = PaperOpening(
        district_id=election.district_id,
        election_id=election.id,
        envelopes=facts.paper_unopened,
        place=place,
        present=present,
        opened_at=now,
        opened_by=by,
    )
    session.add(opening)
    session.flush()
    session.execute(
        update(PaperReturn)
        .where(PaperReturn.id.in_(accepted), PaperReturn.opening_id.is_(None))
        .values(opening_id=opening.id)
    )
    session.expire_all()
    trail.of_election(
        session,
        election,
        acts.OPEN_PAPER,
        now=now,
        by=by,
        subject_id=opening.id,
        details=acts.paper_details(facts.paper_unopened),
        words={"place": place, "present": present},
    )
    return opening


def openings_of(session: Session, election: Election) -> list[PaperOpening]:
    """Every opening, the first one first."""
    rows = select(PaperOpening).where(PaperOpening.election_id == election.id)
    return list(session.scalars(rows.order_by(PaperOpening.opened_at, PaperOpening.id)))


def _changed() -> Reason:
    return Reason(
        code="opening_changed",
        sentence=say("Another envelope was entered meanwhile, so there are others now than the page showed."),
        source=OPENING_SOURCE,
        remedy=say("Load the page again, and count the envelopes in front of you."),
    )
