"""The ballot is corrected or frozen at the same moment in which somebody votes, files, withdraws or confirms."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import pytest
from sqlalchemy.orm import Session

from ballot_service.models import (
    Account,
    BallotCorrection,
    Candidate,
    CastVoteRecord,
    Contest,
    Election,
    Envelope,
    Manifest,
    Person,
    VoterRollEntry,
)
from ballot_service.services import (
    correcting,
    freezing,
    nominating,
    voting,
)
from ballot_service.services.facts import manifest_of
from ballot_service.services.nominating import Nomination
from ballot_service.services.voting_again import cast_again
from tests.databases import ON_POSTGRESQL, Database
from tests.services.at_once import DONE, AtOnce, Press, Reader, by_id, number, unconcerned
from tests.services.correction_steps import AGAIN as VOTED_AGAIN
from tests.services.correction_steps import CONFIRMED, ENTERED, PAUSED, WHY, Desk
from tests.services.correction_steps import DONE as PUT_RIGHT
from tests.services.steps import account, cast, close_and_count, opened
from tests.services.test_correcting import NEIGHBORS, NEW, two_contests, voter, votes
from tests.services.test_paper_count import CLERK
from tests.tallow_creek import SECRET, TallowCreek, at

pytestmark = ON_POSTGRESQL
PAUSED_AGAIN = at(11, 22, 9)
ORDERS = pytest.mark.parametrize("swapped", [False, True], ids=["as named", "the other first"])


@pytest.fixture
def at_once(database: Database) -> AtOnce:
    return AtOnce(database.engine())


class Paused:
    """A vote on two contests, with a name to be added in the first."""

    def __init__(self, creek: TallowCreek, at_once: AtOnce) -> None:
        self.creek, self.session, self.at_once = creek, creek.session, at_once
        self.election, self.parents, self.neighbors = two_contests(creek)
        self.desk = Desk(creek, self.election)
        self.vote(0)

    def vote(self, place: int) -> None:
        chosen = {self.parents: ["Ana Ruiz"], self.neighbors: NEIGHBORS[:1]}
        cast(self.session, self.election, voter(self.creek, self.election, place), chosen)

    def press(self, first: Reader, second: Reader, swapped: bool = False) -> tuple[str, str]:
        self.session.commit()
        pair = self.at_once.press(*((second, first) if swapped else (first, second)))
        self.session.expire_all()
        return (pair[1], pair[0]) if swapped else pair

    def of_voter(self, place: int, act: Callable[[Session, Election, VoterRollEntry], object]) -> Reader:
        entry_id = voter(self.creek, self.election, place).id

        def read(session: Session) -> Press:
            election = session.get_one(Election, self.election.id)
            entry = session.get_one(VoterRollEntry, entry_id)
            return lambda: act(session, election, entry)

        return read

    def casts(self, place: int) -> Reader:
        def act(session: Session, election: Election, entry: VoterRollEntry) -> str:
            ids = {str(each.id): [str(c.id) for c in each.candidates[:1]] for each in election.contests[:2]}
            given = voting.cast(session, opened(entry, election), ids, now=PAUSED)
            return "was there before" if given.was_there_before else DONE

        return self.of_voter(place, act)

    def chooses_again(self, place: int) -> Reader:
        def act(session: Session, election: Election, entry: VoterRollEntry) -> str:
            given = cast_again(session, opened(entry, election), {}, now=VOTED_AGAIN)
            return "was there before" if given.was_there_before else DONE

        return self.of_voter(place, act)

    def pauses(self, now: datetime = PAUSED) -> Reader:
        def act(session: Session, election: object) -> object:
            assert isinstance(election, Election)
            return correcting.pause_voting(session, election, WHY, now=now, by=CLERK)

        return by_id(Election, self.election.id, act)

    def enters(self) -> Reader:
        def act(session: Session, election: object) -> object:
            assert isinstance(election, Election)
            return correcting.enter_correction(
                session, election, SECRET, PUT_RIGHT, new_closes_at=None, now=ENTERED, by=CLERK
            )

        return by_id(Election, self.election.id, act)

    def confirms(self, row: BallotCorrection, who: Account) -> Reader:
        shown = correcting.digest_of(row)

        def act(session: Session, found: object) -> None:
            assert isinstance(found, BallotCorrection)
            correcting.confirm_correction(
                session, found, SECRET, unconcerned(who), shown=shown, now=CONFIRMED, by=who.id
            )

        return by_id(BallotCorrection, row.id, act)

    def entered(self) -> BallotCorrection:
        self.desk.pause()
        self.desk.add(self.parents, NEW)
        return self.desk.enter()


@pytest.fixture
def paused(creek: TallowCreek, at_once: AtOnce) -> Paused:
    return Paused(creek, at_once)


@ORDERS
def test_a_ballot_is_cast_while_voting_is_paused(paused: Paused, swapped: bool) -> None:
    """Neither waits for the other: the ballot is in the box, of the version on which it was cast, and stays there."""
    assert paused.press(paused.casts(1), paused.pauses(), swapped) == (DONE, DONE)
    assert number(paused.session, Envelope) == 2
    paused.desk.add(paused.parents, NEW)
    paused.desk.confirm(paused.desk.enter())
    close_and_count(paused.session, paused.election)
    assert sum(votes(paused.creek, paused.parents).values()) == 2
    assert number(paused.session, CastVoteRecord) == 4


@ORDERS
def test_a_ballot_is_cast_while_the_correction_is_published(paused: Paused, swapped: bool) -> None:
    """Its page was read on the old ballot: nothing of it goes in while voting is paused, and all of it afterwards."""
    row = paused.entered()
    cast_, confirmed = paused.press(paused.casts(1), paused.confirms(row, paused.desk.parent), swapped)
    assert (cast_, confirmed) == ("VotingNotOpen", DONE)
    paused.vote(1)
    close_and_count(paused.session, paused.election)
    assert votes(paused.creek, paused.parents) == {"Ana Ruiz": 2}


@ORDERS
def test_somebody_chooses_again_while_voting_is_paused_once_more(paused: Paused, swapped: bool) -> None:
    paused.desk.confirm(paused.entered())
    assert paused.press(paused.chooses_again(0), paused.pauses(PAUSED_AGAIN), swapped) == (DONE, DONE)
    assert number(paused.session, Envelope) == 2


def test_somebody_chooses_again_twice(paused: Paused) -> None:
    paused.desk.confirm(paused.entered())
    assert paused.press(paused.chooses_again(0), paused.chooses_again(0)) == (DONE, "AlreadyCast")
    assert number(paused.session, Envelope) == 2
    close_and_count(paused.session, paused.election)
    assert votes(paused.creek, paused.parents) == {}, "the second word was to leave it blank"
    assert votes(paused.creek, paused.neighbors) == {NEIGHBORS[0]: 1}


def test_two_clerks_pause_at_once(paused: Paused) -> None:
    assert paused.press(paused.pauses(), paused.pauses()) == (DONE, "correction_paused_already")
    assert number(paused.session, BallotCorrection) == 1


def test_two_people_confirm_one_correction(paused: Paused) -> None:
    row = paused.entered()
    other = account(paused.session, "Omar Other")
    answers = paused.press(paused.confirms(row, paused.desk.parent), paused.confirms(row, other))
    assert answers == (DONE, "correction_not_paused")
    assert number(paused.session, Manifest) == 2


@ORDERS
def test_a_correction_is_entered_again_while_it_is_confirmed(paused: Paused, swapped: bool) -> None:
    """The same words once more are what was read; whoever comes second after a confirmation finds nothing to enter."""
    row = paused.entered()
    confirmed, entered = paused.press(paused.confirms(row, paused.desk.parent), paused.enters(), swapped)
    assert confirmed == DONE
    assert entered == (DONE if swapped else "correction_not_paused")
    assert number(paused.session, Manifest) == 2


@ORDERS
def test_a_nominee_withdraws_while_the_correction_is_confirmed(paused: Paused, swapped: bool) -> None:
    """Either the name stays on the ballot for good, or what the second person has read is not what stands there."""
    row = paused.entered()
    leaving = paused.desk.named("Cy Hart").id

    def withdraws(session: Session, who: object) -> None:
        assert isinstance(who, Candidate)
        nominating.withdraw(session, who, "Moved away.", now=CONFIRMED, by=CLERK)

    confirms = paused.confirms(row, paused.desk.parent)
    answers = paused.press(confirms, by_id(Candidate, leaving, withdraws), swapped)
    assert answers == (("correction_changed_since", DONE) if swapped else (DONE, "ballot_frozen"))
    on_ballot = {each.name for each in manifest_of(paused.election).contests[0].candidates}
    assert ("Cy Hart" in on_ballot, NEW in on_ballot) == (True, not swapped)


@ORDERS
def test_a_nominee_is_filed_while_the_ballot_is_frozen(
    creek: TallowCreek, at_once: AtOnce, swapped: bool
) -> None:
    """The name is on the frozen ballot, or whoever files it is told that it came too late."""
    session, election = creek.session, creek.election()
    contest = election.contests[0]
    creek.stand(contest, "Ana Ruiz", "Bo Lee")
    person = creek.guardian("Cy", "Hart")
    session.commit()

    def freezes(own: Session, found: object) -> object:
        assert isinstance(found, Election)
        return freezing.freeze_ballot(own, found, SECRET, now=at(11, 12))

    def files(own: Session, found: object) -> object:
        assert isinstance(found, Contest)
        form = Nomination(name="Cy Hart")
        return nominating.file_nomination(
            own, found, own.get_one(Person, person.id), form, now=at(11, 12), by=CLERK
        )

    pages = [by_id(Election, election.id, freezes), by_id(Contest, contest.id, files)]
    answers = at_once.press(*(reversed(pages) if swapped else pages))
    assert answers == ((DONE, DONE) if swapped else (DONE, "ballot_frozen"))
    session.expire_all()
    names = {each.name for each in manifest_of(election).contests[0].candidates}
    assert names == {each.name for each in contest.qualified}
    assert len(names) == (3 if swapped else 2)
