"""Exactly those whose ballot is in on an older version are told of a correction, and nobody learns who they are."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session, sessionmaker

import outreach
from ballot_service.models import Candidate, Election
from ballot_service.services import announcing, issuing, opening
from ballot_service.services.acting import Refused
from ballot_service.services.announcing import Announcing
from tests.services.correction_steps import AGAIN, Desk, again
from tests.services.steps import cast, entry_of
from tests.services.test_announcing import CLERK, ORIGIN, Mail, an_election, factory, opened, speak, work
from tests.tallow_creek import OPENS, TallowCreek, at

__all__ = ["factory", "opened"]
TELL, OVER = at(11, 22, 13), timedelta(hours=6)
NEW = "Gil Rey"


@pytest.fixture
def election(opened: Session) -> Election:
    """Ana and Bo have a link and a mailbox, Cy a link only; voting is open."""
    made = an_election(opened)
    TallowCreek.found(opened, made).notify(made)
    opening.confirm_opening(opened, made, now=OPENS)
    issuing.issue_links(opened, made, now=at(11, 17, 9), by=CLERK)
    opened.commit()
    return made


def tell(session: Session, election: Election) -> dict[str, int]:
    added = announcing.send_notice(
        session,
        election,
        Announcing.BALLOT_CORRECTED,
        origin=ORIGIN,
        speak=speak,
        now=TELL,
        by=CLERK,
        over=OVER,
    )
    session.commit()
    return {status.value: number for status, number in added.items()}


def correct(session: Session, election: Election) -> None:
    Desk(TallowCreek.found(session, election), election).correct({election.contests[0]: [NEW]})


def test_who_voted_before_the_correction_is_told_and_nobody_else(
    opened: Session, election: Election, factory: sessionmaker[Session]
) -> None:
    cast(opened, election, entry_of(opened, election, "Ana"), ["Di Voss"])
    correct(opened, election)
    cast(opened, election, entry_of(opened, election, "Bo"), [NEW], AGAIN)
    assert tell(opened, election)["queued"] == 2, "everybody with a link and a mailbox is queued"
    work(factory, mail := Mail(), TELL + OVER)
    (message,) = mail.sent
    assert message.address == "ana@example.org"
    assert f"{ORIGIN}/v/" in message.body
    assert message.purpose_class is outreach.PurposeClass.LINK, "it is about a ballot of one's own"
    opened.expire_all()
    assert announcing.not_reached(opened, election, Announcing.BALLOT_CORRECTED) == []
    everything = announcing.outcomes(opened, election, Announcing.BALLOT_CORRECTED, announcing.Show.ALL)
    assert everything.total == 0, "no list tells who had voted"


def test_who_has_chosen_again_by_then_is_not_told(
    opened: Session, election: Election, factory: sessionmaker[Session]
) -> None:
    cast(opened, election, entry_of(opened, election, "Ana"), ["Di Voss"])
    correct(opened, election)
    tell(opened, election)
    again(opened, election, entry_of(opened, election, "Ana"), {election.contests[0]: [NEW]})
    work(factory, mail := Mail(), TELL + OVER)
    assert mail.sent == []


def test_nothing_is_sent_without_a_correction_or_while_voting_is_paused(
    opened: Session, election: Election
) -> None:
    def refused() -> tuple[str, ...]:
        with pytest.raises(Refused) as caught:
            tell(opened, election)
        opened.rollback()
        return caught.value.decision.codes

    assert refused() == ("not_corrected",)
    desk = Desk(TallowCreek.found(opened, election), election)
    row = desk.pause()
    assert refused() == ("not_corrected",)
    with pytest.raises(Refused) as reminded:
        announcing.send_notice(
            opened, election, Announcing.REMINDER, origin=ORIGIN, speak=speak, now=TELL, by=CLERK, over=OVER
        )
    assert reminded.value.decision.codes == ("voting_paused",)
    opened.rollback()
    desk.add(election.contests[0], NEW)
    desk.enter()
    desk.confirm(row)
    assert tell(opened, election)
    assert opened.scalars(select(Candidate.name).where(Candidate.name == NEW)).one() == NEW


def test_a_second_correction_is_told_anew(
    opened: Session, election: Election, factory: sessionmaker[Session]
) -> None:
    cast(opened, election, entry_of(opened, election, "Ana"), ["Di Voss"])
    correct(opened, election)
    tell(opened, election)
    work(factory, first := Mail(), TELL + OVER)
    desk = Desk(TallowCreek.found(opened, election), election)
    row = desk.pause(at(11, 24, 9))
    desk.add(election.contests[0], "Hal Orr")
    desk.enter(now=at(11, 24, 10))
    desk.confirm(row, at(11, 24, 11))
    announcing.send_notice(
        opened,
        election,
        Announcing.BALLOT_CORRECTED,
        origin=ORIGIN,
        speak=speak,
        now=at(11, 24, 13),
        by=CLERK,
        over=OVER,
    )
    opened.commit()
    work(factory, second := Mail(), at(11, 24, 19))
    assert len(first.sent) == len(second.sent) == 1
    assert first.sent[0].body != second.sent[0].body
