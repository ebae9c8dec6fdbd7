"""A second count for ballots decided late, counts pressed twice at once, and the sum that always agrees."""

from __future__ import annotations

import shutil
from pathlib import Path
from threading import Thread
from uuid import UUID, uuid4

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from ballot_service.database import open_engine, sessions
from ballot_service.models import (
    AcceptedBallot,
    Election,
    Result,
    RollStatus,
    StockKind,
)
from ballot_service.rules.canvass import ballots_reconcile
from ballot_service.rules.decision import Outcome
from ballot_service.rules.election_settings import CountWhen, ElectionSettings
from ballot_service.rules.paper_requests import PaperDelivery, PaperWay
from ballot_service.services import counting, paper, recounting, trail
from ballot_service.services.acting import Refused
from ballot_service.services.count_tasks import count_tasks
from ballot_service.services.lots import tied_in
from ballot_service.services.paper import Issuing, PaperKind, PaperWish
from ballot_service.services.reconciling import ballot_account
from ballot_service.services.results import result_view
from tests.databases import Database
from tests.services.steps import (
    HELD_NAME,
    SIX,
    account,
    cast,
    close_and_count,
    decide,
    draw_lot,
    entry_of,
    refusal,
    sign_and_certify,
    up_to_open,
    with_links,
)
from tests.tallow_creek import CERTIFY, CLOSES, SECRET, TallowCreek, at

CLERK, PLAIN = uuid4(), PaperKind(language="en")
AT_CLOSE = ElectionSettings(count_when=CountWhen.AT_CLOSE)


@pytest.mark.parametrize("may", [True, False])
def test_a_ballot_decided_after_the_count_is_sorted_and_counted_anew(
    creek: TallowCreek, tmp_path: Path, may: bool
) -> None:
    election = up_to_open(creek, creek.election(settings=AT_CLOSE), voters=8, held=True)
    session = creek.session
    for entry in [e for e in with_links(session, election) if e.status is RollStatus.ELIGIBLE][:12]:
        cast(session, election, entry, list(SIX[:4]))
    cast(session, election, entry_of(session, election, HELD_NAME[0]), ["Flo Nix"])
    first = close_and_count(session, election)
    assert first.status == "unofficial-partial"
    view = result_view(session, election, CLOSES)
    assert view is not None
    assert view.publishable.codes == ("ballots_may_be_added",)
    assert view.contests == (), "votes wait: a single added ballot could be read"
    assert view.account.counted == 12

    decide(session, election, may, at(12, 10))
    with pytest.raises(Refused) as behind:
        sign_and_certify(session, election, tmp_path, CERTIFY)
    assert "count_behind" in refusal(behind).codes
    session.rollback()
    second = close_and_count(session, election, at(12, 10, 14))
    assert second.status == "unofficial-complete"
    assert [row.version for row in session.scalars(select(Result).order_by(Result.version))] == [1, 2]
    assert second.document["ballots_counted"] == (13 if may else 12)
    assert election.counted_at == CLOSES, "challenges run from the first unofficial result"
    whole = result_view(session, election, at(12, 10, 14))
    assert whole is not None
    assert whole.contests
    papers = sign_and_certify(session, election, tmp_path, CERTIFY)
    assert papers.verified().is_good, papers.verified().first_wrong
    assert set(session.scalars(select(AcceptedBallot.envelope_id))) == {None}


def test_a_lot_waits_for_the_second_count(creek: TallowCreek) -> None:
    """A tie at the first count may be gone after the second: nothing is drawn in between."""
    election = up_to_open(creek, creek.election(parents=1, settings=AT_CLOSE), held=True)
    session = creek.session
    eligible = [e for e in with_links(session, election) if e.status is RollStatus.ELIGIBLE]
    for number, entry in enumerate(eligible[:4]):
        cast(session, election, entry, [SIX[number % 2]])
    cast(session, election, entry_of(session, election, HELD_NAME[0]), [SIX[0]])
    assert close_and_count(session, election).document["contests"] == []
    tied = tied_in(session, election.contests[0])
    clerk, other = account(session, "Carla Clerk"), account(session, "Will Witness")
    with pytest.raises(Refused) as open_still:
        draw_lot(session, election.contests[0], tied, at(12, 8), clerk, other)
    assert "ballots_may_be_added" in refusal(open_still).codes
    decide(session, election, True, at(12, 9))
    with pytest.raises(Refused) as behind:
        draw_lot(session, election.contests[0], tied, at(12, 9), clerk, other)
    assert refusal(behind).codes == ("count_behind",)
    line = close_and_count(session, election, at(12, 9)).document["contests"][0]
    assert (line["tied"], len(line["elected"])) == ([], 1)


