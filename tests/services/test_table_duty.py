"""Who sits at the table: put there by the clerk, kept in the trail, and nobody whose office has ended."""

from __future__ import annotations

from datetime import date
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select

from ballot_service.models import Election, PaperEnvelope, Role, TableDuty, TrailEntry
from ballot_service.rules.signatures import Signer
from ballot_service.rules.table import TableMeans
from ballot_service.services import paper, paper_count, table
from ballot_service.services.acting import NotFound, Refused
from ballot_service.services.appointing import appoint
from ballot_service.services.paper import Issuing, PaperKind
from tests.services.steps import entry_of, up_to_open
from tests.tallow_creek import CLOSES, SET_UP, TallowCreek, at

CLERK, NOW, DAY = uuid4(), at(11, 20), date(2025, 11, 20)
ENGLISH = PaperKind(language="en")


@pytest.fixture
def election(creek: TallowCreek) -> Election:
    return up_to_open(creek, creek.election(), voters=2, held=True)


def teller(creek: TallowCreek, name: str = "Tia Teller", until_on: date | None = None) -> UUID:
    office = appoint(
        creek.session,
        creek.district,
        email=f"{name.split()[0].lower()}@example.org",
        name=name,
        role=Role.TELLER,
        is_employee=False,
        from_on=date(2025, 1, 1),
        until_on=until_on,
        now=SET_UP,
    )
    return office.account_id


def declare(creek: TallowCreek, election: Election, who: UUID) -> None:
    signer = Signer(person=str(who), is_employee=False, is_nominee=False, is_close_relative=False)
    paper_count.declare_teller(creek.session, election, signer, "Tia Teller", now=NOW, by=who)


def test_put_there_declared_and_while_voting_is_open(creek: TallowCreek, election: Election) -> None:
    session, tia = creek.session, teller(creek)
    assert table.may_work(session, election, tia, NOW).codes == ("duty_elsewhere", "duty_undeclared")
    for _twice in range(2):
        table.put_at_table(session, election, tia, day=DAY, now=NOW, by=CLERK)
    assert table.may_work(session, election, tia, NOW).codes == ("duty_undeclared",)
    declare(creek, election, tia)
    assert table.may_work(session, election, tia, NOW).allowed
    assert table.may_work(session, election, tia, CLOSES).codes == ("duty_over",)
    for _twice in range(2):
        table.take_off_table(session, election, tia, now=NOW, by=CLERK)
    assert table.may_work(session, election, tia, NOW).codes == ("duty_elsewhere",)
    table.put_at_table(session, election, tia, day=DAY, now=NOW, by=CLERK)
    assert len(session.scalars(select(TableDuty)).all()) == 1
    acts = session.scalars(select(TrailEntry.act).where(TrailEntry.chain_id == election.id)).all()
    assert (acts.count("put_at_table"), acts.count("take_off_table")) == (2, 1)


def test_a_candidate_is_no_teller_at_the_table_whatever_was_declared(
    creek: TallowCreek, election: Election
) -> None:
    ana = teller(creek, "Ana Ruiz")
    table.put_at_table(creek.session, election, ana, day=DAY, now=NOW, by=CLERK)
    with pytest.raises(Refused, match="signer_is_candidate"):
        declare(creek, election, ana)


def test_only_tellers_of_today_are_put_there(creek: TallowCreek, election: Election) -> None:
    over = teller(creek, "Olga Over", until_on=DAY)
    assert [each.account.id for each in table.tellers_in_reach(creek.session, election, DAY)] == []
    for nobody in (over, uuid4()):
        with pytest.raises(NotFound):
            table.put_at_table(creek.session, election, nobody, day=DAY, now=NOW, by=CLERK)


def test_one_step_signs_in_and_takes_the_ballot_from_the_stock(
    creek: TallowCreek, election: Election
) -> None:
    session = creek.session
    first, second = (entry_of(session, election, name) for name in ("Voter0", "Voter1"))
    paper.print_run(session, election, ENGLISH, 1, now=NOW, by=CLERK)
    assert table.sign_in_for_paper(session, election, first, ENGLISH, now=NOW, by=CLERK)
    assert paper.envelope_out(session, first) is not None
    assert paper.waiting_request(session, first) is None, "the wish is answered"
    assert not table.sign_in_for_paper(session, election, second, ENGLISH, now=NOW, by=CLERK)
    assert paper.waiting_request(session, second) is not None, "none is left, so the wish waits"


def test_a_ballot_given_by_a_slip_comes_back_and_stays_in_the_account(
    creek: TallowCreek, election: Election
) -> None:
    session, entry = creek.session, entry_of(creek.session, election, "Voter0")
    paper.print_run(session, election, ENGLISH, 3, now=NOW, by=CLERK)
    table.sign_in_for_paper(session, election, entry, ENGLISH, now=NOW, by=CLERK)
    with pytest.raises(Refused, match="undo_paper_out"):
        table.undo_sign_in(session, election, entry, now=NOW, by=CLERK)
    table.undo_sign_in(session, election, entry, paper_is_here=True, now=NOW, by=CLERK)
    assert paper.envelope_out(session, entry) is None
    assert table.sign_in_of(session, entry) is None
    (stock,) = paper.stocks(session, election)
    assert (stock.facts.issued, stock.should_be_left) == (1, 2)
    assert table.sign_in_for_paper(session, election, entry, ENGLISH, now=NOW, by=CLERK), "they come again"
    assert len(session.scalars(select(PaperEnvelope)).all()) == 2


def test_a_ballot_that_was_mailed_before_is_not_cancelled_by_a_slip_at_the_table(
    creek: TallowCreek, election: Election
) -> None:
    session, entry = creek.session, entry_of(creek.session, election, "Voter0")
    paper.print_run(session, election, ENGLISH, 3, now=NOW, by=CLERK)
    paper.issue_paper(session, election, entry, Issuing(kind=ENGLISH), now=at(11, 19), by=CLERK)
    assert not table.sign_in_for_paper(session, election, entry, ENGLISH, now=NOW, by=CLERK)
    assert table.given_here(session, entry) is None
    with pytest.raises(Refused, match="undo_paper_out"):
        table.undo_sign_in(session, election, entry, paper_is_here=True, now=NOW, by=CLERK)
    row = table.sign_in_of(session, entry)
    assert row is not None
    assert row.means is TableMeans.PAPER
