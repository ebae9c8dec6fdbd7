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

from ballot_service.rules.canvass import ballots_reconcile
from ballot_service.rules.election_settings import CountWhen
from ballot_service.sealing.archive import unpack
from ballot_service.services.paper import stocks
from ballot_service.services.paper_account import paper_account
from ballot_service.services.reconciling import ballot_account
from tests.services.generated_election import CERTIFIED, FATES, Found, Held, Plan, Voter
from tests.services.steps import sign_and_certify
from tests.tallow_creek import TallowCreek

MOST_NOMINEES = 5
MARKS = st.frozensets(st.integers(0, MOST_NOMINEES - 1))
VOTERS = st.builds(
    Voter,
    fate=st.sampled_from(list(FATES)),
    marks=st.tuples(MARKS, MARKS),
    found=st.sampled_from([Found.BALLOT, Found.BALLOT, Found.BALLOT, *Found]),
    language=st.sampled_from(["en", "es"]),
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
    seed=st.integers(0, 1000),
)


def everyone(count_when: CountWhen) -> Plan:
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
        )
        for place, fate in enumerate(FATES)
    ]
    return Plan(tuple(voters), count_when, batches=(3, 1), misread=True, spoiled=1)


AT_CLOSE = everyone(CountWhen.AT_CLOSE)
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
        papers = sign_and_certify(session, held.election, folder, CERTIFIED)
        report = papers.verified()
        assert report.is_good, report.first_wrong
        files = unpack(papers.bundle)
        in_bundle(held, json.loads(files["roll.json"]), json.loads(files["result.json"]))

    return one


def adds_up(held: Held) -> None:
    """Each line of docs/canvass.md, against the numbers added up from the fates."""
    session, election, expected = held.session, held.election, held.expected
    envelopes = paper_account(session, election)
    assert {k.value: n for k, n in envelopes.rejected} | {"accepted": envelopes.accepted} == {
        "accepted": 0
    } | {kind.value: number for kind, number in expected.on_paper.items()}
    assert (
        envelopes.received
        == expected.on_paper.total()
        == (envelopes.accepted + envelopes.waiting + sum(n for _, n in envelopes.rejected))
    )
    numbers = ballot_account(session, election)
    if expected.on_paper:
        sheets = numbers.paper
        assert sheets is not None
        opened = len(expected.found)
        assert (sheets.opened, sheets.entered, sheets.set_aside) == (
            opened,
            expected.entered,
            expected.set_aside,
        )
        assert sheets.opened == sheets.entered + sheets.set_aside + sheets.explained
    assert numbers.received == expected.lists.total()
    assert (numbers.counted, numbers.accepted) == (expected.counted, expected.counted)
    assert {line.kind.value: line.ballots for line in numbers.rejected} == expected.rejected
    assert numbers.explained == expected.difference
    assert numbers.received == numbers.counted + numbers.rejected_in_all + numbers.explained
    assert numbers.undecided == 0
    assert numbers.credited == numbers.counted + expected.set_aside + expected.difference
    assert numbers.roll == expected.on_roll
    assert ballots_reconcile(numbers).allowed
    for stock in stocks(session, election):
        assert (stock.facts.issued, stock.facts.left) == (
            expected.issued(stock.kind.language),
            held.plan.left,
        )
        assert stock.facts.printed == stock.facts.issued + held.plan.left + held.plan.spoiled


def in_bundle(held: Held, roll: dict[str, object], result: dict[str, object]) -> None:
    """The bundle says the same, and in every contest votes + overvotes + undervotes = votes allowed on all ballots."""
    expected, names = held.expected, {}
    assert (roll["received"], roll["counted"]) == (expected.lists.total(), expected.counted)
    assert result["ballots_counted"] == expected.counted
    contests = result["contests"]
    assert isinstance(contests, list)
    for place, (line, contest) in enumerate(zip(contests, held.election.contests, strict=True)):
        names = {str(c.id): c.name for c in contest.candidates}
        assert line["contest"] == str(contest.id)
        votes = {names[each["candidate"]]: each["votes"] for each in line["votes"]}
        assert (votes, line["overvotes"], line["undervotes"]) == expected.votes(place)
        total = sum(votes.values()) + line["overvotes"] + line["undervotes"]
        assert total == held.plan.allowed[place] * expected.counted
        assert line["ballots"] == expected.counted


UNHURRIED = settings(
    deadline=None,
    derandomize=True,
    phases=[Phase.explicit, Phase.generate],  # an election takes seconds: none is made smaller for minutes
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@settings(UNHURRIED, max_examples=3)
@given(plan=PLANS)
@example(plan=AT_CLOSE)
@example(plan=ALL_DECIDED)
@example(plan=only(CountWhen.AT_CLOSE, ("web", Found.BALLOT), (GRACE, Found.OTHER_SHEET)))
@example(plan=only(CountWhen.AT_CLOSE, ("drop box", Found.BALLOT), (GRACE, Found.NOTHING)))
def test_every_line_adds_up_however_ballots_come(hold: Callable[[Plan], None], plan: Plan) -> None:
    hold(plan)


@pytest.mark.acceptance
@settings(UNHURRIED, max_examples=60)
@given(plan=PLANS)
def test_every_line_adds_up_in_many_elections(hold: Callable[[Plan], None], plan: Plan) -> None:
    hold(plan)
