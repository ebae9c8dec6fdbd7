"""Generated elections: whatever way ballots come, and whatever becomes of them, every line of the canvass adds up."""

from __future__ import annotations

import json
from collections.abc import Callable
from itertools import count
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, example, given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from ballot_service.rules.ballot_account import PaperNumbers
from ballot_service.rules.canvass import ballots_reconcile
from ballot_service.rules.card_account import CardNumbers
from ballot_service.rules.election_settings import CountWhen
from ballot_service.sealing.archive import unpack
from ballot_service.services.paper import stocks
from ballot_service.services.paper_account import paper_account
from ballot_service.services.reconciling import ballot_account
from tests.services.fates import FATES
from tests.services.generated_election import Found, NewBallot, Plan, Voter
from tests.services.held_election import Held
from tests.services.steps import Papers
from tests.tallow_creek import TallowCreek

MOST_NOMINEES = 5
MARKS = st.frozensets(st.integers(0, MOST_NOMINEES - 1))
MARKED = st.tuples(MARKS, MARKS)
VOTERS = st.builds(
    Voter,
    fate=st.sampled_from(list(FATES)),
    marks=MARKED,
    found=st.sampled_from([Found.BALLOT, Found.BALLOT, Found.BALLOT, *Found]),
    language=st.sampled_from(["en", "es"]),
    again=MARKED,
    is_misread=st.booleans(),
)
CORRECTIONS = st.builds(
    NewBallot,
    contest=st.integers(0, 1),
    adds=st.booleans(),
    removes=st.none() | st.integers(0, MOST_NOMINEES - 1),
)
PLANS = st.builds(
    Plan,
    voters=st.lists(VOTERS, max_size=14).map(tuple),
    count_when=st.sampled_from(CountWhen),
    seats=st.integers(1, 4),
    nominees=st.tuples(st.integers(1, MOST_NOMINEES), st.integers(1, MOST_NOMINEES)),
    batches=st.lists(st.integers(1, 5), min_size=1, max_size=3).map(tuple),
    misread=st.booleans(),
    spoiled=st.integers(0, 2),
    left=st.integers(1, 2),
    lost=st.integers(0, 1),
    seed=st.integers(0, 1000),
    correction=st.none() | CORRECTIONS,
    is_recounted=st.booleans(),
    is_corrected_later=st.booleans(),
)


def everyone(
    count_when: CountWhen,
    correction: NewBallot | None = None,
    *,
    is_recounted: bool = False,
    is_corrected_later: bool = False,
) -> Plan:
    """Every fate once, marks of every kind, and something else than a ballot in three of the envelopes."""
    found = {
        "drop box": Found.OTHER_SHEET,
        "table": Found.NOTHING,
        "unsigned, signed after the close": Found.TWO,
    }
    voters = [
        Voter(
            fate,
            (frozenset(range(place % 5)), frozenset({place % 3, place % 2})),
            found.get(fate, Found.BALLOT),
            "es" if place % 4 == 0 else "en",
            (frozenset({place % 4, 3}), frozenset({place % 2})),
            place % 3 == 0,
        )
        for place, fate in enumerate(FATES)
    ]
    return Plan(
        tuple(voters),
        count_when,
        batches=(3, 1),
        misread=True,
        spoiled=1,
        lost=1,
        correction=correction,
        is_recounted=is_recounted,
        is_corrected_later=is_corrected_later,
    )


AT_CLOSE = everyone(CountWhen.AT_CLOSE, NewBallot(removes=1), is_recounted=True, is_corrected_later=True)
ALL_DECIDED = everyone(CountWhen.ALL_DECIDED)


def only(count_when: CountWhen, *fates: tuple[str, Found]) -> Plan:
    return Plan(tuple(Voter(fate, found=found) for fate, found in fates), count_when)


GRACE = "mail in the days of grace"


@pytest.fixture
def hold(session: Session, tmp_path: Path) -> Callable[[Plan], None]:
    """Holds one election after the other in the same database: none may see the rows of another."""
    creek, numbers = TallowCreek(session), count()
    session.commit()

    def one(plan: Plan) -> None:
        session.rollback()
        number = next(numbers)
        held = Held(creek, plan, number)
        held.hold()
        adds_up(held)
        held.draw_lots()
        (folder := tmp_path / str(number)).mkdir()
        in_bundle(held, held.certify(folder))
        if plan.is_corrected_later:
            in_bundle(held, held.correct_later(folder))

    return one