def test_votes_that_waited_for_a_ballot_that_never_came_are_published(
    creek: TallowCreek, tmp_path: Path
) -> None:
    """One was mailed out and did not come back: after its seven days nothing can be read from a difference."""
    session = creek.session
    election = up_to_open(creek, creek.election(settings=AT_CLOSE))
    for entry in with_links(session, election)[:4]:
        cast(session, election, entry, list(SIX[:4]))
    paper.print_run(session, election, PLAIN, 1, now=at(11, 20), by=CLERK)
    wish = PaperWish(way=PaperWay.PHONE, delivery=PaperDelivery.MAIL, language="en", address="2 Road")
    entry = with_links(session, election)[4]
    when = {"now": at(11, 20), "by": CLERK}
    paper.ask_for_paper(session, election, entry, wish, asked_at=at(11, 20), **when)
    paper.issue_paper(session, election, entry, Issuing(kind=PLAIN), **when)
    paper.change_stock(session, election, PLAIN, StockKind.LEFT, 0, "By hand", now=CLOSES, by=CLERK)
    first = close_and_count(session, election)
    assert (first.status, first.document["contests"]) == ("unofficial-partial", [])
    assert not list(count_tasks(session, election, at(12, 8)))
    with pytest.raises(Refused) as early:
        counting.count(session, election, SECRET, now=at(12, 8))
    assert refusal(early).codes[-1] == "counted_already"
    session.rollback()
    after = at(12, 13)
    (task,) = count_tasks(session, election, after)
    assert str(task.step) == "Publish the votes"
    second = counting.count(session, election, SECRET, now=after)
    session.commit()
    assert (second.status, second.document["ballots_counted"]) == ("unofficial-complete", 4)
    assert len(second.document["contests"]) == len(election.contests)
    assert [each.act for each in trail.entries(session, election.id)].count("open_ballots") == 1
    assert not list(count_tasks(session, election, after))
    with pytest.raises(Refused) as again:
        counting.count(session, election, SECRET, now=after)
    assert refusal(again).codes == ("counted_already",)
    session.rollback()
    assert recounting.request_facts(session, election, after).result_at == after
    assert sign_and_certify(session, election, tmp_path, CERTIFY).verified().is_good


def test_two_counts_at_once_count_once(database: Database) -> None:
    engine = database.engine()
    with sessions(engine)() as session:
        creek = TallowCreek(session)
        election = up_to_open(creek, creek.election())
        for entry in with_links(session, election)[:6]:
            cast(session, election, entry, list(SIX[:4]))
        counting.freeze_dispositions(session, election, SECRET, now=CLOSES)
        session.commit()
        refused: list[str] = []

        def press() -> None:
            with sessions(engine)() as own:
                try:
                    counting.count(own, own.get_one(Election, election.id), SECRET, now=CLOSES)
                    own.commit()
                except Refused as caught:
                    refused.extend(caught.decision.codes)

        presses = [Thread(target=press) for _ in range(3)]
        for each in presses:
            each.start()
        for each in presses:
            each.join(30)
        session.expire_all()
        assert refused == ["counted_already"] * 2
        assert ballot_account(session, election).counted == 6
        acts = [entry.act for entry in trail.entries(session, election.id)]
        assert acts.count("open_ballots") == 1
        session.rollback()
    engine.dispose()


PRESSES = st.lists(
    st.tuples(st.integers(0, 6), st.lists(st.sampled_from(SIX), unique=True, max_size=4)), max_size=14
)


@settings(max_examples=8, deadline=None)
@given(presses=PRESSES, may=st.sampled_from([True, False, None]))
def test_received_is_counted_and_rejected_and_waiting(
    migrated_sqlite: Path,
    tmp_path_factory: pytest.TempPathFactory,
    presses: list[tuple[int, list[str]]],
    may: bool | None,
) -> None:
    """Whatever is cast, in whatever order and however often: one ballot a voter, and the sum agrees at every step."""
    place = tmp_path_factory.mktemp("sum") / "ballots.sqlite"
    shutil.copy(migrated_sqlite, place)
    engine = open_engine(f"sqlite:///{place}")
    with sessions(engine)() as session:
        creek = TallowCreek(session)
        election = up_to_open(creek, creek.election(settings=AT_CLOSE), voters=0, held=True)
        voters = with_links(session, election)
        first: dict[UUID, str | None] = {}
        for who, names in presses:
            entry = voters[who % len(voters)]
            receipt = cast(session, election, entry, names)
            assert first.setdefault(entry.id, receipt.tracker) == receipt.tracker
        _agrees(session, election, len(first))
        close_and_count(session, election)
        _agrees(session, election, len(first))
        if may is not None:
            decide(session, election, may, at(12, 10))
            _agrees(session, election, len(first))
    engine.dispose()


def _agrees(session: Session, election: Election, received: int) -> None:
    now = ballot_account(session, election)
    assert now.received == received
    waiting = now.undecided + now.accepted - now.counted
    assert now.received == now.counted + now.rejected_in_all + waiting
    assert ballots_reconcile(now).outcome is not Outcome.REFUSED
