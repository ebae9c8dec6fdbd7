"""A recount that goes on, for the tour: a batch that agrees, one that differs, one half entered; and a correction."""

from __future__ import annotations

from random import Random

from sqlalchemy import select

from ballot_service.models import Account, Election, Recount, Role
from ballot_service.rules.recounts import AskedAs, Stands
from ballot_service.services import correcting_result, counting, paper_count, recounting
from tests.pages.installation import NOW, SEED
from tests.pages.paper_count_stage import declare, envelopes_back, read_of
from tests.pages.stages import Stages

FIRST, SECOND = (Role.TELLER, Role.CLERK), (Role.WITNESS, Role.MONITOR)


def recount_going_on(stages: Stages) -> None:
    """Four sheets in four batches, counted; the second pair has entered two, and one of them another."""
    election = stages.voted_again()
    numbers = envelopes_back(stages, election)
    session, secret, by = stages.session, stages.installation.secret, stages.clerk.id
    paper_count.open_paper(session, election, place="Library", present="Tess and Carla", now=NOW, by=by)
    accounts = stages.place.accounts
    for role in (*FIRST, *SECOND):
        declare(stages, election, accounts[role], role is Role.CLERK)
    batches = [paper_count.add_batch(session, election, 1, now=NOW, by=by) for _number in range(4)]
    for batch, number in zip(batches, numbers, strict=False):
        for role in FIRST:
            read = read_of(election, number, 1)
            paper_count.enter_batch(session, batch, secret, read, now=NOW, by=accounts[role].id)
    counting.freeze_dispositions(session, election, secret, now=NOW, by=by)
    counting.count(session, election, secret, now=NOW, by=by, shuffle=Random(SEED).shuffle)
    recount = _asked(stages, election)
    same, differs, half, waits = batches
    for batch, number, marks, who in (
        (same, numbers[0], 1, SECOND),
        (differs, numbers[1], 0, SECOND),
        (half, numbers[2], 1, SECOND[:1]),
    ):
        for role in who:
            read = read_of(election, number, marks)
            act = {"now": NOW, "by": accounts[role].id}
            recounting.enter_again(session, recount, batch, secret, read, **act)
    row = recounting.agreed_again(session, recount)[differs.id]
    writer = accounts[Role.WITNESS].id
    recounting.write_stands(session, row, Stands.SECOND, "The cross was rubbed out.", now=NOW, by=writer)
    stages.note("recounted", same_id=same.id, differs_id=differs.id, half_id=half.id, waits_id=waits.id)


def _asked(stages: Stages, election: Election) -> Recount:
    request = recounting.Request(
        asked_as=AskedAs.COUNCIL, name="Wanda Waters", reason="A close result.", asked_at=NOW
    )
    return recounting.begin_recount(stages.session, election, request, now=NOW, by=stages.clerk.id)


def correction_waiting(stages: Stages) -> None:
    """Of the certified result; it waits for a witness."""
    session = stages.session
    election = session.scalars(select(Election).where(Election.certified_at.is_not(None))).one()
    clerk: Account = stages.clerk
    row = correcting_result.write_correction(
        session, election, "The name of the council was misspelled.", now=NOW, by=clerk.id
    )
    stages.note("certified", correction_id=row.id)