def adds_up(held: Held) -> None:
    """Each line of docs/canvass.md, against the numbers added up from the fates."""
    _envelopes(held)
    numbers, expected = ballot_account(held.session, held.election), held.expected
    _sheets(held, numbers.paper)
    _cards(held, numbers.cards)
    assert numbers.received == expected.lists.total()
    assert (numbers.counted, numbers.accepted) == (expected.counted, expected.counted)
    assert {line.kind.value: line.ballots for line in numbers.rejected} == expected.rejected
    assert {line.disposition: line.envelopes for line in numbers.added} == {
        kind.value: number for kind, number in expected.added.items()
    }
    assert numbers.explained == expected.difference
    assert numbers.received == numbers.counted + numbers.rejected_in_all + numbers.explained
    assert numbers.undecided == 0
    unused = expected.drawn - expected.used
    assert numbers.credited == numbers.counted + expected.set_aside + expected.difference + unused
    assert numbers.roll == expected.on_roll
    assert ballots_reconcile(numbers).allowed
    _stocks(held)


def _envelopes(held: Held) -> None:
    account, expected = paper_account(held.session, held.election), held.expected.on_paper
    assert {k.value: n for k, n in account.rejected} | {"accepted": account.accepted} == {"accepted": 0} | {
        kind.value: number for kind, number in expected.items()
    }
    assert (
        account.received
        == expected.total()
        == (account.accepted + account.waiting + sum(n for _, n in account.rejected))
    )


def _sheets(held: Held, sheets: PaperNumbers | None) -> None:
    expected = held.expected
    assert (sheets is None) is (not expected.on_paper)
    if sheets is not None:
        found = (sheets.opened, sheets.entered, sheets.set_aside)
        assert found == (len(expected.found), expected.entered, expected.set_aside)
        assert sheets.opened == sheets.entered + sheets.set_aside + sheets.explained


def _cards(held: Held, cards: CardNumbers | None) -> None:
    expected, plan = held.expected, held.plan
    assert (cards is None) is (not expected.cards)
    if cards is not None:
        assert (cards.printed, cards.drawn, cards.used) == (expected.cards, expected.drawn, expected.used)
        assert (cards.spoiled, cards.left) == (plan.spoiled + expected.handed_back, plan.left)
        assert (cards.counted, cards.credited) == (expected.used, expected.drawn)
        assert cards.printed == cards.drawn + cards.spoiled + plan.left + plan.lost


def _stocks(held: Held) -> None:
    expected, plan = held.expected, held.plan
    for stock in stocks(held.session, held.election):
        language = stock.kind.language
        assert (stock.facts.issued, stock.facts.left) == (expected.issued(language), plan.left)
        assert stock.facts.spoiled == expected.spoiled(language)
        assert stock.facts.printed == stock.facts.issued + plan.left + stock.facts.spoiled + plan.lost


def in_bundle(held: Held, papers: Papers) -> None:
    """The bundle says the same, and in every contest votes + overvotes + undervotes = votes allowed on all ballots."""
    report = papers.verified()
    assert report.is_good, report.first_wrong
    files, expected = unpack(papers.bundle), held.expected
    roll, result = json.loads(files["roll.json"]), json.loads(files["result.json"])
    assert (roll["received"], roll["counted"]) == (expected.lists.total(), expected.counted)
    assert result["ballots_counted"] == expected.counted
    for place, (line, contest) in enumerate(zip(result["contests"], held.election.contests, strict=True)):
        names = {str(c.id): c.name for c in contest.candidates}
        assert line["contest"] == str(contest.id)
        votes = {names[each["candidate"]]: each["votes"] for each in line["votes"]}
        assert (votes, line["overvotes"], line["undervotes"]) == expected.votes(place, held.changed)
        total = sum(votes.values()) + line["overvotes"] + line["undervotes"]
        assert total == held.plan.allowed(place) * expected.counted
        assert line["ballots"] == expected.counted


UNHURRIED = settings(
    deadline=None,
    derandomize=True,
    phases=[Phase.explicit, Phase.generate],  # an election takes seconds: none is made smaller for minutes
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@settings(UNHURRIED, max_examples=2)
@given(plan=PLANS)
@example(plan=AT_CLOSE)
@example(plan=only(CountWhen.AT_CLOSE, ("web", Found.BALLOT), (GRACE, Found.OTHER_SHEET)))
@example(plan=only(CountWhen.AT_CLOSE, ("drop box", Found.BALLOT), (GRACE, Found.NOTHING)))
@example(plan=only(CountWhen.AT_CLOSE, ("web", Found.BALLOT), ("unsigned", Found.BALLOT)))
def test_every_line_adds_up_however_ballots_come(hold: Callable[[Plan], None], plan: Plan) -> None:
    hold(plan)


@pytest.mark.acceptance
@settings(UNHURRIED, max_examples=60)
@given(plan=PLANS)
@example(plan=ALL_DECIDED)
@example(plan=everyone(CountWhen.ALL_DECIDED, NewBallot(contest=1), is_recounted=True))
@example(plan=everyone(CountWhen.AT_CLOSE, is_recounted=True))
def test_every_line_adds_up_in_many_elections(hold: Callable[[Plan], None], plan: Plan) -> None:
    hold(plan)
