"""Two open votes for the tour: one paused with a new ballot that waits for a second person, one already corrected."""

from __future__ import annotations

from datetime import datetime, timedelta

from ballot_service.catalogues import shipped_languages
from ballot_service.demonstration import season
from ballot_service.demonstration.building import SMALL
from ballot_service.links import Purpose
from ballot_service.models import BallotCorrection, BallotLink, Election, Role, RollStatus, School
from ballot_service.rules.seat_groups import SeatGroupKind
from ballot_service.rules.signatures import Signer
from ballot_service.services import correcting, nominating, paper, voting
from ballot_service.services.facts import voted_contests
from ballot_service.services.issuing import OpenedLink
from ballot_service.services.nominating import Nomination
from ballot_service.services.paper import PaperKind
from ballot_service.services.registering import roll
from tests.pages.installation import NOW, SEED
from tests.pages.stages import Stages

PARENTS = 5
WHY, DONE = "7-12", "2025"
"""Free text of a clerk stands in the language it was written in; digits read the same in every one."""


def ballots_that_are_wrong(stages: Stages) -> None:
    """A paused vote and a corrected one, each with somebody who has voted and somebody who has not."""
    paused = _open_vote(stages, stages.place.schools[0])
    row = _put_right(stages, paused, NOW - timedelta(hours=4))
    stages.note("paused", election_id=paused.id, correction_id=row.id)
    corrected = _open_vote(stages, stages.place.schools[3])
    printed_at = NOW - timedelta(hours=6)
    paper.print_run(
        stages.session, corrected, PaperKind(language="en"), 5, now=printed_at, by=stages.clerk.id
    )
    links = _links(stages, corrected)
    _cast(stages, links[0], corrected, NOW - timedelta(hours=5))
    row = _put_right(stages, corrected, NOW - timedelta(hours=4))
    witness = stages.place.accounts[Role.WITNESS]
    signer = Signer(person=str(witness.id), is_employee=False, is_nominee=False, is_close_relative=False)
    correcting.confirm_correction(
        stages.session,
        row,
        stages.installation.secret,
        signer,
        shown=correcting.digest_of(row),
        now=NOW - timedelta(hours=1),
        by=witness.id,
    )
    paper.print_run(stages.session, corrected, PaperKind(language="en"), 5, now=NOW, by=stages.clerk.id)
    stages.note("corrected", election_id=corrected.id)
    _note_links(stages, again=links[0], first_time=links[1], while_paused=_links(stages, paused)[0])


def _open_vote(stages: Stages, school: School) -> Election:
    return season.run_until_open(
        stages.session,
        stages.place,
        school,
        stages.calendar(-2),
        stages.installation.secret,
        seed=SEED,
        plans=SMALL,
        parents=PARENTS,
    )


def _put_right(stages: Stages, election: Election, now: datetime) -> BallotCorrection:
    """Paused; a parent added, another taken off; sent to a second person."""
    session, by = stages.session, stages.clerk.id
    correcting.pause_voting(session, election, WHY, now=now, by=by)
    contest = next(each for each in election.contests if each.seat_group.kind is SeatGroupKind.PARENTS)
    assert election.council.school is not None
    standing = {each.person_id for each in contest.candidates}
    guardians = season._guardians(session, election.council.school)
    person = next(each for each in guardians if each.id not in standing)
    nominating.withdraw(session, contest.qualified[0], WHY, now=now, by=by)
    nominating.file_nomination(session, contest, person, Nomination(name=person.name), now=now, by=by)
    session.expire(contest, ["candidates"])
    return correcting.enter_correction(
        session,
        election,
        stages.installation.secret,
        DONE,
        new_closes_at=election.closes_at + timedelta(days=3),
        now=now,
        by=by,
    )


def _links(stages: Stages, election: Election) -> list[BallotLink]:
    """Of voters about whom nobody has to decide."""
    rows = [entry for entry in roll(stages.session, election) if entry.status is RollStatus.ELIGIBLE]
    return [link for entry in rows for link in entry.links]


def _cast(stages: Stages, link: BallotLink, election: Election, now: datetime) -> None:
    chosen = {each.contest: each.candidates[:1] for each in voted_contests(election)}
    opened = OpenedLink(link=link, entry=link.roll_entry, election=election)
    voting.cast(stages.session, opened, chosen, now=now)
    voting.log_waiting(stages.session, election)


def _note_links(stages: Stages, **links: BallotLink) -> None:
    """An address that only shows may be the same in every language."""
    for purpose, link in links.items():
        token = stages.installation.app.extensions["links"].token(Purpose.BALLOT, link.key)
        stages.installation.rows |= {f"{purpose}.{tag}": token for tag in shipped_languages()}
