"""A recount as pages show it: groups of batches with both counts, and which count stands where they differ."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from ballot_service.models import Election, Recount
from ballot_service.rules.contests import contest_title
from ballot_service.rules.recounts import STANDS_WORDS, AskedAs
from ballot_service.rules.words import Sentence, say
from ballot_service.services.facts import voted_contests
from ballot_service.services.lots import candidate_names
from ballot_service.services.recounting import OVER, UNDER, agreed_again, comparison, recounts_of

WHO: Mapping[AskedAs, Sentence] = {
    AskedAs.CANDIDATE: say("A candidate asked for a recount."),
    AskedAs.VOTER: say("A voter asked for a recount."),
    AskedAs.COUNCIL: say("The council asked for a recount."),
}
LOST: Mapping[str, Sentence] = {
    OVER: say("Overvotes"),
    UNDER: say("Undervotes"),
}


@dataclass(frozen=True, kw_only=True)
class LineView:
    """One line of the comparison: a candidate's `name`, or `what` for votes lost."""

    contest: Sentence
    name: str
    what: Sentence | None
    first: int
    second: int

    @property
    def difference(self) -> str:
        return f"{self.second - self.first:+d}" if self.second != self.first else "0"


@dataclass(frozen=True, kw_only=True)
class GroupView:
    batches: tuple[int, ...]
    state: str
    """"same", "differs" or "waits"."""
    lines: tuple[LineView, ...]


@dataclass(frozen=True, kw_only=True)
class SettledView:
    number: int
    stands: Sentence
    reason: str


@dataclass(frozen=True, kw_only=True)
class RecountView:
    """`ended` is on the district's clock; None while the recount goes on."""

    who: Sentence
    ended: datetime | None
    groups: tuple[GroupView, ...]
    settled: tuple[SettledView, ...]


def published_recounts(session: Session, election: Election) -> list[RecountView]:
    """Every recount that has ended."""
    ended = [each for each in recounts_of(session, election) if each.ended_at is not None]
    return [recount_view(session, each, b"") for each in ended]


def recount_view(session: Session, recount: Recount, secret: bytes) -> RecountView:
    """How a recount compares. `secret` opens the batches while it goes on; afterwards nothing needs to be opened."""
    election = recount.election
    names, titles = (
        candidate_names(election),
        {each.contest: contest_title(each) for each in voted_contests(election)},
    )
    groups = tuple(
        GroupView(
            batches=tuple(group["batches"]),
            state=group["state"],
            lines=tuple(
                LineView(
                    contest=titles[line["contest"]],
                    name=names.get(line["what"], ""),
                    what=LOST.get(line["what"]),
                    first=line["first"],
                    second=line["second"],
                )
                for line in group["lines"]
            ),
        )
        for group in comparison(session, recount, secret)
    )
    rows = sorted(agreed_again(session, recount).values(), key=lambda row: row.batch.number)
    return RecountView(
        who=WHO[recount.asked_as],
        ended=recount.ended_at.astimezone(election.zone) if recount.ended_at else None,
        groups=groups,
        settled=tuple(
            SettledView(number=row.batch.number, stands=STANDS_WORDS[row.stands], reason=row.reason)
            for row in rows
            if row.stands is not None and row.confirmed_at is not None
        ),
    )
