"""What the notice of a result says: who was elected, how many voted, and since when it is final."""

from __future__ import annotations

from sqlalchemy.orm import Session

from ballot_service.models import Election
from ballot_service.rules.words import Sentence, say
from ballot_service.services.announcing.notice_words import Speak
from ballot_service.services.results import TIED, ContestView, result_view


def result_values(session: Session, election: Election, language: str, *, speak: Speak) -> dict[str, str]:
    """The values that only a result has, in one language; empty before it is certified."""
    certified_at = election.certified_at
    view = result_view(session, election, certified_at) if certified_at else None
    if certified_at is None or view is None:
        return {"elected": "", "turnout": "", "certified": ""}
    turnout = say(
        "{voted} of {roll} people on the list voted.", voted=view.turnout.credited, roll=view.turnout.roll
    )
    return {
        "elected": " ".join(speak(language, _seats(contest, language, speak)) for contest in view.contests),
        "turnout": speak(language, turnout),
        "certified": speak(language, certified_at.astimezone(election.zone)),
    }


def _seats(contest: ContestView, language: str, speak: Speak) -> Sentence:
    title = speak(language, contest.title)
    names = tuple(line.name for line in contest.lines if line.elected)
    if contest.runoff is not None:
        return _left_to_runoff(contest, title, names)
    if not names:
        return say("{contest}: nobody was elected.", contest=title)
    return say("{contest}: {names}.", contest=title, names=names)


def _left_to_runoff(contest: ContestView, title: str, names: tuple[str, ...]) -> Sentence:
    tied = tuple(line.name for line in contest.lines if line.outcome is TIED)
    if not names:
        return say("{contest}: a tie, and a run-off decides. Tied: {tied}.", contest=title, tied=tied)
    return say(
        "{contest}: {names}. A tie for the last seats, and a run-off decides. Tied: {tied}.",
        contest=title,
        names=names,
        tied=tied,
    )
