"""The table: a voter on the roll signs in, somebody unknown declares and votes provisionally, nobody twice."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from uuid import uuid4

import pytest

from ballot_service.models import ContactKind, Disposition, DispositionKind, Door, Election, RollStatus
from ballot_service.rules.eligibility import CommunityTie
from ballot_service.rules.employment import Position
from ballot_service.rules.table import TableMeans
from ballot_service.services import paper, registering, table
from ballot_service.services.acting import Refused
from ballot_service.services.reconciling import ballot_account
from ballot_service.services.table import Declared, TableNumbers, WalkIn
from tests.services.steps import cast, entry_of, up_to_open
from tests.tallow_creek import CLOSES, TallowCreek, at

CLERK, NOW = uuid4(), at(11, 20)
ODELL = WalkIn(given_name="Odell", family_name="Pettway", tie=CommunityTie.WORKS_OR_LEADS_HERE, language="en")
SAID = Declared(words="I am 18 or older.", tie_words="Pettway Feed and Seed")


@pytest.fixture
def election(creek: TallowCreek) -> Election:
    return up_to_open(creek, creek.election(), voters=2, held=True)


def test_a_voter_on_the_roll_signs_in_once_for_paper_and_it_is_on_the_list(
    creek: TallowCreek, election: Election
) -> None:
    session, entry = creek.session, entry_of(creek.session, election, "Voter0")
    row = table.sign_in_at_table(session, election, entry, TableMeans.PAPER, now=NOW, by=CLERK)
    assert (row.is_provisional, row.declaration) == (False, "")
    assert paper.waiting_request(session, entry) is not None
    with pytest.raises(Refused, match="table_signed_in_already"):
        table.sign_in_at_table(session, election, entry, TableMeans.LINK, now=NOW, by=CLERK)
    cast(session, election, entry, ["Ana Ruiz"])
    assert "table_voted_already" in table.may_vote_here(session, election, entry, NOW).codes
    assert table.table_numbers(session, election) == TableNumbers(signed_in=1, paper=1, link=0, provisional=0)


def test_somebody_who_is_not_on_the_roll_gets_a_link_and_a_provisional_ballot(
    creek: TallowCreek, election: Election
) -> None:
    session = creek.session
    entry = table.enter_walk_in(session, election, ODELL, now=NOW, by=CLERK)
    assert (entry.status, entry.door) == (RollStatus.HELD, Door.CLERK)
    assert entry.codes["codes"] == ["held_signed_up_late"]
    row = table.sign_in_at_table(session, election, entry, TableMeans.LINK, declared=SAID, now=NOW, by=CLERK)
    assert (row.is_provisional, row.tie_words) == (True, SAID.tie_words)
    assert cast(session, election, entry, ["Ana Ruiz"]).is_provisional
    kinds = [each.kind for each in session.query(Disposition)]
    assert kinds == [DispositionKind.PROVISIONAL]
    assert ballot_account(session, election).undecided == 1


def test_who_is_on_the_roll_already_keeps_that_line_and_a_like_name_waits_for_a_person(
    creek: TallowCreek, election: Election
) -> None:
    session = creek.session
    born = date(1970, 5, 1)
    known = replace(ODELL, birth_date=born, contacts=((ContactKind.EMAIL, "odell@example.org"),))
    first = table.enter_walk_in(session, election, known, now=NOW, by=CLERK)
    assert table.enter_walk_in(session, election, known, now=NOW, by=CLERK) is first
    like = table.enter_walk_in(session, election, ODELL, now=NOW, by=CLERK)
    assert like is not first
    assert "held_like_another_voter" in like.codes["codes"]


def test_a_teacher_is_screened_out_as_everywhere(creek: TallowCreek, election: Election) -> None:
    session, born = creek.session, date(1980, 2, 3)
    creek.employ(creek.person("Tess", "Teacher", born), Position.TEACHER)
    walk_in = replace(ODELL, given_name="Tess", family_name="Teacher", birth_date=born)
    entry = table.enter_walk_in(session, election, walk_in, now=NOW, by=CLERK)
    assert entry.status is RollStatus.EXCLUDED
    session.commit()
    with pytest.raises(Refused, match="table_no_voter"):
        table.sign_in_at_table(session, election, entry, TableMeans.PAPER, now=NOW, by=CLERK)


def test_after_the_close_nobody_comes_onto_the_roll(creek: TallowCreek, election: Election) -> None:
    before = len(registering.roll(creek.session, election))
    with pytest.raises(Refused, match="sign_up_over"):
        table.enter_walk_in(creek.session, election, ODELL, now=CLOSES, by=CLERK)
    assert len(registering.roll(creek.session, election)) == before
