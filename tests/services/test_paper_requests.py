"""A voter asks for a paper ballot; the link stays valid, and one wish waits at a time."""

from __future__ import annotations

from dataclasses import replace
from uuid import uuid4

import pytest

from ballot_service.models import Election, RecordedDecision, VoterRollEntry
from ballot_service.rules.paper_requests import PaperDelivery, PaperWay
from ballot_service.services import paper
from ballot_service.services.acting import Refused
from ballot_service.services.paper import PaperNumbers, PaperWish
from ballot_service.services.worklist import Part, to_do
from tests.services.steps import cast, entry_of, up_to_open
from tests.tallow_creek import TallowCreek, at

CLERK = uuid4()
BY_PHONE = PaperWish(
    way=PaperWay.PHONE,
    delivery=PaperDelivery.MAIL,
    address="Otis Byrd\n12 Mill Road",
    language="en",
    is_large=True,
)
BY_LINK = PaperWish(way=PaperWay.LINK, delivery=PaperDelivery.BY_HAND, address="not needed", language="es")


@pytest.fixture
def election(creek: TallowCreek) -> Election:
    return up_to_open(creek, creek.election(), voters=2, held=True)


def test_a_wish_by_phone_waits_is_answered_and_the_next_one_is_new(
    creek: TallowCreek, election: Election
) -> None:
    session, entry = creek.session, entry_of(creek.session, election, "Voter0")
    request = paper.ask_for_paper(
        session, election, entry, BY_PHONE, asked_at=at(11, 19), now=at(11, 20), by=CLERK
    )
    assert (request.asked_at, request.address, request.is_large) == (at(11, 19), BY_PHONE.address, True)
    assert paper.paper_numbers(session, election) == PaperNumbers(waiting=1, answered=0, withdrawn=0)
    assert Part.PAPER in {task.part for task in to_do(session, election, at(11, 20))}
    with pytest.raises(Refused, match="paper_asked_already"):
        paper.ask_for_paper(session, election, entry, BY_PHONE, asked_at=at(11, 20), now=at(11, 20), by=CLERK)
    paper.answer_request(session, election, request, now=at(11, 21), by=CLERK)
    with pytest.raises(Refused, match="paper_request_over"):
        paper.withdraw_request(session, election, request, "Too late", now=at(11, 21), by=CLERK)
    lost = paper.ask_for_paper(
        session, election, entry, BY_PHONE, asked_at=at(11, 25), now=at(11, 25), by=CLERK
    )
    paper.withdraw_request(session, election, lost, "It came after all.", now=at(11, 26), by=CLERK)
    assert paper.paper_numbers(session, election) == PaperNumbers(waiting=0, answered=1, withdrawn=1)
    assert Part.PAPER not in {task.part for task in to_do(session, election, at(11, 26))}
    assert session.query(RecordedDecision).filter_by(rule="may_ask_for_paper").count() >= 1


def test_the_link_stays_valid_and_the_ballot_cast_with_it_ends_the_asking(
    creek: TallowCreek, election: Election
) -> None:
    session, entry = creek.session, entry_of(creek.session, election, "Voter0")
    request = paper.ask_for_paper(
        session, election, entry, BY_LINK, asked_at=at(11, 20), now=at(11, 20), by=None
    )
    assert (request.address, request.entered_by) == ("", None)
    assert not cast(session, election, entry, ["Ana Ruiz"]).was_there_before
    paper.withdraw_request(session, election, request, "", now=at(11, 21), by=None)
    session.commit()
    with pytest.raises(Refused, match="paper_voted_already"):
        paper.ask_for_paper(session, election, entry, BY_PHONE, asked_at=at(11, 22), now=at(11, 22), by=CLERK)


def test_who_waits_for_a_decision_may_ask_and_who_may_not_vote_may_not(
    creek: TallowCreek, election: Election
) -> None:
    session, held = creek.session, entry_of(creek.session, election, "Hollis")
    wish = replace(BY_PHONE, way=PaperWay.TABLE)
    assert paper.may_ask(session, election, held, at(11, 20)).allowed
    out = creek.guardian("Tess", "Teacher")
    entry = VoterRollEntry(
        district_id=election.district_id,
        election_id=election.id,
        person=out,
        status="excluded",
        door="clerk",
        codes={"codes": []},
        language="en",
        entered_at=at(11, 3),
    )
    session.add(entry)
    session.commit()
    with pytest.raises(Refused, match="paper_no_voter"):
        paper.ask_for_paper(session, election, entry, wish, asked_at=at(11, 20), now=at(11, 20), by=CLERK)
