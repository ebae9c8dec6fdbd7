"""A tie for one parent seat in a council that chose a run-off, and the run-off from its call to its certificate."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from random import Random

from ballot_service.models import Contest, Election
from ballot_service.rules.election_settings import ElectionSettings, TieMethod, Uncontested
from ballot_service.services import freezing, issuing, opening
from ballot_service.services.facts import manifest_of
from ballot_service.services.runoffs.calling import call_runoff
from tests.services.steps import (
    Papers,
    account,
    cast,
    close_and_count,
    draw_lot,
    sign_and_certify,
    up_to_open,
    with_links,
)
from tests.tallow_creek import CERTIFY, SECRET, TallowCreek, at

CALLED = at(12, 15, 9)
NOTICE_GIVEN = at(12, 16, 9)
FROZEN, CONFIRMED = at(12, 17), at(12, 31)
OPENS, CLOSES = at(1, 5, 7, year=2026), at(1, 9, 19, year=2026)
VOTED = at(1, 6, 12, year=2026)
CERTIFIED = at(1, 20, 10, year=2026)
BALLOTS: Sequence[Sequence[str]] = (["Ana Ruiz"], ["Ana Ruiz"], ["Bo Lee"], ["Bo Lee"], ["Cy Hart"])


class Tied:
    """The first election, counted: Ana Ruiz and Bo Lee have two votes each for the one parent seat."""

    def __init__(
        self,
        creek: TallowCreek,
        *,
        method: TieMethod = TieMethod.RUNOFF,
        uncontested: Uncontested = Uncontested.VOTE,
        ballots: Sequence[Sequence[str]] = BALLOTS,
    ) -> None:
        self.creek, self.session = creek, creek.session
        settings = ElectionSettings(tie_method=method, uncontested=uncontested)
        self.first = up_to_open(creek, creek.election(parents=1, settings=settings), voters=6)
        for entry, names in zip(with_links(self.session, self.first), ballots, strict=False):
            cast(self.session, self.first, entry, names)
        close_and_count(self.session, self.first)
        self.clerk = account(self.session, "Carla Clerk")

    @property
    def contest(self) -> Contest:
        return self.first.contests[0]

    def call(
        self, now: datetime = CALLED, *, opens_at: datetime = OPENS, closes_at: datetime = CLOSES
    ) -> Election:
        runoff = call_runoff(
            self.session,
            self.contest,
            title="Run-off: Parents",
            titles={"es": "Segunda vuelta: Padres"},
            opens_at=opens_at,
            closes_at=closes_at,
            now=now,
            by=self.clerk.id,
        )
        self.session.commit()
        return runoff

    def certify_first(self, folder: Path) -> Papers:
        return sign_and_certify(self.session, self.first, _made(folder / "first"), CERTIFY)

    def up_to_vote(self, runoff: Election) -> None:
        """Ballot, notice, gate and links, as for every election."""
        freezing.freeze_ballot(self.session, runoff, SECRET, now=FROZEN, shuffle=Random(1).shuffle)
        self.creek.notify(runoff, NOTICE_GIVEN)
        opening.confirm_opening(self.session, runoff, now=CONFIRMED)
        if manifest_of(runoff).voted:
            issuing.issue_links(self.session, runoff, now=CONFIRMED)
        self.session.commit()

    def vote(self, runoff: Election, *ballots: Sequence[str]) -> None:
        """One ballot for each, and the count."""
        for entry, names in zip(with_links(self.session, runoff), ballots, strict=False):
            cast(self.session, runoff, entry, names, VOTED)
        close_and_count(self.session, runoff, CLOSES)

    def certify(self, runoff: Election, folder: Path) -> Papers:
        return sign_and_certify(self.session, runoff, _made(folder / "second"), CERTIFIED)

    def draw(self, contest: Contest, *names: str, now: datetime) -> None:
        ids = {candidate.name: str(candidate.id) for candidate in contest.candidates}
        other = account(self.session, "Wes Witness")
        draw_lot(self.session, contest, [ids[name] for name in names], now, self.clerk, other)


def _made(folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def seats(papers: Papers) -> Mapping[str, object]:
    """The certificate's line of the parents."""
    line: Mapping[str, object] = papers.certificate.document["seats"][0]
    return line
